// Who is the same person: what people do to their names, and what they do not.
#include "domain/same_person.hpp"

#include "unicode/fold.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace privman {
namespace {

const Fold fold = unicode::fold;

struct Pair {
    std::vector<std::string> names;  ///< in Slack
    std::string account;             ///< in Privilege Manager
    std::string full_name;
    bool same;
};

std::ostream& operator<<(std::ostream& out, const Pair& pair) {
    for (const auto& name : pair.names) out << "[" << name << "] ";
    return out << "and " << pair.account << " (" << pair.full_name << ")";
}

bool same(const Pair& pair) {
    ElevationRequest request;
    request.user = pair.account;
    request.user_full_name = pair.full_name;
    return same_person({pair.names, fold}, {request, fold});
}

class WhoIsWho : public ::testing::TestWithParam<Pair> {};

TEST_P(WhoIsWho, IsToldByNames) { EXPECT_EQ(same(GetParam()), GetParam().same) << GetParam(); }

const std::vector<std::string> john{"jdoe", "John", "John Doe"};
const std::vector<std::string> ada{"ada", "Ada L.", "Ada Lovelace"};
const std::vector<std::string> jorg{"jmueller", "Jörg", "Jörg Müller"};
const std::vector<std::string> sean{"soneil", "", "Sean O'Neil"};
const std::vector<std::string> jean{"jlpicard", "", "Jean-Luc Picard"};

INSTANTIATE_TEST_SUITE_P(
    TheirAccount, WhoIsWho,
    ::testing::Values(Pair{john, "CORP\\jdoe", "", true}, Pair{john, "CORP\\JDOE", "", true},
                      Pair{john, "CORP/jdoe", "", true}, Pair{john, "jdoe@corp.example", "", true},
                      Pair{john, "jdoe", "", true}, Pair{john, "jdoe$", "", true}, Pair{john, "CORP\\jdoe$", "", true},
                      Pair{john, "PC-7\\jdoe", "", true}, Pair{john, ".\\jdoe", "", true},
                      Pair{john, "jdoe_corp.example#EXT#@tenant.onmicrosoft.example", "", true},
                      Pair{john, "john.doe_corp.example#EXT#@tenant.onmicrosoft.example", "", true},
                      Pair{john, "i:0#.w|corp\\jdoe", "", true}, Pair{john, "CN=John Doe,OU=IT,DC=corp", "", true},
                      Pair{john, "CN=Doe\\, John,OU=IT,DC=corp", "", true},
                      Pair{john, "jdoe/admin@CORP.EXAMPLE", "", true}, Pair{john, "CORP\\john.doe", "", true},
                      Pair{john, "CORP\\doe.john", "", true}, Pair{john, "CORP\\John_Doe", "", true},
                      Pair{john, "CORP\\johndoe", "", true}, Pair{john, "CORP\\doejohn", "", true},
                      Pair{john, "CORP\\john-doe", "", true}, Pair{john, "CORP\\john.m.doe", "", true},
                      Pair{john, "CORP\\j.doe", "", true}, Pair{john, "CORP\\doej", "", true},
                      Pair{john, "CORP\\jmdoe", "", true}, Pair{john, "CORP\\jdoe2", "", true},
                      Pair{john, "CORP\\john", "", true},  // the whole of the display name
                      Pair{john, "CORP\\john.doe2", "", true}, Pair{john, "AzureAD\\JohnDoe", "", true},
                      Pair{john, "CORP\\john doe", "", true}, Pair{john, "CORP\\ jdoe", "", true},
                      Pair{john, "CORP\\jdoe\u00A0", "", true}, Pair{john, "CORP\\j\u200Bdoe", "", true},
                      Pair{john, "CORP\\ｊｄｏｅ", "", true}, Pair{john, "CORP\\j\u00ADdoe", "", true},
                      Pair{john, "CORP\\jd\u043Ee", "", true},  // a Cyrillic o
                      Pair{john, "CORP\\\u0458doe", "", true}));

INSTANTIATE_TEST_SUITE_P(
    TheirSecondAccount, WhoIsWho,
    ::testing::Values(Pair{john, "CORP\\jdoe-adm", "", true}, Pair{john, "CORP\\adm_jdoe", "", true},
                      Pair{john, "CORP\\adm-jdoe", "", true}, Pair{john, "CORP\\jdoe.adm", "", true},
                      Pair{john, "CORP\\jdoe_admin", "", true}, Pair{john, "CORP\\admin.jdoe", "", true},
                      Pair{john, "CORP\\a-jdoe", "", true}, Pair{john, "CORP\\a_jdoe", "", true},
                      Pair{john, "CORP\\jdoe_a", "", true}, Pair{john, "CORP\\jdoe-a", "", true},
                      Pair{john, "CORP\\sa-jdoe", "", true}, Pair{john, "CORP\\da-jdoe", "", true},
                      Pair{john, "CORP\\jdoe-da", "", true}, Pair{john, "CORP\\t0-jdoe", "", true},
                      Pair{john, "CORP\\jdoe-t1", "", true}, Pair{john, "CORP\\admjdoe", "", true},
                      Pair{john, "CORP\\jdoeadm", "", true}, Pair{john, "CORP\\jdoeadmin", "", true},
                      Pair{john, "CORP\\adminjdoe", "", true}, Pair{john, "CORP\\jdoe-adm1", "", true},
                      Pair{john, "CORP\\jdoe-adm-2", "", true}, Pair{john, "CORP\\ADM-JDOE", "", true},
                      Pair{john, "CORP\\adm.john.doe", "", true}, Pair{john, "CORP\\john.doe.adm", "", true},
                      Pair{john, "CORP\\john.doe-admin", "", true}, Pair{john, "jdoe-adm@corp.example", "", true},
                      Pair{john, "CORP\\jdoe-adm$", "", true}, Pair{john, "CORP\\jdoe.priv", "", true},
                      Pair{john, "CORP\\jdoe-1", "", true}, Pair{john, "CORP\\wadm_jdoe", "", true},
                      Pair{john, "CORP\\x1", "John Doe (Admin)", true}, Pair{john, "CORP\\x1", "ADM John Doe", true},
                      Pair{john, "CORP\\x1", "Doe, John - Administrator", true},
                      Pair{john, "CORP\\jdoe-adm", "jdoe admin", true}, Pair{john, "CORP\\admin", "", false},
                      Pair{john, "CORP\\adm", "", false}, Pair{{"admin"}, "CORP\\admin", "", true},
                      Pair{{"adm", "Ed Min"}, "CORP\\jdoe-adm", "", false}));

INSTANTIATE_TEST_SUITE_P(
    TheirFullName, WhoIsWho,
    ::testing::Values(
        Pair{john, "x1", "John Doe", true}, Pair{john, "x1", "Doe, John", true}, Pair{john, "x1", "DOE John", true},
        Pair{john, "x1", "Doe John", true}, Pair{john, "x1", "John M. Doe", true},
        Pair{john, "x1", "John Michael Doe", true}, Pair{john, "x1", "Doe, John M.", true},
        Pair{john, "x1", "John Doe (IT)", true}, Pair{john, "x1", "John Doe [IT, Berlin]", true},
        Pair{john, "x1", "Doe, John (Sales Berlin)", true}, Pair{john, "x1", "John Doe - IT", true},
        Pair{john, "x1", "John Doe | Acme", true}, Pair{john, "x1", "Dr. John Doe", true},
        Pair{john, "x1", "John Doe, PhD", true}, Pair{john, "x1", "John Doe Jr.", true},
        Pair{john, "x1", "Prof. Dr. John Doe", true}, Pair{john, "x1", "JOHN DOE", true},
        Pair{john, "x1", "John\u00A0Doe", true}, Pair{john, "x1", "John\u2003Doe", true},
        Pair{john, "x1", "John\u3000Doe", true}, Pair{john, "x1", "John\u202FDoe", true},
        Pair{john, "x1", "John\u2028Doe", true}, Pair{john, "x1", "John\u1680Doe", true},
        Pair{john, "x1", "John\u2800Doe", true}, Pair{john, "x1", "John\tDoe", true},
        Pair{john, "x1", " John  Doe ", true}, Pair{john, "x1", "Jo\u200Bhn Doe", true},
        Pair{john, "x1", "John_Doe", true}, Pair{john, "x1", "JohnDoe", true}, Pair{john, "x1", "J. Doe", true},
        Pair{john, "x1", "Ｊｏｈｎ Ｄｏｅ", true}, Pair{john, "x1", "J\u043Ehn D\u043Ee", true},
        Pair{john, "x1", "john.doe@corp.example", true}, Pair{john, "x1", "CORP\\jdoe", true},
        Pair{john, "x1", "John Doe <john@corp.example>", true}, Pair{john, "x1", "J o h n  D o e", true},
        Pair{{"x", "John Doe 🌴"}, "x1", "John Doe", true},
        Pair{{"x", "John Doe (he/him)"}, "x1", "Doe, John (IT)", true},
        Pair{{"x", "IT - John Doe"}, "x1", "John Doe", true}, Pair{{"x", "J. Doe"}, "x1", "John Doe", true},
        Pair{{"x", "john.doe@corp.example"}, "x1", "John Doe", true}, Pair{{"jdoe"}, "x1", "John Doe", true},
        Pair{{"x", "Ⓙⓞⓗⓝ Ⓓⓞⓔ"}, "x1", "John Doe", true}, Pair{{"x", "𝓙𝓸𝓱𝓷 𝓓𝓸𝓮"}, "x1", "John Doe", true},
        Pair{{"x", "J̶o̶h̶n̶ D̶o̶e̶"}, "x1", "John Doe", true}));

INSTANTIATE_TEST_SUITE_P(
    TheirLetters, WhoIsWho,
    ::testing::Values(
        Pair{jorg, "LAB\\jörg.müller", "", true}, Pair{jorg, "LAB\\JÖRG.MÜLLER", "", true},
        Pair{jorg, "LAB\\jo\u0308rg.mu\u0308ller", "", true}, Pair{jorg, "LAB\\joerg.mueller", "", true},
        Pair{jorg, "LAB\\jorg.muller", "", true}, Pair{jorg, "LAB\\jmuller", "", true},
        Pair{jorg, "LAB\\jmüller", "", true}, Pair{jorg, "x1", "MÜLLER, Jörg", true},
        Pair{jorg, "x1", "Mueller, Joerg", true}, Pair{jorg, "x1", "Muller Jorg", true},
        Pair{jorg, "LAB\\müller", "", false},  // a surname alone is anybody's
        Pair{{"gstrauss", "Günther Strauß"}, "x1", "GUENTHER STRAUSS", true},
        Pair{{"gstrauss", "Günther Strauß"}, "x1", "Gunther Strau\u1E9E", true},
        Pair{{"x", "Søren Ångström"}, "x1", "Soeren Aangstroem", true},
        Pair{{"x", "Søren Ångström"}, "x1", "Soren Angstrom", true},
        Pair{{"x", "Łukasz Żak"}, "x1", "Lukasz Zak", true}, Pair{{"x", "Đorđe Šarić"}, "x1", "Dorde Saric", true},
        Pair{{"x", "Zoë Brontë"}, "x1", "Zoe Bronte", true}, Pair{{"x", "José Núñez"}, "x1", "JOSE NUNEZ", true},
        Pair{{"x", "Иван Петров"}, "CORP\\ivan.petrov", "", true},
        Pair{{"x", "Νίκος Παππάς"}, "x1", "Nikos Pappas", true}, Pair{{"x", "Işıl Yılmaz"}, "x1", "ISIL YILMAZ", true},
        Pair{{"x", "山田 太郎"}, "x1", "太郎 山田", true}, Pair{{"x", "山田太郎"}, "x1", "山田 太郎", true},
        Pair{{"x", "山田 花子"}, "x1", "山田 太郎", false}, Pair{{"x", "김민수"}, "x1", "김 민수", true},
        Pair{sean, "x1", "Sean O\u2019Neil", true}, Pair{sean, "x1", "Sean O\u02BCNeil", true},
        Pair{sean, "x1", "Sean O`Neil", true}, Pair{sean, "x1", "Sean O\u00B4Neil", true},
        Pair{sean, "x1", "Sean ONeil", true}, Pair{sean, "x1", "O'NEIL, SEAN", true},
        Pair{sean, "x1", "O Neil, Sean", true}, Pair{sean, "CORP\\sean.oneil", "", true},
        Pair{jean, "x1", "Picard, Jean Luc", true}, Pair{jean, "x1", "Jeanluc Picard", true},
        Pair{jean, "x1", "Picard Jeanluc", true}, Pair{jean, "x1", "Jean\u2010Luc Picard", true},
        Pair{jean, "CORP\\jeanluc.picard", "", true}, Pair{jean, "CORP\\jpicard", "", true}));

INSTANTIATE_TEST_SUITE_P(
    SomebodyElse, WhoIsWho,
    ::testing::Values(
        Pair{john, "CORP\\jane.doe", "", false}, Pair{john, "CORP\\jroe", "", false},
        Pair{john, "CORP\\john.roe", "", false}, Pair{john, "CORP\\john.smith", "John Smith", false},
        Pair{john, "CORP\\doe", "", false}, Pair{john, "x1", "John", true}, Pair{john, "x1", "John Smith", false},
        Pair{john, "x1", "Jane Doe", false}, Pair{john, "CORP\\jdoe7", "Jane Doe", false},
        Pair{{"john.doe", "John Doe"}, "CORP\\jdoe", "Jane Doe", false},
        Pair{{"john.doe", "John Doe"}, "CORP\\jdoe", "", true},
        Pair{{"jane", "J. Doe", "Jane Doe"}, "x1", "John Doe", false},
        Pair{{"jane", "Jane"}, "CORP\\jane.doe", "Jane Doe", false},  // one word matches only the whole account
        Pair{{"smith", "Smith"}, "CORP\\john.smith", "John Smith", false},
        Pair{{"it", "IT Berlin"}, "x1", "John Doe (IT Berlin)", false},
        Pair{{"x", "Jane Roe (IT Berlin)"}, "x1", "John Doe (IT Berlin)", false},
        Pair{{"x", "Jane Roe - Sales Berlin"}, "x1", "John Doe - Sales Berlin", false},
        Pair{{"x", "Dr. Jane Roe"}, "x1", "Dr. John Doe", false}, Pair{ada, "CORP\\adam", "", false},
        Pair{ada, "CORP\\eve", "Eve", false}, Pair{ada, "", "", false}, Pair{ada, "\\", "", false},
        Pair{ada, "ada\\eve", "", false}, Pair{ada, "eve@ada.example", "", false}, Pair{ada, "@", "@", false},
        Pair{{"", "", ""}, "CORP\\ada", "Ada", false}, Pair{{".", "-", "🌴"}, "-", ".", false},
        Pair{{}, "CORP\\ada", "Ada", false}, Pair{{"bob", "Bob"}, "CORP\\bobby", "", false},
        Pair{{"peter", "Peter Schulz"}, "CORP\\peters", "", false},
        Pair{{"li", "Li Na"}, "CORP\\lina", "Lina Berg", true},
        Pair{{"ann", "Ann Lee"}, "CORP\\annette", "Annette Lee", false}, Pair{{"jdoe2"}, "CORP\\jdoe", "", false},
        Pair{{"john.doe", "John Doe"}, "NT AUTHORITY\\SYSTEM", "", false}));

TEST(KnownNames, EveryNameCounts) {
    for (std::size_t seen = 0; seen < 3; ++seen) {
        std::vector<std::string> names{"fox", "Silver Fox", "The Fox"};
        names[seen] = "John Doe";
        EXPECT_TRUE(same({names, "CORP\\x1", "Doe, John", true}));
    }
}

TEST(NameReadings, NeverHoldAnEmptyWord) {
    for (const std::string text :
         {"",       " ",    "()", "((((",  "))))",   "- -", "|||", "a",       "\xFF\xFE", "John (",
          ") John", "\\\\", "@@", "#EXT#", "\u200B", "Dr.", "adm", "adm adm", "1",        "1 1"})
        for (const auto kind : {NameKind::account, NameKind::full_name, NameKind::chosen})
            for (const auto& reading : name_readings(text, kind, fold)) {
                EXPECT_FALSE(reading.empty()) << text;
                for (const auto& word : reading) EXPECT_FALSE(word.empty()) << text;
            }
    EXPECT_LE(name_readings(std::string(100'000, '|') + "John Doe", NameKind::chosen, fold).size(), 40u);
    EXPECT_LE(name_readings(std::string(100'000, 'a'), NameKind::account, fold).size(), 4u);
}

}  // namespace
}  // namespace privman
