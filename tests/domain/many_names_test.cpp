// Five hundred people who do not exist: how often one is taken for another, and whether any disguise works.
#include "domain/latin_letters.hpp"
#include "domain/same_person.hpp"
#include "tests/support/under_sanitizer.hpp"
#include "unicode/fold.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <random>

namespace privman {
namespace {

const Fold fold = unicode::fold;

struct Invented {
    std::string given;
    std::string surname;
    std::string dotted;  ///< john.doe
    std::string brief;   ///< jdoe, unique by a number as directories do it
};

/// Few names for many people: every surname is shared by about eight, as in a real company of one country.
constexpr std::size_t how_many = testing::under_sanitizer ? 150 : 500;

std::vector<Invented> five_hundred() {
    const std::vector<std::string> given{
        "John",   "Jane",    "James",  "Julia",   "Maria",  "Anna",   "Peter",  "Petra",   "Thomas", "Tanja",
        "Ahmed",  "Aisha",   "Wei",    "Lin",     "Carlos", "Carmen", "Jörg",   "Günter",  "Søren",  "Zoë",
        "Olga",   "Oleg",    "Nikos",  "Eleni",   "Priya",  "Raj",    "Sean",   "Siobhan", "Marek",  "Magda",
        "Pierre", "Camille", "Giulia", "Marco",   "Emma",   "Noah",   "Liam",   "Olivia",  "Lucas",  "Mia",
        "Ava",    "Ethan",   "Sofia",  "Mateusz", "Hanna",  "Erik",   "Ingrid", "Bjørn",   "Yuki",   "Kenji"};
    const std::vector<std::string> surnames{
        "Smith",   "Jones",    "Müller",  "Schmidt",  "Schneider", "Garcia",    "Martinez",   "Nguyen",   "Kim",
        "Li",      "O'Neil",   "O'Brien", "Petrov",   "Ivanova",   "Papadakis", "Rossi",      "Bianchi",  "Dubois",
        "Moreau",  "Kowalski", "Nowak",   "Hansen",   "Ångström",  "Lindqvist", "Patel",      "Singh",    "Khan",
        "Hassan",  "Yamada",   "Tanaka",  "da Silva", "van Dijk",  "Doe",       "Roe",        "Brown",    "Taylor",
        "Wilson",  "Evans",    "Walker",  "Wright",   "Weber",     "Wagner",    "Becker",     "Hoffmann", "Koch",
        "Bauer",   "Richter",  "Klein",   "Wolf",     "Neumann",   "Schwarz",   "Zimmermann", "Braun",    "Krüger",
        "Hofmann", "Hartmann", "Lange",   "Werner",   "Krause",    "Lehmann"};
    std::mt19937 chance{20'260'101};  // NOLINT(cert-msc51-cpp): the same people in every run
    std::map<std::string, int> taken;
    std::map<std::string, bool> known;
    std::vector<Invented> all;
    const auto ascii = [](const std::string& name) {
        std::string out;
        for (const char c : latin_readings(fold(name)).sound)
            if (c >= 'a' && c <= 'z') out += c;
        return out;
    };
    while (all.size() < how_many) {
        Invented one{given[chance() % given.size()], surnames[chance() % surnames.size()], {}, {}};
        if (std::exchange(known[one.given + one.surname], true)) continue;
        one.dotted = ascii(one.given) + "." + ascii(one.surname);
        one.brief = ascii(one.given).substr(0, 1) + ascii(one.surname);
        if (const auto number = ++taken[one.brief]; number > 1) one.brief += std::to_string(number);
        all.push_back(std::move(one));
    }
    return all;
}

using Request = std::function<ElevationRequest(const Invented&)>;
using InSlack = std::function<std::vector<std::string>(const Invented&)>;

ElevationRequest asked_by(std::string account, std::string full_name) {
    ElevationRequest request;
    request.user = std::move(account);
    request.user_full_name = std::move(full_name);
    return request;
}

struct Customs {
    const char* name;
    InSlack in_slack;
    Request request;
};

const std::vector<Customs>& customs() {
    static const auto full = [](const Invented& one) { return one.given + " " + one.surname; };
    static const std::vector<Customs> all{
        {"dotted everywhere", [](const auto& one) { return std::vector{one.dotted, one.given, full(one)}; },
         [](const auto& one) { return asked_by("CORP\\" + one.dotted, one.surname + ", " + one.given); }},
        {"brief everywhere", [](const auto& one) { return std::vector{one.brief, std::string{}, full(one)}; },
         [](const auto& one) { return asked_by("CORP\\" + one.brief, full(one)); }},
        {"brief accounts, dotted handles",
         [](const auto& one) { return std::vector{one.dotted, one.given, full(one)}; },
         [](const auto& one) { return asked_by(one.brief + "@corp.example", full(one) + " (IT)"); }},
        {"no full names, dotted", [](const auto& one) { return std::vector{one.dotted, full(one), full(one)}; },
         [](const auto& one) { return asked_by("CORP\\" + one.dotted, ""); }},
        {"no full names, brief", [](const auto& one) { return std::vector{one.brief, full(one), full(one)}; },
         [](const auto& one) { return asked_by("CORP\\" + one.brief, ""); }},
        {"departments in Slack too",
         [](const auto& one) { return std::vector{one.dotted, full(one) + " - Sales Berlin", full(one) + " (Sales)"}; },
         [](const auto& one) { return asked_by("CORP\\" + one.brief, full(one) + " (Sales Berlin)"); }},
        {"second accounts", [](const auto& one) { return std::vector{one.brief, one.given, full(one)}; },
         [](const auto& one) { return asked_by("CORP\\" + one.brief + "-adm", "ADM " + full(one)); }},
    };
    return all;
}

class FiveHundredPeople : public ::testing::TestWithParam<std::size_t> {};

TEST_P(FiveHundredPeople, AreHardlyEverTakenForEachOther) {
    const auto people = five_hundred();
    const auto& custom = customs()[GetParam()];
    std::vector<KnownNames> known;
    for (const auto& one : people) known.emplace_back(custom.in_slack(one), fold);
    unsigned wrong = 0;
    unsigned most = 0;
    unsigned missed = 0;
    for (std::size_t asks = 0; asks < people.size(); ++asks) {
        const RequesterNames requester{custom.request(people[asks]), fold};
        unsigned here = 0;
        for (std::size_t clicks = 0; clicks < people.size(); ++clicks) {
            const bool same = same_person(known[clicks], requester);
            (clicks == asks ? missed : here) += same == (clicks == asks) ? 0 : 1;
        }
        wrong += here;
        most = std::max(most, here);
    }
    RecordProperty("pairs", static_cast<int>(wrong));
    EXPECT_EQ(missed, 0u) << custom.name << ": may approve their own request";
    EXPECT_LE(wrong, people.size() * (people.size() - 1) / 50) << custom.name << ": more than 2 % of all pairs";
    EXPECT_LE(most, 3u) << custom.name << ": of " << wrong << " pairs";
}

INSTANTIATE_TEST_SUITE_P(Customs, FiveHundredPeople, ::testing::Range(std::size_t{0}, customs().size()));

std::string upper(std::string text) {
    for (auto& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

std::string with_blanks(const Invented& one, const std::string& blank) { return one.given + blank + one.surname; }

TEST(FiveHundredNames, NoDisguiseWorks) {
    const std::vector<std::pair<const char*, Request>> disguises{
        {"turned around", [](const auto& one) { return asked_by("x1", one.surname + ", " + one.given); }},
        {"a middle initial", [](const auto& one) { return asked_by("x1", one.given + " Q. " + one.surname); }},
        {"a middle name", [](const auto& one) { return asked_by("x1", one.given + " Quentin " + one.surname); }},
        {"a department", [](const auto& one) { return asked_by("x1", with_blanks(one, " ") + " (IT)"); }},
        {"a department after a dash",
         [](const auto& one) { return asked_by("x1", with_blanks(one, " ") + " – IT Ops"); }},
        {"a title", [](const auto& one) { return asked_by("x1", "Prof. Dr. " + with_blanks(one, " ")); }},
        {"capitals", [](const auto& one) { return asked_by("x1", upper(with_blanks(one, " "))); }},
        {"taken apart", [](const auto& one) { return asked_by("x1", fold(with_blanks(one, " "))); }},
        {"another blank", [](const auto& one) { return asked_by("x1", with_blanks(one, "\u00A0")); }},
        {"an em blank", [](const auto& one) { return asked_by("x1", with_blanks(one, "\u2003")); }},
        {"nothing visible", [](const auto& one) { return asked_by("x1", with_blanks(one, " \u200B\u2060")); }},
        {"an account for administration", [](const auto& one) { return asked_by("CORP\\" + one.brief + "-adm", ""); }},
        {"the same in front", [](const auto& one) { return asked_by("CORP\\adm_" + one.brief, ""); }},
        {"one letter in front", [](const auto& one) { return asked_by("CORP\\a-" + one.brief, ""); }},
        {"a slash", [](const auto& one) { return asked_by("CORP/" + one.brief, ""); }},
        {"a dollar", [](const auto& one) { return asked_by("CORP\\" + one.brief + "$", ""); }},
        {"a guest", [](const auto& one) { return asked_by(one.brief + "_corp.example#EXT#@t.example", ""); }},
        {"an address", [](const auto& one) { return asked_by(one.dotted + "@corp.example", ""); }},
        {"a number", [](const auto& one) { return asked_by("CORP\\" + one.dotted + "7", ""); }},
    };
    for (const auto& one : five_hundred()) {
        // What they are called today says nothing; what they were called is remembered.
        const KnownNames names{std::vector<std::string>{"silver.fox", "The Fox", one.brief, with_blanks(one, " ")},
                               fold};
        for (const auto& [name, disguise] : disguises) {
            const auto request = disguise(one);
            EXPECT_TRUE(same_person(names, {request, fold}))
                << name << ": " << request.user << " (" << request.user_full_name << ")";
        }
    }
}

}  // namespace
}  // namespace privman
