// How long an approval holds: one time, or for so long.
#pragma once

#include <chrono>
#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace privman {

class Grant {
public:
    /// The program may run once.
    static Grant one_time() { return Grant{std::chrono::minutes{0}}; }
    /// For `length`, which must be positive.
    static Grant lasting(std::chrono::minutes length);

    [[nodiscard]] bool is_one_time() const { return length_ == std::chrono::minutes{0}; }
    /// Only for a lasting grant.
    [[nodiscard]] std::chrono::minutes length() const { return length_; }

    friend auto operator<=>(const Grant&, const Grant&) = default;

private:
    explicit Grant(std::chrono::minutes length) : length_{length} {}
    std::chrono::minutes length_;
};

/// `one-time`, `15m`, `2h`, `1d`; minutes are the smallest step and seven days the longest. Nothing for anything else.
std::optional<Grant> parse_grant(std::string_view text);

/// The spelling that `parse_grant` reads back: `one-time`, `90m`, `4h`.
std::string spelling(const Grant&);

/// For people, after "approved": "one time", "for 30 minutes", "for 4 hours".
std::string in_words(const Grant&);

/// For the picker: "One time", "30 minutes", "4 hours".
std::string as_label(const Grant&);

}  // namespace privman
