// Starting with wrong settings, a wrong store, beside another process; stopping under load.
#include "tests/system/bench.hpp"
#include "tests/tools/secret_spellings.hpp"

#include <sqlite3.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace privman::system_tests {
namespace {

using tools::eventually;
using tools::Rig;
using tools::TemporaryDirectory;

constexpr auto here = "#approvals";

std::map<std::string, std::string> complete_settings() {
    // Nobody listens on these ports of loopback: enough to pass the check of the settings.
    return {{"SLACK_BOT_TOKEN", "xoxb-1"},
            {"SLACK_APP_TOKEN", "xapp-1"},
            {"SLACK_API_URL", "http://127.0.0.1:1/api/"},
            {"PRIVMAN_BASE_URL", "http://127.0.0.1:1/Tms"},
            {"PRIVMAN_USERNAME", "somebody"},
            {"PRIVMAN_PASSWORD", "a-secret-of-some-length"}};
}

TEST(Start, WithoutSettingsNamesEveryFaultAndExits2) {
    const TemporaryDirectory directory;
    const auto ended = run_bot({"run"}, directory.path());
    EXPECT_EQ(ended.code, 2);
    for (const auto* name :
         {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "PRIVMAN_BASE_URL", "PRIVMAN_USERNAME", "PRIVMAN_PASSWORD"})
        EXPECT_TRUE(holds(ended.output, name)) << ended.output;
}

TEST(Start, WithSeveralWrongSettingsNamesThemAllAtOnce) {
    const TemporaryDirectory directory;
    auto settings = complete_settings();
    settings["POLL_INTERVAL"] = "soon";
    settings["APPROVERS"] = "everybody";
    settings["DURATIONS"] = "15m,forever";
    settings["STATE_STORE"] = "dynamodb:table";
    settings["TWO_PERSON"] = "policy=*";
    settings["AUTO_APPROVE_EXCEPT"] = "color=red";
    const auto ended = run_bot({"run"}, directory.path(), settings);
    EXPECT_EQ(ended.code, 2);
    for (const auto* name :
         {"POLL_INTERVAL", "APPROVERS", "DURATIONS", "STATE_STORE", "TWO_PERSON", "AUTO_APPROVE_EXCEPT"})
        EXPECT_TRUE(holds(ended.output, name)) << ended.output;
    EXPECT_FALSE(std::filesystem::exists(directory.path() / "privman-slack.db"));
}

TEST(Start, WithAWrongSettingNeverPrintsASecret) {
    const TemporaryDirectory directory;
    auto settings = complete_settings();
    settings["SLACK_BOT_TOKEN"] = "hunter2-not-a-token";
    settings["SLACK_APP_TOKEN"] = "correct-horse-battery";
    settings["PRIVMAN_PASSWORD_FILE"] = "/nowhere/password";
    const auto ended = run_bot({"run"}, directory.path(), settings);
    EXPECT_EQ(ended.code, 2);
    for (const auto* secret : {"hunter2", "correct-horse", "a-secret-of-some-length"})
        EXPECT_FALSE(holds(ended.output, secret)) << ended.output;
}

TEST(Start, NeverPrintsASecretThatStandsInTheWrongVariable) {
    // Every setting that is shown when it is wrong, and every way in.
    for (const auto* name : {"POLL_INTERVAL", "APPROVERS", "ADMINS", "DURATIONS", "STATE_STORE", "LOG_LEVEL",
                             "HEALTH_LISTEN", "SLACK_API_URL", "PRIVMAN_BASE_URL", "PRIVMAN_PROFILE", "SSL_CERT_FILE",
                             "SETTINGS_STORE", "AUTO_APPROVE_EXCEPT", "PRIVMAN_USERNAME"})
        for (const auto* secret : {"xoxb-12345-hunter2", "xapp-1-A1-hunter2", "a-secret-of-some-length"}) {
            const TemporaryDirectory directory;
            auto settings = complete_settings();
            settings[name] = secret;
            settings["CARDS_AT_ONCE"] = "many";  // so that it ends in any case
            for (const auto* command : {"run", "healthcheck"}) {
                const auto ended = run_bot({command}, directory.path(), settings);
                EXPECT_NE(ended.code, 0);
                EXPECT_FALSE(holds(ended.output, std::string{secret}.substr(5))) << name << ": " << ended.output;
            }
        }
    const TemporaryDirectory directory;
    const std::vector<std::vector<std::string>> typed{
        {"run", "xoxb-12345-hunter2"}, {"run", "--token=xapp-1-A1-hunter2"}, {"xoxb-12345-hunter2"}};
    for (const auto& words : typed) {
        const auto ended = run_bot(words, directory.path(), complete_settings());
        EXPECT_EQ(ended.code, 1);
        EXPECT_FALSE(holds(ended.output, "hunter2")) << ended.output;
    }
}

TEST(Start, TokensInEachOthersPlaceAreNamed) {
    const TemporaryDirectory directory;
    auto settings = complete_settings();
    std::swap(settings["SLACK_BOT_TOKEN"], settings["SLACK_APP_TOKEN"]);
    const auto ended = run_bot({"run"}, directory.path(), settings);
    EXPECT_EQ(ended.code, 2);
    EXPECT_TRUE(holds(ended.output, "SLACK_BOT_TOKEN: this looks like an app token")) << ended.output;
    EXPECT_TRUE(holds(ended.output, "SLACK_APP_TOKEN: this looks like a bot token")) << ended.output;
}

TEST(Start, NamesOnceWhatTheEnvFileMeansNow) {
    const TemporaryDirectory directory;
    std::ofstream{directory.path() / ".env"} << "AUTO_APPROVE_EXCEPT=\"path=C:\\Windows\\*\"\n";
    const auto start_once = [&](const char* log) {
        const auto output = directory.path() / log;
        tools::Process bot{{.words = {programs.bot, "run"},
                            .environment = complete_settings(),
                            .directory = directory.path(),
                            .output = output}};
        EXPECT_TRUE(eventually([&] { return holds(tools::content_of(output), "slack.unreachable"); }));
        bot.signal(SIGTERM);
        EXPECT_EQ(bot.wait(std::chrono::seconds{10}), 0);
        return tools::content_of(output);
    };
    const auto first = start_once("first.log");
    EXPECT_TRUE(holds(first, "setting.reads_differently")) << first;
    EXPECT_TRUE(holds(first, R"(path=C:Windows*)")) << first;
    EXPECT_TRUE(holds(first, R"(path=C:\\Windows\\*)")) << first;
    EXPECT_FALSE(holds(start_once("second.log"), "setting.reads_differently"));
}

TEST(Start, WarnsLoudlyOfAChannelOfApproversWithoutAdmins) {
    const TemporaryDirectory directory;
    auto settings = complete_settings();
    settings["APPROVERS"] = "channel";
    settings["STATE_STORE"] = "sqlite:/nowhere/x.db";  // ends at once
    EXPECT_TRUE(holds(run_bot({"run"}, directory.path(), settings).output, "APPROVERS=channel AND NO ADMINS"));
    settings["ADMINS"] = "U0CAROL";
    EXPECT_FALSE(holds(run_bot({"run"}, directory.path(), settings).output, "NO ADMINS"));
}

TEST(Start, WithAStoreThatOthersMayReadExits1AndSaysTheCommand) {
    const TemporaryDirectory directory;
    const auto file = directory.path() / "privman-slack.db";
    std::ofstream{file} << "";
    const auto refused = [&](const std::string& mend) {
        const auto ended = run_bot({"run"}, directory.path(), complete_settings());
        EXPECT_EQ(ended.code, 1) << ended.output;
        EXPECT_TRUE(holds(ended.output, "store.cannot_open")) << ended.output;
        EXPECT_TRUE(holds(ended.output, mend)) << ended.output;
    };
    for (const unsigned mode : {0640U, 0604U, 0620U, 0602U, 0666U}) {
        std::filesystem::permissions(file, std::filesystem::perms{mode});
        refused("chmod 600 'privman-slack.db'");
    }
    std::filesystem::permissions(file, std::filesystem::perms{0600});
    if (::geteuid() != 0) return;
    ASSERT_EQ(::chown(file.c_str(), 12345, static_cast<gid_t>(-1)), 0);
    refused("chown 0 'privman-slack.db'");
}

TEST(Start, WithAGarbledEnvFileNamesItsLinesButNotTheirContent) {
    const TemporaryDirectory directory;
    std::ofstream{directory.path() / ".env"}
        << "SLACK_BOT_TOKEN=xoxb-1\nthis is hunter2\n\x01\xff\xfe=x\nA=\"never ends\n";
    const auto ended = run_bot({"run"}, directory.path());
    EXPECT_EQ(ended.code, 2);
    for (const auto* line : {"line 2", "line 3", "line 4"}) EXPECT_TRUE(holds(ended.output, line)) << ended.output;
    EXPECT_FALSE(holds(ended.output, "hunter2")) << ended.output;
}

TEST(Start, ReadsTheEnvFileAndLetsTheEnvironmentWin) {
    Rig rig{programs};
    std::ofstream file{rig.directory() / ".env"};
    for (const auto& [name, value] : rig.settings())
        if (name != "PATH") file << name << "=" << value << '\n';
    file << "PRIVMAN_USERNAME=somebody-else\n" << std::flush;
    const auto path = rig.settings()["PATH"];
    rig.settings() = {{"PATH", path}, {"PRIVMAN_USERNAME", "sandbox"}};
    rig.start_working_bot();
    rig.register_channel(here);
    rig.raise("r1");
    EXPECT_TRUE(eventually([&] { return !rig.cards(here, "r1").empty(); })) << rig.log();
}

TEST(Start, AdoptsChannelsFileOnceAndNeverAgain) {
    Rig rig{programs};
    std::ofstream{rig.directory() / "channels.json"} << R"({"channels": ["C0HELPDESK"]})";
    rig.start_working_bot();
    rig.raise("r1");
    ASSERT_TRUE(eventually([&] { return !rig.cards("#helpdesk", "r1").empty(); })) << rig.log();
    rig.say("carol", "#helpdesk", "@privman unregister");
    ASSERT_TRUE(eventually([&] { return !tools::has_buttons(rig.cards("#helpdesk", "r1").front()); })) << rig.log();
    EXPECT_EQ(rig.stop_bot(std::chrono::seconds{5}), 0);
    rig.start_working_bot();
    rig.raise("r2");
    rig.let_it_poll();
    EXPECT_TRUE(rig.cards("#helpdesk", "r2").empty());
}

TEST(Start, BesideAnotherProcessOnOneStoreWaitsAndThenExits1) {
    Rig rig{programs};
    rig.start_working_bot();
    const auto begun = std::chrono::steady_clock::now();
    const TemporaryDirectory elsewhere;
    const auto second = run_bot({"run"}, elsewhere.path(), rig.settings(), std::chrono::seconds{60});
    const auto waited = std::chrono::steady_clock::now() - begun;
    EXPECT_EQ(second.code, 1) << second.output;
    EXPECT_GE(waited, std::chrono::seconds{25});
    EXPECT_TRUE(holds(second.output, "store.cannot_open")) << second.output;
    // The first one was not disturbed.
    rig.register_channel(here);
    rig.raise("r1");
    rig.click("ada", here, "r1", "approve");
    EXPECT_TRUE(eventually([&] { return rig.status("r1") == "approved"; })) << rig.log();
}

TEST(Start, TakesOverTheStoreOfAProcessThatStopsMeanwhile) {
    Rig rig{programs};
    rig.start_working_bot();
    rig.register_channel(here);
    const TemporaryDirectory elsewhere;
    const auto output = elsewhere.path() / "second.log";
    tools::Process second{{.words = {programs.bot, "run"},
                           .environment = rig.settings(),
                           .directory = elsewhere.path(),
                           .output = output}};
    EXPECT_EQ(rig.stop_bot(std::chrono::seconds{5}), 0);
    rig.raise("r1");
    EXPECT_TRUE(eventually([&] { return rig.cards(here, "r1").size() == 1; })) << tools::content_of(output);
    second.signal(SIGTERM);
    EXPECT_EQ(second.wait(std::chrono::seconds{5}), 0);
}

void write_schema_version(const std::filesystem::path& file, int version) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
    ASSERT_EQ(
        sqlite3_exec(database, ("PRAGMA user_version = " + std::to_string(version)).c_str(), nullptr, nullptr, nullptr),
        SQLITE_OK);
    sqlite3_close(database);
}

