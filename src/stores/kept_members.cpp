#include "stores/kept_members.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <string>

namespace privman::stores {
namespace {

namespace json = boost::json;

constexpr std::string_view blanks = " \t\r\n";

/// Where the JSON value at `at` ends. What stands there is known to be JSON, so that quotes and brackets suffice.
std::size_t end_of_value(std::string_view text, std::size_t at) {
    std::size_t depth = 0;
    bool quoted = false;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (quoted) {
            if (c == '\\') ++at;
            if (c == '"') quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            if (depth == 0) return at;
            --depth;
        } else if (depth == 0 && (c == ',' || c == ':')) {
            return at;
        }
    }
    return text.size();
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

/// A name may be spelled with escapes.
std::string plain_name(std::string_view quoted) {
    if (quoted.size() >= 2 && quoted.find('\\') == std::string_view::npos)
        return std::string{quoted.substr(1, quoted.size() - 2)};
    json::parse_options options;
    options.allow_invalid_utf8 = true;
    boost::system::error_code error;
    const auto value = json::parse(quoted, error, {}, options);
    const auto* text = error ? nullptr : value.if_string();
    return text != nullptr ? std::string{*text} : std::string{quoted};
}

/// Calls `visit(name, quoted name, value)` for each member of an object in text.
template <class Visit>
void each_member(std::string_view object, Visit visit) {
    std::size_t at = std::min(object.find('{'), object.size());
    while (at < object.size() && object[at] != '}') {
        const auto colon = end_of_value(object, at + 1);
        if (colon >= object.size() || object[colon] != ':') return;  // the end of an empty object
        const auto end = end_of_value(object, colon + 1);
        const auto quoted = trimmed(object.substr(at + 1, colon - at - 1));
        visit(plain_name(quoted), quoted, trimmed(object.substr(colon + 1, end - colon - 1)));
        at = end;
    }
}

void append(std::string& object, std::string_view quoted, std::string_view value) {
    object += object.size() > 1 ? "," : "";
    object.append(quoted).append(":").append(value);
}

}  // namespace

std::string members_but(std::string_view object, std::span<const std::string> taken) {
    std::string rest{"{"};
    each_member(object, [&](const std::string& name, std::string_view quoted, std::string_view value) {
        if (std::ranges::find(taken, name) == taken.end()) append(rest, quoted, value);
    });
    return rest.size() > 1 ? rest + "}" : std::string{};
}

std::string_view member_text(std::string_view object, std::string_view name) {
    std::string_view found;
    each_member(object, [&](const std::string& its_name, std::string_view, std::string_view value) {
        if (its_name == name) found = value;
    });
    return found;
}

std::string written(const json::object& known, std::initializer_list<std::string_view> kept) {
    auto text = json::serialize(known);
    text.pop_back();
    for (const auto members : kept)
        each_member(members, [&](const std::string& name, std::string_view quoted, std::string_view value) {
            if (!known.contains(name)) append(text, quoted, value);
        });
    return text + "}";
}

}  // namespace privman::stores
