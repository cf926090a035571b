// Rewrites the path of a file that waits for people into other spellings of the same file: none may be let through.
// And whatever else stands in the field of a path is judged without harm, and held where a plain glob holds it.
#include "domain/glob.hpp"
#include "domain/path_rule.hpp"
#include "tests/support/path_rewrites.hpp"
#include "unicode/fold.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>

using namespace privman;

namespace {

using testing::Choices;
using testing::PosixSpellings;
using testing::WindowsSpellings;

constexpr std::array<std::string_view, 16> rules{R"(*\powershell.exe)",
                                                 R"(*\cmd.exe)",
                                                 R"(C:\Windows\*)",
                                                 R"(c:/windows/system32/*)",
                                                 R"(C:\Users\*\Downloads\*)",
                                                 R"(*\Program Files\*)",
                                                 R"(?:\*.exe)",
                                                 R"(C:\Users\M?ller\*)",
                                                 R"(\\?\D:\Tools\*)",
                                                 R"(*a*e*)",
                                                 "/tmp/*",
                                                 "/usr/bin/*",
                                                 "*/bash",
                                                 "/Users/*/caf?/*",
                                                 "/var/*/T/?*",
                                                 "*"};
constexpr std::array<std::string_view, 8> windows_files{R"(C:\Windows\System32\cmd.exe)",
                                                        R"(C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe)",
                                                        R"(C:\Windows\regedit.exe)",
                                                        R"(C:\Users\jdoe\Downloads\setup.exe)",
                                                        R"(C:\Program Files\Contoso\agent.exe)",
                                                        R"(D:\Tools\a b\mimikatz.exe)",
                                                        R"(C:\Users\Müller\AppData\Local\Temp\a.exe)",
                                                        R"(C:\cmd.exe)"};
constexpr std::array<std::string_view, 6> posix_files{
    "/usr/bin/bash", "/tmp/run", "/var/folders/zz/T/installer", "/Users/john/café/tool", "/etc/x", "/opt/bin/bash"};

void must(bool promise) {
    if (!promise) std::abort();
}

bool held(std::string_view rule, std::string_view path) {
    return PossiblePaths{path, "PC1", unicode::fold}.could_match(rule);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Choices choices{{data, size}};
    const auto rule = rules[choices.among(rules.size())];
    if (choices.among(2) == 0) {
        const auto file = windows_files[choices.among(windows_files.size())];
        const auto spelling = WindowsSpellings::chosen(choices).of(file);
        must(!held(rule, file) || held(rule, spelling));
    } else {
        const auto file = posix_files[choices.among(posix_files.size())];
        const auto spelling = PosixSpellings::chosen(choices).of(file);
        must(!held(rule, file) || held(rule, spelling));
    }

    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto line = text.substr(0, text.find('\n'));
    const auto path = text.substr(std::min(text.size(), line.size() + 1));
    must(!glob_matches(rule, path) || held(rule, path));
    if (!line.empty() && line.size() < 200) must(!glob_matches(line, path) || held(line, path));
    return 0;
}
