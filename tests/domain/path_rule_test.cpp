// Every spelling of a file is held by the rules that hold the file, and nothing else is.
#include "domain/path_rule.hpp"

#include "domain/glob.hpp"
#include "tests/support/path_rewrites.hpp"
#include "tests/support/under_sanitizer.hpp"
#include "unicode/fold.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>
#include <string_view>

namespace privman {
namespace {

using testing::Choices;
using testing::PosixSpellings;
using testing::WindowsSpellings;

bool held(std::string_view rule, std::string_view path, std::string_view computer = "PC1") {
    return PossiblePaths{path, computer, unicode::fold}.could_match(rule);
}

struct RuleAndFile {
    std::string_view rule;
    std::string_view file;
};
constexpr std::array windows_rules{
    RuleAndFile{R"(*\powershell.exe)", R"(C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe)"},
    RuleAndFile{R"(*\cmd.exe)", R"(C:\Windows\System32\cmd.exe)"},
    RuleAndFile{R"(C:\Windows\System32\*)", R"(C:\Windows\System32\msiexec.exe)"},
    RuleAndFile{R"(C:\Windows\*)", R"(C:\Windows\regedit.exe)"},
    RuleAndFile{R"(C:\Users\*\Downloads\*)", R"(C:\Users\jdoe\Downloads\setup.exe)"},
    RuleAndFile{R"(*\Program Files\Contoso\*)", R"(C:\Program Files\Contoso\agent.exe)"},
    RuleAndFile{R"(C:/ProgramData/*)", R"(C:\ProgramData\Vendor\update.exe)"},
    RuleAndFile{R"(c:\users\*\appdata\local\temp\*.exe)", R"(C:\Users\jdoe\AppData\Local\Temp\is-1.tmp\a.exe)"},
    RuleAndFile{R"(?:\Tools\mimi*.exe)", R"(D:\Tools\mimikatz.exe)"},
    RuleAndFile{R"(C:\Users\MÜLLER\Tools\*)", R"(C:\Users\Müller\Tools\putty.exe)"},
};

class EachEvasion : public ::testing::TestWithParam<RuleAndFile> {};

void expect_held(const RuleAndFile& both, const WindowsSpellings& spelling) {
    const auto path = spelling.of(both.file);
    EXPECT_TRUE(held(both.rule, path)) << both.rule << "\n  " << path;
}

TEST_P(EachEvasion, OfTheBeginningIsHeld) {
    for (std::size_t i = 0; i < WindowsSpellings::begins; ++i)
        for (std::size_t dropped = 0; dropped < 6; ++dropped) expect_held(GetParam(), {.begin = i, .dropped = dropped});
}
TEST_P(EachEvasion, OfTheSeparatorsIsHeld) {
    for (std::size_t i = 0; i < WindowsSpellings::separators; ++i) expect_held(GetParam(), {.separator = i});
}
TEST_P(EachEvasion, OfEveryNameIsHeld) {
    for (std::size_t i = 0; i < WindowsSpellings::names; ++i)
        for (std::size_t which = 0; which < 6; ++which) expect_held(GetParam(), {.name = i, .which_name = which});
}
TEST_P(EachEvasion, OfTheEndIsHeld) {
    for (std::size_t i = 0; i < WindowsSpellings::ends; ++i) expect_held(GetParam(), {.end = i});
}
TEST_P(EachEvasion, AroundItIsHeld) {
    for (std::size_t i = 0; i < WindowsSpellings::wraps; ++i) expect_held(GetParam(), {.wrap = i});
}
TEST_P(EachEvasion, TogetherWithOthersIsHeld) {
    std::mt19937 random{20261129};
    for (int i = 0; i < (testing::under_sanitizer ? 40 : 150); ++i) {
        std::array<std::uint8_t, 7> bytes{};
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
        Choices choices{bytes};
        expect_held(GetParam(), WindowsSpellings::chosen(choices));
        if (HasFailure()) return;
    }
}
INSTANTIATE_TEST_SUITE_P(TenRules, EachEvasion, ::testing::ValuesIn(windows_rules));

struct Instance {
    std::string path;
    bool held;
};

/// As they were found, with `*\powershell.exe | *\cmd.exe | C:\Windows\System32\*` in force.
TEST(PathRules, WhatPassedIsHeld) {
    constexpr std::array<std::string_view, 3> rules{R"(*\powershell.exe)", R"(*\cmd.exe)", R"(C:\Windows\System32\*)"};
    const std::vector<std::string> passed{
        "C:/Windows/System32/cmd.exe",
        R"(\\?\C:\Windows\System32\reg.exe)",
        R"(\\localhost\c$\Windows\System32\reg.exe)",
        R"(C:\Windows\System32\cmd.exe.)",
        R"(C:\Tools\cmd.exe )",
        R"(C:\Tools\cmd.exe::$DATA)",
        R"(C:\Windows\System32\WINDOW~1\v1.0\POWERS~1.EXE)",
        R"(C:\WINDOW~1\System32\reg.exe)",
        R"(C:\Temp\..\Windows\System32\reg.exe)",
        R"(C:\\Windows\\System32\\reg.exe)",
        R"("C:\Tools\cmd.exe")",
        R"(%SystemRoot%\System32\reg.exe)",
        "C:\\Tools\\cmd\xC2\xA0.exe",
        "C:\\Tools\\c\xE2\x80\x8Bmd.exe",
        "cmd.exe",
        "powershell",
        "reg.exe",
        R"(C:\Windows\)" + std::string(70'000, 'a'),
        R"(C:\Windows\Sysnative\reg.exe)",
        R"(C:\Windows\SysWOW64\reg.exe)",
        R"(\??\C:\Windows\System32\reg.exe)",
        R"(\Device\HarddiskVolume3\Windows\System32\reg.exe)",
        R"(\\?\Volume{12345678-9abc-def0-1234-56789abcdef0}\Windows\System32\reg.exe)",
        R"(\\?\GLOBALROOT\Device\HarddiskVolume3\Windows\System32\reg.exe)",
        R"(\\PC1\admin$\System32\reg.exe)",
        R"(\\192.168.1.7\c$\Windows\System32\reg.exe)",
        R"(C:cmd.exe)",
        R"(C:System32\reg.exe)",
        R"(C:\Tools\cmd.exe /c whoami)",
        R"(/Windows/System32/reg.exe)",
        "C:\\Windows\\System32\xEF\xBC\xBC"
        "reg.exe",
        "C:\\Windows\\Sys\xEF\xBF\xBD"
        "em32\\reg.exe",
        R"(C:\Windows \System32\reg.exe)",
    };
    for (const auto& path : passed) {
        bool any = false;
        for (const auto rule : rules) any = any || held(rule, path);
        EXPECT_TRUE(any) << path.substr(0, 100);
    }
}

/// What people install all day, and spellings that Windows itself writes.
TEST(PathRules, TheOrdinaryIsNotHeld) {
    constexpr std::array<std::string_view, 12> rules{R"(*\powershell.exe)",
                                                     R"(*\cmd.exe)",
                                                     R"(C:\Windows\*)",
                                                     R"(C:\Windows\System32\*)",
                                                     R"(*\Program Files\Contoso\*)",
                                                     R"(C:\ProgramData\*)",
                                                     R"(?:\Tools\mimi*.exe)",
                                                     R"(*.ps1)",
                                                     R"(*.msi)",
                                                     R"(*\AppData\Roaming\*)",
                                                     R"(\\fileserver\tools\*)",
                                                     R"(/usr/bin/*)"};
    const std::vector<std::string> ordinary{
        R"(C:\Users\JOHNDO~1\AppData\Local\Temp\x.exe)",
        R"(C:\Users\john.doe\AppData\Local\Temp\is-8H2KD.tmp\setup.tmp)",
        R"(C:\Users\john\Downloads\Setup (1).exe)",
        R"(C:\Users\John Q. Public\OneDrive - Contoso Ltd\My Programs\a b c d e f g h i j k l m n o p q r s t.exe)",
        R"(C:\Program Files\Notepad++\updater\gup.exe)",
        R"(C:\Program Files (x86)\Google\Update\GoogleUpdate.exe)",
        R"(C:\Program Files\Common Files\Microsoft Shared\ClickToRun\OfficeClickToRun.exe)",
        R"(C:\Program Files\WindowsApps\Microsoft.WindowsTerminal_1.0_x64__8wekyb3d8bbwe\wt.exe)",
        R"(D:\Windows\System32\reg.exe)",
        R"(D:\Setup\setup.exe)",
        R"(E:\autorun.exe)",
        R"(C:\WindowsUpdate\x.exe)",
        R"(C:\Tools\notcmd.exe)",
        R"(C:\Tools\cmd.exe.bak\tool.exe)",
        R"(C:\Tools\powershell.exe-files\tool.exe)",
        R"(C:\Temp\100%\a%b.exe)",
        R"(C:\Temp\{5B6D9F10-3A7C-4B41-9C7D-7E1B1A1C3A55}\setup.exe)",
        R"(C:\$Recycle.Bin\S-1-5-21-1\$RABCDEF.exe)",
        R"(C:\Users\john\AppData\Local\Temp\~nsu.tmp\Au_.exe)",
        R"(\\fileserver2\tools\putty.exe)",
        R"(\\nas\install\Adobe\setup.exe)",
        R"(\Device\HarddiskVolume3\Users\john\Downloads\setup.exe)",
        R"(\\?\C:\Users\john\Downloads\setup.exe)",
        R"(C:/Users/john/Downloads/setup.exe)",
        R"("C:\Program Files\Vendor\app.exe" --update)",
        R"(C:\Program Files\Vendor\app.exe --update)",
        R"(C:\Users\john\AppData\Local\Programs\Microsoft VS Code\Code.exe)",
        R"(/Applications/Firefox.app/Contents/MacOS/firefox)",
        R"(/Users/john/Downloads/Install Zoom.app/Contents/MacOS/ZoomAutoUpdater)",
        R"(/opt/tools/cmd.exe\notes)",
        R"(/usr/local/bin/brew)",
        R"(/opt/cmd)",
    };
    for (const auto& path : ordinary)
        for (const auto rule : rules) EXPECT_FALSE(held(rule, path)) << rule << "\n  " << path;
}

TEST(PathRules, AShortNameIsAnyOneName) {
    EXPECT_TRUE(held(R"(C:\Program Files\*)", R"(C:\PROGRA~1\App\x.exe)"));
    EXPECT_TRUE(held(R"(C:\Windows\*)", R"(C:\PROGRA~1\App\x.exe)"));
    EXPECT_FALSE(held(R"(C:\Windows\System32\*)", R"(C:\PROGRA~1\App\x.exe)"));
    EXPECT_FALSE(held(R"(C:\Windows\*)", R"(C:\Users\JOHNDO~1\x.exe)"));
    EXPECT_TRUE(held(R"(C:\Users\John Doe\*)", R"(C:\Users\JOHNDO~1\x.exe)"));
    EXPECT_FALSE(held(R"(*\cmd.exe)", R"(C:\Users\JOHNDO~1\x.exe)"));
}

TEST(PathRules, AnotherComputersShareIsNotThisOne) {
    EXPECT_FALSE(held(R"(C:\Windows\*)", R"(\\PC2\c$\Windows\reg.exe)"));
    EXPECT_TRUE(held(R"(C:\Windows\*)", R"(\\PC1\c$\Windows\reg.exe)"));
    EXPECT_TRUE(held(R"(C:\Windows\*)", R"(\\pc1.lab.example\C$\Windows\reg.exe)", R"(LAB\PC1$)"));
    EXPECT_TRUE(held(R"(C:\Windows\*)", R"(\\pc1\C$\Windows\reg.exe)", "pc1.lab.example"));
    // Nobody knows who this is.
    EXPECT_TRUE(held(R"(C:\Windows\*)", R"(\\PC2\c$\Windows\reg.exe)", ""));
    EXPECT_TRUE(held(R"(*\reg.exe)", R"(\\PC2\c$\Windows\reg.exe)"));
    EXPECT_TRUE(held(R"(\\fileserver\tools\*)", R"(\\FILESERVER.lab.example\tools\x.exe)"));
    EXPECT_TRUE(held(R"(\\fileserver\tools\*)", R"(\\10.0.0.9\tools\x.exe)"));
    EXPECT_TRUE(held(R"(\\fileserver.lab.example\tools\*)", R"(\\fileserver\TOOLS\x.exe)"));
}

TEST(PathRules, ARuleMayBeSpelledInAnyWayToo) {
    constexpr std::string_view path = R"(C:\Windows\System32\reg.exe)";
    for (const std::string_view rule :
         {R"(C:/Windows/System32/*)", R"(\\?\C:\Windows\*)", R"(C:\\Windows\\*)", R"(\\localhost\c$\Windows\*)",
          R"(\Windows\System32\*)", R"(C:\Windows\.\System32\*)", R"(C:\Windows\SysWOW64\*)", R"(*reg.exe)", "reg.exe",
          R"(Windows\System32\*)", R"(C:*)", R"(*)", R"(?:\Windows\*)", R"(*\system??\*)",
          R"(\Device\HarddiskVolume3\*)", R"(C:\Temp\..\Windows\*)", R"(reg*)"})
        EXPECT_TRUE(held(rule, path)) << rule;
    for (const std::string_view rule : {R"(C:\Win\*)", R"(*eg.ex)", R"(\System32\*)", R"(D:*)", R"(/Windows/*)"})
        EXPECT_FALSE(held(rule, path)) << rule;
}

TEST(PathRules, AQuestionMarkTakesALetterWithItsAccents) {
    EXPECT_TRUE(held(R"(C:\caf?\*)", "C:\\caf\xC3\xA9\\x.exe"));
    EXPECT_TRUE(held(R"(C:\caf?\*)", "C:\\cafe\xCC\x81\\x.exe"));
    EXPECT_FALSE(held(R"(C:\caf?\*)", R"(C:\cafes\x.exe)"));
}

TEST(PathRules, JunctionsOfOldProgramsLeadWhereTheyLead) {
    EXPECT_TRUE(held(R"(C:\Users\*)", R"(C:\Documents and Settings\john\x.exe)"));
    EXPECT_TRUE(held(R"(C:\Documents and Settings\*)", R"(C:\Users\john\x.exe)"));
    EXPECT_TRUE(held(R"(C:\ProgramData\*)", R"(C:\Users\All Users\x.exe)"));
    EXPECT_TRUE(held(R"(C:\ProgramData\*)", R"(C:\Documents and Settings\All Users\Application Data\x.exe)"));
    EXPECT_TRUE(held(R"(C:\ProgramData\x.exe)", R"(C:\ProgramData\Application Data\Application Data\x.exe)"));
    EXPECT_TRUE(
        held(R"(C:\Users\*\AppData\Local\Temp\*)", R"(C:\Documents and Settings\john\Local Settings\Temp\x.exe)"));
}

// --- macOS and Linux ---

constexpr std::array posix_rules{
    RuleAndFile{"/usr/bin/bash", "/usr/bin/bash"},
    RuleAndFile{"/tmp/*", "/tmp/install/run"},
    RuleAndFile{"/var/folders/*", "/var/folders/zz/x/T/installer"},
    RuleAndFile{"*/sudo", "/usr/bin/sudo"},
    RuleAndFile{"/Users/*/Downloads/*", "/Users/john/Downloads/setup"},
    RuleAndFile{"/Applications/Utilities/Terminal.app/*",
                "/Applications/Utilities/Terminal.app/Contents/MacOS/Terminal"},
    RuleAndFile{"/etc/periodic/*", "/etc/periodic/daily/run"},
    RuleAndFile{"/opt/*/bin/?sh", "/opt/homebrew/bin/zsh"},
    RuleAndFile{"/Users/*/café/*", "/Users/john/café/tool"},
    RuleAndFile{"*.sh", "/home/john/a.sh"},
};

class EachPosixEvasion : public ::testing::TestWithParam<RuleAndFile> {};

TEST_P(EachPosixEvasion, IsHeld) {
    const auto& [rule, file] = GetParam();
    const auto expect = [&](const PosixSpellings& spelling) {
        EXPECT_TRUE(held(rule, spelling.of(file))) << rule << "\n  " << spelling.of(file);
    };
    for (std::size_t i = 0; i < PosixSpellings::begins; ++i) expect({.begin = i});
    for (std::size_t i = 0; i < PosixSpellings::separators; ++i) expect({.separator = i});
    for (std::size_t i = 0; i < PosixSpellings::names; ++i)
        for (std::size_t which = 0; which < 6; ++which) expect({.name = i, .which_name = which});
    for (std::size_t i = 0; i < PosixSpellings::ends; ++i) expect({.end = i});
    std::mt19937 random{20261129};
    for (int i = 0; i < (testing::under_sanitizer ? 40 : 150); ++i) {
        std::array<std::uint8_t, 5> bytes{};
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
        Choices choices{bytes};
        expect(PosixSpellings::chosen(choices));
    }
}
INSTANTIATE_TEST_SUITE_P(TenRules, EachPosixEvasion, ::testing::ValuesIn(posix_rules));

TEST(PathRules, PosixGoesByItsOwnRules) {
    EXPECT_TRUE(held("/tmp/*", "/private/tmp/x"));
    EXPECT_TRUE(held("/private/tmp/*", "/tmp/x"));
    EXPECT_TRUE(held("/Users/*", "/System/Volumes/Data/Users/john/x"));
    EXPECT_TRUE(held("/usr/bin/bash", "/bin/bash"));
    EXPECT_TRUE(held("/bin/bash", "/usr/bin/bash"));
    EXPECT_TRUE(held("/usr/bin/bash", "bash"));
    EXPECT_TRUE(held("/usr/bin/bash", "/usr/bin/env /bin/bash -c id"));
    EXPECT_TRUE(held("/Users/*/re\xCC\x81sume\xCC\x81/*", "/Users/john/r\xC3\xA9sum\xC3\xA9/x"));
    // A backslash and a colon are letters.
    EXPECT_FALSE(held("*/bash", R"(/opt/a\bash)"));
    EXPECT_TRUE(held(R"(/opt/a\b*)", R"(/opt/a\bash)"));
    EXPECT_FALSE(held("/opt/tool", "/opt/tool:stream"));
    EXPECT_FALSE(held(R"(*\bash)", "/bin/bash"));
    EXPECT_FALSE(held("/tmp/*", "/var/tmpfiles/x"));
    EXPECT_FALSE(held(R"(C:\*)", "/usr/bin/bash"));
    // A link before `..` leads somewhere else.
    EXPECT_TRUE(held("/usr/bin/*", "/tmp/link/../bin/x"));
    EXPECT_FALSE(held("/usr/bin/bash", "/tmp/link/../x"));
}

TEST(PathRules, TheDrivesOfWindowsSeenFromElsewhere) {
    for (const std::string_view path :
         {"/mnt/c/Windows/System32/reg.exe", "/cygdrive/c/Windows/System32/reg.exe", "/c/Windows/System32/reg.exe",
          "/C:/Windows/System32/reg.exe", R"(\\wsl$\Debian\mnt\c\Windows\System32\reg.exe)"})
        EXPECT_TRUE(held(R"(C:\Windows\System32\*)", path)) << path;
}

TEST(PathRules, WhatNobodyCanJudgeIsHeldByEveryRule) {
    for (const auto& path : {std::string{}, std::string{" \t"}, std::string(longest_judged_path + 1, 'a'),
                             std::string{"https://example.com/x.exe"}, std::string{"%ComSpec%"}})
        for (const auto& [rule, file] : windows_rules) EXPECT_TRUE(held(rule, path)) << path.substr(0, 60);
}

/// Whatever a plain glob holds is held: a new reading adds, and takes nothing away.
TEST(PathRules, HoldWhatTheGlobHoldsLetterByLetter) {
    std::mt19937 random{7};
    const auto draw = [&](std::string_view letters, std::size_t longest) {
        std::string text;
        for (auto left = random() % (longest + 1); left > 0; --left) text += letters[random() % letters.size()];
        return text;
    };
    int matched = 0;
    for (int i = 0; i < 1500; ++i) {
        const auto path = draw("Cc:\\/ab.~1% ", 10);
        auto rule = path;
        for (auto& c : rule)
            if (random() % 3 == 0) c = random() % 2 == 0 ? '*' : '?';
        if (!glob_matches(rule, path)) continue;
        ++matched;
        EXPECT_TRUE(held(rule, path)) << rule << "\n  " << path;
    }
    EXPECT_GT(matched, 300);
}

TEST(PathRules, HostilePathsCostLittle) {
    std::string stars;
    for (int i = 0; i < (testing::under_sanitizer ? 30 : 300); ++i) stars += "a*";
    for (const std::string_view piece : {" ", "a ", "\\a", "/a", "..\\", "a.exe ", "%a%", "~1\\", "\xE3\x80\x80"}) {
        std::string path = "C:\\";
        while (path.size() + piece.size() <= longest_judged_path) path += piece;
        held(stars + "b", path);
    }
}

}  // namespace
}  // namespace privman
