// Socket Mode as a whole, in virtual time: connections come and go, clicks are acknowledged where they came from.
#include "slack/socket_mode.hpp"

#include "observe/log.hpp"
#include "tests/slack/fakes.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace privman::slack {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

class KeepingInbox final : public Inbox {
public:
    bool arrived(Arrival arrival, Acknowledge acknowledge) override {
        if (full) return false;
        arrivals.push_back(std::move(arrival));
        acknowledges.push_back(std::move(acknowledge));
        if (at_once) acknowledges.back()();
        return true;
    }
    bool full = false;
    bool at_once = false;
    std::vector<Arrival> arrivals;
    std::vector<Acknowledge> acknowledges;
};

const std::string opened = R"({"ok":true,"url":"wss://wss-primary.slack.com/link/?ticket=1"})";
const std::string hello = R"({"type":"hello","num_connections":1,"connection_info":{"app_id":"A0EXAMPLE1"}})";
const std::string refresh = R"({"type":"disconnect","reason":"refresh_requested"})";

std::string mention(const std::string& envelope, const std::string& event = "Ev1", const std::string& ts = "1.000100") {
    return R"({"envelope_id":")" + envelope +
           R"(","type":"events_api","payload":{"type":"event_callback","event_id":")" + event +
           R"(","event":{"type":"app_mention","user":"U0ALICE","text":"<@U0BOT> help","ts":")" + ts +
           R"(","channel":"C0OPS"}}})";
}

class SocketModeTest : public ::testing::Test {
protected:
    SocketModeTest() {
        Expected expected;
        expected.self = {UserId{"U0BOT"}, TeamId{"T0AAA"}, "example"};
        mode = std::make_unique<SocketMode>(SocketMode::Deps{api, sockets, clock, chance, inbox, log},
                                            loop.get_executor(), expected);
    }

    /// Whatever still waits is cancelled and leaves while its clock is there.
    void TearDown() override {
        mode.reset();
        clock.run();
    }

    void start() {
        boost::asio::co_spawn(loop, mode->run(), [this](std::exception_ptr error) {
            ended = true;
            failure = error;
        });
        clock.run();
    }

    /// Running, with one connection that has said hello.
    testing::Wire& start_ready() {
        http.ok(opened);
        start();
        push(0, hello);
        return *sockets.wires.at(0);
    }

    void push(std::size_t wire, const std::string& frame) {
        sockets.wires.at(wire)->push(frame);
        clock.run();
    }

    void live(std::size_t wire, Millis length) {
        for (Millis passed{0}; passed < length; passed += 5s) {
            clock.advance(5s);
            sockets.wires.at(wire)->on_control(net::ControlKind::ping, "Ping from applink-2");
        }
    }

    static std::string ack(const std::string& id) { return R"({"envelope_id":")" + id + "\"}"; }
    using Acks = std::vector<std::string>;

    boost::asio::io_context loop;
    ::privman::testing::FakeClock clock{loop};
    testing::FakeHttp http;
    testing::FakeSockets sockets;
    testing::FixedChance chance;
    KeepingInbox inbox;
    std::vector<std::string> lines;
    observe::Log log{[this](std::string_view line) { lines.emplace_back(line); }, [] { return std::int64_t{0}; }};
    WebApi api{http, clock, {.bot_token = "xoxb-secret", .app_token = "xapp-secret"}};
    std::unique_ptr<SocketMode> mode;
    bool ended = false;
    std::exception_ptr failure;
};

TEST_F(SocketModeTest, IsReadyAfterHelloAndNotBefore) {
    http.ok(opened);
    start();
    EXPECT_EQ(sockets.urls, std::vector<std::string>{"wss://wss-primary.slack.com/link/?ticket=1"});
    EXPECT_FALSE(mode->health().ready);
    EXPECT_EQ(mode->health().state, "awaiting hello");
    push(0, hello);
    EXPECT_TRUE(mode->health().ready);
    EXPECT_EQ(mode->health().connects, 1u);
}

TEST_F(SocketModeTest, TheFirstHelloIsWaitedForAndNeverForgotten) {
    http.ok(opened);
    bool heard = false;
    boost::asio::co_spawn(loop, mode->first_hello(), [&](const std::exception_ptr&) { heard = true; });
    start();
    EXPECT_FALSE(heard);
    EXPECT_FALSE(mode->has_said_hello());
    push(0, hello);
    EXPECT_TRUE(heard);
    EXPECT_TRUE(mode->has_said_hello());
    http.error("internal_error");
    sockets.wires.at(0)->lose();
    clock.run();
    EXPECT_FALSE(mode->health().ready);
    EXPECT_TRUE(mode->has_said_hello());
}

