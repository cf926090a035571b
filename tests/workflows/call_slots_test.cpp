#include "workflows/call_slots.hpp"

#include "tests/workflows/unattended.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

#include <string>
#include <vector>

namespace privman::testing {
namespace {

using namespace std::chrono_literals;
using Whose = CallSlots::Whose;
using ::testing::ElementsAre;

class Slots : public ::testing::Test {
protected:
    /// Waits for a place, and keeps it until `leave`.
    void come(const std::string& name, Whose whose, Millis since) {
        boost::asio::co_spawn(
            loop,
            [](Slots& self, std::string who, Whose by, BootTime when) -> Async<void> {
                auto slot = co_await self.slots.take(by, when, RequestId{who});
                self.order.push_back(who);
                self.held.emplace(who, std::move(slot));
            }(*this, name, whose, BootTime{since}),
            boost::asio::bind_cancellation_slot(cancel[name].slot(), [](const std::exception_ptr&) {}));
        run();
    }
    void leave(const std::string& name) {
        held.erase(name);
        run();
    }
    void run() {
        loop.restart();
        loop.poll();
    }

    boost::asio::io_context loop;
    CallSlots slots{{.all = 3, .schedule = 1}};
    std::map<std::string, boost::asio::cancellation_signal> cancel;
    std::vector<std::string> order;
    std::map<std::string, CallSlots::Slot> held;
};

TEST_F(Slots, PeopleComeBeforeTheScheduleAndTheOldestFirst) {
    for (const auto* name : {"a", "b", "c"}) come(name, Whose::person, 1ms);
    come("night 1", Whose::schedule, 2ms);
    come("late", Whose::person, 9ms);
    come("early", Whose::person, 5ms);
    for (const auto* name : {"a", "b", "c"}) leave(name);
    EXPECT_THAT(order, ElementsAre("a", "b", "c", "early", "late", "night 1"));
}

TEST_F(Slots, TheScheduleNeverTakesMoreThanItsShare) {
    for (const auto* name : {"n1", "n2", "n3"}) come(name, Whose::schedule, 1ms);
    EXPECT_THAT(order, ElementsAre("n1"));
    come("ada", Whose::person, 9ms);
    EXPECT_THAT(order, ElementsAre("n1", "ada")) << "nobody waits for it";
    leave("n1");
    EXPECT_THAT(order, ElementsAre("n1", "ada", "n2"));
    EXPECT_EQ(slots.taken(), 2u);
}

TEST_F(Slots, WhoeverIsCancelledTakesNoPlaceAndLeavesNone) {
    for (const auto* name : {"a", "b", "c", "d", "e"}) come(name, Whose::person, 1ms);
    EXPECT_EQ(slots.waiting(), 2u);
    cancel["d"].emit(boost::asio::cancellation_type::terminal);
    run();
    EXPECT_EQ(slots.waiting(), 1u);
    held.erase("a");                                             // "e" is granted a place in this moment,
    cancel["e"].emit(boost::asio::cancellation_type::terminal);  // and cancelled before it has taken it
    run();
    EXPECT_EQ(slots.taken(), held.size());
    EXPECT_EQ(slots.waiting(), 0u);
}

class AtTheGate : public Unattended {};

TEST_F(AtTheGate, ThreeHundredThatBecomeEligibleAtOnceAreNeverMoreThanSixCalls) {
    in_the_evening();
    enable();
    world.clock.advance(1s);
    for (int i = 0; i < 100; ++i) raise_now("r" + std::to_string(1000 + i), "CORP\\u" + std::to_string(i / 10));
    for (int i = 0; i < 100; ++i) world.source.answers.push_back({Accepted{}, true, 400ms});
    std::size_t most = 0;
    for (int step = 0; step < 900; ++step) {
        world.clock.advance(50ms);
        std::size_t calls = 0;
        for (const auto& [id, known] : bot->records.lives())
            if (const auto* claim = claim_of(known)) calls += claim->calls > 0 && !claim->call_ended ? 1 : 0;
        most = std::max(most, calls);
    }
    EXPECT_EQ(most, 6u);
    EXPECT_GE(world.source.decided.size(), 60u) << "as many as the limit of the computer allows";
}

}  // namespace
}  // namespace privman::testing
