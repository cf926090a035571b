#include "aws/profile.hpp"

#include <algorithm>
#include <utility>

namespace privman::aws {

namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r";
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    return text.substr(0, text.find_last_not_of(blanks) + 1);
}

/// A comment behind a value begins with a blank: a secret may contain the mark itself.
std::string_view without_comment(std::string_view value) {
    for (std::size_t i = 1; i < value.size(); ++i)
        if ((value[i] == '#' || value[i] == ';') && (value[i - 1] == ' ' || value[i - 1] == '\t'))
            return trimmed(value.substr(0, i));
    return value;
}

std::string lower_case(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

/// `[profile  name]` and `[profile "name"]` are what people write for `profile name`.
std::string section_name(std::string_view inside) {
    inside = trimmed(inside);
    constexpr std::string_view word = "profile";
    if (!inside.starts_with(word) || inside.size() == word.size() ||
        (inside[word.size()] != ' ' && inside[word.size()] != '\t'))
        return std::string{inside};
    auto name = trimmed(inside.substr(word.size()));
    if (name.size() >= 2 && name.front() == name.back() && (name.front() == '"' || name.front() == '\'')) {
        name.remove_prefix(1);
        name.remove_suffix(1);
    }
    return "profile " + std::string{name};
}

std::string path_of(const Environment& environment, std::string_view variable, std::string_view file) {
    auto path = value_of(environment, variable);
    const auto home = value_of(environment, "HOME");
    if (path.empty()) return home.empty() ? std::string{} : home + "/.aws/" + std::string{file};
    if (path.starts_with("~/")) path.replace(0, 1, home);
    return path;
}

}  // namespace

std::map<std::string, ProfileValues, std::less<>> read_ini(std::string_view text) {
    std::map<std::string, ProfileValues, std::less<>> sections;
    ProfileValues* current = nullptr;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto whole = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const auto line = trimmed(whole);
        if (line.empty() || line.starts_with('#') || line.starts_with(';')) continue;
        if (line.starts_with('[')) {
            const auto close = line.find(']');
            current = close == std::string_view::npos ? nullptr : &sections[section_name(line.substr(1, close - 1))];
            continue;
        }
        // An indented line belongs to the setting above it ("s3 =" and below), not to the profile.
        const bool nested = whole.front() == ' ' || whole.front() == '\t';
        const auto equals = line.find('=');
        if (!current || nested || equals == std::string_view::npos) continue;
        (*current)[lower_case(trimmed(line.substr(0, equals)))] =
            std::string{without_comment(trimmed(line.substr(equals + 1)))};
    }
    return sections;
}

Profile read_profile(const Environment& environment, const ReadFile& read) {
    Profile profile{.name = value_of(environment, "AWS_PROFILE"), .values = {}};
    profile.named = !profile.name.empty();
    if (!profile.named) profile.name = "default";

    const auto add = [&](const std::string& path, std::initializer_list<std::string> sections) {
        if (path.empty()) return;
        const auto text = read(path);
        if (!text) return;
        const auto all = read_ini(*text);
        for (const auto& section : sections) {
            const auto found = all.find(section);
            if (found == all.end()) continue;
            profile.found = true;
            for (const auto& [key, value] : found->second) profile.values[key] = value;
        }
    };
    if (profile.name == "default")
        add(path_of(environment, "AWS_CONFIG_FILE", "config"), {"default", "profile default"});
    else
        add(path_of(environment, "AWS_CONFIG_FILE", "config"), {"profile " + profile.name});
    add(path_of(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials"), {profile.name});
    return profile;
}

}  // namespace privman::aws
