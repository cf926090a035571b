#include "unicode/fold.hpp"

#include <array>
#include <cstddef>
#include <utf8proc.h>
#include <vector>

namespace privman::unicode {

namespace {

/// IGNORE drops what is default ignorable; without STABLE and COMPOSE what is left stays taken apart.
constexpr auto options =
    static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);

void append(std::string& out, utf8proc_int32_t point) {
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto length = utf8proc_encode_char(point, bytes.data());
    out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(length));
}

/// `text` is UTF-8.
std::string folded_once(std::string_view text) {
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    const auto size = static_cast<utf8proc_ssize_t>(text.size());
    const auto needed = utf8proc_decompose(bytes, size, nullptr, 0, options);
    if (needed < 0) return std::string{text};
    std::vector<utf8proc_int32_t> points(static_cast<std::size_t>(needed));
    const auto count = utf8proc_decompose(bytes, size, points.data(), needed, options);
    if (count < 0) return std::string{text};
    std::string out;
    out.reserve(text.size());
    for (utf8proc_ssize_t i = 0; i < count; ++i) append(out, points[static_cast<std::size_t>(i)]);
    return out;
}

/// Compatibility forms may hold capital letters, whose small ones may be taken apart again: Unicode's own
/// NFKC_Casefold is made of repetitions too.
std::string folded_whole(std::string_view text) {
    auto out = folded_once(text);
    for (int i = 0; i < 3; ++i) {
        auto again = folded_once(out);
        if (again == out) break;
        out = std::move(again);
    }
    return out;
}

}  // namespace

std::string fold(std::string_view text) {
    std::string out;
    std::size_t begin = 0;  // of what is UTF-8 and not folded yet
    std::size_t at = 0;
    while (at < text.size()) {
        utf8proc_int32_t point = 0;
        const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                                             static_cast<utf8proc_ssize_t>(text.size() - at), &point);
        if (length > 0) {
            at += static_cast<std::size_t>(length);
            continue;
        }
        out += folded_whole(text.substr(begin, at - begin));
        out += text[at++];
        begin = at;
    }
    return out += folded_whole(text.substr(begin));
}

}  // namespace privman::unicode
