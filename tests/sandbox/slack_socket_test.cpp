// Socket Mode: tickets, greetings, one connection per payload, acks, redelivery and farewells.
#include "tests/sandbox/slack_workbench.hpp"

#include <gmock/gmock.h>

namespace privman::sandbox {
namespace {

using testing::HasSubstr;

using SlackTickets = SlackWorkbench;
using SlackConnections = SlackWorkbench;
using SlackEvents = SlackWorkbench;
using SlackFarewells = SlackWorkbench;

TEST_F(SlackTickets, OpenOneConnectionOnly) {
    const auto url = fresh_socket_url();
    const auto first = connect(url);

    EXPECT_TRUE(first.has_value());
    const auto second = connect(url);
    ASSERT_FALSE(second.has_value());
    EXPECT_THAT(second.error().what, HasSubstr("409"));
}

TEST_F(SlackTickets, AreWorthlessAfterAMinute) {
    const auto url = fresh_socket_url();
    clock.advance(60'000);

    EXPECT_FALSE(connect(url).has_value());
}

TEST_F(SlackTickets, CannotBeInvented) { EXPECT_FALSE(connect("ws://127.0.0.1/socket/0000").has_value()); }

TEST_F(SlackConnections, AreGreetedWithTheirNumber) {
    const auto first = connected();
    const auto second = connected();

    EXPECT_EQ(hello.at("type"), "hello");
    EXPECT_EQ(hello.at("num_connections"), 2);
    EXPECT_EQ(hello.at("connection_info").at("app_id"), "A0SANDBOX");
}

TEST_F(SlackConnections, BeyondTenAreSentAway) {
    std::vector<net::WebSocket> open;
    for (int i = 0; i < 10; ++i) open.push_back(connected());

    auto eleventh = connect(fresh_socket_url());
    ASSERT_TRUE(eleventh.has_value());

    EXPECT_EQ(receive(*eleventh).at("reason"), "too_many_websockets");
    EXPECT_EQ(look("").at("connections"), 10);
}

TEST_F(SlackConnections, AreClosedForFramesOverTwentyKilobytes) {
    auto socket = connected();
    (void)run(socket.write(std::string(20'481, 'x')));

    const auto end = run(socket.read());

    ASSERT_FALSE(end.has_value());
    EXPECT_EQ(socket.close_code(), 1009);
}

TEST_F(SlackConnections, SurviveFramesThatMeanNothing) {
    auto socket = connected();
    for (const auto* frame : {"{", "[]", "{}", R"({"envelope_id":"nobody's"})", ""}) (void)run(socket.write(frame));
    control("say", {{"as", "U0ADA"}, {"channel", "C0APPROVALS"}, {"text", "@privman help"}});

    EXPECT_EQ(receive(socket).at("type"), "events_api");
}

TEST_F(SlackConnections, TakeTurnsAndEachPayloadGoesToExactlyOne) {
    auto first = connected();
    auto second = connected();
    control("say", {{"as", "U0ADA"}, {"channel", "C0APPROVALS"}, {"text", "@privman one"}});
    control("say", {{"as", "U0ADA"}, {"channel", "C0APPROVALS"}, {"text", "@privman two"}});

    EXPECT_EQ(receive(first).at("payload").at("event").at("text"), "<@U0BOT> one");
    EXPECT_EQ(receive(second).at("payload").at("event").at("text"), "<@U0BOT> two");
    const auto more = start(first.read());
    EXPECT_FALSE(more->result) << "nothing came twice";
}

TEST_F(SlackEvents, OfAMentionCarryTheOuterObject) {
    auto socket = connected();
    control("say", {{"as", "U0ADA"}, {"channel", "C0APPROVALS"}, {"text", "@privman help"}});

    const auto envelope = receive(socket);
    EXPECT_EQ(envelope.at("retry_attempt"), 0);
    EXPECT_EQ(envelope.at("accepts_response_payload"), false);
    const auto& payload = envelope.at("payload").as_object();
    EXPECT_EQ(payload.at("type"), "event_callback");
    EXPECT_EQ(payload.at("team_id"), "T0SANDBOX");
    EXPECT_EQ(payload.at("api_app_id"), "A0SANDBOX");
    EXPECT_EQ(payload.at("event").at("type"), "app_mention");
    EXPECT_EQ(payload.at("event").at("user"), "U0ADA");
}

TEST_F(SlackEvents, NotAcknowledgedComeAgainAtOnceAfterAMinuteAndAfterFive) {
    auto socket = connected();
    control("say", {{"as", "U0ADA"}, {"channel", "C0APPROVALS"}, {"text", "@privman help"}});
    const auto first = receive(socket);
    const auto event_id = first.at("payload").at("event_id");

    for (const auto [attempt, pause_ms] : {std::pair{1, 0}, std::pair{2, 60'000}, std::pair{3, 300'000}}) {
        pass(3'000);
        pass(pause_ms);
        const auto again = receive(socket);
        EXPECT_EQ(again.at("retry_attempt"), attempt);
        EXPECT_EQ(again.at("retry_reason"), "timeout");
        EXPECT_EQ(again.at("payload").at("event_id"), event_id);
    }
    const auto more = start(socket.read());
    pass(3'000);
    pass(3'600'000);
    EXPECT_FALSE(more->result) << "then it is dropped";
}

TEST_F(SlackEvents, AcknowledgedComeOnce) {
    auto socket = connected();
    control("say", {{"as", "U0ADA"}, {"channel", "C0APPROVALS"}, {"text", "@privman help"}});
    acknowledge(socket, receive(socket));

    const auto more = start(socket.read());
    pass(3'000);
    pass(300'000);
    EXPECT_FALSE(more->result);
}

TEST_F(SlackEvents, WaitForAConnection) {
    control("say", {{"as", "U0ADA"}, {"channel", "C0APPROVALS"}, {"text", "@privman help"}});
    auto socket = connected();

    pass(60'000);

    EXPECT_EQ(receive(socket).at("retry_attempt"), 2);
}

TEST_F(SlackEvents, CanBeDoubledByARule) {
    auto socket = connected();
    control("rules", {{"redeliver_events", true}});
    control("say", {{"as", "U0ADA"}, {"channel", "C0APPROVALS"}, {"text", "@privman help"}});
    const auto first = receive(socket);
    acknowledge(socket, first);

    const auto second = receive(socket);
    EXPECT_EQ(second.at("payload").at("event_id"), first.at("payload").at("event_id"));
}

TEST_F(SlackEvents, AreNotSentForChannelsTheBotIsNotInUntilItIsInvited) {
    may_read_channels();
    auto socket = connected();
    control("say", {{"as", "U0ADA"}, {"channel", "C0PARTNERS"}, {"text", "@privman join us"}});
    const auto read = start(socket.read());
    EXPECT_FALSE(read->result);

    control("channel", {{"id", "C0PARTNERS"}, {"invite_bot", true}});

    const auto frame = finish(read);
    EXPECT_EQ(json::parse(frame->data).at("payload").at("event").at("type"), "member_joined_channel");
    EXPECT_EQ(receive(socket).at("payload").at("event").at("text"), "<@U0BOT> join us");
}

TEST_F(SlackEvents, TellTheBotOfItsOwnEditsInDirectMessages) {
    const auto ts = post(sample_card(), "U0ADA");
    auto socket = connected();

    call("chat.update", {{"channel", "D0ADA"}, {"ts", ts}, {"text", "x"}});

    EXPECT_EQ(receive(socket).at("payload").at("event").at("subtype"), "message_changed");
}

TEST_F(SlackEvents, NeedTheirScope) {
    auto socket = connected();
    control("rules", {{"scopes", {"chat:write"}}});
    control("say", {{"as", "U0ADA"}, {"dm", true}, {"text", "hello"}});

    EXPECT_FALSE(start(socket.read())->result);
}

TEST_F(SlackFarewells, AreAnnouncedTenSecondsAhead) {
    auto socket = connected();
    control("disconnect", {{"reason", "warning"}});
    EXPECT_EQ(receive(socket).at("reason"), "warning");
    const auto end = start(socket.read());
    EXPECT_FALSE(end->result);

    pass(10'000);

    EXPECT_FALSE(finish(end).has_value());
    EXPECT_EQ(socket.close_code(), 1000);
}

TEST_F(SlackFarewells, SendNewPayloadsToTheNewConnection) {
    auto old = connected();
    control("disconnect", {{"reason", "refresh_requested"}});
    EXPECT_EQ(receive(old).at("reason"), "refresh_requested");
    auto fresh = connected();

    for (const auto* text : {"@privman one", "@privman two"}) {
        control("say", {{"as", "U0ADA"}, {"channel", "C0APPROVALS"}, {"text", text}});
        EXPECT_EQ(receive(fresh).at("type"), "events_api");
    }
}

TEST_F(SlackFarewells, CanComeWithoutAWord) {
    auto socket = connected();
    control("disconnect", {{"reason", "cut"}});

    const auto end = run(socket.read());

    ASSERT_FALSE(end.has_value());
    EXPECT_EQ(socket.close_code(), 0);
    EXPECT_EQ(look("").at("connections"), 0);
}

TEST_F(SlackFarewells, OfAMutePeerTakePayloadsAndAnswerNothing) {
    auto socket = connected();
    control("disconnect", {{"reason", "mute"}});
    const auto ts = post(sample_card());
    const auto read = start(socket.read());

    const auto click =
        start_control("click", {{"as", "U0ADA"}, {"channel", "C0APPROVALS"}, {"ts", ts}, {"action_id", "approve"}});
    pass(3'000);

    const auto outcome = checked(finish(click));
    EXPECT_EQ(outcome.at("delivered"), true);
    EXPECT_EQ(outcome.at("acked"), false);
    EXPECT_FALSE(read->result);
    EXPECT_EQ(look("").at("connections"), 1) << "Slack believes in it";
    pass(120'000);
    EXPECT_EQ(look("").at("connections"), 0);
}

TEST_F(SlackFarewells, OfALinkThatIsDisabledCloseAtOnce) {
    auto socket = connected();
    control("disconnect", {{"reason", "link_disabled"}});

    EXPECT_EQ(receive(socket).at("reason"), "link_disabled");
    EXPECT_FALSE(run(socket.read()).has_value());
}

}  // namespace
}  // namespace privman::sandbox
