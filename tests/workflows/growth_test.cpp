// The cost law: what one change costs does not grow with all that waits or is remembered. What is counted is work,
// never time: lives looked at, views drawn, records written and read.
#include "tests/workflows/fixture.hpp"

#include <ostream>

namespace privman::testing {
namespace {

using namespace std::chrono_literals;

struct Work {
    std::uint64_t looked_at = 0;
    std::uint64_t drawn = 0;
    std::uint64_t written = 0;
    std::uint64_t read = 0;

    friend Work operator-(const Work& a, const Work& b) {
        return {a.looked_at - b.looked_at, a.drawn - b.drawn, a.written - b.written, a.read - b.read};
    }
    friend std::ostream& operator<<(std::ostream& out, const Work& work) {
        return out << work.looked_at << " lives looked at, " << work.drawn << " views drawn, " << work.written
                   << " records written, " << work.read << " read";
    }
};

class Growth : public WorkflowTest {
protected:
    [[nodiscard]] Work done() const {
        return {bot->records.looked_at(), bot->cards.drawn(), store.commits, store.lives_read};
    }
    template <class Act>
    Work work_of(const Act& act) {
        const auto before = done();
        act();
        return done() - before;
    }
    /// So many requests wait, and lists say so.
    void wait_with(unsigned waiting) {
        start_registered({"C-ops"});
        raise_many(waiting);
        poll();
        poll();
        poll();
    }
};

/// A decision, from the click to the edited card: the same with 100 and with 10,000 that wait beside it. Both have more
/// than have a card, so that a place becomes free and the digest is drawn again.
TEST_F(Growth, AClickCostsTheSameHoweverManyWait) {
    wait_with(100);
    approve("r097", "U-ada");  // who somebody is, is learnt once
    const auto few = work_of([&] { approve("r099", "U-ada"); });
    for (unsigned i = 101; i < 10'001; ++i) raise("x" + std::to_string(i));
    poll();
    poll();
    poll();
    ASSERT_EQ(bot->records.lives().size(), 10'000u);
    const auto many = work_of([&] { approve("r098", "U-ada"); });
    EXPECT_EQ(many.written, few.written);
    EXPECT_LE(many.drawn, few.drawn + 2) << "the digest counts more, and is drawn no more often";
    EXPECT_LE(many.looked_at, few.looked_at + 40) << few << "; " << many << ": the digest names ten of those that wait";
    EXPECT_EQ(many.read, few.read);
    EXPECT_LT(few.looked_at, 200u) << few;
}

/// Somebody who was never seen has a name that is stored; no card but the clicked one depends on it.
TEST_F(Growth, SomebodyNewIsNoReasonToLookAtEverything) {
    wait_with(1'000);
    approve("r997", "U-ada");
    const auto known = work_of([&] { approve("r999", "U-ada"); });
    const auto unknown = work_of([&] { approve("r998", "U-bob"); });
    EXPECT_LE(unknown.looked_at, known.looked_at + 40) << known << "; " << unknown;
    EXPECT_LE(unknown.drawn, known.drawn + 2) << known << "; " << unknown;
}

TEST_F(Growth, APollOfWhatIsKnownLooksAtNothingAgain) {
    wait_with(2'000);
    const auto unchanged = work_of([&] { poll(); });
    EXPECT_LT(unchanged.looked_at, 60u) << unchanged;
    EXPECT_EQ(unchanged.written, 0u);
    EXPECT_EQ(unchanged.drawn, 0u);
    world.source.waiting.at(RequestId{"r007"}).reason = "another one";
    const auto one_row = work_of([&] { poll(); });
    EXPECT_LE(one_row.written, 6u) << one_row;
    EXPECT_LE(one_row.drawn, 8u) << one_row;
    EXPECT_LT(one_row.looked_at, 3u * 2'000u) << one_row << ": each row is held against its life, in memory";
}

TEST_F(Growth, AStartReadsWhatIsNotAtRest) {
    settings.rest = RestPolicy{.after = Millis{0}, .look_every = Millis{1'000}};
    wait_with(20);
    restart();
    const auto few = store.lives_read;
    for (unsigned i = 0; i < 200; ++i) {
        const auto id = "y" + std::to_string(i);
        raise(id);
    }
    poll();
    for (unsigned i = 0; i < 200; ++i) world.source.waiting.erase(RequestId{"y" + std::to_string(i)});
    world.clock.advance(5min);
    // A rule counts what went away in the last seven days; later nothing of it is read.
    settings.poll_interval = std::chrono::hours{6};
    settings.rest->look_every = std::chrono::hours{1};
    restart();
    world.clock.advance(std::chrono::hours{24 * 8});
    restart();
    world.clock.advance(std::chrono::hours{2});
    const auto before = store.lives_read;
    restart();
    EXPECT_EQ(store.lives_read - before, 20u) << "of 220 that are remembered; the first start read " << few;
}

}  // namespace
}  // namespace privman::testing