TEST_F(SocketModeTest, WhatIsLearntBeforeItRunsIsWhatCounts) {
    Expected learnt;
    learnt.self = {UserId{"U0BOT"}, TeamId{"T0AAA"}, "example"};
    learnt.app_id = "A0OTHER";
    mode->expect(learnt);
    http.ok(opened);
    start();
    push(0, R"({"type":"hello","num_connections":1})");
    auto event = json::parse(mention("e1")).as_object();
    event["payload"].as_object()["api_app_id"] = "A0EXAMPLE1";
    push(0, json::serialize(event));
    EXPECT_TRUE(inbox.arrivals.empty()) << "it is another app's";
}

TEST_F(SocketModeTest, AnArrivalIsAcknowledgedWhenItIsInSafeHands) {
    auto& wire = start_ready();
    push(0, mention("e1"));
    ASSERT_EQ(inbox.arrivals.size(), 1u);
    EXPECT_EQ(std::get<CommandArrived>(inbox.arrivals[0]).text, "help");
    EXPECT_EQ(wire.written, Acks{});
    inbox.acknowledges[0]();
    clock.run();
    EXPECT_EQ(wire.written, Acks{ack("e1")});
    EXPECT_EQ(mode->health().acks, 1u);
}

TEST_F(SocketModeTest, WhatMeansNothingIsAcknowledgedAtOnce) {
    auto& wire = start_ready();
    push(0, R"({"envelope_id":"e1","type":"slash_commands","payload":{}})");
    push(0, R"({"envelope_id":"e2","broken)");
    push(0, "noise");
    EXPECT_EQ(wire.written, (Acks{ack("e1"), ack("e2")}));
    EXPECT_TRUE(inbox.arrivals.empty());
}

TEST_F(SocketModeTest, ARedeliveredEventIsAcknowledgedAndDeliveredOnce) {
    auto& wire = start_ready();
    push(0, mention("e1"));
    inbox.acknowledges[0]();
    clock.run();
    push(0, mention("e2"));
    EXPECT_EQ(inbox.arrivals.size(), 1u);
    EXPECT_EQ(wire.written, (Acks{ack("e1"), ack("e2")}));
    EXPECT_EQ(mode->health().duplicates, 1u);
}

TEST_F(SocketModeTest, WhatCameTwiceIsNotAcknowledgedBeforeItIsInSafeHands) {
    auto& wire = start_ready();
    push(0, mention("e1"));
    push(0, mention("e2"));
    EXPECT_EQ(wire.written, Acks{});
    inbox.acknowledges[0]();
    clock.run();
    EXPECT_EQ(wire.written, (Acks{ack("e1"), ack("e2")}));
}

TEST_F(SocketModeTest, AFullInboxLeavesTheEventToSlackWhichSendsItAgain) {
    auto& wire = start_ready();
    inbox.full = true;
    push(0, mention("e1"));
    EXPECT_EQ(wire.written, Acks{});
    EXPECT_EQ(mode->health().refused, 1u);
    inbox.full = false;
    push(0, mention("e2"));
    EXPECT_EQ(inbox.arrivals.size(), 1u) << "what was refused may come again";
}

TEST_F(SocketModeTest, AHandoverLosesNothingAndAcksGoWhereTheyCameFrom) {
    auto& old = start_ready();
    live(0, 2min);
    push(0, mention("e1"));
    http.ok(opened);
    push(0, refresh);
    ASSERT_EQ(sockets.wires.size(), 2u);
    EXPECT_TRUE(mode->health().ready) << "the old one carries on";
    push(1, hello);
    push(0, mention("e2", "Ev2", "1.2"));
    EXPECT_EQ(inbox.arrivals.size(), 2u) << "the old one is still read";
    EXPECT_FALSE(old.closed_with);
    inbox.acknowledges[0]();
    inbox.acknowledges[1]();
    clock.run();
    EXPECT_EQ(old.written, (Acks{ack("e1"), ack("e2")}));
    clock.advance(1s);
    EXPECT_EQ(old.closed_with, 1000);
    EXPECT_TRUE(mode->health().ready);
    EXPECT_TRUE(sockets.wires[1]->open);
    EXPECT_TRUE(sockets.wires[1]->written.empty());
}

