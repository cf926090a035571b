#include "privilege_manager/json_tokens.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace privman::pm {

namespace {

std::uint32_t hex_unit(std::string_view four_digits) {
    std::uint32_t unit = 0;
    std::from_chars(four_digits.data(), four_digits.data() + four_digits.size(), unit, 16);
    return unit;
}

void append_utf8(std::string& out, std::uint32_t c) {
    const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80 | ((c >> shift) & 0x3F)); };
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0 | (c >> 6));
        tail(0);
    } else if (c < 0x10000) {
        out += static_cast<char>(0xE0 | (c >> 12));
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xF0 | (c >> 18));
        tail(12);
        tail(6);
        tail(0);
    }
}

/// `text` begins behind the backslash. Returns how much of it the escape takes.
std::size_t append_escape(std::string& out, std::string_view text) {
    switch (text.front()) {
        case 'b': out += '\b'; return 1;
        case 'f': out += '\f'; return 1;
        case 'n': out += '\n'; return 1;
        case 'r': out += '\r'; return 1;
        case 't': out += '\t'; return 1;
        case 'u': break;
        default: out += text.front(); return 1;
    }
    const auto unit = hex_unit(text.substr(1, 4));
    if (unit < 0xD800 || unit > 0xDFFF) {
        append_utf8(out, unit);
        return 5;
    }
    const auto low = hex_unit(text.substr(7, 4));
    append_utf8(out, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
    return 11;
}

}  // namespace

std::size_t end_of_string(std::string_view json, std::size_t at) {
    for (auto here = at + 1;;) {
        const auto quote = json.find('"', here);
        if (quote == std::string_view::npos) return json.size();
        auto backslashes = quote;
        while (json[backslashes - 1] == '\\') --backslashes;
        if ((quote - backslashes) % 2 == 0) return quote + 1;
        here = quote + 1;
    }
}

std::size_t end_of_value(std::string_view json, std::size_t at) {
    if (json[at] == '"') return end_of_string(json, at);
    if (json[at] != '{' && json[at] != '[') return std::min(json.find_first_of(",]} \t\r\n", at), json.size());
    std::size_t open = 0;
    for (auto here = at; here < json.size();) {
        switch (json[here]) {
            case '"': here = end_of_string(json, here); continue;
            case '{':
            case '[': ++open; break;
            case '}':
            case ']':
                if (--open == 0) return here + 1;
                break;
            default: break;
        }
        ++here;
    }
    return json.size();
}

std::string_view plain_text(std::string_view token, std::string& room) {
    token = token.substr(1, token.size() - 2);
    auto backslash = token.find('\\');
    if (backslash == std::string_view::npos) return token;
    room.clear();
    room.reserve(token.size());
    for (; backslash != std::string_view::npos; backslash = token.find('\\')) {
        room += token.substr(0, backslash);
        token.remove_prefix(backslash + 1);
        token.remove_prefix(append_escape(room, token));
    }
    return room += token;
}

}  // namespace privman::pm
