#include "domain/pattern.hpp"

#include "domain/typed_text.hpp"
#include "domain/utf8.hpp"

#include <algorithm>
#include <utility>

namespace privman {

namespace {

std::u32string folded(std::string_view text) {
    std::u32string out;
    while (!text.empty()) {
        const auto [point, length] = front_char(text);
        text.remove_prefix(length);
        out += fold_case(point);
    }
    return out;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Cuts the text at every one of `separators`.
std::vector<std::string_view> pieces(std::string_view text, std::string_view separators) {
    std::vector<std::string_view> all;
    while (true) {
        const auto end = text.find_first_of(separators);
        all.push_back(trimmed(text.substr(0, end)));
        if (end == std::string_view::npos) return all;
        text.remove_prefix(end + 1);
    }
}

std::optional<std::string>* part_named(RequestPattern& pattern, std::string_view key) {
    if (key == "policy") return &pattern.policy;
    if (key == "path") return &pattern.path;
    if (key == "publisher") return &pattern.publisher;
    return nullptr;
}

/// Only what looks like a key is one: a path may hold an equals sign.
bool looks_like_a_key(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

std::unexpected<PatternFault> fault(std::string_view text, std::string why) {
    return std::unexpected{PatternFault{shortened(text, 60), std::move(why)}};
}

std::expected<RequestPattern, PatternFault> parse_one(std::string_view text) {
    RequestPattern pattern;
    for (const auto part : pieces(text, ";")) {
        if (part.empty()) continue;
        std::string key = "path";
        auto glob = part;
        if (const auto equals = part.find('='); equals != std::string_view::npos) {
            const auto before = lower(trimmed(part.substr(0, equals)));
            if (looks_like_a_key(before)) {
                key = before;
                glob = trimmed(part.substr(equals + 1));
            }
        }
        auto* place = part_named(pattern, key);
        if (!place) return fault(part, "has an unknown key: policy, path and publisher are known");
        if (*place) return fault(part, "says " + key + " twice: separate patterns with | or a new line");
        if (glob.empty()) return fault(part, "says nothing after the equals sign: * stands for anything");
        if (glob.size() > longest_glob)
            return fault(part, "is longer than " + std::to_string(longest_glob) + " characters");
        place->emplace(glob);
    }
    if (pattern == RequestPattern{}) return fault(text, "is an empty pattern");
    return pattern;
}

}  // namespace

bool glob_matches(std::string_view glob, std::string_view text) {
    const auto wanted = folded(glob);
    const auto given = folded(text);
    std::size_t w = 0;
    std::size_t g = 0;
    // Only the last star is ever taken back: what an earlier one could take more of, the last one can too.
    std::optional<std::size_t> star;
    std::size_t star_took_until = 0;
    while (g < given.size()) {
        if (w < wanted.size() && wanted[w] == '*') {
            star = w++;
            star_took_until = g;
        } else if (w < wanted.size() && (wanted[w] == '?' || wanted[w] == given[g])) {
            ++w;
            ++g;
        } else if (star) {
            w = *star + 1;
            g = ++star_took_until;
        } else {
            return false;
        }
    }
    while (w < wanted.size() && wanted[w] == '*') ++w;
    return w == wanted.size();
}

std::expected<std::vector<RequestPattern>, PatternFault> parse_patterns(std::string_view text) {
    std::vector<RequestPattern> patterns;
    for (const auto piece : pieces(text, "|\n")) {
        if (piece.empty()) continue;
        auto pattern = parse_one(piece);
        if (!pattern) return std::unexpected{std::move(pattern.error())};
        patterns.push_back(std::move(*pattern));
    }
    return patterns;
}

std::string spelling(const RequestPattern& pattern) {
    std::string text;
    const auto add = [&text](std::string_view key, const std::optional<std::string>& glob) {
        if (glob) text.append(text.empty() ? "" : "; ").append(key).append("=").append(*glob);
    };
    add("policy", pattern.policy);
    add("path", pattern.path);
    add("publisher", pattern.publisher);
    return text;
}

bool matches(const RequestPattern& pattern, const ElevationRequest& request) {
    if (pattern.policy && !glob_matches(*pattern.policy, request.policy)) return false;
    if (pattern.path && !glob_matches(*pattern.path, request.path)) return false;
    return !pattern.publisher || glob_matches(*pattern.publisher, request.company) ||
           glob_matches(*pattern.publisher, request.signer);
}

const RequestPattern* first_match(std::span<const RequestPattern> patterns, const ElevationRequest& request) {
    const auto found = std::ranges::find_if(patterns, [&](const auto& pattern) { return matches(pattern, request); });
    return found == patterns.end() ? nullptr : &*found;
}

}  // namespace privman
