#include "domain/pattern.hpp"

#include "unicode/fold.hpp"

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
    EXPECT_TRUE(matches(both[0], request(), unicode::fold));
    auto elsewhere = request();
    elsewhere.path = R"(C:\Users\eve\putty.exe)";
    EXPECT_FALSE(matches(both[0], elsewhere, unicode::fold));
}

TEST(Patterns, OneOfSeveralPatternsIsEnough) {
    const auto several = patterns("policy=Nobody | path=*putty.exe\npublisher=Nobody");
    ASSERT_EQ(several.size(), 3u);
    EXPECT_EQ(first_match(several, request(), unicode::fold), &several[1]);
    EXPECT_EQ(first_match(patterns("policy=Nobody"), request(), unicode::fold), nullptr);
}

TEST(Patterns, APublisherIsTheCompanyOrTheSigner) {
    EXPECT_TRUE(matches(patterns("publisher=simon tatham")[0], request(), unicode::fold));
    EXPECT_TRUE(matches(patterns("publisher=cn=simon*")[0], request(), unicode::fold));
    EXPECT_FALSE(matches(patterns("publisher=microsoft*")[0], request(), unicode::fold));
}

TEST(Patterns, AMissingFactIsMatchedByAStarOnly) {
    EXPECT_TRUE(matches(patterns("policy=*")[0], ElevationRequest{}, unicode::fold));
    EXPECT_FALSE(matches(patterns("policy=?*")[0], ElevationRequest{}, unicode::fold));
    EXPECT_FALSE(matches(patterns("publisher=a*")[0], ElevationRequest{}, unicode::fold));
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
    const RequestPattern plain{
        .policy = "a", .path = R"(C:\b)", .publisher = "c", .account = R"(D\e)", .computer = "f", .rating = "g"};
    EXPECT_EQ(patterns(spelling(plain)), std::vector{plain});
    EXPECT_EQ(spelling(plain), R"(policy=a; path=C:\b; publisher=c; account=D\e; computer=f; rating=g)");
}

TEST(Patterns, AFaultNamesThePartAndTheReason) {
    const auto fault = [](std::string_view text) {
        const auto parsed = parse_patterns(text);
        return parsed ? PatternFault{"(none)", "accepted", ""} : parsed.error().front();
    };
    EXPECT_EQ(fault("path=a*; color=b").text, "color=b");
    EXPECT_THAT(fault("path=a*; color=b").why, HasSubstr("unknown key"));
    EXPECT_THAT(fault("path=a; path=b").why, HasSubstr("path twice"));
    EXPECT_THAT(fault("a; b").why, HasSubstr("path twice"));
    EXPECT_THAT(fault("policy=").why, HasSubstr("nothing after"));
    EXPECT_THAT(fault("path=a | ; ").why, HasSubstr("empty pattern"));
    EXPECT_THAT(fault("path=" + std::string(longest_glob + 1, 'x')).why, HasSubstr("longer than"));
    EXPECT_LE(fault("path=" + std::string(longest_glob + 1, 'x')).text.size(), 60u);
}

TEST(Patterns, OneFaultSpoilsTheWholeAndEveryOneIsTold) {
    const auto parsed = parse_patterns(R"(path=good | colour=bad | C:Windows* | *\a.exe, *\b.exe | policy=fine)");
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().size(), 3u);
}

struct Slip {
    std::string_view text;
    std::string_view why;
    std::string_view meant;
};

