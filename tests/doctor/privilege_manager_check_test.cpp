// Privilege Manager's checks over scripted answers: stages, one login, list, fields; and the contract that is found.
#include "doctor/check_contract.hpp"
#include "doctor/check_privilege_manager.hpp"
#include "tests/doctor/bench.hpp"

#include <boost/json/parse.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace privman::doctor {
namespace {

using testing::answer;
using testing::fails;
using testing::holds;
using testing::the;

const std::string base = "https://pm.example/Tms";
const std::string version_call = "GET " + base + "/services/api/v1/version/current";
const std::string login_call = "POST " + base + "/services/api/logon/token";
const std::string list_call = "GET " + base + "/services/api/v1/approval/pending";
const std::string description_call = "GET " + base + "/services/swagger/docs/v1";

constexpr auto one_row = R"({"Result":[{"ApprovalId":"r1","InitiatorUserName":"LAB\\ana","AgentName":"PC",
                            "FilePath":"C:\\a.exe","Status":"Pending"}],"Total":1})";

struct Instance : testing::Bench {
    explicit Instance(contract::Profile spoken = contract::builtin()) : profile{std::move(spoken)} {
        world.answers[version_call] = answer(200, R"({"Result":"12.0.5"})");
        world.answers[login_call] = answer(200, R"("token-one")");
        world.answers[list_call] = answer(200, one_row);
    }
    PrivilegeManagerFound look(std::string not_logged_in = {}) {
        return result_of(check_privilege_manager({client, http, std::move(not_logged_in)}, report));
    }
    PrivilegeManagerFound look_without_a_profile() {
        return result_of(check_privilege_manager({client, http, {}, "because PRIVMAN_PROFILE is at fault"}, report));
    }
    Check fault(const char* id) { return the(report, Verdict::fault, id); }

    contract::Profile profile;
    pm::Access access{.base_url = base, .username = "client", .password = "s3cret-s3cret"};
    ReadingHttp http{world, clock, privilege_manager_questions(profile, base)};
    pm::Client client{http, clock, profile, access};
};

TEST(PrivilegeManager, AllWellIsFine) {
    Instance instance;
    const auto found = instance.look();
    EXPECT_TRUE(found.reachable && found.logged_in);
    EXPECT_EQ(instance.report.count(Verdict::fault), 0u) << as_text(instance.report);
    EXPECT_TRUE(holds(the(instance.report, Verdict::fine, "privman.fields").seen, "id ← ApprovalId"));
}

/// Each look at it is so much later.
class PassingClock final : public Clock {
public:
    explicit PassingClock(Millis each) : each_{each} {}
    [[nodiscard]] BootTime now() const override { return now_ += each_; }
    [[nodiscard]] WallTime wall() const override { return {}; }
    [[nodiscard]] Moment moment() const override { return {wall(), now(), "boot"}; }
    Async<void> sleep_until(BootTime) override { co_return; }

private:
    Millis each_;
    mutable BootTime now_{};
};

TEST(PrivilegeManager, HowLongTheListTakesIsSaidAndAboveFiveSecondsWarnedOf) {
    const std::pair<Millis, Verdict> cases[] = {
        {Millis{400}, Verdict::fine}, {Millis{5'000}, Verdict::fine}, {Millis{5'100}, Verdict::warning}};
    for (const auto& [took, verdict] : cases) {
        Instance instance;
        const PassingClock clock{took};
        ReadingHttp http{instance.world, clock, privilege_manager_questions(instance.profile, base)};
        pm::Client client{http, instance.clock, instance.profile, instance.access};
        (void)instance.result_of(check_privilege_manager({client, http, {}}, instance.report));
        const auto said = the(instance.report, verdict, "privman.list").seen;
        EXPECT_TRUE(holds(said, took == Millis{400} ? "after 0.4 seconds" : "after 5.")) << said;
    }
}

