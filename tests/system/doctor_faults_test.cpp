// Each planted fault is named by doctor with its mend; nothing is decided meanwhile, and no secret is printed.
#include "tests/system/doctor_bench.hpp"

#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <functional>

namespace privman::system_tests {
namespace {

void write(const std::filesystem::path& file, const std::string& text) { std::ofstream{file} << text; }

void sql(const std::filesystem::path& file, const std::string& statements) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, statements.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database);
    sqlite3_close(database);
}

void use_profile(Rig& rig, const std::string& text) {
    write(rig.directory() / "profile.json", text);
    rig.settings()["PRIVMAN_PROFILE"] = (rig.directory() / "profile.json").string();
}

void list_fails(Rig& rig, const char* kind, int status = 0) {
    json::object fault{{"call", "list"}, {"kind", kind}, {"times", 3}};
    if (status > 0) fault["status"] = status;
    rig.fail_privilege_manager(fault);
}

void may_read_channels(const Rig& rig) {
    rig.control().post("/slack/rules",
                       {{"scopes", {"app_mentions:read", "chat:write", "im:history", "users:read", "channels:read"}}});
}

struct Planted {
    const char* name;
    const char* id;
    const char* mend;  ///< words of it
    std::function<void(Rig&)> plant;
};
void PrintTo(const Planted& planted, std::ostream* out) { *out << planted.name; }

