// What every control path needs: targets taken apart, JSON answers, and arguments read with errors that name the
// mistake.
#pragma once

#include "net/http_message.hpp"
#include "net/url.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace privman::sandbox {

namespace json = boost::json;

/// A control call that cannot be carried out; `what()` is shown to the caller under "error".
class BadCall : public std::runtime_error {
public:
    explicit BadCall(const std::string& what, unsigned status = 400) : std::runtime_error{what}, status_{status} {}
    [[nodiscard]] unsigned status() const { return status_; }

private:
    unsigned status_;
};

/// A request target: the path with %XX resolved, and the fields of its query.
struct Target {
    std::string path;
    net::Fields query;

    /// The first value of that name.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
    /// The same as a number; throws `BadCall` when it is none.
    [[nodiscard]] std::optional<std::int64_t> find_number(std::string_view name) const;
};

[[nodiscard]] Target parse_target(std::string_view target);

[[nodiscard]] net::HttpResponse json_answer(const json::value& body, unsigned status = 200);
[[nodiscard]] net::HttpResponse error_answer(unsigned status, std::string_view error);

/// The body of a control call. Every getter throws `BadCall` naming the argument and what was expected.
class Arguments {
public:
    /// An empty body counts as `{}`.
    explicit Arguments(const net::HttpRequest& request);
    explicit Arguments(json::object arguments) : arguments_{std::move(arguments)} {}

    /// Whether the name is there, null included.
    [[nodiscard]] bool has(std::string_view name);
    /// The value whatever it is, null when it is not there. Lives as long as the arguments.
    [[nodiscard]] const json::value* any(std::string_view name);

    // Nothing when the name is missing or null.
    [[nodiscard]] std::optional<std::string> text(std::string_view name);
    [[nodiscard]] std::optional<std::int64_t> number(std::string_view name);
    [[nodiscard]] std::optional<bool> flag(std::string_view name);
    [[nodiscard]] const json::object* object(std::string_view name);

    [[nodiscard]] std::string needed_text(std::string_view name);
    [[nodiscard]] std::string needed_one_of(std::string_view name, std::span<const std::string_view> words);

    /// Throws when the body holds an argument that nobody asked for: most often a misspelling.
    void nothing_else() const;

private:
    json::object arguments_;
    std::set<std::string, std::less<>> asked_;
};

}  // namespace privman::sandbox
