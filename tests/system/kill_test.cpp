// kill -9 at the instructions that matter: between every outside effect and the note that it happened. A fault of the
// sandbox holds the bot exactly there; what the sandbox shows proves that it is there.
#include "tests/system/bench.hpp"

#include <random>
#include <thread>

namespace privman::system_tests {
namespace {

using tools::eventually;
namespace json = boost::json;
using tools::Rig;

constexpr auto here = "#approvals";

class Killed : public testing::Test {
protected:
    Killed() { rig.start_working_bot(); }

    void SetUp() override { rig.register_channel(here); }

    void card_stands(const std::string& request) {
        ASSERT_TRUE(eventually([&] { return !rig.cards(here, request).empty(); })) << rig.log();
    }
    void kill_and_restart() {
        rig.kill_bot();
        rig.fail_slack({{"method", "*"}, {"times", 0}});
        rig.fail_privilege_manager({{"call", "*"}, {"times", 0}});
        rig.start_working_bot();
    }
    /// Calls of a Slack method so far.
    std::size_t slack_calls(const std::string& method) {
        return rig.control().get("/slack/calls?method=" + method).at("calls").as_array().size();
    }
    void expect_one_decision(const std::string& request, const std::string& status) {
        EXPECT_TRUE(eventually([&] { return rig.status(request) == status; })) << rig.status(request) << rig.log();
        rig.let_it_poll();
        EXPECT_EQ(rig.status(request), status);
    }

