// What people had said before a moment has arrived: a process that stood still finds out before it goes on.
#include "observe/log.hpp"
#include "slack/socket_mode.hpp"
#include "tests/slack/fakes.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <gtest/gtest.h>

namespace privman::slack {
namespace {

using namespace std::chrono_literals;

class TakesAll final : public Inbox {
public:
    bool arrived(Arrival, Acknowledge acknowledge) override {
        ++arrivals;
        acknowledge();
        return true;
    }
    unsigned arrivals = 0;
};

const std::string opened = R"({"ok":true,"url":"wss://wss-primary.slack.com/link/?ticket=1"})";
const std::string hello = R"({"type":"hello","num_connections":1,"connection_info":{"app_id":"A0EXAMPLE1"}})";
const std::string off = R"({"envelope_id":"1","type":"events_api","payload":{"type":"event_callback","event_id":"Ev1",)"
                        R"("event":{"type":"app_mention","user":"U0ALICE","text":"<@U0BOT> autoapprove off",)"
                        R"("ts":"1.000100","channel":"C0OPS"}}})";

class Heard : public ::testing::Test {
protected:
    Heard() {
        Expected expected;
        expected.self = {UserId{"U0BOT"}, TeamId{"T0AAA"}, "example"};
        mode = std::make_unique<SocketMode>(SocketMode::Deps{api, sockets, clock, chance, inbox, log},
                                            loop.get_executor(), expected);
        http.ok(opened);
        boost::asio::co_spawn(loop, mode->run(), [](const std::exception_ptr&) {});
        clock.run();
        push(0, hello);
        clock.advance(1s);
    }
    void TearDown() override {
        for (const auto& one : waiting) one->emit(boost::asio::cancellation_type::terminal);
        clock.run();
        mode.reset();
        clock.run();
    }
    void push(std::size_t wire, const std::string& frame) {
        sockets.wires.at(wire)->push(frame);
        clock.run();
    }
    void slack_pings(std::size_t wire = 0) {
        sockets.wires.at(wire)->on_control(net::ControlKind::ping, "Ping from applink-2");
    }
    void answers_ping(std::size_t wire = 0) {
        sockets.wires.at(wire)->on_control(net::ControlKind::pong, sockets.wires.at(wire)->pings.back());
        clock.run();
    }
    /// Whoever waits for what was said until now.
    std::shared_ptr<bool> wait() {
        auto heard = std::make_shared<bool>(false);
        const auto& cancel = waiting.emplace_back(std::make_shared<boost::asio::cancellation_signal>());
        boost::asio::co_spawn(
            loop, mode->heard(clock.now()),
            boost::asio::bind_cancellation_slot(
                cancel->slot(), [heard](const std::exception_ptr& error) { *heard = error == nullptr; }));
        clock.run();
        return heard;
    }

    boost::asio::io_context loop;
    ::privman::testing::FakeClock clock{loop};
    testing::FakeHttp http;
    testing::FakeSockets sockets;
    testing::FixedChance chance;
    TakesAll inbox;
    observe::Log log{[](std::string_view) {}, [] { return std::int64_t{0}; }};
    WebApi api{http, clock, {.bot_token = "xoxb-secret", .app_token = "xapp-secret"}};
    std::unique_ptr<SocketMode> mode;
    std::vector<std::shared_ptr<boost::asio::cancellation_signal>> waiting;
};

TEST_F(Heard, AfterAPongToAPingThatWasSentLater) {
    const auto heard = wait();
    ASSERT_EQ(sockets.wires.at(0)->pings.size(), 1u);
    push(0, off);
    EXPECT_FALSE(*heard) << "a message is no pong";
    slack_pings();
    clock.run();
    EXPECT_FALSE(*heard) << "nor is a ping of theirs";
    answers_ping();
    EXPECT_TRUE(*heard);
    EXPECT_EQ(inbox.arrivals, 1u);
}

TEST_F(Heard, APongToAnEarlierPingSaysNothingAboutLater) {
    const auto first = wait();
    clock.advance(2s);
    const auto second = wait();
    ASSERT_EQ(sockets.wires.at(0)->pings.size(), 2u);
    sockets.wires.at(0)->on_control(net::ControlKind::pong, sockets.wires.at(0)->pings.front());
    clock.run();
    EXPECT_TRUE(*first);
    EXPECT_FALSE(*second);
    answers_ping();
    EXPECT_TRUE(*second);
}

TEST_F(Heard, ManyWhoWaitShareAPing) {
    std::vector<std::shared_ptr<bool>> all;
    all.reserve(20);
    for (int i = 0; i < 20; ++i) all.push_back(wait());
    EXPECT_EQ(sockets.wires.at(0)->pings.size(), 1u);
    answers_ping();
    for (const auto& heard : all) EXPECT_TRUE(*heard);
}

TEST_F(Heard, AHelloThatComesLaterIsAsGood) {
    slack_pings();
    const auto heard = wait();
    clock.advance(14s);
    http.ok(opened);
    sockets.wires.at(0)->lose();
    clock.advance(2s);
    EXPECT_FALSE(*heard);
    push(1, hello);
    EXPECT_TRUE(*heard);
}

TEST_F(Heard, WhoeverMayHaveStoodStillWaitsForAHelloHoweverLongThatTakes) {
    clock.advance(20s);  // without a word of Slack's
    sockets.refuse = true;
    for (int i = 0; i < 400; ++i) http.ok(opened);
    sockets.wires.at(0)->lose();
    clock.run();
    const auto heard = wait();
    clock.advance(30min);
    EXPECT_FALSE(*heard);
}

TEST_F(Heard, WhatLayInTheSocketBeforeItsEndHidesNoStandstill) {
    clock.advance(20s);
    sockets.refuse = true;
    for (int i = 0; i < 400; ++i) http.ok(opened);
    push(0, off);
    sockets.wires.at(0)->lose();
    clock.run();
    const auto heard = wait();
    clock.advance(10min);
    EXPECT_FALSE(*heard);
}

TEST_F(Heard, AnOutageThatBeganWideAwakeIsWaitedForOneMinute) {
    slack_pings();
    sockets.refuse = true;
    for (int i = 0; i < 400; ++i) http.ok(opened);
    sockets.wires.at(0)->lose();
    clock.run();
    const auto heard = wait();
    clock.advance(59s);
    EXPECT_FALSE(*heard);
    clock.advance(3s);
    EXPECT_TRUE(*heard);
}

}  // namespace
}  // namespace privman::slack
