// Cards and words reach people, by the second way when the first is closed.
#include "slack/board.hpp"

#include "slack/button.hpp"
#include "slack/seal.hpp"
#include "tests/slack/block_kit.hpp"
#include "tests/slack/fakes.hpp"

#include <gtest/gtest.h>

namespace privman::slack {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

const ChannelId channel{"C0OPS"};
const MessageTs ts{"1722506400.000200"};
const Attempt attempt{"a1b2"};

CardView card() {
    CardView view;
    view.facts.id = RequestId{"req-71"};
    view.title = "Elevation request";
    view.fields = {{"User", "CORP\\jdoe", false}};
    view.controls = Controls{{Grant::one_time(), Grant::lasting(std::chrono::minutes{30})}, Grant::one_time()};
    view.fallback = "Elevation request: CORP\\jdoe";
    return view;
}

class BoardTest : public ::testing::Test {
protected:
    [[nodiscard]] json::object sent(std::size_t index) const { return http.sent.at(index).json(); }
    [[nodiscard]] std::vector<std::string> methods() const {
        std::vector<std::string> all;
        for (const auto& one : http.sent) all.push_back(one.method());
        return all;
    }
    Outcome<MessageTs> post() { return testing::finish(loop, board.post(channel, card(), attempt)); }
    Outcome<void> tell(ReplyTo to) { return testing::finish(loop, board.tell(std::move(to), Words{"hello <!here>"})); }

