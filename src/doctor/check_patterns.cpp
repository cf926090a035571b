#include "doctor/check_patterns.hpp"

#include "doctor/check_settings.hpp"
#include "domain/typed_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace privman::doctor {

namespace {

constexpr std::string_view id = "settings.patterns";
constexpr std::size_t most_tried = 500;  ///< of the newest requests
constexpr std::size_t most_shown = 3;

std::vector<const Life*> newest(const std::vector<Life>& lives) {
    std::vector<const Life*> all;
    all.reserve(lives.size());
    for (const auto& life : lives) all.push_back(&life);
    std::ranges::sort(all, std::ranges::greater{}, [](const Life* life) { return life->first_seen.wall; });
    if (all.size() > most_tried) all.resize(most_tried);
    return all;
}

std::string what_it_held(const RequestPattern& pattern, const std::vector<const Life*>& lives, const Fold& fold) {
    if (lives.empty()) return "no request is remembered to try it on";
    std::vector<std::string> shown;
    std::size_t count = 0;
    for (const auto* life : lives) {
        if (!matches(pattern, life->facts, fold)) continue;
        ++count;
        const auto& facts = life->facts;
        if (shown.size() < most_shown)
            shown.push_back(fmt::format("`{}` of {}", shortened(facts.path.empty() ? facts.id.value : facts.path, 80),
                                        facts.user.empty() ? "somebody" : shortened(facts.user)));
    }
    const auto of_how_many =
        fmt::format("{} of the last {} requests", count == 0 ? "none" : std::to_string(count), lives.size());
    return count == 0 ? "would have held " + of_how_many
                      : fmt::format("would have held {}: {}{}", of_how_many, fmt::join(shown, ", "),
                                    count > shown.size() ? ", …" : "");
}

}  // namespace

void check_patterns(const PatternsSeen& seen, Report& report) {
    if (seen.patterns.empty()) return report.fine(id, "AUTO_APPROVE_EXCEPT keeps nothing for people");
    for (const auto& doubt : seen.doubts) {
        const auto parts = take_apart(doubt);
        report.warning(id, parts.what, parts.mend, parts.name);
    }
    const auto lives = seen.lives ? newest(*seen.lives) : std::vector<const Life*>{};
    for (const auto& pattern : seen.patterns) {
        const auto held = seen.lives ? what_it_held(pattern, lives, seen.fold)
                                     : std::string{"the store could not be read to try it on"};
        report.fine(id, fmt::format("`{}` waits for people; {}", spelling(pattern), held));
    }
}

}  // namespace privman::doctor
