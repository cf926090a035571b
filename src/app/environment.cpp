#include "app/environment.hpp"

#include <cctype>
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

/// The value after the equals sign, or nothing when its quote never ends or something follows it.
std::optional<std::string> value_of(std::string_view text) {
    text = trimmed(text);
    if (text.empty() || (text.front() != '"' && text.front() != '\'')) {
        // An unquoted value ends at a comment that stands apart.
        for (std::size_t i = 1; i < text.size(); ++i)
            if (text[i] == '#' && (text[i - 1] == ' ' || text[i - 1] == '\t'))
                return std::string{trimmed(text.substr(0, i))};
        return std::string{text.starts_with('#') ? std::string_view{} : text};
    }
    const char quote = text.front();
    std::string value;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == quote) {
            const auto rest = trimmed(text.substr(i + 1));
            if (!rest.empty() && rest.front() != '#') return std::nullopt;
            return value;
        }
        if (quote == '"' && text[i] == '\\' && i + 1 < text.size()) {
            ++i;
            value += text[i] == 'n' ? '\n' : text[i];
        } else {
            value += text[i];
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> Environment::get(const std::string& name) const {
    const auto found = values.find(name);
    if (found == values.end() || found->second.empty()) return std::nullopt;
    return found->second;
}

Environment parse_env_file(std::string_view text) {
    Environment environment;
    std::size_t number = 0;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    while (!text.empty()) {
        ++number;
        const auto end = text.find('\n');
        auto line = trimmed(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.empty() || line.front() == '#') continue;
        if (line.starts_with("export ")) line = trimmed(line.substr(7));
        const auto equals = line.find('=');
        const auto name = trimmed(line.substr(0, equals));
        const auto value = equals == std::string_view::npos ? std::nullopt : value_of(line.substr(equals + 1));
        if (!value || !is_name(name)) {
            environment.faults.push_back(".env line " + std::to_string(number) + ": not of the form NAME=value");
            continue;
        }
        environment.values[std::string{name}] = *value;
        environment.from_file.emplace_back(name);
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
        std::erase(environment.from_file, name);
    }
    return environment;
}

}  // namespace privman::app