TEST_F(SocketModeTest, TwoHundredPoliteRefreshesLoseNothing) {
    start_ready();
    inbox.at_once = true;
    unsigned sent = 0;
    for (std::size_t round = 0; round < 200; ++round) {
        // Slack asks, and closes the old connection ten seconds later; clicks go over either that stands.
        http.ok(opened);
        sockets.wires.at(round)->push(refresh);
        clock.run();
        bool greeted = false;
        for (int tenths = 0; tenths < 150; ++tenths) {
            clock.advance(100ms);
            if (sockets.wires.size() == round + 2 && !greeted) {
                push(round + 1, hello);
                greeted = true;
            }
            if (tenths == 100) sockets.wires.at(round)->lose();
            if (tenths % 50 == 0)
                for (std::size_t wire = round; wire < sockets.wires.size(); ++wire)
                    if (sockets.wires[wire]->open)
                        sockets.wires[wire]->on_control(net::ControlKind::ping, "Ping from applink-2");
            std::vector<std::size_t> standing;
            for (std::size_t wire = round; wire < sockets.wires.size(); ++wire)
                if (sockets.wires[wire]->open && !sockets.wires[wire]->closed_with && (wire == round || greeted))
                    standing.push_back(wire);
            ASSERT_FALSE(standing.empty()) << "round " << round << ", " << tenths << " tenths of a second";
            if (tenths % 10 != 0) continue;
            ++sent;
            push(standing[sent % standing.size()],
                 mention("e" + std::to_string(sent), "Ev" + std::to_string(sent), std::to_string(sent) + ".000100"));
        }
        clock.run();
    }
    EXPECT_EQ(inbox.arrivals.size(), sent);
    EXPECT_EQ(mode->health().acks_lost, 0u);
}

TEST_F(SocketModeTest, ADrainEndsEvenWhenNobodyAcknowledges) {
    auto& old = start_ready();
    live(0, 2min);
    push(0, mention("e1"));
    http.ok(opened);
    push(0, refresh);
    push(1, hello);
    clock.advance(4s);
    EXPECT_FALSE(old.closed_with);
    clock.advance(1s);
    EXPECT_EQ(old.closed_with, 1000);
    inbox.acknowledges[0]();
    clock.run();
    EXPECT_EQ(sockets.wires[1]->written, Acks{ack("e1")}) << "late, over the one that is left";
}

TEST_F(SocketModeTest, AForgottenAcknowledgeDoesNotHoldADrainUp) {
    auto& old = start_ready();
    live(0, 2min);
    push(0, mention("e1"));
    inbox.acknowledges.clear();
    http.ok(opened);
    push(0, refresh);
    push(1, hello);
    clock.advance(1s);
    EXPECT_EQ(old.closed_with, 1000);
}

TEST_F(SocketModeTest, AnAckWhoseConnectionDiedIsTriedOnceOnTheNext) {
    auto& old = start_ready();
    live(0, 2min);
    push(0, mention("e1"));
    http.ok(opened);
    old.lose();
    clock.advance(250ms);
    push(1, hello);
    inbox.acknowledges[0]();
    clock.run();
    EXPECT_EQ(sockets.wires.at(1)->written, Acks{ack("e1")});
}

TEST_F(SocketModeTest, AnAckWithoutAnyConnectionIsCountedAndDropped) {
    auto& old = start_ready();
    push(0, mention("e1"));
    old.writes_fail = true;
    inbox.acknowledges[0]();
    clock.run();
    EXPECT_EQ(mode->health().acks_lost, 1u);
}

TEST_F(SocketModeTest, ALateAckIsNoticed) {
    start_ready();
    push(0, mention("e1"));
    clock.advance(4s);
    inbox.acknowledges[0]();
    clock.run();
    EXPECT_EQ(mode->health().late_acks, 1u);
}

TEST_F(SocketModeTest, ASilentConnectionIsReplaced) {
    auto& old = start_ready();
    live(0, 2min);
    EXPECT_TRUE(mode->health().ready);
    http.ok(opened);
    clock.advance(31s);
    EXPECT_EQ(old.closed_with, 1000);
    EXPECT_EQ(sockets.wires.size(), 2u);
}

TEST_F(SocketModeTest, ARefusedTokenIsSaidAndTriedAgainAfterFiveMinutes) {
    http.error("invalid_auth");
    start();
    EXPECT_TRUE(mode->health().needs_person);
    EXPECT_NE(mode->health().trouble.find("invalid_auth"), std::string::npos);
    http.ok(opened);
    clock.advance(331s);
    push(0, hello);
    EXPECT_TRUE(mode->health().ready);
}