const Planted planted_faults[] = {
    {"RefusedBotToken", "slack.bot_token", "token", [](Rig& r) { r.settings()["SLACK_BOT_TOKEN"] = "xoxb-1-2-wrong"; }},
    {"UserTokenInsteadOfBotToken", "settings.values", "Bot User OAuth Token",
     [](Rig& r) { r.settings()["SLACK_BOT_TOKEN"] = "xoxp-1-2-somebody"; }},
    {"QuotesThatStayed", "settings.values", "Remove them there",
     [](Rig& r) { r.settings()["LOG_LEVEL"] = "\"info\""; }},
    {"TokenOfTwoLines", "settings.values", "one line", [](Rig& r) { r.settings()["SLACK_BOT_TOKEN"] += "\nxoxb-2"; }},
    {"NoBreakBlankInAName", "settings.values", "Type it again",
     [](Rig& r) { r.settings()["PRIVMAN_USERNAME"] += "\xC2\xA0"; }},
    {"SwappedTokens", "settings.values", "swapped",
     [](Rig& r) { std::swap(r.settings()["SLACK_BOT_TOKEN"], r.settings()["SLACK_APP_TOKEN"]); }},
    {"RevokedBotToken", "slack.bot_token", "token",
     [](Rig& r) { r.control().post("/slack/rules", {{"dead_bot_token", true}}); }},
    {"RevokedAppToken", "slack.app_token", "connections:write",
     [](Rig& r) { r.control().post("/slack/rules", {{"dead_app_token", true}}); }},
    {"MissingScope", "slack.scopes", "reinstall",
     [](Rig& r) { r.control().post("/slack/rules", {{"scopes", {"app_mentions:read", "im:history", "users:read"}}}); }},
    {"SlackRefusesConnections", "slack.reachable", "SLACK_API_URL",
     [](Rig& r) {
         real_time(r);
         r.settings()["SLACK_API_URL"] = "http://127.0.0.1:1/api/";
     }},
    {"SlackIsSomethingElse", "slack.reachable", "SLACK_API_URL",
     [](Rig& r) { r.settings()["SLACK_API_URL"] = r.control().base_url() + "/nothing/"; }},
    {"SlackIsInTrouble", "slack.reachable", "status.slack.com",
     [](Rig& r) { r.fail_slack({{"method", "auth.test"}, {"kind", "http"}, {"status", 503}, {"times", 2}}); }},
    {"DeactivatedApprover", "slack.approvers", "U0MALLORY", [](Rig& r) { r.settings()["APPROVERS"] = "U0MALLORY"; }},
    {"GuestAmongApprovers", "slack.approvers", "U0DAVE", [](Rig& r) { r.settings()["APPROVERS"] = "U0ADA,U0DAVE"; }},
    {"StrangerAsApprover", "slack.approvers", "U0ZOE", [](Rig& r) { r.settings()["APPROVERS"] = "U0ZOE"; }},
    {"UnknownApprover", "slack.approvers", "member id", [](Rig& r) { r.settings()["APPROVERS"] = "U0NOBODY"; }},
    {"DeactivatedAdmin", "slack.admins", "ADMINS", [](Rig& r) { r.settings()["ADMINS"] = "U0MALLORY"; }},
    {"ArchivedChannel", "slack.channels", "Unarchive",
     [](Rig& r) {
         may_read_channels(r);
         write(r.directory() / "channels.json", R"({"channels": ["C0APPROVALS"]})");
         r.control().post("/slack/channel", {{"id", "C0APPROVALS"}, {"archived", true}});
     }},
    {"ChannelWithoutTheBot", "slack.channels", "/invite",
     [](Rig& r) {
         may_read_channels(r);
         r.control().post("/slack/channels", {{"name", "night-shift"}, {"members", {"U0ADA"}}});
         write(r.directory() / "channels.json", R"({"channels": [")" + r.channel("night-shift") + "\"]}");
     }},
    {"ChannelThatIsGone", "slack.channels", "unregister",
     [](Rig& r) { write(r.directory() / "channels.json", R"({"channels": ["C0NOWHERE"]})"); }},
    {"BrokenChannelsFile", "slack.channels", "channels",
     [](Rig& r) { write(r.directory() / "channels.json", "C0APPROVALS"); }},
    {"WrongPassword", "privman.login", "API Client",
     [](Rig& r) { r.settings()["PRIVMAN_PASSWORD"] = "not-the-secret-of-it"; }},
    {"BaseWithoutTms", "settings.values", "PRIVMAN_BASE_URL",
     [](Rig& r) { r.settings()["PRIVMAN_BASE_URL"] = r.control().base_url(); }},
    {"WrongPath", "privman.version", "PRIVMAN_BASE_URL",
     [](Rig& r) { r.settings()["PRIVMAN_BASE_URL"] = r.control().base_url() + "/wrong/Tms"; }},
    {"LoginPageAtTheAddress", "privman.version", "/Tms",
     [](Rig& r) { r.fail_privilege_manager({{"call", "version"}, {"kind", "html"}, {"times", 2}}); }},
    {"PlainHttpOverTheNetwork", "settings.values", "PRIVMAN_BASE_URL",
     [](Rig& r) {
         real_time(r);
         r.settings()["PRIVMAN_BASE_URL"] = "http://pm.invalid/Tms";
     }},
    {"ListIsALoginPage", "privman.list", "PRIVMAN_PROFILE", [](Rig& r) { list_fails(r, "html"); }},
    {"ListIsTruncated", "privman.list", "PRIVMAN_PROFILE", [](Rig& r) { list_fails(r, "wrong_total"); }},
    {"ListSaysError", "privman.list", "PRIVMAN_PROFILE", [](Rig& r) { list_fails(r, "error_envelope"); }},
    {"RoleMayNotList", "privman.list", "role", [](Rig& r) { list_fails(r, "http", 403); }},
    {"ListIsBroken", "privman.list", "log", [](Rig& r) { list_fails(r, "http", 500); }},
    {"ListHangs", "privman.list", "PRIVMAN_BASE_URL",
     [](Rig& r) {
         list_fails(r, "hang");
         r.settings()["PRIVMAN_TIMEOUT"] = "1";
     }},
    {"NoSuchListCall", "privman.list", "PRIVMAN_PROFILE",
     [](Rig& r) { use_profile(r, R"({"list": {"path": "/services/api/v1/approval/waiting"}})"); }},
    {"RowsWithoutId", "privman.list", "fields.id",
     [](Rig& r) {
         r.raise("r1");
         use_profile(r, R"({"fields": {"id": ["Nummer"]}})");
     }},
    {"UnknownStatusWords", "privman.list", "status.pending",
     [](Rig& r) {
         r.raise("r1");
         list_fails(r, "unknown_status");
     }},
    {"DurationThatCannotBeSaid", "settings.values", "mend the profile",
     [](Rig& r) { use_profile(r, R"({"duration": {"encoding": "hours"}})"); }},
    {"BrokenProfile", "settings.values", "PRIVMAN_PROFILE", [](Rig& r) { use_profile(r, R"({"list": )"); }},
    {"UnknownProfileKey", "settings.values", "PRIVMAN_PROFILE", [](Rig& r) { use_profile(r, R"({"lists": {}})"); }},
    {"NameThatDoesNotExist", "privman.reachable", "PRIVMAN_BASE_URL",
     [](Rig& r) {
         real_time(r);
         r.settings()["PRIVMAN_BASE_URL"] = "https://pm.invalid/Tms";
         r.settings()["PRIVMAN_PROFILE"] = "builtin";
     }},
    {"PortThatRefuses", "privman.reachable", "firewall",
     [](Rig& r) {
         real_time(r);
         r.settings()["PRIVMAN_BASE_URL"] = "http://127.0.0.1:1/Tms";
     }},
    {"TlsSpokenToAPlainPort", "privman.reachable", "PRIVMAN_CA_FILE",
     [](Rig& r) {
         real_time(r);
         r.settings()["PRIVMAN_BASE_URL"] = "https" + r.control().base_url().substr(4) + "/Tms";
     }},
    {"MissingCaFile", "settings.values", "Check the path",
     [](Rig& r) { r.settings()["PRIVMAN_CA_FILE"] = "/nowhere/ca.pem"; }},
    {"CaFileWithoutCertificates", "machine.certificates", "PEM",
     [](Rig& r) {
         write(r.directory() / "ca.pem", "no certificate\n");
         r.settings()["PRIVMAN_CA_FILE"] = (r.directory() / "ca.pem").string();
     }},
    {"SlacksClockTenMinutesAhead", "slack.clock", "time synchronisation",
     [](Rig& r) {
         real_time(r);
         r.control().post("/clock", {{"advance_ms", 600'000}});
     }},
    {"PrivilegeManagersClockTenMinutesAhead", "privman.clock", "time synchronisation",
     [](Rig& r) {
         real_time(r);
         r.control().post("/clock", {{"advance_ms", 600'000}});
     }},
    {"HealthPortTaken", "machine.health_port", "HEALTH_LISTEN",
     [](Rig& r) { r.settings()["HEALTH_LISTEN"] = r.control().base_url().substr(7); }},
    {"StoreOfANewerVersion", "store.open", "later",
     [](Rig& r) {
         sql(store_of(r), "PRAGMA application_id = 0x50724d6e; PRAGMA user_version = 99999; CREATE TABLE t (x);");
     }},
    {"StoreThatIsNoDatabase", "store.open", "backup", [](Rig& r) { write(store_of(r), std::string(8'192, 'x')); }},
    {"StoreThatOthersMayRead", "store.private", "chmod 600 '",
     [](Rig& r) {
         leave_a_store(r);
         std::filesystem::permissions(store_of(r), std::filesystem::perms{0640});
     }},
    {"DirectoryThatCannotBeWritten", "store.directory", "give it to the user",
     [](Rig& r) { r.settings()["STATE_STORE"] = "sqlite:/proc/bot.db"; }},
    {"DirectoryThatIsNotThere", "store.directory", "Create the directory",
     [](Rig& r) { r.settings()["STATE_STORE"] = "sqlite:/nowhere/bot.db"; }},
    {"UnreadableRecord", "store.records", "backup",
     [](Rig& r) {
         leave_a_store(r);
         sql(store_of(r), "INSERT INTO life (id, version, mark, record) VALUES ('r9', 1, 1, '{\"format\":');");
     }},
    {"ScheduleInAnUnknownZone", "store.schedule", "zone",
     [](Rig& r) {
         leave_a_store(r);
         sql(store_of(r), "UPDATE setting SET record = replace(record, 'Europe/Berlin', 'Mars/Olympus');");
     }},
    {"WrongAwsSecret", "aws.identity", "credentials",
     [](Rig& r) {
         live_in_aws(r);
         r.settings()["AWS_SECRET_ACCESS_KEY"] = "wrong/wrong/wrong/wrong/wrong/wrong/wrong";
     }},
    {"AwsParameterThatCannotBeRead", "aws.documents", "in AWS",
     [](Rig& r) {
         live_in_aws(r);
         r.control().post("/aws/put", {{"name", "/bot/CHANNELS"}, {"value", "C0APPROVALS, C0HELPDESK"}});
     }},
    {"SettingThatIsNotBuilt", "settings.values", "sqlite:PATH",
     [](Rig& r) { r.settings()["STATE_STORE"] = "dynamodb:requests"; }},
};

class PlantedFault : public testing::TestWithParam<Planted> {};

TEST_P(PlantedFault, IsNamedWithItsMend) {
    Rig rig{programs};
    GetParam().plant(rig);
    if (HasFatalFailure()) return;
    const bool had_a_bot = rig.bot() != nullptr;
    const auto examined = examine(rig);
    EXPECT_EQ(examined.code, fault_found) << examined.output;
    const auto faults = examined.of(GetParam().id, "fault");
    EXPECT_FALSE(faults.empty()) << examined.output;
    EXPECT_TRUE(std::ranges::any_of(faults, [](const auto& fault) {
        return holds(std::string{fault.at("mend").as_string()}, GetParam().mend);
    })) << examined.output;
    if (!had_a_bot) expect_that_nothing_was_done(rig);
    expect_no_secret(examined.output);
}

INSTANTIATE_TEST_SUITE_P(Each, PlantedFault, testing::ValuesIn(planted_faults),
                         [](const auto& planted) { return std::string{planted.param.name}; });

}  // namespace
}  // namespace privman::system_tests
