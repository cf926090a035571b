// The Socket Mode session, told what happens: what it does about it, and that nothing can trip it.
#include "slack/socket_session.hpp"

#include "tests/slack/fakes.hpp"

#include <gtest/gtest.h>

#include <random>

namespace privman::slack {
namespace {

using namespace std::chrono_literals;
using Wishes = std::vector<Wish>;

class SocketSessionTest : public ::testing::Test {
protected:
    Wishes tell(const SessionEvent& event) { return session.handle(event, now); }

    /// Lets time pass, with every wake-up on the way.
    Wishes pass(Millis length) {
        Wishes all;
        const auto until = now + length;
        while (session.wake_at() && *session.wake_at() <= until) {
            now = std::max(now, *session.wake_at());
            for (auto& wish : tell(TimeIsUp{})) all.push_back(std::move(wish));
        }
        now = until;
        return all;
    }

    /// Pings every five seconds, as Slack does.
    Wishes live(Generation generation, Millis length) {
        Wishes all;
        for (const auto until = now + length; now < until;) {
            for (auto& wish : pass(5s)) all.push_back(std::move(wish));
            tell(SomethingCame{generation});
        }
        return all;
    }

    void get_ready(Generation generation, std::optional<Millis> lifetime = std::nullopt) {
        tell(UrlOpened{generation, "wss://x"});
        tell(Upgraded{generation});
        tell(HelloSaid{generation, 1, lifetime});
    }

    /// The same, with what Slack counts.
    void get_counted(Generation generation, std::optional<unsigned> connections) {
        tell(UrlOpened{generation, "wss://x"});
        tell(Upgraded{generation});
        tell(HelloSaid{generation, connections, std::nullopt});
    }
    /// What was replaced has nothing to acknowledge any more, and is closed.
    void close_drained(Generation old) {
        tell(Drained{old});
        EXPECT_EQ(pass(1s), Wishes{Close{old}});
    }