TEST(Start, RefusesAStoreWrittenByANewerVersionAndLeavesItAlone) {
    Rig rig{programs};
    rig.start_working_bot();
    EXPECT_EQ(rig.stop_bot(std::chrono::seconds{5}), 0);
    const auto file = rig.directory() / "bot.db";
    write_schema_version(file, 99'999);
    const auto before = tools::content_of(file);
    const auto ended = run_bot({"run"}, rig.directory(), rig.settings());
    EXPECT_EQ(ended.code, 1) << ended.output;
    EXPECT_TRUE(holds(ended.output, "reads up to schema")) << ended.output;
    EXPECT_EQ(tools::content_of(file), before);
}

TEST(Start, RefusesAStoreThatIsNoDatabaseAndLeavesItAlone) {
    Rig rig{programs};
    const auto file = rig.directory() / "bot.db";
    const std::string garbage(8'192, 'x');
    std::ofstream{file} << garbage;
    std::filesystem::permissions(file, std::filesystem::perms{0600});
    const auto ended = run_bot({"run"}, rig.directory(), rig.settings());
    EXPECT_EQ(ended.code, 1) << ended.output;
    EXPECT_TRUE(holds(ended.output, "is no")) << ended.output;
    EXPECT_TRUE(holds(ended.output, "store.cannot_open")) << ended.output;
    EXPECT_EQ(tools::content_of(file), garbage);
}

class Stopped : public testing::TestWithParam<int> {};

TEST_P(Stopped, UnderLoadExits0WithinStopWithinAndFiveSeconds) {
    Rig rig{programs};
    rig.settings()["STOP_WITHIN"] = "1";
    rig.start_working_bot();
    rig.register_channel(here);
    rig.raise("r1");
    rig.raise("r2");
    ASSERT_TRUE(eventually([&] { return !rig.cards(here, "r1").empty() && !rig.cards(here, "r2").empty(); }))
        << rig.log();
    rig.control().post("/privilege-manager/raise", {{"count", 200}});
    rig.fail_privilege_manager({{"call", "decide"}, {"kind", "hang"}, {"times", 50}});
    rig.fail_slack({{"method", "chat.update"}, {"kind", "hang"}, {"times", 50}});
    rig.click("ada", here, "r1", "approve");
    rig.click("bob", here, "r2", "deny");
    ASSERT_TRUE(eventually([&] { return rig.decisions_sent() >= 2; })) << rig.log();
    rig.bot()->signal(GetParam());
    EXPECT_EQ(rig.bot()->wait(std::chrono::milliseconds{6'000}), 0) << rig.log();
}

INSTANTIATE_TEST_SUITE_P(BySignal, Stopped, testing::Values(SIGTERM, SIGINT, SIGHUP), [](const auto& signal) {
    return signal.param == SIGTERM ? "Term" : signal.param == SIGINT ? "Int" : "Hup";
});

TEST(Stopping, WaitsForAnswersThatAreUnderWayAndLosesNone) {
    Rig rig{programs};
    rig.start_working_bot();
    rig.register_channel(here);
    rig.raise("r1");
    ASSERT_TRUE(eventually([&] { return !rig.cards(here, "r1").empty(); })) << rig.log();
    rig.fail_privilege_manager({{"call", "decide"}, {"kind", "late"}, {"late_ms", 5'000}});
    rig.click("ada", here, "r1", "approve");
    ASSERT_TRUE(eventually([&] { return rig.decisions_sent() >= 1; })) << rig.log();
    rig.bot()->signal(SIGTERM);
    EXPECT_EQ(rig.bot()->wait(std::chrono::seconds{12}), 0) << rig.log();
    EXPECT_TRUE(holds(rig.log(), "decision.confirmed")) << rig.log();
    EXPECT_FALSE(holds(rig.log(), "bot.left_work"));
}

TEST(Stopping, SignalsThatNobodyMeansForABotAreIgnored) {
    Rig rig{programs};
    rig.start_working_bot();
    for (const int signal : {SIGUSR1, SIGUSR2, SIGALRM, SIGPROF}) rig.bot()->signal(signal);
    rig.register_channel(here);
    rig.raise("r1");
    EXPECT_TRUE(eventually([&] { return !rig.cards(here, "r1").empty(); })) << rig.log();
}

TEST(StoppedEarly, BeforeSlackAnswersExits0) {
    const TemporaryDirectory directory;
    tools::Process bot{{.words = {programs.bot, "run"},
                        .environment = complete_settings(),
                        .directory = directory.path(),
                        .output = directory.path() / "bot.log"}};
    ASSERT_TRUE(
        eventually([&] { return holds(tools::content_of(directory.path() / "bot.log"), "slack.unreachable"); }));
    bot.signal(SIGTERM);
    EXPECT_EQ(bot.wait(std::chrono::seconds{5}), 0) << tools::content_of(directory.path() / "bot.log");
}

TEST(Log, HoldsNoSecret) {
    Rig rig{programs};
    rig.settings()["LOG_LEVEL"] = "debug";
    rig.start_working_bot();
    rig.register_channel(here);
    rig.raise("r1");
    rig.click("ada", here, "r1", "approve");
    ASSERT_TRUE(eventually([&] { return holds(rig.log(), "decision.confirmed"); }));
    rig.control().post("/privilege-manager/rules", {{"revoke_token", true}});
    rig.let_it_poll();
    for (const auto* secret : {"xoxb-7070", "xapp-1-A0SANDBOX", "planted", "/response/", "/socket/"})
        EXPECT_FALSE(holds(rig.log(), secret)) << secret;
}

TEST(Crash, LeavesNoMemoryImageAndNoSecret) {
    Rig rig{programs};
    rig.start_working_bot();
    rig.register_channel(here);
    rig.bot()->signal(SIGABRT);
    ASSERT_EQ(rig.bot()->wait(std::chrono::seconds{5}), 128 + SIGABRT);
    for (const auto& entry : std::filesystem::directory_iterator{rig.directory()}) {
        EXPECT_FALSE(entry.path().filename().string().starts_with("core")) << entry.path();
        const auto content = tools::content_of(entry.path());
        for (const auto& secret : tools::planted_secrets())
            for (const auto& spelling : tools::spellings_of(secret))
                EXPECT_FALSE(holds(content, spelling)) << entry.path() << " holds " << spelling;
    }
}

TEST(WrongSettings, AreNamedWithoutTheirSecrets) {
    tools::TemporaryDirectory directory;
    std::map<std::string, std::string> environment;
    // Each secret in a place where it is wrong, or looks like a slip.
    environment["SLACK_BOT_TOKEN"] = tools::PlantedSecrets::app_token;
    environment["SLACK_APP_TOKEN"] = tools::PlantedSecrets::bot_token;
    environment["PRIVMAN_PASSWRD"] = tools::PlantedSecrets::client_secret;
    environment["PRIVMAN_PASSWORD_FILE"] = "no-such-file";
    environment["PRIVMAN_BASE_URL"] =
        std::string{"https://user:"} + tools::PlantedSecrets::app_token + "@example.com/Tms";
    const auto ended = run_bot({"run"}, directory.path(), environment);
    EXPECT_EQ(ended.code, 2);
    for (const auto& secret : tools::planted_secrets())
        for (const auto& spelling : tools::spellings_of(secret))
            EXPECT_FALSE(holds(ended.output, spelling)) << ended.output;
}

}  // namespace
}  // namespace privman::system_tests
