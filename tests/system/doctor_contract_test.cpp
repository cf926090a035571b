// From an instance that nobody has described to a bot that decides there: doctor reads its API description and writes a
// profile, and with that the bot lists, approves and denies.
#include "contract/profile.hpp"
#include "tests/contract_finder/shapes.hpp"
#include "tests/system/bench.hpp"

#include <fstream>

namespace privman::system_tests {
namespace {

using tools::eventually;
using tools::Rig;

constexpr auto here = "#approvals";

tools::Programs speaking(const std::string& shape) {
    auto with = programs;
    const auto folder = std::string{PRIVMAN_SOURCE_DIR "/tests/profiles/"} + shape;
    with.sandbox_profile = folder + "/profile.json";
    with.api_description = folder + "/openapi.json";
    return with;
}

Ended run_doctor(Rig& rig, std::vector<std::string> options) {
    options.insert(options.begin(), "doctor");
    std::map<std::string, std::string> settings;
    for (const auto& [name, value] : rig.settings())
        if (!value.empty()) settings.emplace(name, value);
    return run_bot(options, rig.directory(), settings, std::chrono::seconds{60});
}

class Shape : public ::testing::TestWithParam<const char*> {};

TEST_P(Shape, IsDescribedByDoctorSoThatTheBotListsApprovesAndDenies) {
    Rig rig{speaking(std::string{GetParam()})};
    rig.raise("r1");
    rig.raise("r2");
    const auto file = (rig.directory() / "found.json").string();
    const auto looked = run_doctor(rig, {"--write-profile", file});
    ASSERT_TRUE(std::filesystem::exists(file)) << looked.output;
    EXPECT_EQ(rig.decisions_sent(), 0u) << looked.output;
    // One of the five lists by POST, which doctor writes down and does not try.
    const auto profile = contract::parse_profile(tools::content_of(file), contract::builtin());
    ASSERT_TRUE(profile) << contract::text_of(profile.error());
    const bool asks = profile->list.call.method == "GET";
    EXPECT_TRUE(holds(looked.output, asks ? "2 requests; id ← " : "tries nothing but a GET")) << looked.output;

    rig.settings()["PRIVMAN_PROFILE"] = file;
    const auto again = run_doctor(rig, {});
    EXPECT_EQ(again.code, 0) << again.output;

    rig.start_working_bot();
    rig.register_channel(here);
    ASSERT_TRUE(eventually([&] { return !rig.cards(here, "r1").empty() && !rig.cards(here, "r2").empty(); }))
        << rig.log();
    rig.pick("ada", here, "r1", "30 minutes");
    rig.click("ada", here, "r1", "approve");
    rig.click("bob", here, "r2", "deny");
    EXPECT_TRUE(eventually([&] { return rig.status("r1") == "approved" && rig.status("r2") == "denied"; }))
        << tools::content_of(file) << rig.log();
    EXPECT_EQ(rig.request("r1").at("decision").at("minutes").to_number<int>(), 30);
    EXPECT_TRUE(eventually([&] { return all_say(rig, here, "r1", "Approved by"); })) << rig.log();
    EXPECT_TRUE(eventually([&] { return all_say(rig, here, "r2", "Denied by"); })) << rig.log();
}

INSTANTIATE_TEST_SUITE_P(Each, Shape, ::testing::ValuesIn(privman::testing::shapes),
                         [](const auto& shape) { return std::string{shape.param}; });

TEST(WrittenProfile, ReplacesNoFileUnlessForced) {
    Rig rig{programs};
    const auto file = rig.directory() / "profile.json";
    std::ofstream{file} << "mine";
    EXPECT_EQ(run_doctor(rig, {"--write-profile", file.string()}).code, 3);
    EXPECT_EQ(tools::content_of(file), "mine");
    EXPECT_EQ(run_doctor(rig, {"--write-profile", file.string(), "--force"}).code, 0);
    const auto profile = contract::parse_profile(tools::content_of(file), contract::builtin());
    ASSERT_TRUE(profile) << contract::text_of(profile.error());
    EXPECT_FALSE(profile->verified);
}

TEST(WrittenProfile, ComesFromASavedDescriptionWithoutAnyInstance) {
    const tools::TemporaryDirectory directory;
    const auto file = (directory.path() / "found.json").string();
    const auto ended = run_bot({"doctor", "--write-profile", file, "--description",
                                PRIVMAN_SOURCE_DIR "/tests/profiles/one_endpoint/openapi.json"},
                               directory.path(), {}, std::chrono::seconds{60});
    EXPECT_EQ(ended.code, 3) << ended.output;  // nothing else is set
    const auto profile = contract::parse_profile(tools::content_of(file), contract::builtin());
    EXPECT_TRUE(profile) << ended.output;
}

TEST(WrittenProfile, IsTheMendOfTheProfileThatIsMissing) {
    const tools::TemporaryDirectory directory;
    const auto ended =
        run_bot({"doctor", "--write-profile", "found.json", "--description",
                 PRIVMAN_SOURCE_DIR "/tests/profiles/one_endpoint/openapi.json"},
                directory.path(), {{"PRIVMAN_BASE_URL", "https://pm.invalid/Tms"}}, std::chrono::seconds{60});
    EXPECT_EQ(ended.code, 3) << ended.output;
    EXPECT_TRUE(holds(ended.output, "→ Set PRIVMAN_PROFILE=found.json and run doctor again.")) << ended.output;
}

TEST(WrittenProfile, ADescriptionThatCannotBeReadIsNamed) {
    const tools::TemporaryDirectory directory;
    const auto ended =
        run_bot({"doctor", "--description", "/nowhere/openapi.json"}, directory.path(), {}, std::chrono::seconds{60});
    EXPECT_EQ(ended.code, 3);
    EXPECT_TRUE(holds(ended.output, "/nowhere/openapi.json: The file cannot be read")) << ended.output;
}

}  // namespace
}  // namespace privman::system_tests
