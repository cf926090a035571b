// The report: its two forms, its order, its silence about secrets; and the table of the documentation.
#include "doctor/catalogue.hpp"
#include "tests/doctor/bench.hpp"

#include <boost/json/parse.hpp>

#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

namespace privman::doctor {
namespace {

using testing::holds;
using testing::the;

TEST(Catalogue, NamesEveryCheckOnceWithItsMend) {
    std::set<std::string_view> ids;
    for (const auto& name : catalogue()) {
        EXPECT_TRUE(ids.insert(name.id).second) << name.id;
        EXPECT_NE(name.id.find('.'), std::string_view::npos) << name.id;
        EXPECT_FALSE(name.asks.empty()) << name.id;
        EXPECT_FALSE(name.mend.empty()) << name.id;
    }
}

TEST(Documentation, HoldsTheTableOfEveryCheckAndNoOther) {
    std::ifstream file{PRIVMAN_SOURCE_DIR "/docs/doctor.md"};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    std::size_t rows = 0;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);)
        rows += line.starts_with("| `") && !line.starts_with("| `--") ? 1 : 0;
    EXPECT_EQ(rows, catalogue().size());
    for (const auto& name : catalogue()) {
        const auto row =
            "| `" + std::string{name.id} + "` | " + std::string{name.asks} + " | " + std::string{name.mend} + " |\n";
        EXPECT_TRUE(holds(text, row)) << "docs/doctor.md lacks: " << row;
    }
}

TEST(Report, EndsWithTheCounts) {
    Report report;
    report.fault("slack.bot_token", "Refused");
    report.fault("slack.scopes", "Missing: chat:write");
    report.warning("settings.approvers", "Nobody");
    report.fine("machine.zones", "500 zones");
    const auto text = as_text(report);
    EXPECT_TRUE(text.ends_with("\n2 faults, 1 warning, 1 fine\n")) << text;
    report.skip_rest("store.", "there is none");
    EXPECT_TRUE(as_text(report).ends_with(", 7 skipped\n")) << as_text(report);
}

TEST(Report, ShowsChecksInTheOrderOfTheCatalogue) {
    Report report;
    report.fine("slack.reachable", "yes");
    report.fine("settings.values", "yes");
    const auto checks = report.checks();
    ASSERT_EQ(checks.size(), 2u);
    EXPECT_EQ(checks[0].id, "settings.values");
    EXPECT_EQ(checks[1].id, "slack.reachable");
}

TEST(Report, FillsInTheMendOfTheCatalogue) {
    Report report;
    report.fault("machine.zones", "Zone data is missing");
    EXPECT_EQ(the(report, Verdict::fault, "machine.zones").mend, "Install tzdata.");
}

TEST(Report, BreaksLinesBetweenWordsAtAHundredColumns) {
    Report report;
    std::string sentence;
    for (int i = 0; i < 60; ++i) sentence += "wörter ";
    report.fault("slack.channels", sentence, sentence, "#approvals");
    std::istringstream lines{as_text(report)};
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        const auto width =
            std::ranges::count_if(line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
        EXPECT_LE(width, 100) << line;
    }
    EXPECT_GT(count, 8u);
}

TEST(Report, SaysWhyTheRestOfAGroupWasSkipped) {
    Report report;
    report.fault("privman.login", "Refused");
    report.skip_rest("privman.");
    EXPECT_EQ(the(report, Verdict::skipped, "privman.list").seen, "because privman.login is at fault");
    EXPECT_FALSE(report.passed("privman.list"));
    EXPECT_FALSE(report.passed("privman.login"));
}