TEST(Patterns, WhatCanMatchNothingIsAFaultWithItsProbableMeaning) {
    const std::vector<Slip> slips{
        {"C:Windows*", "no backslash after the drive", R"(path=C:\Windows*)"},
        {R"(path=C:Windows\*)", "no backslash after the drive", R"(path=C:\Windows\*)"},
        {"C:", "no file on it", R"(path=C:\*)"},
        {R"(C:\Windows\)", "ends with a separator", R"(path=C:\Windows\*)"},
        {"/usr/bin/", "ends with a separator", "path=/usr/bin/*"},
        {R"(%WINDIR%\*)", "variable", R"(path=C:\Windows\*)"},
        {R"(%SystemRoot%\System32\cmd.exe)", "variable", R"(path=C:\Windows\System32\cmd.exe)"},
        {R"(*%OWN%\*)", "variable", R"(path=**\*)"},
        {R"($env:ProgramData\*)", "variable", R"(path=C:\ProgramData\*)"},
        {"~/Downloads/*", "shell", "path=/Users/*/Downloads/*"},
        {R"("C:\Windows\*")", "quotes", R"(path=C:\Windows\*)"},
        {R"('C:\Windows\*')", "quotes", R"(path=C:\Windows\*)"},
        {"\xE2\x80\x9C*\\cmd.exe\xE2\x80\x9D", "quotes", R"(path=*\cmd.exe)"},
        {R"("path=C:\Windows\*)", "quotes", R"(path=path=C:\Windows\*)"},
        {R"(C:\"Program Files"\*)", "quotes", R"(path=C:\Program Files\*)"},
        {R"(path="C:\Windows\*")", "quotes", R"(path=C:\Windows\*)"},
        {R"(publisher="Example, Inc.")", "quotes", "publisher=Example, Inc."},
        {R"(policy='Admin tools')", "quotes", "policy=Admin tools"},
        {R"(C:\Windows\*, D:\Tools\*)", "comma", R"(path=C:\Windows\* | D:\Tools\*)"},
        {R"(*\cmd.exe,*\powershell.exe)", "comma", R"(path=*\cmd.exe | *\powershell.exe)"},
        {R"(publisher=Example*, path=*\a.exe)", "comma", R"(publisher=Example* | path=*\a.exe)"},
        {R"(policy=a, Rating = bad)", "comma", "policy=a | Rating = bad"},
        {R"(/usr/bin/bash, */zsh)", "comma", "path=/usr/bin/bash | */zsh"},
        {R"(C:\a<b\*)", "no file of Windows", ""},
        {R"(file:///C:/Windows/*)", "word and a colon", "path=///C:/Windows/*"},
        {R"(path: C:\Windows\*)", "word and a colon", R"(path=C:\Windows\*)"},
        {R"(user=CORP\bob)", "unknown key", R"(account=CORP\bob)"},
        {R"(company=Example)", "unknown key", "publisher=Example"},
        {R"(pth=*\cmd.exe)", "unknown key", R"(path=*\cmd.exe)"},
    };
    for (const auto& slip : slips) {
        const auto parsed = parse_patterns(slip.text);
        ASSERT_FALSE(parsed) << slip.text;
        EXPECT_THAT(parsed.error().front().why, HasSubstr(std::string{slip.why})) << slip.text;
        EXPECT_EQ(parsed.error().front().meant, slip.meant) << slip.text;
    }
}

TEST(Patterns, WhatIsOnlyOddIsTakenWithADoubt) {
    const std::vector<Slip> odd{
        {R"(C:\Windows)", "holds one file of that name", R"(path=C:\Windows\*)"},
        {R"(*\System32)", "holds one file of that name", R"(path=*\System32\*)"},
        {R"(\\fileserver\tools)", "holds one file of that name", R"(path=\\fileserver\tools\*)"},
        {"/usr/bin", "holds one file of that name", "path=/usr/bin/*"},
        {"cmd.exe", "names no folder", R"(path=*\cmd.exe)"},
        {R"(\Windows\*)", "names no drive", R"(path=?:\Windows\*)"},
        {R"(C:\PROGRA~1\*)", "short name", ""},
        {"*", "holds every request", ""},
        {R"(C:\tools\[ab]*.exe)", "brackets", ""},
        {R"(.*\\cmd\.exe)", "regular expression", ""},
        {R"(C:\a, b\*)", "comma", ""},
        {"rating=mallicious", "no rating", "rating=malicious"},
        {"account=*", "holds every request", ""},
    };
    for (const auto& slip : odd) {
        const auto doubts = doubts_about(patterns(slip.text));
        ASSERT_FALSE(doubts.empty()) << slip.text;
        EXPECT_THAT(doubts.front().why, HasSubstr(std::string{slip.why})) << slip.text;
        EXPECT_EQ(doubts.front().meant, slip.meant) << slip.text;
    }
}

