// Finding one's way in text that is known to be JSON, without parsing it again.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace privman::pm {

/// Where the string ends whose opening quote stands at `at`: behind its closing quote.
[[nodiscard]] std::size_t end_of_string(std::string_view json, std::size_t at);

/// Where the value ends that begins at `at`.
[[nodiscard]] std::size_t end_of_value(std::string_view json, std::size_t at);

[[nodiscard]] inline bool is_string_token(std::string_view token) { return token.starts_with('"'); }

/// What a string token says. A view of the token, or of `room` when it holds escapes.
[[nodiscard]] std::string_view plain_text(std::string_view token, std::string& room);

/// The elements of an array, one after the other.
class ArrayItems {
public:
    /// The array's bracket stands at `at`.
    ArrayItems(std::string_view json, std::size_t at) : json_{json}, here_{at + 1} { find_next(); }

    /// Whether there is one more; `here` is where it begins.
    [[nodiscard]] bool more() const { return json_[here_] != ']'; }
    [[nodiscard]] std::size_t here() const { return here_; }
    /// The element, and what follows it.
    [[nodiscard]] std::string_view rest() const { return json_.substr(here_); }
    /// The element alone.
    [[nodiscard]] std::string_view item() const { return json_.substr(here_, end_of_value(json_, here_) - here_); }
    /// Goes on behind this element, which is `length` bytes long.
    void skip(std::size_t length) {
        here_ += length;
        find_next();
    }

private:
    void find_next() {
        while (json_[here_] == ' ' || json_[here_] == ',' || (json_[here_] >= '\t' && json_[here_] <= '\r')) ++here_;
    }

    std::string_view json_;
    std::size_t here_;
};

}  // namespace privman::pm
