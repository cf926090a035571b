#include "privilege_manager/read_json.hpp"

#include "privilege_manager/text.hpp"
#include "privilege_manager/walk_json.hpp"
#include "privilege_manager/wire.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

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

json::value parse(std::string_view text, boost::system::error_code& error) {
    json::parse_options options;
    options.max_depth = deepest_json;
    return json::parse({text.data(), text.size()}, error, {}, options);
}

}  // namespace

std::expected<std::string_view, std::string> json_in(std::string_view body) {
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    if (body.starts_with(byte_order_mark)) body.remove_prefix(byte_order_mark.size());
    body = trimmed(body);
    if (body.empty()) return std::unexpected{std::string{"nothing at all"}};
    if (body.starts_with('<')) return std::unexpected{std::string{"a web page or XML, not JSON"}};
    return body;
}

bool replace_lone_surrogates(std::string& text) {
    bool any = false;
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
        any = true;
        at += 6;
    }
    return any;
}

std::string not_json(std::string_view text, std::string_view why) {
    return fmt::format("{} bytes that are not JSON ({})", text.size(), why);
}

json::value parsed(std::string_view json) {
    boost::system::error_code error;
    return parse(valid_utf8(json), error);
}

std::expected<json::value, std::string> read_json(std::string_view body) {
    const auto text = json_in(body);
    if (!text) return std::unexpected{text.error()};
    auto clean = valid_utf8(*text);
    replace_lone_surrogates(clean);
    boost::system::error_code error;
    auto value = parse(clean, error);
    if (error) return std::unexpected{not_json(*text, error.message())};
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