    boost::asio::io_context loop;
    ::privman::testing::FakeClock clock{loop};
    testing::FakeHttp http;
    WebApi api{http, clock, {.bot_token = "xoxb-secret", .app_token = "xapp-secret"}};
    HmacSeal seal{std::string(32, 'k'), TeamId{"T0AAA"}};
    SlackBoard board{api, seal};
};

TEST_F(BoardTest, AQuestionComesWithItsButtonsForOnePerson) {
    http.ok();
    const std::vector<Offer> offers{{"Mon–Fri 09:00–17:00 Europe/Berlin", "nonce.0"},
                                    {std::string(200, 'x'), "nonce.1"}};
    ASSERT_TRUE(testing::finish(
        loop, board.tell_with_offers({UserId{"U1AB"}, channel, "", ""}, Words{"Which do you mean?"}, offers)));
    EXPECT_EQ(methods(), std::vector<std::string>{"chat.postEphemeral"});
    const auto message = sent(0);
    EXPECT_EQ(message.at("user").as_string(), "U1AB");
    EXPECT_EQ(testing::fault_in(message), "");
    const auto& buttons = message.at("blocks").as_array().back().at("elements").as_array();
    ASSERT_EQ(buttons.size(), 2u);
    EXPECT_EQ(buttons[0].at("action_id").as_string(), "offer_0");
    EXPECT_EQ(buttons[0].at("value").as_string(), "nonce.0");
    EXPECT_EQ(buttons[0].at("text").at("text").as_string(), "Mon–Fri 09:00–17:00 Europe/Berlin");
    EXPECT_EQ(buttons[1].at("action_id").as_string(), "offer_1");
    EXPECT_LE(buttons[1].at("text").at("text").as_string().size(), 80u);
}

TEST_F(BoardTest, APostedCardCarriesASealThatHolds) {
    http.ok();
    EXPECT_EQ(post(), ts);
    const auto message = sent(0);
    EXPECT_EQ(message.at("channel").as_string(), "C0OPS");
    EXPECT_EQ(message.at("parse").as_string(), "none");
    EXPECT_FALSE(message.at("unfurl_links").as_bool());
    EXPECT_EQ(testing::fault_in(message), "");
    const auto& buttons = message.at("blocks").as_array().back().at("elements").as_array();
    const auto value = parse_button(buttons.back().at("value").as_string());
    ASSERT_TRUE(value);
    EXPECT_EQ(value->attempt, attempt);
    EXPECT_TRUE(seal.matches(value->tag, channel, attempt, card().facts));
}

TEST_F(BoardTest, ARefusedCardIsReplacedByThePlainOneOnce) {
    http.error("invalid_blocks").ok();
    EXPECT_EQ(post(), ts);
    EXPECT_EQ(sent(1).at("blocks").as_array().size(), 2u);
    http.error("msg_too_long").error("invalid_blocks");
    EXPECT_EQ(post().error().code, "invalid_blocks");
    EXPECT_EQ(http.sent.size(), 4u);
}

TEST_F(BoardTest, OtherFailuresAreNotTriedAgain) {
    http.error("not_in_channel");
    EXPECT_EQ(post().error().kind, Trouble::forbidden);
    http.error("channel_not_found");
    EXPECT_EQ(post().error().kind, Trouble::not_found);
    http.fails(net::NetTrouble::timeout, true);
    EXPECT_EQ(post().error().kind, Trouble::unreachable) << "it may stand there all the same";
    http.ok(R"({"ok":true})");
    EXPECT_EQ(post().error().kind, Trouble::malformed);
    EXPECT_EQ(http.sent.size(), 4u);
}

TEST_F(BoardTest, AnUpdateNamesItsMessageAndKeepsParsingOff) {
    http.ok();
    EXPECT_TRUE(testing::finish(loop, board.update(channel, ts, card(), attempt)));
    EXPECT_EQ(http.sent.at(0).method(), "chat.update");
    const auto message = sent(0);
    EXPECT_EQ(message.at("ts").as_string(), ts.value) << "a string, never a number";
    EXPECT_EQ(message.at("parse").as_string(), "none");
    EXPECT_FALSE(message.contains("unfurl_links"));
    EXPECT_TRUE(message.contains("metadata"));
}

TEST_F(BoardTest, ADeletedCardIsNotFound) {
    http.error("message_not_found");
    EXPECT_EQ(testing::finish(loop, board.update(channel, ts, card(), attempt)).error().kind, Trouble::not_found);
}

TEST_F(BoardTest, ARefusedUpdateFallsBackToThePlainCard) {
    http.error("msg_blocks_too_long").ok();
    EXPECT_TRUE(testing::finish(loop, board.update(channel, ts, card(), attempt)));
    EXPECT_EQ(sent(1).at("ts").as_string(), ts.value);
}

TEST_F(BoardTest, DigestsArePostedAndUpdated) {
    http.ok().ok();
    EXPECT_EQ(testing::finish(loop, board.post_digest(channel, {5, 2, {}})), ts);
    EXPECT_TRUE(testing::finish(loop, board.update_digest(channel, ts, {5, 0, {}})));
    EXPECT_EQ(testing::fault_in(sent(0)), "");
    EXPECT_EQ(testing::fault_in(sent(1)), "");
}

TEST_F(BoardTest, WordsAreSaidInAThreadAndAtTopLevelWhenThatIsClosed) {
    http.ok();
    EXPECT_EQ(testing::finish(loop, board.say(channel, Words{"hi"}, ts)), ts);
    EXPECT_EQ(sent(0).at("thread_ts").as_string(), ts.value);
    http.error("cannot_reply_to_message").ok();
    EXPECT_TRUE(testing::finish(loop, board.say(channel, Words{"hi"}, ts)));
    EXPECT_FALSE(sent(2).contains("thread_ts"));
}

TEST_F(BoardTest, SayingNeverMentionsByAccident) {
    http.ok();
    testing::finish(loop, board.say(channel, Words{"<!channel> @here"}, {}));
    EXPECT_EQ(http.sent.at(0).request.body.find("<!channel>"), std::string::npos);
    EXPECT_FALSE(sent(0).at("link_names").as_bool());
}

TEST_F(BoardTest, AnAnswerGoesToTheResponseUrlFirst) {
    http.answer(200, "ok");
    EXPECT_TRUE(tell({UserId{"U1AB"}, channel, "https://hooks.slack.com/x", ""}));
    EXPECT_EQ(sent(0).at("response_type").as_string(), "ephemeral");
    EXPECT_FALSE(sent(0).at("replace_original").as_bool());
    EXPECT_EQ(http.sent.size(), 1u);
}

TEST_F(BoardTest, ThenToAnEphemeralMessageThenToADirectOne) {
    http.answer(404, "used_url").error("user_not_in_channel").ok();
    EXPECT_TRUE(tell({UserId{"U1AB"}, channel, "https://hooks.slack.com/x", "1.2"}));
    EXPECT_EQ(methods(), (std::vector<std::string>{"x", "chat.postEphemeral", "chat.postMessage"}));
    EXPECT_EQ(sent(1).at("user").as_string(), "U1AB");
    EXPECT_EQ(sent(1).at("channel").as_string(), "C0OPS");
    EXPECT_EQ(sent(1).at("thread_ts").as_string(), "1.2");
    EXPECT_EQ(sent(2).at("channel").as_string(), "U1AB");
    EXPECT_FALSE(sent(2).contains("thread_ts"));
}

TEST_F(BoardTest, AForeignResponseUrlIsPassedOver) {
    http.ok();
    EXPECT_TRUE(tell({UserId{"U1AB"}, channel, "https://evil.example/x", ""}));
    EXPECT_EQ(methods(), std::vector<std::string>{"chat.postEphemeral"});
}

TEST_F(BoardTest, InADirectMessageTheAnswerIsAnOrdinaryMessage) {
    http.ok();
    EXPECT_TRUE(tell({UserId{"U1AB"}, ChannelId{"D0ALICE"}, "", "1.2"}));
    EXPECT_EQ(methods(), std::vector<std::string>{"chat.postMessage"});
    EXPECT_EQ(sent(0).at("channel").as_string(), "D0ALICE");
    EXPECT_EQ(sent(0).at("thread_ts").as_string(), "1.2");
}

TEST_F(BoardTest, WithoutAChannelThePersonGetsADirectMessage) {
    http.ok();
    EXPECT_TRUE(tell({UserId{"U1AB"}, {}, "", ""}));
    EXPECT_EQ(sent(0).at("channel").as_string(), "U1AB");
}

TEST_F(BoardTest, WhenEveryWayIsClosedTheLastFailureIsSaid) {
    http.error("channel_not_found").error("messages_tab_disabled");
    EXPECT_EQ(tell({UserId{"U1AB"}, channel, "", ""}).error().code, "messages_tab_disabled");
}

}  // namespace
}  // namespace privman::slack