TEST(PrivilegeManager, ThatCannotBeReachedNamesTheStageAndAsksNoFurther) {
    const std::pair<net::NetTrouble, const char*> stages[] = {{net::NetTrouble::dns, "DNS"},
                                                              {net::NetTrouble::connect, "firewall"},
                                                              {net::NetTrouble::tls, "PRIVMAN_CA_FILE"},
                                                              {net::NetTrouble::timeout, "PRIVMAN_BASE_URL"}};
    for (const auto& [trouble, word] : stages) {
        Instance instance;
        instance.world.answers[version_call] = fails(trouble);
        EXPECT_FALSE(instance.look().reachable);
        EXPECT_TRUE(holds(instance.fault("privman.reachable").mend, word)) << word;
        EXPECT_EQ(instance.world.asked.size(), 1u);
    }
}

TEST(PrivilegeManager, ARefusedLoginIsTriedOnceAndNeverAgain) {
    Instance instance;
    instance.world.answers[login_call] = answer(401, R"({"Message":"Invalid credentials s3cret-s3cret"})");
    EXPECT_FALSE(instance.look().logged_in);
    EXPECT_TRUE(holds(instance.fault("privman.login").mend, "lock"));
    EXPECT_FALSE(holds(as_text(instance.report), "s3cret"));
    EXPECT_EQ(instance.world.times(login_call), 1u);
    EXPECT_EQ(instance.world.times(list_call), 0u);
}

TEST(PrivilegeManager, WithoutCredentialsNobodyLogsIn) {
    Instance instance;
    EXPECT_FALSE(instance.look("because PRIVMAN_PASSWORD is at fault").logged_in);
    EXPECT_EQ(instance.world.times(login_call), 0u);
    the(instance.report, Verdict::fine, "privman.version");
    the(instance.report, Verdict::skipped, "privman.login");
}

TEST(PrivilegeManager, CallsThatNobodyChoseAreNoFaultWhenTheyFail) {
    Instance list;
    list.world.answers[list_call] = answer(404, "{}");
    EXPECT_TRUE(list.look_without_a_profile().logged_in);
    EXPECT_EQ(the(list.report, Verdict::skipped, "privman.list").seen, "because PRIVMAN_PROFILE is at fault");
    Instance login;
    login.world.answers[login_call] = answer(404, "{}");
    EXPECT_TRUE(login.look_without_a_profile().no_login_call);
    the(login.report, Verdict::skipped, "privman.login");
    Instance refused;
    refused.world.answers[login_call] = answer(401, "{}");
    refused.look_without_a_profile();
    refused.fault("privman.login");
    Instance well;
    well.look_without_a_profile();
    the(well.report, Verdict::fine, "privman.list");
}

TEST(PrivilegeManager, ALoginPageInsteadOfTheVersionNamesTheBase) {
    Instance instance;
    instance.world.answers[version_call] = answer(200, "<html>Login</html>");
    instance.look();
    EXPECT_TRUE(holds(instance.fault("privman.version").mend, "/Tms"));
}

struct BadList {
    const char* what;
    testing::Reply reply;
    const char* mend;
};

TEST(PrivilegeManager, AListThatIsNotCompleteSaysWhatToMend) {
    const BadList lists[] = {
        {"role", answer(403, R"({"Message":"no"})"), "role"},
        {"gone", answer(404, "{}"), "PRIVMAN_PROFILE"},
        {"broken", answer(500, "{}"), "log"},
        {"page", answer(200, "<html>Login</html>"), "PRIVMAN_PROFILE"},
        {"total", answer(200, R"({"Result":[],"Total":3})"), "PRIVMAN_PROFILE"},
        {"ids", answer(200, R"({"Result":[{"Nummer":"1","AgentName":"PC"}]})"), "fields.id"},
        {"status", answer(200, R"({"Result":[{"ApprovalId":"1","Status":"Wartend"}]})"), "status.pending"},
        {"hang", fails(net::NetTrouble::timeout), "PRIVMAN_BASE_URL"},
    };
    for (const auto& list : lists) {
        Instance instance;
        instance.world.answers[list_call] = list.reply;
        instance.look();
        EXPECT_TRUE(holds(instance.fault("privman.list").mend, list.mend))
            << list.what << ": " << instance.fault("privman.list").seen << instance.fault("privman.list").mend;
    }
}

