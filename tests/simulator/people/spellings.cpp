#include "tests/simulator/people/spellings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace privman::simulator {

namespace {

struct Account {
    std::string_view text;
    std::string_view person;
};
/// Each person's usual one first.
constexpr std::array accounts{
    Account{"CORP\\eve", "eve"},
    Account{"CORP\\fred", "fred"},
    Account{"CORP\\gina", "gina"},
    Account{"LAB\\müller", "müller"},
    Account{"corp\\EVE", "eve"},
    Account{"eve@corp.example", "eve"},
    Account{"CORP/eve", "eve"},
    Account{"CORP\\eve ", "eve"},
    Account{"PC7\\fred", "fred"},
    Account{"fred@lab.example", "fred"},
    Account{"Corp\\Fred", "fred"},
    Account{"CORP\\gina\u200B", "gina"},
    Account{"GINA@corp.example", "gina"},
    Account{"lab\\MÜLLER", "müller"},
    Account{"müller@lab.example", "müller"},
    Account{"LAB\\mu\u0308ller", "müller"},  // taken apart
};
constexpr std::size_t people = 4;

struct Path {
    std::string_view text;
    std::string_view file;
    bool fenced;
};
/// Each file's usual one first.
constexpr std::array paths{
    Path{"C:\\Apps\\setup.exe", "setup", false},
    Path{"C:\\Tools\\wireshark.exe", "wireshark", true},
    Path{"\\\\server\\share\\tool.msi", "tool", false},
    Path{"C:\\Apps\\viewer.exe", "viewer", false},
    Path{"c:\\APPS\\Setup.exe", "setup", false},
    Path{"C:/Apps/setup.exe", "setup", false},
    Path{"C:\\Apps\\.\\viewer.exe", "viewer", false},
    Path{"C:/Tools/wireshark.exe", "wireshark", true},
    Path{"\\\\?\\C:\\Tools\\wireshark.exe", "wireshark", true},
    Path{"C:\\Apps\\..\\tools\\wireshark.exe", "wireshark", true},
    Path{"wireshark.exe", "wireshark, somewhere", true},
    Path{"C:\\Users\\GINAMU~1\\helper.exe", "helper", false},
};
constexpr std::size_t files = 4;

/// Mostly the usual spellings: what is unusual must not hide what is usual.
template <class Rows>
std::string some(const Rows& rows, std::size_t usual, Chance& chance) {
    const bool odd = chance.per_cent(20);
    const auto place = odd ? usual + chance.below(rows.size() - usual) : chance.below(usual);
    return std::string{rows[place].text};
}

}  // namespace

Meaning meaning_of(const std::string& account, const std::string& computer, const std::string& path) {
    Meaning meaning{account, computer, path, false};
    if (const auto* known = std::ranges::find(accounts, account, &Account::text); known != accounts.end())
        meaning.person = known->person;
    // Computers are written in small letters at times, and in no other way.
    std::ranges::transform(meaning.computer, meaning.computer.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    if (const auto* known = std::ranges::find(paths, path, &Path::text); known != paths.end()) {
        meaning.file = known->file;
        meaning.fenced = known->fenced;
    }
    return meaning;
}

std::string some_account(Chance& chance) { return some(accounts, people, chance); }

std::string some_computer(Chance& chance) {
    const auto number = chance.below(12);
    const bool small = chance.per_cent(20);
    return fmt::format("{}-{:02}", small ? "lt" : "LT", number);
}

std::string some_path(Chance& chance) { return some(paths, files, chance); }

std::string another_path(const std::string& path, Chance& chance) {
    const auto meant = meaning_of({}, {}, path).file;
    const auto first = chance.below(files);
    for (std::size_t i = 0; i < files; ++i)
        if (const auto& other = paths[(first + i) % files]; other.file != meant) return std::string{other.text};
    return std::string{paths.front().text};
}

}  // namespace privman::simulator