    Rig rig{programs};
};

TEST_F(Killed, BeforeItsPostArrivesLeavesOneCard) {
    const auto before = slack_calls("chat.postMessage");
    rig.fail_slack({{"method", "chat.postMessage"}, {"kind", "hang"}});
    rig.raise("r1");
    ASSERT_TRUE(eventually([&] { return slack_calls("chat.postMessage") > before; }));
    kill_and_restart();
    card_stands("r1");
    rig.let_it_poll();
    EXPECT_EQ(rig.cards(here, "r1").size(), 1u);
}

TEST_F(Killed, BetweenPostAndItsAnswerLeavesACardAndATwinThatDecides) {
    rig.fail_slack({{"method", "chat.postMessage"}, {"kind", "late"}, {"late_ms", 600'000}});
    rig.raise("r1");
    card_stands("r1");
    const auto twin = rig.cards(here, "r1").front();
    kill_and_restart();
    ASSERT_TRUE(eventually([&] { return rig.cards(here, "r1").size() == 2; })) << rig.log();
    rig.let_it_poll();
    ASSERT_EQ(rig.cards(here, "r1").size(), 2u);

    const json::object click{
        {"as", rig.person("ada")}, {"channel", rig.channel(here)}, {"ts", twin.at("ts")}, {"action_id", "approve"}};
    rig.control().post("/slack/click", click);
    expect_one_decision("r1", "approved");
    EXPECT_EQ(rig.decide_calls("r1"), 1);
    EXPECT_TRUE(eventually([&] { return all_say(rig, here, "r1", "Approved by <@U0ADA>"); })) << rig.log();
}

TEST_F(Killed, BetweenPostAndItsAnswerLeavesATwinThatLearnsFromALateClick) {
    rig.fail_slack({{"method", "chat.postMessage"}, {"kind", "late"}, {"late_ms", 600'000}});
    rig.raise("r1");
    card_stands("r1");
    const auto twin = rig.cards(here, "r1").front();
    kill_and_restart();
    ASSERT_TRUE(eventually([&] { return rig.cards(here, "r1").size() == 2; })) << rig.log();
    rig.click("ada", here, "r1", "approve");  // the newer one
    expect_one_decision("r1", "approved");

    rig.control().post(
        "/slack/click",
        {{"as", rig.person("bob")}, {"channel", rig.channel(here)}, {"ts", twin.at("ts")}, {"action_id", "deny"}});
    EXPECT_TRUE(eventually([&] { return !rig.told("bob").empty(); })) << rig.log();
    EXPECT_EQ(rig.decide_calls("r1"), 1);
    EXPECT_EQ(rig.status("r1"), "approved");
}

TEST_F(Killed, BetweenTheAckAndTheClaimStillDecides) {
    rig.raise("r1");
    card_stands("r1");
    rig.fail_slack({{"method", "users.info"}, {"kind", "hang"}, {"times", 5}});
    const auto before = slack_calls("users.info");
    EXPECT_TRUE(rig.click("ada", here, "r1", "approve"));
    ASSERT_TRUE(eventually([&] { return slack_calls("users.info") > before; })) << rig.log();
    EXPECT_EQ(rig.decide_calls("r1"), 0);
    kill_and_restart();
    expect_one_decision("r1", "approved");
    EXPECT_EQ(rig.decide_calls("r1"), 1);
    EXPECT_TRUE(eventually([&] { return all_say(rig, here, "r1", "Approved by <@U0ADA>"); })) << rig.log();
}

TEST_F(Killed, BetweenTheClaimAndTheCallStillDecides) {
    rig.raise("r1");
    card_stands("r1");
    // The token is refused, and fetching another one takes forever: claimed, and nothing can be told.
    rig.fail_privilege_manager({{"call", "token"}, {"kind", "hang"}, {"times", 50}});
    rig.control().post("/privilege-manager/rules", {{"revoke_token", true}});
    rig.click("ada", here, "r1", "approve");
    ASSERT_TRUE(eventually([&] { return holds(rig.log(), "decision.claimed"); })) << rig.log();
    EXPECT_EQ(rig.status("r1"), "pending");
    kill_and_restart();
    expect_one_decision("r1", "approved");
    EXPECT_TRUE(eventually([&] { return all_say(rig, here, "r1", "Approved by <@U0ADA>"); })) << rig.log();
}

TEST_F(Killed, WhileACallThatNeverArrivedIsAtWorkDecidesAfterwards) {
    rig.raise("r1");
    card_stands("r1");
    rig.fail_privilege_manager({{"call", "decide"}, {"kind", "hang"}, {"times", 50}});
    rig.pick("ada", here, "r1", "30 minutes");
    rig.click("ada", here, "r1", "approve");
    ASSERT_TRUE(eventually([&] { return rig.decisions_sent() > 0; })) << rig.log();
    EXPECT_EQ(rig.status("r1"), "pending");
    kill_and_restart();
    expect_one_decision("r1", "approved");
    EXPECT_EQ(rig.request("r1").at("decision").at("minutes").as_int64(), 30);
    EXPECT_TRUE(eventually([&] { return all_say(rig, here, "r1", "Approved by <@U0ADA> for 30 minutes"); }))
        << rig.log();
}

TEST_F(Killed, BetweenTheDecisionAndItsAnswerClaimsNothingAndSendsNothingAgain) {
    rig.raise("r1");
    card_stands("r1");
    rig.fail_privilege_manager({{"call", "decide"}, {"kind", "late"}, {"late_ms", 600'000}});
    rig.click("ada", here, "r1", "approve");
    ASSERT_TRUE(eventually([&] { return rig.status("r1") == "approved"; })) << rig.log();
    kill_and_restart();
    EXPECT_TRUE(eventually([&] { return all_say(rig, here, "r1", "Outcome not confirmed"); })) << rig.log();
    EXPECT_FALSE(tools::has_buttons(rig.cards(here, "r1").front()));
    rig.let_it_poll();
    EXPECT_EQ(rig.decide_calls("r1"), 1);
    EXPECT_EQ(rig.cards(here, "r1").size(), 1u);
}

TEST_F(Killed, BetweenTheAnswerAndTheCardBringsTheCardUpToDate) {
    rig.raise("r1");
    card_stands("r1");
    const auto before = slack_calls("chat.update");
    rig.fail_slack({{"method", "chat.update"}, {"kind", "hang"}, {"times", 50}});
    rig.click("ada", here, "r1", "deny");
    ASSERT_TRUE(eventually([&] { return slack_calls("chat.update") > before; })) << rig.log();
    ASSERT_EQ(rig.status("r1"), "denied");
    EXPECT_TRUE(tools::has_buttons(rig.cards(here, "r1").front()));
    kill_and_restart();
    EXPECT_TRUE(eventually([&] { return all_say(rig, here, "r1", "Denied by <@U0ADA>"); })) << rig.log();
    EXPECT_EQ(rig.decide_calls("r1"), 1);
    EXPECT_EQ(rig.cards(here, "r1").size(), 1u);
}

TEST_F(Killed, WhileTheScheduleDecidesSendsNothingTwice) {
    // A Saturday. Set while no bot runs: after a leap of weeks it would first connect anew.
    EXPECT_EQ(rig.stop_bot(std::chrono::seconds{5}), 0);
    rig.set_clock("2027-02-06T12:00:00Z");
    rig.start_working_bot();
    rig.say("carol", here, "@privman autoapprove set mon-fri 08:00-17:00 Europe/Berlin");
    ASSERT_TRUE(eventually([&] { return holds(rig.log(), "schedule.set"); })) << rig.log();
    rig.say("carol", here, "@privman autoapprove enable");
    ASSERT_TRUE(eventually([&] { return holds(rig.log(), "schedule.enabled"); })) << rig.log();
    rig.fail_privilege_manager({{"call", "decide"}, {"kind", "late"}, {"late_ms", 600'000}});
    rig.raise("r1");
    ASSERT_TRUE(eventually([&] { return rig.status("r1") == "approved"; })) << rig.log();
    kill_and_restart();
    EXPECT_TRUE(eventually([&] { return all_say(rig, here, "r1", "Outcome not confirmed"); })) << rig.log();
    EXPECT_EQ(rig.decide_calls("r1"), 1);
}

TEST_F(Killed, AgainAndAgainAtAnyMomentKeepsEveryPromise) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 chance{seed};
    constexpr int rounds = 10;
    for (int i = 0; i < rounds; ++i) {
        const auto id = "r" + std::to_string(i);
        rig.raise(id);
        card_stands(id);
        rig.click("ada", here, id, i % 2 ? "approve" : "deny");
        // Somewhere between the click and its card, a different place each time.
        std::this_thread::sleep_for(std::chrono::microseconds{chance() % 60'000});
        rig.kill_bot();
        rig.start_working_bot();
    }
    for (int i = 0; i < rounds; ++i) {
        const auto id = "r" + std::to_string(i);
        expect_one_decision(id, i % 2 ? "approved" : "denied");
        EXPECT_TRUE(eventually([&] {
            return all_say(rig, here, id, i % 2 ? "Approved by <@U0ADA>" : "Denied by <@U0ADA>") ||
                   all_say(rig, here, id, "Outcome not confirmed");
        })) << id
            << rig.log();
        EXPECT_EQ(rig.cards(here, id).size(), 1u) << id;
    }
}

}  // namespace
}  // namespace privman::system_tests