TEST(PrivilegeManager, RowsThatAreLeftOutAndFieldsThatNobodySaidAreWarnings) {
    Instance instance;
    instance.world.answers[list_call] =
        answer(200, R"({"Result":[{"ApprovalId":"1","AgentName":"PC","Status":"Pending"},{"AgentName":"PC"},
                    {"ApprovalId":"2","Status":"Escalated"}]})");
    instance.look();
    EXPECT_TRUE(holds(the(instance.report, Verdict::warning, "privman.rows").seen, "Left out"));
    const auto fields = the(instance.report, Verdict::warning, "privman.fields");
    EXPECT_TRUE(holds(fields.seen, "user, path")) << fields.seen;
}

TEST(PrivilegeManager, AnEmptyListSaysNothingAboutFields) {
    Instance instance;
    instance.world.answers[list_call] = answer(200, R"({"Result":[],"Total":0})");
    instance.look();
    the(instance.report, Verdict::fine, "privman.list");
    the(instance.report, Verdict::skipped, "privman.fields");
}

TEST(PrivilegeManager, AProfileThatListsWithTheCallThatDecidesIsNotAsked) {
    auto profile = contract::builtin();
    profile.list.call.method = "POST";
    profile.list.call.path = profile.approve.path;
    Instance instance{profile};
    instance.look();
    the(instance.report, Verdict::skipped, "privman.list");
    EXPECT_EQ(instance.world.times("POST " + base + profile.approve.path), 0u);
}

TEST(ProfileInUse, DurationsThatCannotBeSaidAndForeignLinksAreNamed) {
    auto profile = contract::builtin();
    profile.duration.encoding = contract::DurationEncoding::hours;
    profile.console_link = "https://elsewhere.example/{id}";
    Report report;
    check_profile_in_use(profile, {Grant::one_time(), Grant::lasting(std::chrono::minutes{15})}, report);
    EXPECT_EQ(the(report, Verdict::fault, "privman.durations").about, "15m");
    the(report, Verdict::warning, "privman.console_link");
    the(report, Verdict::warning, "contract.verified");
}

// The contract.

struct Finder : Instance {
    Finder() {
        found.profile = contract::builtin();
        found.profile.name = "found";
        found.profile.list.call.path = "/services/api/v2/approvals";
        found.operations = {{.method = "GET",
                             .path = "/services/api/v2/approvals",
                             .summary = "Open approvals",
                             .parameters = {},
                             .chosen = true}};
        found.guessed = {"the unit of Duration: minutes; check one in the console"};
        world.answers[description_call] = answer(200, R"({"openapi":"3.0.0"})");
        world.answers["GET " + base + "/services/api/v2/approvals"] = answer(200, one_row);
    }
    void look_for_it(ContractSeen seen = {}) {
        seen.in_use = profile;
        seen.instance = look();
        run(check_contract({world, clock, client, access,
                            [this](std::string_view description, const contract::Profile&) {
                                read = std::string{description};
                                return result;
                            }},
                           std::move(seen), report));
    }
    contract_finder::Finding found;
    std::expected<contract_finder::Finding, std::string> result = found;
    std::string read;
};

struct GoodFinder : Finder {
    GoodFinder() { result = found; }
};

