#include "app/setting_reader.hpp"

#include "app/setting_names.hpp"
#include "app/stray_characters.hpp"
#include "app/stray_settings.hpp"
#include "app/token_kind.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <sstream>
#include <utility>

namespace privman::app {

namespace {

std::string shown(double number) {
    std::ostringstream text;
    text << number;
    return text.str();
}

std::optional<double> as_number(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<Millis> as_length(std::string_view text) {
    if (text.empty()) return std::nullopt;
    struct Unit {
        char letter;
        double millis;
    };
    static constexpr Unit units[] = {{'s', 1e3}, {'m', 60e3}, {'h', 3600e3}, {'d', 86400e3}};
    double unit = 1e3;
    for (const auto& known : units)
        if (text.back() == known.letter) {
            unit = known.millis;
            text.remove_suffix(1);
            break;
        }
    const auto number = as_number(text);
    if (!number || !(*number >= 0) || *number * unit > 1e13) return std::nullopt;
    return Millis{std::llround(*number * unit)};
}

/// As a person would write it: 30d, 1h, 0.05s.
std::string spelled(Millis length) {
    for (const auto& [letter, millis] : {std::pair{'d', 86'400'000}, {'h', 3'600'000}, {'m', 60'000}})
        if (length.count() > 0 && length.count() % millis == 0) return std::to_string(length.count() / millis) + letter;
    return shown(static_cast<double>(length.count()) / 1000.0) + "s";
}

}  // namespace

std::optional<std::string> file_content(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) return std::nullopt;
    std::string text(longest_file + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (file.bad() || text.size() > longest_file) return std::nullopt;
    return text;
}

void SettingReader::fault(std::string_view name, std::string what) {
    faults_.push_back(std::string{name} + ": " + std::move(what));
}

bool SettingReader::given(std::string_view name) const { return environment_.get(std::string{name}).has_value(); }

std::string SettingReader::text(std::string_view name) {
    if (auto value = environment_.get(std::string{name})) return *value;
    const auto* setting = find_setting(name);
    return setting ? std::string{setting->fallback} : std::string{};
}

std::string SettingReader::needed(std::string_view name, std::string_view mend) {
    auto value = text(name);
    if (value.empty()) fault(name, "missing. " + std::string{mend});
    return value;
}

std::string SettingReader::secret(std::string_view name, std::string_view mend) {
    const auto in_file = environment_.get(std::string{name} + "_FILE");
    if (!in_file) return needed(name, mend);
    if (given(name)) {
        fault(name, "given twice, as itself and as " + std::string{name} + "_FILE. Remove one.");
        return {};
    }
    const auto file_name = std::string{name} + "_FILE";
    const auto content = file_content(*in_file);
    if (!content) {
        fault(file_name, token_kind(*in_file) ? "this looks like the token itself, not like the path of a file. Set " +
                                                    std::string{name} + " to it instead."
                                              : "the file cannot be read. Check the path and its permissions.");
        return {};
    }
    std::string value{without_line_ends(*content)};
    if (value.empty()) fault(file_name, "the file is empty. " + std::string{mend});
    if (auto stray = stray_in_secret(value, false)) {
        fault(file_name, "the file " + std::move(*stray));
        return probably_meant(value);
    }
    return value;
}

double SettingReader::number(std::string_view name, double least, double most) {
    const auto value = as_number(text(name));
    if (value && *value >= least && *value <= most) return *value;
    fault(name, "`" + text(name) + "` is not a number from " + shown(least) + " to " + shown(most) + ".");
    return least;
}

bool SettingReader::flag(std::string_view name) { return word(name, {"0", "1"}) == "1"; }

std::string SettingReader::word(std::string_view name, std::vector<std::string_view> words) {
    auto value = text(name);
    if (std::ranges::find(words, value) != words.end()) return value;
    std::string all;
    for (const auto& word : words) all += (all.empty() ? "" : ", ") + std::string{word};
    fault(name, "`" + value + "` is none of " + all + ".");
    return std::string{words.front()};
}

Millis SettingReader::length(std::string_view name, Millis least, Millis most) {
    const auto value = as_length(text(name));
    if (value && *value >= least && *value <= most) return *value;
    fault(name, "`" + text(name) + "` is not a length of time from " + spelled(least) + " to " + spelled(most) +
                    " (30, 0.5, 15m, 2h, 90d).");
    return least;
}

std::vector<std::string> SettingReader::list(std::string_view name) {
    std::vector<std::string> items;
    std::istringstream all{text(name)};
    for (std::string item; std::getline(all, item, ',');) {
        const auto first = item.find_first_not_of(" \t");
        if (first == std::string::npos) continue;
        items.push_back(item.substr(first, item.find_last_not_of(" \t") - first + 1));
    }
    return items;
}

}  // namespace privman::app