TEST_F(SocketModeTest, ThrottlingIsObeyed) {
    http.answer(429, "", {{"Retry-After", "40"}});
    start();
    http.ok(opened);
    clock.advance(40s);
    EXPECT_TRUE(sockets.urls.empty());
    clock.advance(1s);
    EXPECT_EQ(sockets.urls.size(), 1u);
}

TEST_F(SocketModeTest, ARefusedConnectionGetsANewUrl) {
    http.ok(opened).ok(opened);
    sockets.refuse = true;
    start();
    sockets.refuse = false;
    clock.advance(1s);
    EXPECT_EQ(sockets.urls.size(), 2u);
    EXPECT_EQ(http.sent.size(), 2u);
}

TEST_F(SocketModeTest, OnlyEncryptedAddressesAreFollowed) {
    for (const char* url : {"ws://127.0.0.1:9/x", "http://x", "", "wss://user:pw@x"})
        http.ok(std::string{R"({"ok":true,"url":")"} + url + "\"}");
    start();
    clock.advance(8s);
    EXPECT_TRUE(sockets.urls.empty());
}

TEST_F(SocketModeTest, OnlyHostsUnderTheApisOwnDomainAreFollowed) {
    for (const char* url : {"wss://evil.example/link", "wss://wss-primary.slack.com.evil.example/",
                            "wss://evilslack.com/", "wss://slack.com@evil.example/"})
        http.ok(std::string{R"({"ok":true,"url":")"} + url + "\"}");
    start();
    clock.advance(8s);
    EXPECT_TRUE(sockets.urls.empty());
}

TEST_F(SocketModeTest, SurplusConnectionsAreWarnedAbout) {
    http.ok(opened);
    start();
    push(0, R"({"type":"hello","num_connections":3})");
    EXPECT_TRUE(mode->health().others_suspected);
    EXPECT_FALSE(mode->health().others_connected) << "once may be a dead one that is still counted";
    EXPECT_EQ(mode->health().connections_of_app, 3u);
}

TEST_F(SocketModeTest, StoppingFinishesAcksAndCloses) {
    auto& wire = start_ready();
    push(0, mention("e1"));
    mode->stop();
    push(0, mention("e2", "Ev2", "1.2"));
    EXPECT_EQ(inbox.arrivals.size(), 1u) << "nothing new is taken";
    EXPECT_FALSE(ended);
    inbox.acknowledges[0]();
    clock.run();
    EXPECT_EQ(wire.written, Acks{ack("e1")});
    EXPECT_EQ(wire.closed_with, 1000);
    EXPECT_TRUE(ended);
    EXPECT_FALSE(failure);
    EXPECT_EQ(mode->health().state, "stopped");
}

TEST_F(SocketModeTest, StoppingEndsWithinSixSecondsWhateverIsOwed) {
    start_ready();
    push(0, mention("e1"));
    mode->stop();
    clock.advance(6s);
    EXPECT_TRUE(ended);
}

TEST_F(SocketModeTest, StoppingBeforeAnythingIsConnectedEndsAtOnce) {
    http.error("internal_error");
    start();
    mode->stop();
    clock.run();
    EXPECT_TRUE(ended);
}

TEST_F(SocketModeTest, AcknowledgingAfterTheEndIsHarmless) {
    start_ready();
    push(0, mention("e1"));
    mode->stop();
    clock.advance(6s);
    mode.reset();
    inbox.acknowledges[0]();
    clock.run();
}

TEST_F(SocketModeTest, BeingDestroyedInTheMiddleIsHarmless) {
    auto& wire = start_ready();
    push(0, mention("e1"));
    mode.reset();
    clock.run();
    EXPECT_TRUE(ended);
    EXPECT_FALSE(wire.open);
}

TEST_F(SocketModeTest, TheLogNeverHoldsTicketsOrTokens) {
    http.error("internal_error").ok(opened);
    start();
    clock.advance(1s);
    push(0, hello);
    push(0, refresh);
    for (const auto& line : lines) {
        EXPECT_EQ(line.find("ticket"), std::string::npos) << line;
        EXPECT_EQ(line.find("xapp-"), std::string::npos) << line;
    }
    EXPECT_FALSE(lines.empty());
}

}  // namespace
}  // namespace privman::slack
