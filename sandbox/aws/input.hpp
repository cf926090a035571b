// The members of a call's JSON body, read as the service reads them: unknown ones are ignored, wrong types and lengths
// refused.
#pragma once

#include "sandbox/aws/refusal.hpp"

#include <boost/json/object.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace privman::sandbox::aws {

namespace json = boost::json;

/// Thrown while reading, caught where the call is answered.
class Refused : public std::exception {
public:
    explicit Refused(Refusal refusal) : refusal_{std::move(refusal)} {}
    [[nodiscard]] const Refusal& refusal() const { return refusal_; }
    [[nodiscard]] const char* what() const noexcept override { return refusal_.code.c_str(); }

private:
    Refusal refusal_;
};

/// The value, or the refusal thrown.
template <class T>
T needed(Answer<T> answer) {
    if (!answer) throw Refused{answer.error()};
    return std::move(*answer);
}

/// Every getter throws `Refused`.
class Input {
public:
    /// Refuses a body that is no JSON object.
    explicit Input(std::string_view body);

    // Nothing when the member is missing or null.
    [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
    [[nodiscard]] bool flag(std::string_view name) const;
    /// `otherwise` when it is not there.
    [[nodiscard]] std::size_t page_size(std::size_t most, std::size_t otherwise) const;
    /// Whether there is a list with something in it.
    [[nodiscard]] bool has_some(std::string_view name) const;

    [[nodiscard]] std::string needed_text(std::string_view name) const;
    /// One to ten.
    [[nodiscard]] std::vector<std::string> needed_names() const;

    [[nodiscard]] const json::object& all() const { return members_; }

private:
    [[nodiscard]] const json::value* find(std::string_view name) const;

    json::object members_;
};

}  // namespace privman::sandbox::aws
