// Whose account and which computer, whatever the spelling.
#include "domain/person_key.hpp"

#include "unicode/fold.hpp"

#include <gtest/gtest.h>

#include <set>

namespace privman {
namespace {

const Fold fold = unicode::fold;

TEST(PersonKey, EverySpellingOfOneAccountIsOne) {
    const auto key = person_key("LAB\\müller", fold);
    for (const char* same : {"lab\\MÜLLER",
                             "müller@lab.example",
                             "PC1\\müller",
                             "LAB\\mu\u0308ller",
                             "LAB\\MU\u0308LLER",
                             "LAB\\müller ",
                             " LAB\\müller",
                             "LAB\\müller\u00A0",
                             "LAB\\müller\u200B",
                             "LAB\\m\u200Büller",
                             "LAB\\\uFEFFmüller",
                             "LAB\\mül\u00ADler",
                             "LAB\\müller\t",
                             "LAB\\müller\u3000",
                             "LAB\\ müller",
                             "LAB\\\u2003müller",
                             "LAB/müller",
                             "müller",
                             "MÜLLER@LAB.EXAMPLE",
                             "LAB\\müller$",
                             "LAB\\müller.",
                             "LAB\uFF3Cmüller",
                             "LAB\\\uFF4Düller",
                             "müller@lab@lab",
                             "i:0#.w|lab\\müller",
                             "müller_lab.example#EXT#@tenant.onmicrosoft.example",
                             "live.com#müller@lab.example",
                             "CN=Müller,OU=IT,DC=lab,DC=example",
                             "uid=müller,dc=lab",
                             ".\\müller",
                             "LAB.EXAMPLE\\müller",
                             "lab.example/OU/müller",
                             "müller/admin@LAB.EXAMPLE",
                             "@müller",
                             "LAB\\müller\u2800",
                             "LAB\\müller\u180E",
                             "LAB\\müller\u2060",
                             "LAB\\mÜller\uFE0F",
                             "LAB\\müller\r\n",
                             "LAB\\müller\u0085"})
        EXPECT_EQ(person_key(same, fold), key) << same;
}

TEST(PersonKey, OtherAccountsAreOthers) {
    const auto key = person_key("LAB\\müller", fold);
    for (const char* other : {"LAB\\muller", "LAB\\mueller", "LAB\\müllers", "müller\\lab", "LAB\\müller-adm", "LAB\\m",
                              "LAB\\", "", " ", "\xFF"})
        EXPECT_NE(person_key(other, fold), key) << other;
    EXPECT_EQ(person_key("CORP\\j.doe", fold), "j.doe");
    EXPECT_NE(person_key("CORP\\j.doe", fold), person_key("CORP\\jdoe", fold));
    EXPECT_EQ(person_key("CORP\\jdoe#1", fold), "jdoe#1");
}

TEST(PersonKey, IsEmptyOnlyForWhatNobodyCanSee) {
    for (const char* nobody : {"", " ", "\u200B", "\u00A0\t", "\u2060\uFEFF"}) EXPECT_EQ(person_key(nobody, fold), "");
    for (const char* strange : {"\\", "@", "CORP\\", "/", "$", "#EXT#", "a", "\xFF\xFE", "|", "cn=", "."})
        EXPECT_NE(person_key(strange, fold), "") << strange;
}

TEST(PersonKey, WhatIsNoUtf8StaysApart) {
    EXPECT_NE(person_key("LAB\\m\xFCller", fold), person_key("LAB\\m\xFDller", fold));
    EXPECT_EQ(person_key("LAB\\M\xFCLLER", fold), person_key("lab\\m\xFCller", fold));
}

TEST(ComputerKey, EverySpellingOfOneComputerIsOne) {
    const auto key = computer_key("LT-42", fold);
    for (const char* same :
         {"lt-42", "LT-42.corp.example", "lt-42.CORP.EXAMPLE.", "CORP\\LT-42$", "\\\\LT-42", "\\\\LT-42\\", "LT-42 ",
          "LT\u200B-42", "LT-42$", " LT-42", "LT-42\u00A0", "ＬＴ-42", "LT-42."})
        EXPECT_EQ(computer_key(same, fold), key) << same;
    for (const char* other : {"LT-421", "LT42", "LT_42", "", "XLT-42"})
        EXPECT_NE(computer_key(other, fold), key) << other;
}

TEST(ComputerKey, AddressesAreKeptWhole) {
    std::set<std::string> keys;
    for (const char* computer : {"10.0.0.1", "10.0.0.2", "10.1.0.1", "fe80::1", "fe80::2", "host-10"})
        keys.insert(computer_key(computer, fold));
    EXPECT_EQ(keys.size(), 6u);
    for (const char* strange : {".", "\\\\", "$", "\\", "..", ".local"})
        EXPECT_NE(computer_key(strange, fold), "") << strange;
}

}  // namespace
}  // namespace privman