    testing::FixedChance chance;
    SocketSession session{chance};
    BootTime now{1000h};
};

TEST_F(SocketSessionTest, OpensConnectsAndIsReadyOnlyAfterHello) {
    EXPECT_EQ(session.state(), SessionState::idle);
    EXPECT_EQ(tell(Start{}), Wishes{AskForUrl{1}});
    EXPECT_EQ(session.state(), SessionState::opening);
    EXPECT_EQ(tell(UrlOpened{1, "wss://one"}), (Wishes{Connect{1, "wss://one"}}));
    EXPECT_EQ(tell(Upgraded{1}), Wishes{});
    EXPECT_EQ(session.state(), SessionState::awaiting_hello);
    EXPECT_FALSE(session.ready());
    tell(HelloSaid{1, 1, std::nullopt});
    EXPECT_EQ(session.state(), SessionState::ready);
    EXPECT_EQ(session.ready(), 1u);
}

TEST_F(SocketSessionTest, AMissingHelloEndsTheAttempt) {
    tell(Start{});
    tell(UrlOpened{1, "wss://x"});
    tell(Upgraded{1});
    EXPECT_EQ(pass(9s), Wishes{});
    EXPECT_EQ(pass(1s), Wishes{Close{1}});
    EXPECT_EQ(session.state(), SessionState::backing_off);
}

TEST_F(SocketSessionTest, AHangingOpenEndsAfterThirtySeconds) {
    tell(Start{});
    EXPECT_EQ(pass(29s), Wishes{});
    EXPECT_EQ(pass(1s), Wishes{Close{1}});
}

TEST_F(SocketSessionTest, FailuresBackOffTwiceAsLongEachTimeUpToEighteenSeconds) {
    tell(Start{});
    Generation generation = 1;
    for (const auto wait : {1s, 2s, 4s, 8s, 16s, 18s, 18s}) {
        tell(OpenFailed{generation, false, std::nullopt, "internal_error"});
        EXPECT_EQ(pass(wait - 1ms), Wishes{});
        EXPECT_EQ(pass(1ms), Wishes{AskForUrl{++generation}}) << wait.count();
    }
}

TEST_F(SocketSessionTest, ChanceSpreadsTheBackoff) {
    chance.share = 0.5;
    tell(Start{});
    tell(OpenFailed{1, false, std::nullopt, "x"});
    EXPECT_EQ(session.wake_at(), now + 500ms);
}

TEST_F(SocketSessionTest, RetryAfterIsAFloor) {
    tell(Start{});
    tell(OpenFailed{1, false, 30s, "ratelimited"});
    EXPECT_EQ(pass(30s), Wishes{});
    EXPECT_EQ(pass(250ms), Wishes{AskForUrl{2}});
}

TEST_F(SocketSessionTest, ARefusedTokenIsTriedAgainSlowlyAndSaid) {
    tell(Start{});
    tell(OpenFailed{1, true, std::nullopt, "invalid_auth"});
    EXPECT_TRUE(session.needs_person());
    EXPECT_EQ(session.trouble(), "invalid_auth");
    EXPECT_EQ(pass(5min), Wishes{});
    EXPECT_EQ(pass(30s), Wishes{AskForUrl{2}});
    get_ready(2);
    EXPECT_FALSE(session.needs_person());
    EXPECT_EQ(session.trouble(), "");
}

TEST_F(SocketSessionTest, ARefreshBringsTheNewConnectionBeforeTheOldOneGoes) {
    tell(Start{});
    get_ready(1);
    live(1, 2min);
    EXPECT_EQ(tell(DisconnectSaid{1, "refresh_requested"}), Wishes{AskForUrl{2}});
    EXPECT_EQ(session.ready(), 1u) << "the old one still carries the work";
    tell(UrlOpened{2, "wss://two"});
    tell(Upgraded{2});
    EXPECT_EQ(tell(HelloSaid{2, 2, std::nullopt}), Wishes{Drain{1}});
    EXPECT_EQ(session.ready(), 2u);
    EXPECT_FALSE(session.others_connected()) << "both are ours";
    EXPECT_EQ(tell(Drained{1}), Wishes{}) << "what is still under way gets a second";
    EXPECT_EQ(pass(1s), Wishes{Close{1}});
}

TEST_F(SocketSessionTest, ADrainWaitsForAcksButNotForever) {
    tell(Start{});
    get_ready(1);
    live(1, 2min);
    tell(DisconnectSaid{1, "warning"});
    get_ready(2);
    tell(Drained{1});
    tell(BusyAgain{1});
    EXPECT_EQ(pass(4s), Wishes{});
    EXPECT_EQ(pass(1s), Wishes{Close{1}});
}

TEST_F(SocketSessionTest, WhenTheSuccessorFailsTheOldOneGoesOn) {
    tell(Start{});
    get_ready(1);
    live(1, 2min);
    tell(DisconnectSaid{1, "refresh_requested"});
    tell(OpenFailed{2, false, std::nullopt, "internal_error"});
    EXPECT_EQ(session.state(), SessionState::ready);
    EXPECT_EQ(session.ready(), 1u);
    EXPECT_EQ(pass(2s), Wishes{AskForUrl{3}});
}

TEST_F(SocketSessionTest, RepeatedRefreshesStartOneSuccessorOnly) {
    tell(Start{});
    get_ready(1);
    live(1, 2min);
    EXPECT_EQ(tell(DisconnectSaid{1, "warning"}).size(), 1u);
    EXPECT_EQ(tell(DisconnectSaid{1, "refresh_requested"}), Wishes{});
    EXPECT_EQ(tell(Lost{1, "closed"}), Wishes{}) << "the successor is on its way";
}

TEST_F(SocketSessionTest, APeerThatSendsEveryNewcomerAwayIsNotHammered) {
    tell(Start{});
    get_ready(1);
    for (Generation last = 1; last < 20; ++last) {
        EXPECT_EQ(tell(DisconnectSaid{last, "refresh_requested"}), Wishes{});
        Wishes asked;
        for (const auto& wish : pass(1s))
            if (std::holds_alternative<AskForUrl>(wish)) asked.push_back(wish);
        EXPECT_EQ(asked, Wishes{AskForUrl{last + 1}}) << "one a second, and each has its successor";
        get_ready(last + 1);
    }
}

TEST_F(SocketSessionTest, APoliteNoticeHasItsSuccessorAtOnceHoweverOftenItComes) {
    tell(Start{});
    get_ready(1);
    for (Generation last = 1; last <= 200; ++last) {
        live(last, 15s);
        EXPECT_EQ(tell(DisconnectSaid{last, "refresh_requested"}), Wishes{AskForUrl{last + 1}}) << last;
        EXPECT_EQ(session.ready(), last) << "the old one carries the work until then";
        get_ready(last + 1);
        tell(Drained{last});
    }
}

TEST_F(SocketSessionTest, AfterAnAbruptEndAReadyOneIsBackAtOnceTheFirstTimeAndWithinTwentySecondsAlways) {
    tell(Start{});
    get_ready(1);
    tell(Lost{1, "reset"});
    EXPECT_LE(session.wake_at().value(), now + 200ms);
    Generation last = 1;
    for (int second = 0; second < 60; ++second) {
        for (const auto& wish : pass(1s))
            if (const auto* ask = std::get_if<AskForUrl>(&wish)) get_ready(last = ask->generation);
        tell(Lost{last, "reset"});
        ASSERT_TRUE(session.wake_at());
        EXPECT_LE(*session.wake_at(), now + 18s);
    }
}

TEST_F(SocketSessionTest, ADisconnectInsteadOfHelloIsSurvived) {
    tell(Start{});
    tell(UrlOpened{1, "wss://x"});
    EXPECT_EQ(tell(DisconnectSaid{1, "refresh_requested"}), Wishes{Close{1}});
    EXPECT_EQ(tell(DisconnectSaid{1, "refresh_requested"}), Wishes{});
    EXPECT_EQ(session.state(), SessionState::backing_off);
}

TEST_F(SocketSessionTest, TooManyConnectionsClosesFirstAndWaits) {
    tell(Start{});
    get_ready(1);
    EXPECT_EQ(tell(DisconnectSaid{1, "too_many_websockets"}), Wishes{Close{1}});
    EXPECT_EQ(pass(10s), Wishes{});
    EXPECT_EQ(pass(21s), Wishes{AskForUrl{2}});
}

TEST_F(SocketSessionTest, SocketModeSwitchedOffIsSaidAndTriedAgainSoonAndThenMoreSlowly) {
    tell(Start{});
    get_ready(1);
    Generation last = 1;
    EXPECT_EQ(tell(DisconnectSaid{last, "link_disabled"}), Wishes{Close{last}});
    for (const auto wait : {15s, 30s, 60s, 120s, 240s, 300s, 300s}) {
        EXPECT_TRUE(session.needs_person());
        EXPECT_EQ(pass(wait - 1ms), Wishes{}) << wait.count();
        Wishes then;
        for (Millis late = 0ms; then.empty() && late <= Millis{wait} / 10; late += 500ms) then = pass(500ms);
        ASSERT_EQ(then, Wishes{AskForUrl{++last}}) << wait.count();
        // Half of the time there is no address to be had, half of the time the new connection is sent away.
        if (last % 2 == 0) {
            tell(OpenFailed{last, true, {}, "Socket Mode is off"});
        } else {
            tell(UrlOpened{last, "wss://slack"});
            tell(Upgraded{last});
            EXPECT_EQ(tell(DisconnectSaid{last, "link_disabled"}), Wishes{Close{last}});
        }
    }
}

TEST_F(SocketSessionTest, OnceSocketModeIsBackTheNextTimeBeginsAtFifteenSecondsAgain) {
    tell(Start{});
    get_ready(1);
    tell(DisconnectSaid{1, "link_disabled"});
    EXPECT_EQ(pass(17s), Wishes{AskForUrl{2}});
    tell(OpenFailed{2, true, {}, "Socket Mode is off"});
    EXPECT_EQ(pass(33s), Wishes{AskForUrl{3}});
    get_ready(3);
    EXPECT_FALSE(session.needs_person());
    live(3, 2min);
    EXPECT_EQ(tell(DisconnectSaid{3, "link_disabled"}), Wishes{Close{3}});
    EXPECT_EQ(pass(15s - 1ms), Wishes{});
    EXPECT_EQ(pass(2s), Wishes{AskForUrl{4}});
}

TEST_F(SocketSessionTest, ACredentialThatIsRefusedIsStillTriedSlowly) {
    tell(Start{});
    tell(OpenFailed{1, true, {}, "invalid_auth"});
    EXPECT_EQ(pass(5min - 1ms), Wishes{});
    EXPECT_EQ(pass(31s), Wishes{AskForUrl{2}});
}

TEST_F(SocketSessionTest, AfterALeapOfTheClockSilenceGetsTheTimeOfAPing) {
    tell(Start{});
    get_ready(1);
    live(1, 2min);
    now += 1h;  // the machine slept; nothing could be read
    EXPECT_EQ(tell(TimeIsUp{}), Wishes{});
    EXPECT_EQ(session.ready(), Generation{1});
    tell(SomethingCame{1});
    EXPECT_EQ(pass(29s), Wishes{});
}

TEST_F(SocketSessionTest, AConnectionThatDiedDuringALeapIsReplacedSoon) {
    tell(Start{});
    get_ready(1);
    live(1, 2min);
    now += 1h;
    EXPECT_EQ(tell(TimeIsUp{}), Wishes{});
    EXPECT_EQ(pass(10s + 250ms), (Wishes{Close{1}, AskForUrl{2}}));
}

TEST_F(SocketSessionTest, SilenceIsDeathAndAnyFrameIsLife) {
    tell(Start{});
    get_ready(1);
    EXPECT_EQ(live(1, 10min), Wishes{});
    EXPECT_EQ(pass(30s + 250ms), (Wishes{Close{1}, AskForUrl{2}})) << "a stable one is replaced at once";
}

TEST_F(SocketSessionTest, AStableConnectionLostIsReplacedAtOnce) {
    tell(Start{});
    get_ready(1);
    live(1, 2min);
    tell(Lost{1, "closed"});
    EXPECT_EQ(pass(250ms), Wishes{AskForUrl{2}});
}

TEST_F(SocketSessionTest, FailuresAreForgottenOnlyAfterAStableMinute) {
    tell(Start{});
    for (Generation g = 1; g <= 4; ++g) {
        tell(OpenFailed{g, false, std::nullopt, "x"});
        pass(*session.wake_at() - now);
    }
    get_ready(5);
    tell(Lost{5, "closed"});
    EXPECT_EQ(session.wake_at(), now + 16s) << "a short life does not count";
}

TEST_F(SocketSessionTest, ItMovesOnBeforeSlackEndsTheConnection) {
    tell(Start{});
    get_ready(1, 1000s);
    chance.share = 0;
    Wishes seen;
    Millis lived{0};
    while (seen.empty() && lived < 1000s) {
        seen = live(1, 5s);
        lived += 5s;
    }
    EXPECT_EQ(seen, Wishes{AskForUrl{2}});
    EXPECT_GE(lived, 850s);
    EXPECT_LE(lived, 955s);
}

TEST_F(SocketSessionTest, SurplusConnectionsAreNoticed) {
    tell(Start{});
    tell(UrlOpened{1, "wss://x"});
    tell(Upgraded{1});
    tell(HelloSaid{1, 2, std::nullopt});
    EXPECT_TRUE(session.others_suspected());
    EXPECT_FALSE(session.others_connected()) << "it may be a dead one that Slack still counts";
    EXPECT_EQ(session.connections_of_app(), 2u);
}

TEST_F(SocketSessionTest, WhetherTheyAreOthersIsAskedAgainByAPoliteReconnect) {
    tell(Start{});
    get_counted(1, 2);
    EXPECT_EQ(live(1, 55s), Wishes{});
    EXPECT_EQ(live(1, 10s), Wishes{AskForUrl{2}}) << "after a minute";
    EXPECT_EQ(session.ready(), 1u) << "the old one carries the work until then";
    get_counted(2, 3);
    EXPECT_TRUE(session.others_connected()) << "old, new, and one more: a minute later still";
    close_drained(1);
    EXPECT_EQ(live(2, 110s), Wishes{});
    EXPECT_EQ(live(2, 15s), Wishes{AskForUrl{3}}) << "after two more minutes";
    get_counted(3, 2);
    EXPECT_FALSE(session.others_connected()) << "only ours are left";
    EXPECT_FALSE(session.others_suspected());
    close_drained(2);
    EXPECT_EQ(live(3, 10min), Wishes{}) << "nothing more to ask";
}

TEST_F(SocketSessionTest, AGhostThatIsGoneAfterAMinutePausesNothing) {
    tell(Start{});
    get_counted(1, 2);
    EXPECT_EQ(live(1, 61s), Wishes{AskForUrl{2}});
    get_counted(2, 2);
    EXPECT_FALSE(session.others_connected());
    EXPECT_FALSE(session.others_suspected());
}

TEST_F(SocketSessionTest, ASecondHelloTooSoonProvesNothing) {
    tell(Start{});
    get_counted(1, 2);
    live(1, 30s);
    tell(DisconnectSaid{1, "warning"});
    get_counted(2, 3);
    EXPECT_TRUE(session.others_suspected());
    EXPECT_FALSE(session.others_connected());
    close_drained(1);
    live(2, 61s);
    get_counted(3, 3);
    EXPECT_TRUE(session.others_connected());
}

TEST_F(SocketSessionTest, AHelloThatCountsNothingChangesNothing) {
    tell(Start{});
    get_counted(1, 2);
    live(1, 61s);
    get_counted(2, 3);
    ASSERT_TRUE(session.others_connected());
    close_drained(1);
    live(2, 121s);
    get_counted(3, std::nullopt);
    EXPECT_TRUE(session.others_connected());
}

TEST_F(SocketSessionTest, EchoesOfOldConnectionsFallThrough) {
    tell(Start{});
    tell(OpenFailed{1, false, std::nullopt, "x"});
    pass(1s);
    for (const SessionEvent& echo :
         {SessionEvent{UrlOpened{1, "wss://old"}}, SessionEvent{HelloSaid{1, 1, std::nullopt}},
          SessionEvent{Lost{1, "old"}}, SessionEvent{OpenFailed{1, true, std::nullopt, "old"}},
          SessionEvent{DisconnectSaid{1, "warning"}}, SessionEvent{Drained{1}}})
        EXPECT_EQ(tell(echo), Wishes{});
    EXPECT_EQ(session.state(), SessionState::opening);
}

TEST_F(SocketSessionTest, StoppingDrainsAndClosesWhatThereIs) {
    tell(Start{});
    get_ready(1);
    EXPECT_EQ(tell(StopAsked{}), Wishes{Drain{1}});
    EXPECT_EQ(session.state(), SessionState::stopping);
    EXPECT_EQ(tell(Drained{1}), Wishes{Close{1}});
    EXPECT_EQ(session.state(), SessionState::stopped);
    EXPECT_FALSE(session.wake_at());
    EXPECT_EQ(tell(Start{}), Wishes{});
}

TEST_F(SocketSessionTest, StoppingInTheMiddleOfAnAttemptDropsIt) {
    tell(Start{});
    EXPECT_EQ(tell(StopAsked{}), Wishes{Close{1}});
    EXPECT_EQ(session.state(), SessionState::stopped);
    EXPECT_EQ(tell(OpenFailed{1, false, std::nullopt, "late"}), Wishes{});
    EXPECT_FALSE(session.wake_at());
}

TEST_F(SocketSessionTest, AnyEventInAnyStateKeepsItsPromises) {
    std::mt19937 random{20260701};
    for (int round = 0; round < 400; ++round) {
        SocketSession machine{chance};
        chance.share = static_cast<double>(random() % 100) / 100;
        BootTime time{1000h};
        Generation highest = 0;
        std::vector<Generation> live;
        machine.handle(Start{}, time);
        for (int step = 0; step < 200; ++step) {
            time += Millis{random() % 3000};
            const Generation g = 1 + random() % (highest + 2);
            static const char* reasons[] = {"warning", "refresh_requested", "link_disabled", "too_many_websockets",
                                            "odd"};
            const SessionEvent events[] = {UrlOpened{g, "wss://x"},
                                           OpenFailed{g, random() % 2 == 0, std::nullopt, "x"},
                                           Upgraded{g},
                                           HelloSaid{g, 1, Millis{random() % 100'000}},
                                           DisconnectSaid{g, reasons[random() % 5]},
                                           SomethingCame{g},
                                           Lost{g, "x"},
                                           Drained{g},
                                           BusyAgain{g},
                                           Start{},
                                           TimeIsUp{}};
            for (const auto& wish : machine.handle(events[random() % std::size(events)], time))
                if (const auto* ask = std::get_if<AskForUrl>(&wish)) {
                    EXPECT_GT(ask->generation, highest);
                    highest = ask->generation;
                }
            while (machine.wake_at() && *machine.wake_at() <= time) machine.handle(TimeIsUp{}, time);
            EXPECT_TRUE(machine.wake_at()) << "something is always awaited with a deadline";
        }
        machine.handle(StopAsked{}, time);
        for (int i = 0; i < 20 && machine.wake_at(); ++i) {
            time = *machine.wake_at();
            machine.handle(TimeIsUp{}, time);
        }
        EXPECT_EQ(machine.state(), SessionState::stopped);
    }
}

}  // namespace
}  // namespace privman::slack