class File {
public:
    File() {
        auto pattern = (std::filesystem::temp_directory_path() / "doctor-XXXXXX").string();
        directory_ = ::mkdtemp(pattern.data());
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() { std::filesystem::remove_all(directory_); }
    [[nodiscard]] std::string path() const { return (directory_ / "profile.json").string(); }
    [[nodiscard]] std::string content() const {
        std::ifstream in{path()};
        return {std::istreambuf_iterator<char>{in}, {}};
    }

private:
    std::filesystem::path directory_;
};

TEST(Contract, IsFoundListedTriedComparedAndWritten) {
    const File file;
    GoodFinder finder;
    finder.look_for_it({.write_to = file.path()});
    EXPECT_EQ(finder.read, R"({"openapi":"3.0.0"})");
    EXPECT_EQ(the(finder.report, Verdict::fine, "contract.operations").about, "GET /services/api/v2/approvals");
    EXPECT_TRUE(holds(the(finder.report, Verdict::warning, "contract.profile").seen, "minutes"));
    EXPECT_TRUE(holds(the(finder.report, Verdict::fine, "contract.list").seen, "id ← ApprovalId"));
    EXPECT_TRUE(holds(the(finder.report, Verdict::warning, "contract.differences").seen, "/list/path"));
    the(finder.report, Verdict::fine, "contract.written");
    const auto written = contract::parse_profile(file.content(), contract::builtin());
    ASSERT_TRUE(written) << contract::text_of(written.error());
    EXPECT_EQ(*written, finder.found.profile);
}

TEST(Contract, AListThatFailsBlamesGuessesOnlyWhereThereAreSome) {
    const std::string call = "GET " + base + "/services/api/v2/approvals";
    GoodFinder guessed;
    guessed.world.answers[call] = answer(404, "{}");
    guessed.look_for_it();
    EXPECT_TRUE(holds(the(guessed.report, Verdict::warning, "contract.list").mend, "--write-profile FILE"));
    const File file;
    GoodFinder written;
    written.world.answers[call] = answer(404, "{}");
    written.look_for_it({.write_to = file.path()});
    EXPECT_TRUE(holds(the(written.report, Verdict::warning, "contract.list").mend, "Correct the guesses"));
    GoodFinder sure;
    sure.world.answers[call] = answer(404, "{}");
    sure.found.guessed.clear();
    sure.result = sure.found;
    sure.look_for_it({.write_to = file.path(), .overwrite = true});
    const auto mend = the(sure.report, Verdict::warning, "contract.list").mend;
    EXPECT_TRUE(mend.starts_with("Nothing was guessed: ")) << mend;
}

TEST(Contract, WhatNobodyChoseIsNotComparedWithWhatWasFound) {
    GoodFinder finder;
    finder.look_for_it({.not_in_use = "because PRIVMAN_PROFILE is at fault"});
    the(finder.report, Verdict::skipped, "contract.differences");
}

TEST(Contract, OnceWrittenTheNextStepIsNamed) {
    const File file;
    GoodFinder finder;
    finder.look_for_it({.write_to = file.path()});
    EXPECT_TRUE(holds(the(finder.report, Verdict::fine, "contract.written").seen,
                      "set PRIVMAN_PROFILE=" + file.path() + " and run doctor again"));
}

TEST(Contract, AFileThatIsThereStaysUnlessForced) {
    const File file;
    std::ofstream{file.path()} << "mine";
    GoodFinder finder;
    finder.look_for_it({.write_to = file.path()});
    EXPECT_TRUE(holds(the(finder.report, Verdict::fault, "contract.written").mend, "--force"));
    EXPECT_EQ(file.content(), "mine");
    GoodFinder forced;
    forced.look_for_it({.write_to = file.path(), .overwrite = true});
    the(forced.report, Verdict::fine, "contract.written");
    EXPECT_NE(file.content(), "mine");
}

TEST(Contract, AWrittenFileIsReadableForOthersButWritableOnlyForItsOwner) {
    const File file;
    GoodFinder finder;
    finder.look_for_it({.write_to = file.path()});
    const auto others = std::filesystem::perms::others_write | std::filesystem::perms::group_write;
    EXPECT_EQ(std::filesystem::status(file.path()).permissions() & others, std::filesystem::perms::none);
}

TEST(Contract, ALinkIsNeverFollowed) {
    const File file;
    const auto victim = file.path() + ".victim";
    std::ofstream{victim} << "mine";
    const auto content = [&] {
        std::ifstream in{victim};
        return std::string{std::istreambuf_iterator<char>{in}, {}};
    };
    // One that waits where an intermediate file might be written.
    std::filesystem::create_symlink(victim, file.path() + ".new");
    std::ofstream{file.path()} << "old";
    GoodFinder finder;
    finder.look_for_it({.write_to = file.path(), .overwrite = true});
    the(finder.report, Verdict::fine, "contract.written");
    EXPECT_EQ(content(), "mine");
    // One at the path itself.
    std::filesystem::remove(file.path());
    std::filesystem::create_symlink(victim, file.path());
    for (const bool force : {false, true}) {
        GoodFinder again;
        again.look_for_it({.write_to = file.path(), .overwrite = force});
        the(again.report, Verdict::fault, "contract.written");
        EXPECT_TRUE(std::filesystem::is_symlink(file.path()));
        EXPECT_EQ(content(), "mine");
    }
}

TEST(Contract, AListByPostIsWrittenButNotTried) {
    const File file;
    GoodFinder finder;
    finder.found.profile.list.call.method = "POST";
    finder.result = finder.found;
    finder.world.answers["POST " + base + "/services/api/v2/approvals"] = answer(200, one_row);
    finder.look_for_it({.write_to = file.path()});
    EXPECT_TRUE(holds(the(finder.report, Verdict::skipped, "contract.list").seen, "POST"));
    EXPECT_EQ(finder.world.times("POST " + base + "/services/api/v2/approvals"), 0u);
    the(finder.report, Verdict::fine, "contract.written");
}

TEST(Contract, AProfileThatListsByAReportSaysWhatIsToBeFilledIn) {
    const File file;
    GoodFinder finder;
    finder.found.profile.list.source = contract::ListSource::report;
    finder.result = finder.found;
    finder.look_for_it({.write_to = file.path()});
    EXPECT_TRUE(holds(the(finder.report, Verdict::warning, "contract.list").mend, "list.report.id"));
    EXPECT_TRUE(holds(the(finder.report, Verdict::warning, "contract.written").mend, "list.report.id"));
    for (const auto& asked : finder.world.asked)
        EXPECT_TRUE(!asked.starts_with("POST ") || asked == login_call) << asked;
}

TEST(Contract, ALoginThatOnlyTheDescriptionNamesIsNotTriedWhereTheOneInUseWorks) {
    GoodFinder finder;
    finder.found.profile.token.path = "/api/other/token";
    finder.result = finder.found;
    finder.look_for_it();
    EXPECT_EQ(finder.world.times("POST " + base + "/api/other/token"), 0u);
    EXPECT_EQ(finder.world.times(login_call), 2u);
    the(finder.report, Verdict::fine, "contract.list");
}

TEST(Contract, ASavedDescriptionIsReadInsteadOfAsking) {
    GoodFinder finder;
    finder.look_for_it({.description = "saved"});
    EXPECT_EQ(finder.read, "saved");
    EXPECT_EQ(finder.world.times(description_call), 0u);
}

TEST(Contract, WithoutADescriptionNothingIsWrittenAndThatIsSaid) {
    const File file;
    GoodFinder finder;
    finder.world.answers[description_call] = answer(403, "{}");
    finder.look_for_it({.write_to = file.path()});
    EXPECT_TRUE(holds(the(finder.report, Verdict::warning, "contract.description").mend, "--description"));
    the(finder.report, Verdict::fault, "contract.written");
    EXPECT_FALSE(std::filesystem::exists(file.path()));
}

TEST(Contract, ADescriptionWithoutApprovalsSaysSo) {
    Finder finder;
    finder.result = std::unexpected{std::string{"it names no approval calls"}};
    finder.look_for_it();
    the(finder.report, Verdict::warning, "contract.operations");
    the(finder.report, Verdict::skipped, "contract.list");
}

TEST(Contract, AfterARefusedLoginNobodyTriesAnother) {
    GoodFinder finder;
    finder.world.answers[login_call] = answer(401, "{}");
    finder.look_for_it();
    EXPECT_EQ(finder.world.times(login_call), 1u);
    the(finder.report, Verdict::skipped, "contract.list");
}

TEST(Contract, OnlyQuestionsAreEverSent) {
    GoodFinder finder;
    finder.look_for_it();
    for (const auto& asked : finder.world.asked) {
        const bool question = asked.starts_with("GET ") || asked == login_call || asked.starts_with("DELETE ");
        EXPECT_TRUE(question) << asked;
    }
}

}  // namespace
}  // namespace privman::doctor
