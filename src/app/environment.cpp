#include "app/environment.hpp"

#include "app/env_value.hpp"
#include "app/stray_characters.hpp"

#include <cctype>
#include <expected>
#include <fstream>
#include <sstream>

namespace privman::app {

namespace {

std::string_view trimmed(std::string_view text) {
    const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

bool is_name(std::string_view text) {
    if (text.empty() || std::isdigit(static_cast<unsigned char>(text.front()))) return false;
    for (const char c : text)
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_') return false;
    return true;
}

std::string_view without_export(std::string_view line) {
    constexpr std::string_view word = "export";
    const bool exported =
        line.starts_with(word) && line.size() > word.size() && (line[word.size()] == ' ' || line[word.size()] == '\t');
    return exported ? trimmed(line.substr(word.size())) : line;
}

void forget_what_the_file_said(Environment& environment, const std::string& name) {
    std::erase(environment.from_file, name);
    std::erase(environment.quoted, name);
    std::erase_if(environment.reread, [&name](const Reread& one) { return one.name == name; });
}

void read_line(std::string_view line, const std::string& where, Environment& environment) {
    const auto equals = line.find('=');
    const auto name_text = trimmed(line.substr(0, equals));
    if (equals == std::string_view::npos || !is_name(name_text))
        return environment.faults.push_back(where + ": not of the form NAME=value");
    const std::string name{name_text};
    const auto behind = line.substr(equals + 1);
    auto value = env_value(behind);
    if (!value) return environment.faults.push_back(where + ": " + value.error());
    // The last line wins, whatever an earlier one of the same name said.
    forget_what_the_file_said(environment, name);
    environment.from_file.push_back(name);
    if (value->quoted) environment.quoted.push_back(name);
    if (auto before = env_value_in_0_1_0(behind); before && *before != value->text)
        environment.reread.push_back({name, where, std::move(*before), value->text});
    environment.values[name] = std::move(value->text);
}

}  // namespace

std::optional<std::string> Environment::get(const std::string& name) const {
    const auto found = values.find(name);
    if (found == values.end() || found->second.empty()) return std::nullopt;
    return found->second;
}

Environment parse_env_file(std::string_view text) {
    Environment environment;
    if (is_utf16(text)) {
        environment.faults.emplace_back(".env: is written in UTF-16. Save it as UTF-8.");
        return environment;
    }
    std::size_t number = 0;
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    while (!text.empty()) {
        ++number;
        const auto end = text.find('\n');
        const auto line = trimmed(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.empty() || line.front() == '#') continue;
        read_line(without_export(line), ".env line " + std::to_string(number), environment);
    }
    return environment;
}

Environment read_environment(const std::string& directory, char** environ_of_process) {
    Environment environment;
    if (std::ifstream file{directory + "/.env"}) {
        std::ostringstream text;
        text << file.rdbuf();
        environment = parse_env_file(text.str());
    }
    for (char** entry = environ_of_process; entry && *entry; ++entry) {
        const std::string_view pair{*entry};
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos) continue;
        const std::string name{pair.substr(0, equals)};
        environment.values[name] = std::string{pair.substr(equals + 1)};
        forget_what_the_file_said(environment, name);
    }
    return environment;
}

}  // namespace privman::app
