// Reads one setting after the other and collects what is wrong with them.
#pragma once

#include "app/environment.hpp"
#include "domain/moment.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace privman::app {

class SettingReader {
public:
    explicit SettingReader(const Environment& environment) : environment_{environment} {}

    /// The value, or the default of setting_names; empty when there is neither.
    std::string text(std::string_view name);
    /// The same, and a fault when it is empty. `mend` says where to get it.
    std::string needed(std::string_view name, std::string_view mend);
    /// From NAME or the file of NAME_FILE, line ends and a byte order mark dropped. What else strays into a secret is a
    /// fault.
    std::string secret(std::string_view name, std::string_view mend);
    double number(std::string_view name, double least, double most);
    bool flag(std::string_view name);
    /// One of `words`.
    std::string word(std::string_view name, std::vector<std::string_view> words);
    /// `15m`, `2h`, `90d`, `45s`, or a plain number of seconds; zero when `0`.
    Millis length(std::string_view name, Millis least, Millis most);
    /// Split at commas, white space around dropped, empty ones left out.
    std::vector<std::string> list(std::string_view name);

    void fault(std::string_view name, std::string what);
    [[nodiscard]] bool given(std::string_view name) const;
    [[nodiscard]] std::vector<std::string>& faults() { return faults_; }

private:
    const Environment& environment_;
    std::vector<std::string> faults_;
};

/// The whole file, or nothing: it is not there, or longer than anything that is read from one.
inline constexpr std::size_t longest_file = 10u << 20;
std::optional<std::string> file_content(const std::string& path);

}  // namespace privman::app
