#include "net/http_wire.hpp"

#include <algorithm>

namespace privman::net {

bool is_token(std::string_view text) {
    constexpr std::string_view extra = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::ranges::all_of(text, [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || extra.contains(c);
    });
}

bool append_headers(std::string& out, const Headers& headers, std::initializer_list<std::string_view> without) {
    for (const auto& [name, value] : headers) {
        if (std::ranges::any_of(without, [&](std::string_view own) { return equal_ignoring_case(own, name); }))
            continue;
        const bool printable = std::ranges::all_of(
            value, [](char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f); });
        if (!is_token(name) || !printable) return false;
        out.append(name).append(": ").append(value).append("\r\n");
    }
    return true;
}

}  // namespace privman::net
