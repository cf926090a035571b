#include "privilege_manager/json_lookup.hpp"
#include "privilege_manager/text.hpp"
#include "privilege_manager/wire.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace privman::pm {

namespace json = boost::json;

namespace {

/// The code unit of a `\uXXXX` escape at `at`, or -1.
int escaped_unit(std::string_view text, std::size_t at) {
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return -1;
    int unit = -1;
    const auto* end = text.data() + at + 6;
    const auto [stop, error] = std::from_chars(text.data() + at + 2, end, unit, 16);
    return error == std::errc{} && stop == end ? unit : -1;
}

/// One name with half a character in it must not make the whole list unreadable: such halves become U+FFFD.
std::string without_lone_surrogates(std::string text) {
    for (auto at = text.find('\\'); at != std::string::npos && at + 1 < text.size(); at = text.find('\\', at)) {
        const int unit = escaped_unit(text, at);
        if (unit < 0xD800 || unit > 0xDFFF) {
            at += 2;
            continue;
        }
        const int next = escaped_unit(text, at + 6);
        if (unit < 0xDC00 && next >= 0xDC00 && next <= 0xDFFF) {
            at += 12;
            continue;
        }
        text.replace(at, 6, "\\ufffd");
        at += 6;
    }
    return text;
}

}  // namespace

std::expected<json::value, std::string> read_json(std::string_view body) {
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    if (body.starts_with(byte_order_mark)) body.remove_prefix(byte_order_mark.size());
    body = trimmed(body);
    if (body.empty()) return std::unexpected{std::string{"nothing at all"}};
    if (body.starts_with('<')) return std::unexpected{std::string{"a web page or XML, not JSON"}};
    const auto text = without_lone_surrogates(valid_utf8(body));
    json::parse_options options;
    options.max_depth = 32;
    boost::system::error_code error;
    auto value = json::parse(text, error, {}, options);
    if (error) return std::unexpected{fmt::format("{} bytes that are not JSON ({})", body.size(), error.message())};
    return value;
}

std::string normalised_id(std::string_view text) {
    text = trimmed(text);
    auto bare = text;
    if (bare.size() == 38 && bare.front() == '{' && bare.back() == '}') bare = bare.substr(1, 36);
    const auto is_guid = [&] {
        if (bare.size() != 36) return false;
        for (std::size_t i = 0; i < bare.size(); ++i) {
            const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
            const char c = bare[i];
            const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
            if (dash ? c != '-' : !hex) return false;
        }
        return true;
    };
    return is_guid() ? lower_case(bare) : std::string{text};
}

}  // namespace privman::pm