TEST(Patterns, WhatIsRightIsTakenInSilence) {
    for (const std::string_view text : {R"(C:\Windows\*)",
                                        R"(*\powershell.exe | *\cmd.exe | C:\Windows\System32\*)",
                                        "path=/usr/bin/bash",
                                        "publisher=Example, Inc.*",
                                        R"(policy=*debug*; path=*\mimikatz.exe)",
                                        R"(\\fileserver\tools\*)",
                                        R"(publisher=CN="Example, Inc.", O=Example*)",
                                        R"(policy=Allow "Admin" tools)",
                                        R"(C:\a=b\*)",
                                        R"(account=CORP\svc-*; computer=LAB-??)",
                                        "rating=suspect",
                                        R"(C:/Tools/*)",
                                        "/Applications/*",
                                        R"(C:\*)",
                                        R"(*)"
                                        "; policy=x",
                                        R"(?:\Tools\*)",
                                        R"(\\?\C:\Windows\*)",
                                        "*.ps1",
                                        R"(C:\100%\*)",
                                        R"(C:\Tools\v1.2\*)",
                                        R"(\Device\HarddiskVolume3\Windows\*)",
                                        R"(account=*@corp.example)"}) {
        const auto parsed = parse_patterns(text);
        EXPECT_TRUE(parsed) << text << ": " << (parsed ? "" : parsed.error().front().why);
        if (parsed) EXPECT_THAT(doubts_about(*parsed), ::testing::IsEmpty()) << text;
    }
}

bool held(std::string_view pattern, const ElevationRequest& request) {
    return first_match(patterns(pattern), request, unicode::fold) != nullptr;
}

struct Said {
    std::string_view pattern;
    std::string_view fact;
    bool held;
};

TEST(Patterns, AnAccountIsHeldInEverySpelling) {
    for (const auto& [pattern, fact, expected] : std::vector<Said>{
             {R"(account=LAB\müller)", R"(lab\MÜLLER)", true},
             {R"(account=LAB\müller)", "LAB/mu\xCC\x88ller", true},
             {R"(account=LAB\müller)", "müller@lab.example", true},
             {R"(account=LAB\müller)", "müller", true},
             {R"(account=LAB\müller)", "LAB\\mü\xE2\x80\x8Bller ", true},
             {R"(account=LAB\müller)", "LAB\\müller\xC2\xA0", true},
             {R"(account=LAB\müller)", R"(PC1\müller)", false},
             {R"(account=LAB\müller)", R"(LAB\mueller)", false},
             {"account=müller", R"(PC1\müller)", true},
             {"account=svc-*", "svc-deploy@corp.example", true},
             {"account=svc-*", R"(CORP\svc-deploy$)", true},
             {"account=svc-*", R"(CORP\bob)", false},
             {R"(account=CORP\*)", R"(LAB\bob)", false},
             {"account=ada@corp.example", R"(CORP\ada)", true},
             {"account=ada@corp.example", "ada_corp.example#EXT#@tenant.example", true},
             {R"(account=*\administrator)", "Administrator", true},
         }) {
        auto asked = request();
        asked.user = fact;
        EXPECT_EQ(held(pattern, asked), expected) << pattern << " / " << fact;
    }
}

TEST(Patterns, AComputerIsHeldInEverySpelling) {
    for (const auto& [pattern, fact, expected] : std::vector<Said>{
             {"computer=LAB-01", "lab-01", true},
             {"computer=LAB-01", "lab-01.corp.example", true},
             {"computer=LAB-01", "LAB-01$", true},
             {"computer=LAB-01", R"(CORP\LAB-01$)", true},
             {"computer=LAB-01", R"(\\LAB-01)", true},
             {"computer=LAB-01", "LAB\xE2\x80\x8B-01 ", true},
             {"computer=LAB-01.corp.example", "LAB-01", true},
             {"computer=LAB-01", "LAB-011", false},
             {"computer=LAB-??", "lab-07.corp.example", true},
             {"computer=LAB-*", "OFFICE-1", false},
             {"computer=*.lab.example", "pc.office.example", false},
         }) {
        auto asked = request();
        asked.computer = fact;
        EXPECT_EQ(held(pattern, asked), expected) << pattern << " / " << fact;
    }
}

TEST(Patterns, ARequestWithoutARatingIsUnknown) {
    auto asked = request();
    EXPECT_TRUE(held("rating=unknown", asked));
    EXPECT_TRUE(held("rating=*", asked));
    EXPECT_FALSE(held("rating=suspect", asked));
    asked.rating = "Suspect ";
    EXPECT_TRUE(held("rating=suspect", asked));
    EXPECT_FALSE(held("rating=unknown", asked));
}

TEST(Patterns, TextsAreComparedAsTheyLook) {
    auto asked = request();
    asked.policy = "Admin\xC2\xA0 tools\xE2\x80\x8B ";
    EXPECT_TRUE(held("policy=admin tools", asked));
    asked.company = "\xEF\xBC\xA5xample";  // a full-width E
    EXPECT_TRUE(held("publisher=example*", asked));
}

}  // namespace
}  // namespace privman
