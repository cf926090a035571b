#include "domain/pattern.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace privman {
namespace {

using ::testing::HasSubstr;

std::vector<RequestPattern> patterns(std::string_view text) {
    auto parsed = parse_patterns(text);
    EXPECT_TRUE(parsed) << text;
    return parsed.value_or(std::vector<RequestPattern>{});
}

ElevationRequest request() {
    ElevationRequest r;
    r.policy = "Admin tools";
    r.path = R"(C:\Program Files\PuTTY\putty.exe)";
    r.company = "Simon Tatham";
    r.signer = "CN=Simon Tatham";
    return r;
}

TEST(Glob, AStarStandsForAnyTextAndAQuestionMarkForOneCharacter) {
    EXPECT_TRUE(glob_matches("*", ""));
    EXPECT_TRUE(glob_matches("*", "anything"));
    EXPECT_TRUE(glob_matches("a*c", "abbbc"));
    EXPECT_TRUE(glob_matches("a*c", "ac"));
    EXPECT_TRUE(glob_matches("a?c", "abc"));
    EXPECT_FALSE(glob_matches("a?c", "ac"));
    EXPECT_FALSE(glob_matches("a*c", "acb"));
}

TEST(Glob, TheWholeTextMustMatch) {
    EXPECT_FALSE(glob_matches("putty.exe", R"(C:\putty.exe)"));
    EXPECT_FALSE(glob_matches("", "a"));
    EXPECT_TRUE(glob_matches("", ""));
}

TEST(Glob, ABackslashIsABackslash) {
    EXPECT_TRUE(glob_matches(R"(C:\Tools\*)", R"(C:\Tools\a.exe)"));
    EXPECT_FALSE(glob_matches(R"(C:\*)", "C:*"));
    EXPECT_TRUE(glob_matches(R"(*\?.exe)", R"(C:\x.exe)"));
}

TEST(Glob, CaseDoesNotMatter) {
    EXPECT_TRUE(glob_matches(R"(c:\TOOLS\*.EXE)", R"(C:\Tools\a.exe)"));
    EXPECT_TRUE(glob_matches(R"(*\übung\*)", R"(C:\ÜBUNG\a.exe)"));
}

TEST(Glob, AQuestionMarkTakesAWholeCharacter) {
    EXPECT_TRUE(glob_matches("?", "ü"));
    EXPECT_TRUE(glob_matches("?", "😀"));
    EXPECT_FALSE(glob_matches("?", "é\u0301"));
}

TEST(Glob, BrokenBytesMatchOnlyThemselves) {
    EXPECT_TRUE(glob_matches("a\xFF", "a\xFF"));
    EXPECT_FALSE(glob_matches("a\xFF", "a\xFE"));
    EXPECT_TRUE(glob_matches("a?", "a\xFF"));
}

TEST(Glob, ManyStarsDoNotExplode) {
    std::string stars;
    for (int i = 0; i < 200; ++i) stars += "a*";
    EXPECT_FALSE(glob_matches(stars + "b", std::string(2000, 'a')));
}

/// The definition, as a table of "glob from here matches text from there"; nothing clever.
bool glob_by_definition(std::string_view glob, std::string_view text) {
    std::vector<std::vector<char>> fits(glob.size() + 1, std::vector<char>(text.size() + 1, 0));
    for (auto g = glob.size() + 1; g-- > 0;) {
        for (auto t = text.size() + 1; t-- > 0;) {
            if (g == glob.size())
                fits[g][t] = t == text.size();
            else if (glob[g] == '*')
                fits[g][t] = fits[g + 1][t] || (t < text.size() && fits[g][t + 1]);
            else
                fits[g][t] = t < text.size() && (glob[g] == '?' || glob[g] == text[t]) && fits[g + 1][t + 1];
        }
    }
    return fits[0][0];
}

TEST(Glob, AgreesWithItsDefinitionOnAllSortsOfTexts) {
    std::mt19937 random{20260308};
    const auto draw = [&](std::string_view letters, std::size_t longest) {
        std::string text;
        for (auto left = random() % (longest + 1); left > 0; --left) text += letters[random() % letters.size()];
        return text;
    };
    int matched = 0;
    for (int i = 0; i < 20000; ++i) {
        const auto glob = draw("ab**?", 7);
        const auto text = draw("ab", 8);
        ASSERT_EQ(glob_matches(glob, text), glob_by_definition(glob, text)) << glob << " / " << text;
        matched += glob_matches(glob, text);
    }
    EXPECT_GT(matched, 1000);
}

TEST(Patterns, APartWithoutAKeyIsAPath) {
    EXPECT_EQ(patterns(R"(C:\Tools\*)"), std::vector{RequestPattern{.path = R"(C:\Tools\*)"}});
}

TEST(Patterns, PartsOfOnePatternMustAllMatch) {
    const auto both = patterns(R"(policy=admin*; path=C:\Program Files\*)");
    ASSERT_EQ(both.size(), 1u);
    EXPECT_TRUE(matches(both[0], request()));
    auto elsewhere = request();
    elsewhere.path = R"(C:\Users\eve\putty.exe)";
    EXPECT_FALSE(matches(both[0], elsewhere));
}

TEST(Patterns, OneOfSeveralPatternsIsEnough) {
    const auto several = patterns("policy=Nobody | path=*putty.exe\npublisher=Nobody");
    ASSERT_EQ(several.size(), 3u);
    EXPECT_EQ(first_match(several, request()), &several[1]);
    EXPECT_EQ(first_match(patterns("policy=Nobody"), request()), nullptr);
}

TEST(Patterns, APublisherIsTheCompanyOrTheSigner) {
    EXPECT_TRUE(matches(patterns("publisher=simon tatham")[0], request()));
    EXPECT_TRUE(matches(patterns("publisher=cn=simon*")[0], request()));
    EXPECT_FALSE(matches(patterns("publisher=microsoft*")[0], request()));
}

TEST(Patterns, AMissingFactIsMatchedByAStarOnly) {
    EXPECT_TRUE(matches(patterns("policy=*")[0], ElevationRequest{}));
    EXPECT_FALSE(matches(patterns("policy=?*")[0], ElevationRequest{}));
    EXPECT_FALSE(matches(patterns("publisher=a*")[0], ElevationRequest{}));
}

TEST(Patterns, KeysAndBlanksAreReadGenerously) {
    const std::vector wanted{RequestPattern{.policy = "A b", .path = "c"}};
    EXPECT_EQ(patterns(" Policy = A b ;; PATH=c; "), wanted);
    EXPECT_EQ(patterns("\r\npolicy=A b;path=c\r\n|\n"), wanted);
}

TEST(Patterns, APathMayHoldAnEqualsSign) {
    EXPECT_EQ(patterns(R"(C:\a=b\*)"), std::vector{RequestPattern{.path = R"(C:\a=b\*)"}});
    EXPECT_EQ(patterns("path=a=b"), std::vector{RequestPattern{.path = "a=b"}});
}

TEST(Patterns, NoTextIsNoPattern) {
    EXPECT_TRUE(patterns("").empty());
    EXPECT_TRUE(patterns(" \n | \n").empty());
}

TEST(Patterns, AreReadBackAsSpelled) {
    const RequestPattern plain{.policy = "a", .path = R"(C:\b)", .publisher = "c"};
    EXPECT_EQ(patterns(spelling(plain)), std::vector{plain});
    EXPECT_EQ(spelling(plain), R"(policy=a; path=C:\b; publisher=c)");
}

TEST(Patterns, AFaultNamesThePartAndTheReason) {
    const auto fault = [](std::string_view text) {
        const auto parsed = parse_patterns(text);
        return parsed ? PatternFault{"(none)", "accepted"} : parsed.error();
    };
    EXPECT_EQ(fault("path=a; user=b").text, "user=b");
    EXPECT_THAT(fault("path=a; user=b").why, HasSubstr("unknown key"));
    EXPECT_THAT(fault("path=a; path=b").why, HasSubstr("path twice"));
    EXPECT_THAT(fault("a; b").why, HasSubstr("path twice"));
    EXPECT_THAT(fault("policy=").why, HasSubstr("nothing after"));
    EXPECT_THAT(fault("path=a | ; ").why, HasSubstr("empty pattern"));
    EXPECT_THAT(fault("path=" + std::string(longest_glob + 1, 'x')).why, HasSubstr("longer than"));
    EXPECT_LE(fault("path=" + std::string(longest_glob + 1, 'x')).text.size(), 60u);
}

TEST(Patterns, OneFaultSpoilsTheWhole) { EXPECT_FALSE(parse_patterns("path=good | user=bad")); }

}  // namespace
}  // namespace privman
