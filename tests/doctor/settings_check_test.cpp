// Settings, files and the machine: what needs no other program.
#include "doctor/check_machine.hpp"
#include "doctor/check_patterns.hpp"
#include "doctor/check_settings.hpp"
#include "doctor/check_store.hpp"
#include "doctor/pretty_json.hpp"
#include "tests/doctor/bench.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/json/parse.hpp>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace privman::doctor {
namespace {

using testing::Bench;
using testing::holds;
using testing::the;

TEST(SettingFault, IsTakenApartIntoNameFaultAndMend) {
    const auto parts = take_apart("PRIVMAN_PASSWORD: missing. The client secret of that user.");
    EXPECT_EQ(parts.name, "PRIVMAN_PASSWORD");
    EXPECT_EQ(parts.what, "missing");
    EXPECT_EQ(parts.mend, "The client secret of that user.");
    EXPECT_EQ(take_apart("POLL_INTERVAL: `0. soon` is none.").mend, "");
    EXPECT_EQ(take_apart(".env line 3: not of the form NAME=value").name, "");
}

TEST(Settings, EveryFaultAndEverySlipIsNamedWithAMend) {
    Report report;
    check_settings({.faults = {"PRIVMAN_PASSWORD: missing. The client secret of that user.",
                               "SLACK_BOT_TOKEN: a bot token begins with xoxb-."},
                    .slips = {"PRIVMAN_PASWORD is no setting. Did you mean PRIVMAN_PASSWORD?"}},
                   report);
    unsigned faults = 0;
    for (const auto& check : report.checks()) {
        if (check.verdict == Verdict::fault) ++faults;
        EXPECT_EQ(check.mend.empty(), check.verdict == Verdict::fine || check.verdict == Verdict::skipped) << check.id;
    }
    EXPECT_EQ(faults, 2u);
    the(report, Verdict::warning, "settings.names");
}

TEST(Settings, AFoundProfileThatWaitsForAReportSaysWhatToFillIn) {
    Report report;
    check_settings(
        {.faults = {"PRIVMAN_PROFILE: `found.json`: /list/report/id: must be the report's GUID, without braces"}},
        report);
    EXPECT_TRUE(holds(the(report, Verdict::fault, "settings.values").mend, "Build a report"));
}

Life asked_for(const char* id, const char* path, int minute) {
    Life life;
    life.facts.id = RequestId{id};
    life.facts.path = path;
    life.facts.user = R"(CORP\jdoe)";
    life.first_seen.wall = WallTime{std::chrono::minutes{minute}};
    return life;
}

TEST(Patterns, EachIsShownWithTheNewestThatItWouldHaveHeld) {
    const std::vector<RequestPattern> patterns{{.path = R"(*\cmd.exe)"}, {.path = R"(D:\*)"}};
    const std::vector<Life> lives{asked_for("r-1", R"(C:\a\cmd.exe)", 1), asked_for("r-2", R"(C:\b\cmd.exe)", 2),
                                  asked_for("r-3", R"(C:\c\other.exe)", 3), asked_for("r-4", R"(C:\d\cmd.exe)", 4),
                                  asked_for("r-5", R"(C:/e/CMD.EXE)", 5)};
    Report report;
    check_patterns({.patterns = patterns, .lives = &lives, .fold = [](std::string_view t) { return std::string{t}; }},
                   report);
    const auto checks = report.checks();
    ASSERT_EQ(checks.size(), 2u);
    EXPECT_TRUE(
        holds(checks[0].seen, R"(`path=*\cmd.exe` waits for people; would have held 4 of the last 5 requests)"));
    EXPECT_LT(checks[0].seen.find("C:/e/CMD.EXE"), checks[0].seen.find(R"(C:\d\cmd.exe)"));
    EXPECT_TRUE(holds(checks[0].seen, ", …"));
    EXPECT_FALSE(holds(checks[0].seen, R"(C:\a\cmd.exe)"));
    EXPECT_TRUE(holds(checks[1].seen, "would have held none of the last 5 requests"));
}

TEST(Patterns, ADoubtIsAWarningWithItsMend) {
    const std::vector<RequestPattern> patterns{{.path = R"(C:\Windows)"}};
    const std::vector<std::string> doubts{
        R"(AUTO_APPROVE_EXCEPT: `path=C:\Windows` holds one file of that name. Did you mean `path=C:\Windows\*`?)"};
    Report report;
    check_patterns({.patterns = patterns, .doubts = doubts}, report);
    const auto& warning = the(report, Verdict::warning, "settings.patterns");
    EXPECT_TRUE(holds(warning.mend, R"(C:\Windows\*)"));
    EXPECT_TRUE(holds(the(report, Verdict::fine, "settings.patterns").seen, "could not be read"));
}

TEST(Settings, RiskyOnesAreWarnedOf) {
    Report report;
    check_settings({.approvers = SettingsSeen::Approvers::channel,
                    .base_url = "http://pm.example/Tms",
                    .clock_can_be_set = true,
                    .forgetful = true},
                   report);
    for (const auto* id : {"settings.approvers", "settings.transport", "settings.clock", "settings.memory"})
        the(report, Verdict::warning, id);
}

TEST(Settings, AChannelOfApproversWithoutAdminsIsWarnedOfOnItsOwn) {
    const auto warnings = [](bool admins_named) {
        Report report;
        check_settings({.approvers = SettingsSeen::Approvers::channel, .admins_named = admins_named}, report);
        std::string all;
        for (const auto& check : report.checks())
            if (check.id == "settings.approvers") all += check.seen + " " + check.mend;
        return all;
    };
    EXPECT_TRUE(holds(warnings(false), "AND NO ADMINS"));
    EXPECT_TRUE(holds(warnings(false), "Set ADMINS to the member ids"));
    EXPECT_FALSE(holds(warnings(true), "NO ADMINS"));
}

TEST(Settings, WhatASettingAtFaultWouldSayIsNotChecked) {
    Report report;
    check_settings({.faults = {"APPROVERS: `joe` is no member id", "STATE_STORE: `memory` is neither",
                               "SANDBOX_CLOCK: refused unless all are loopback"},
                    .clock_can_be_set = true},
                   report);
    EXPECT_EQ(the(report, Verdict::skipped, "settings.approvers").seen, "because APPROVERS is at fault");
    EXPECT_EQ(the(report, Verdict::skipped, "settings.memory").seen, "because STATE_STORE is at fault");
    EXPECT_EQ(the(report, Verdict::skipped, "settings.clock").seen, "because SANDBOX_CLOCK is at fault");
    EXPECT_EQ(report.count(Verdict::fault), 3u);
}

TEST(Settings, AForgetfulStoreIsSaidToDieWithTheProcessOrContainer) {
    Report report;
    check_settings({.forgetful = true}, report);
    EXPECT_TRUE(holds(the(report, Verdict::warning, "settings.memory").seen, "dies with the process or its container"));
}

TEST(Settings, ABetterMendReplacesThatOfTheFault) {
    Report report;
    check_settings({.faults = {"PRIVMAN_PROFILE: missing. Nobody but your instance knows."},
                    .mends = {{"PRIVMAN_PROFILE", "Set PRIVMAN_PROFILE=found.json and run doctor again."}}},
                   report);
    EXPECT_EQ(the(report, Verdict::fault, "settings.values").mend,
              "Set PRIVMAN_PROFILE=found.json and run doctor again.");
}

TEST(StatePlace, ThatEndsWithTheContainerIsNamed) {
    const std::string nameless = "/var/lib/docker/volumes/" + std::string(64, 'a') + "/_data";
    const StatePlace dying[] = {
        {"/data/b.db", "/", "overlay", "/", true},       {"/data/b.db", "/", "overlay", "/", false},
        {"/data/b.db", "/", "btrfs", "/layer", true},    {"/data/b.db", "/data", "tmpfs", "/", true},
        {"/data/b.db", "/data", "ext4", nameless, true},
    };
    for (const auto& place : dying)
        EXPECT_TRUE(holds(why_state_is_fleeting(place), "The state in /data/b.db dies with the container"))
            << place.file_system << " " << place.source;
    EXPECT_TRUE(holds(why_state_is_fleeting({"/tmp/b.db", "/tmp", "tmpfs", "/", false}), "next restart"));
}

TEST(StatePlace, ThatStaysIsFine) {
    const StatePlace staying[] = {
        {"b.db", "/", "ext4", "/", false},
        {"/data/b.db", "/data", "ext4", "/var/lib/docker/volumes/privman-slack/_data", true},
        {"/data/b.db", "/data", "nfs4", "/", true},
        {"/data/b.db", "/data", "xfs", "/srv/bot", true},
    };
    for (const auto& place : staying) EXPECT_EQ(why_state_is_fleeting(place), "") << place.source;
}

TEST(Settings, AStateThatDiesWithTheContainerIsAWarningWithItsMend) {
    Report report;
    check_settings({.state_is_fleeting = "The state in b.db dies with the container"}, report);
    EXPECT_TRUE(holds(the(report, Verdict::warning, "settings.memory").mend, "named volume"));
}

class Directory {
public:
    Directory() {
        auto pattern = (std::filesystem::temp_directory_path() / "doctor-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;
    ~Directory() { std::filesystem::remove_all(path_); }
    [[nodiscard]] std::string file(const std::string& name, const std::string& content) const {
        const auto path = path_ / name;
        std::ofstream{path} << content;
        return path.string();
    }
    [[nodiscard]] std::string at(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

TEST(Settings, ASecretFileThatOthersCanReadIsNamed) {
    const Directory directory;
    const auto open = directory.file("open", "s");
    const auto closed = directory.file("closed", "s");
    std::filesystem::permissions(open, std::filesystem::perms{0644});
    std::filesystem::permissions(closed, std::filesystem::perms{0600});
    Report report;
    check_settings({.secret_files = {open, closed}}, report);
    EXPECT_EQ(the(report, Verdict::warning, "settings.secret_files").about, open);
    EXPECT_EQ(the(report, Verdict::warning, "settings.secret_files").mend, "chmod 600 " + open);
}

TEST(Machine, ABundleWithoutCertificatesIsAFault) {
    const Directory directory;
    Report report;
    check_certificates({directory.file("empty.pem", "nothing\n")}, {}, report);
    EXPECT_TRUE(holds(the(report, Verdict::fault, "machine.certificates").mend, "ca-certificates"));
}

TEST(Machine, AProxyThatIsNoAddressIsAFaultAndAGoodOneIsShown) {
    Report report;
    check_proxy({.https_proxy = "::::", .http_proxy = {}, .no_proxy = {}, .destinations = {}}, report);
    the(report, Verdict::fault, "machine.proxy");
    Report good;
    check_proxy({.https_proxy = "http://user:hunter2@proxy.example:3128",
                 .http_proxy = {},
                 .no_proxy = {},
                 .destinations = {{.tls = true, .host = "slack.com", .port = 443}}},
                good);
    const auto seen = the(good, Verdict::fine, "machine.proxy").seen;
    EXPECT_EQ(seen, "slack.com through proxy.example:3128");
}

TEST(Machine, ATakenHealthPortIsFineOnlyWhenTheBotHoldsIt) {
    boost::asio::io_context other;
    boost::asio::ip::tcp::acceptor taken{other, {boost::asio::ip::make_address("127.0.0.1"), 0}};
    const HealthPort where{"127.0.0.1", taken.local_endpoint().port(), "http://127.0.0.1/healthz"};
    Bench stranger;
    stranger.run(check_health_port(where, stranger.world, stranger.report));
    the(stranger.report, Verdict::fault, "machine.health_port");
    Bench bot;
    bot.world.answers["GET http://127.0.0.1/healthz"] = testing::answer(200, "alive\n");
    bot.run(check_health_port(where, bot.world, bot.report));
    the(bot.report, Verdict::fine, "machine.health_port");
    taken.close();
    Bench nobody;
    nobody.run(check_health_port(where, nobody.world, nobody.report));
    EXPECT_TRUE(holds(the(nobody.report, Verdict::fine, "machine.health_port").seen, "free"));
}

TEST(Machine, AHealthAddressOfAnotherMachineIsAFault) {
    Bench bench;
    bench.run(
        check_health_port(HealthPort{"192.0.2.1", 9400, "http://192.0.2.1:9400/healthz"}, bench.world, bench.report));
    EXPECT_TRUE(holds(the(bench.report, Verdict::fault, "machine.health_port").mend, "of this machine"));
}

TEST(Store, ThatIsNotThereYetIsFineAndIsNotCreated) {
    const Directory directory;
    Report report;
    EXPECT_FALSE(check_store({.path = directory.at("bot.db"), .version = "1"}, report));
    the(report, Verdict::fine, "store.open");
    EXPECT_FALSE(std::filesystem::exists(directory.at("bot.db")));
}

TEST(Store, InADirectoryThatIsNotThereIsAFault) {
    Report report;
    check_store({.path = "/nowhere/at/all/bot.db", .version = "1"}, report);
    EXPECT_TRUE(holds(the(report, Verdict::fault, "store.directory").mend, "Create the directory"));
}

TEST(Schedule, ThatCannotBeReadOrNamesAnUnknownZoneIsAFault) {
    class NoZones final : public TimeZones {
        [[nodiscard]] Outcome<ZoneSpan> span_at(const std::string& zone, WallTime) const override {
            return std::unexpected{Failure{Trouble::not_found, "`" + zone + "` is not known here"}};
        }
    } zones;
    Report unreadable;
    check_schedule(StoredSchedule{.text = "whenever I like"}, zones, {}, unreadable);
    EXPECT_TRUE(holds(the(unreadable, Verdict::fault, "store.schedule").mend, "autoapprove set"));
    Report unknown;
    check_schedule(StoredSchedule{.text = "mon-fri 08:00-17:00 Mars/Olympus"}, zones, {}, unknown);
    EXPECT_TRUE(holds(the(unknown, Verdict::fault, "store.schedule").mend, "tzdata"));
}

TEST(PrettyJson, ReadsBackEqualAndPutsAKeyOnEachLine) {
    const auto value = boost::json::parse(
        R"({"name":"x","fields":{"id":["A"],"user":["a very long name indeed, so that it needs lines","another one that is long"]},"none":{},"list":[]})");
    const auto text = pretty(value);
    EXPECT_EQ(boost::json::parse(text), value);
    EXPECT_TRUE(holds(text, "\n  \"name\": \"x\",\n")) << text;
    EXPECT_TRUE(holds(text, "\n    \"id\": [\"A\"],\n")) << text;
}

}  // namespace
}  // namespace privman::doctor