TEST(Report, SaysOnceWhatWasNotCheckedForOneReason) {
    Report report;
    report.skipped("settings.transport", "because PRIVMAN_BASE_URL is not known");
    report.skip_rest("privman.", "because PRIVMAN_BASE_URL is at fault");
    const auto text = as_text(report);
    EXPECT_TRUE(holds(text, "settings.transport     not checked: PRIVMAN_BASE_URL is not known\n")) << text;
    EXPECT_TRUE(holds(text, "not checked: PRIVMAN_BASE_URL is at fault (likewise version, clock")) << text;
    EXPECT_LE(std::ranges::count(text, '\n'), 6) << text;
    EXPECT_EQ(report.count(Verdict::skipped), report.checks().size());
    EXPECT_EQ(report.count(Verdict::fault), 0u);
}

TEST(Report, WithoutAFaultOfItsOwnAGroupIsSkippedForTheReasonOfItsFirst) {
    Report report;
    report.skipped("privman.login", "because PRIVMAN_PASSWORD is at fault");
    report.skipped("privman.clock", "it does not say what time it is");
    report.skip_rest("privman.");
    EXPECT_EQ(the(report, Verdict::skipped, "privman.list").seen, "because PRIVMAN_PASSWORD is at fault");
}

TEST(Report, LeavesTheWordsBearerTokenAloneAndNoTokenBehindThem) {
    Report report;
    report.warning("contract.profile", "It is sent as a bearer token.",
                   "A Bearer token: like Bearer abc-def bearer token");
    const auto& check = the(report, Verdict::warning, "contract.profile");
    EXPECT_EQ(check.seen, "It is sent as a bearer token.");
    EXPECT_EQ(check.mend, "A Bearer token: like Bearer *** bearer token");
    for (const auto* secret : {"bearer token-1234", "Bearer tokenization", "bearer token=x", "bearer token.secret"}) {
        Report other;
        other.fault("privman.login", secret);
        EXPECT_TRUE(the(other, Verdict::fault, "privman.login").seen.ends_with("earer ***")) << secret;
    }
    // What stands inside a secret is no sentence of ours.
    observe::Redactor redactor;
    redactor.forget("my bearer token of love");
    Report whole{std::move(redactor)};
    whole.fault("privman.login", "said my bearer token of love, and bearer abcdef");
    EXPECT_FALSE(holds(as_text(whole), "love")) << as_text(whole);
    EXPECT_FALSE(holds(as_text(whole), "abcdef")) << as_text(whole);
}

TEST(Report, NeverShowsASecretOrMovesTheCursor) {
    observe::Redactor redactor;
    redactor.forget("s3cret-of-the-client");
    Report report{std::move(redactor)};
    report.fault("privman.login", "said \x1b[2J s3cret-of-the-client and xoxb-12-34-abcdef");
    const auto text = as_text(report) + as_json(report, "1");
    EXPECT_FALSE(holds(text, "s3cret")) << text;
    EXPECT_FALSE(holds(text, "abcdef")) << text;
    EXPECT_FALSE(holds(text, "\x1b")) << text;
}

TEST(Report, AsJsonHasTheSameWithStableKeys) {
    Report report;
    report.warning("settings.names", "SLAK_TOKEN is no setting", {}, "SLAK_TOKEN");
    report.fine("machine.zones", "500 zones");
    const auto json = boost::json::parse(as_json(report, "0.1.0")).as_object();
    EXPECT_EQ(json.at("version"), "0.1.0");
    EXPECT_EQ(json.at("verdict"), "warning");
    EXPECT_EQ(json.at("faults"), 0);
    EXPECT_EQ(json.at("warnings"), 1);
    EXPECT_EQ(json.at("fine"), 1);
    EXPECT_EQ(json.at("skipped"), 0);
    const auto& first = json.at("checks").as_array().front().as_object();
    for (const auto* key : {"id", "about", "verdict", "seen", "mend"}) EXPECT_TRUE(first.contains(key)) << key;
    EXPECT_EQ(first.at("about"), "SLAK_TOKEN");
}

TEST(Report, RefusesAnIdThatIsNotInTheCatalogue) {
    Report report;
    EXPECT_THROW(report.fine("slack.mood", "good"), std::logic_error);
}

}  // namespace
}  // namespace privman::doctor
