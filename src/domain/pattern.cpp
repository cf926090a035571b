#include "domain/pattern.hpp"

#include "domain/name_rule.hpp"
#include "domain/path_rule.hpp"
#include "domain/pattern_check.hpp"
#include "domain/typed_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace privman {

namespace {

struct Part {
    std::string_view key;
    std::optional<std::string> RequestPattern::* glob;
};
constexpr std::array parts{Part{"policy", &RequestPattern::policy},       Part{"path", &RequestPattern::path},
                           Part{"publisher", &RequestPattern::publisher}, Part{"account", &RequestPattern::account},
                           Part{"computer", &RequestPattern::computer},   Part{"rating", &RequestPattern::rating}};

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

/// Only what looks like a key is one: a path may hold an equals sign.
bool looks_like_a_key(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

PatternFault fault(std::string_view text, std::string why, std::string meant = {}) {
    return {shortened(text, 60), std::move(why), std::move(meant)};
}

struct KeyAndGlob {
    std::string key = "path";
    std::string_view glob;
};
KeyAndGlob taken_apart(std::string_view part) {
    KeyAndGlob found{.glob = part};
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) return found;
    auto before = lower(trimmed(part.substr(0, equals)));
    if (!looks_like_a_key(before)) return found;
    return {std::move(before), trimmed(part.substr(equals + 1))};
}

std::optional<PatternFault> read_part(std::string_view part, RequestPattern& pattern) {
    const auto [key, glob] = taken_apart(part);
    const auto* known = std::ranges::find(parts, key, &Part::key);
    if (known == parts.end()) {
        const auto meant = key_meant(key);
        return fault(part, "has an unknown key: policy, path, publisher, account, computer and rating are known",
                     meant.empty() ? std::string{} : std::string{meant} + "=" + std::string{glob});
    }
    auto& place = pattern.*(known->glob);
    if (place) return fault(part, "says " + key + " twice: separate patterns with | or a new line");
    if (glob.empty()) return fault(part, "says nothing after the equals sign: * stands for anything");
    if (glob.size() > longest_glob)
        return fault(part, "is longer than " + std::to_string(longest_glob) + " characters");
    place.emplace(glob);
    if (auto slip = slip_in(key, glob)) return fault(part, std::move(slip->why), std::move(slip->meant));
    return std::nullopt;
}

}  // namespace

std::expected<std::vector<RequestPattern>, std::vector<PatternFault>> parse_patterns(std::string_view text) {
    std::vector<RequestPattern> patterns;
    std::vector<PatternFault> faults;
    for (const auto piece : pieces(text, "|\n")) {
        if (piece.empty()) continue;
        RequestPattern pattern;
        const auto before = faults.size();
        for (const auto part : pieces(piece, ";")) {
            if (part.empty()) continue;
            if (auto found = read_part(part, pattern)) faults.push_back(std::move(*found));
        }
        if (faults.size() == before && pattern == RequestPattern{})
            faults.push_back(fault(piece, "is an empty pattern"));
        patterns.push_back(std::move(pattern));
    }
    if (!faults.empty()) return std::unexpected{std::move(faults)};
    return patterns;
}

std::vector<PatternFault> doubts_about(std::span<const RequestPattern> patterns) {
    std::vector<PatternFault> all;
    for (const auto& pattern : patterns) {
        // A part that holds everything is no slip beside one that does not.
        const auto given =
            std::ranges::count_if(parts, [&](const Part& part) { return (pattern.*(part.glob)).has_value(); });
        for (const auto& part : parts) {
            const auto& glob = pattern.*(part.glob);
            if (!glob || (given > 1 && *glob == "*")) continue;
            for (auto& slip : oddities_in(part.key, *glob))
                all.push_back(fault(std::string{part.key} + "=" + *glob, std::move(slip.why), std::move(slip.meant)));
        }
    }
    return all;
}

std::string spelling(const RequestPattern& pattern) {
    std::string text;
    for (const auto& part : parts)
        if (const auto& glob = pattern.*(part.glob))
            text.append(text.empty() ? "" : "; ").append(part.key).append("=").append(*glob);
    return text;
}

namespace {

/// One request, held against many patterns.
class Held {
public:
    Held(const ElevationRequest& request, const Fold& fold) : request_{request}, fold_{fold} {}

    /// Paths last: they are the dear ones.
    bool against(const RequestPattern& pattern) {
        const auto fits = [this](const std::optional<std::string>& glob, const auto& could_match,
                                 const std::string& text) { return !glob || could_match(*glob, text, fold_); };
        return fits(pattern.policy, text_could_match, request_.policy) &&
               fits(pattern.rating, rating_could_match, request_.rating) &&
               fits(pattern.computer, computer_could_match, request_.computer) &&
               fits(pattern.account, account_could_match, request_.user) &&
               (fits(pattern.publisher, text_could_match, request_.company) ||
                fits(pattern.publisher, text_could_match, request_.signer)) &&
               (!pattern.path || paths().could_match(*pattern.path));
    }

private:
    const PossiblePaths& paths() {
        if (!paths_) paths_.emplace(request_.path, request_.computer, fold_);
        return *paths_;
    }

    const ElevationRequest& request_;
    const Fold& fold_;
    std::optional<PossiblePaths> paths_{};
};

}  // namespace

bool matches(const RequestPattern& pattern, const ElevationRequest& request, const Fold& fold) {
    return Held{request, fold}.against(pattern);
}

const RequestPattern* first_match(std::span<const RequestPattern> patterns, const ElevationRequest& request,
                                  const Fold& fold) {
    Held held{request, fold};
    const auto found = std::ranges::find_if(patterns, [&](const auto& pattern) { return held.against(pattern); });
    return found == patterns.end() ? nullptr : &*found;
}

}  // namespace privman
