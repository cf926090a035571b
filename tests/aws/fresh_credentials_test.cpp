// Who waits for a renewal, who does not, and what happens while it fails.
#include "aws/fresh_credentials.hpp"

#include "aws/answer.hpp"
#include "tests/aws/bench.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <gmock/gmock.h>

#include <array>
#include <stdexcept>

namespace privman::aws::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// Gives what the test put there, when the test lets it.
class ScriptedSource final : public CredentialSource {
public:
    Async<Result<Credentials>> fetch() override {
        ++asked;
        while (closed) co_await gate.wait();
        if (broken) throw std::runtime_error{"a broken invariant"};
        co_return next;
    }
    [[nodiscard]] const std::string& description() const override { return name; }

    void open() {
        closed = false;
        gate.wake_all();
    }

    Result<Credentials> next = std::unexpected{Failure{}};
    int asked = 0;
    bool closed = false;
    bool broken = false;
    async::WaitList gate;
    std::string name = "the script";
};

struct FreshTest : ::testing::Test, Bench {
    ScriptedSource source;
    ServerClock server_clock{[this] { return clock.wall(); }};
    FreshCredentials fresh{loop.get_executor(), source, server_clock, ambient, forget, log};

    FreshTest() { source.next = made("one", 6h); }

    Credentials made(const std::string& name, Millis lifetime) {
        return {.key_id = "ASIA-EXAMPLE-" + name,
                .secret = "secret-" + name,
                .session_token = "token-" + name,
                .expires = clock.wall() + lifetime};
    }

    /// The secret that is handed out, or the failure's sentence.
    std::string get() {
        const auto got = run(fresh.get());
        return got ? got->secret : got.error().what;
    }
};

TEST_F(FreshTest, AreFetchedOnceAndKept) {
    EXPECT_EQ(get(), "secret-one");
    clock.advance(5h);
    EXPECT_EQ(get(), "secret-one");
    EXPECT_EQ(source.asked, 1);
}

TEST_F(FreshTest, ThatNeverExpireAreNeverRenewed) {
    source.next->expires.reset();
    EXPECT_EQ(get(), "secret-one");
    clock.advance(1000h);
    EXPECT_EQ(get(), "secret-one");
    EXPECT_EQ(source.asked, 1);
}

TEST_F(FreshTest, EverybodyWaitsForTheSameFetch) {
    source.closed = true;
    std::array<std::optional<Result<Credentials>>, 3> results;
    for (auto& result : results) start(fresh.get(), result);
    EXPECT_EQ(source.asked, 1);
    for (const auto& result : results) EXPECT_FALSE(result);
    source.open();
    clock.run();
    for (const auto& result : results) {
        ASSERT_TRUE(result);
        EXPECT_EQ((*result)->secret, "secret-one");
    }
    EXPECT_EQ(source.asked, 1);
}

TEST_F(FreshTest, AQuarterOfAnHourBeforeTheEndNobodyWaits) {
    EXPECT_EQ(get(), "secret-one");
    clock.advance(6h - 14min);
    source.next = made("two", 6h);
    source.closed = true;
    EXPECT_EQ(get(), "secret-one");
    EXPECT_EQ(source.asked, 2) << "but it is asked";
    EXPECT_EQ(get(), "secret-one");
    EXPECT_EQ(source.asked, 2);
    source.open();
    clock.run();
    EXPECT_EQ(get(), "secret-two");
}

TEST_F(FreshTest, TenMinutesBeforeTheEndEverybodyWaits) {
    EXPECT_EQ(get(), "secret-one");
    clock.advance(6h - 9min);
    source.next = made("two", 6h);
    source.closed = true;
    std::optional<Result<Credentials>> result;
    start(fresh.get(), result);
    EXPECT_FALSE(result);
    source.open();
    clock.run();
    ASSERT_TRUE(result);
    EXPECT_EQ((*result)->secret, "secret-two");
}

TEST_F(FreshTest, ValidOnesStayInUseWhileRenewingFailsAndTheSourceIsAskedMoreRarely) {
    EXPECT_EQ(get(), "secret-one");
    clock.advance(6h - 9min);
    source.next = fail(Trouble::no_credentials, "the agent is away");
    for (int second = 0; second < 300; ++second) {
        EXPECT_EQ(get(), "secret-one");
        clock.advance(1s);
    }
    EXPECT_GT(source.asked, 5);
    EXPECT_LT(source.asked, 16);
    clock.advance(5min);
    EXPECT_EQ(get(), "the agent is away");
    source.next = made("two", 6h);
    clock.advance(1min);
    EXPECT_EQ(get(), "secret-two");
}

TEST_F(FreshTest, AFailureIsNotAskedForAgainAtOnce) {
    source.next = fail(Trouble::no_credentials, "nothing there");
    EXPECT_EQ(get(), "nothing there");
    EXPECT_EQ(get(), "nothing there");
    EXPECT_EQ(source.asked, 1);
    clock.advance(2s);
    source.next = made("one", 6h);
    EXPECT_EQ(get(), "secret-one");
}

TEST_F(FreshTest, AnAgentThatStillHandsOutTheOldOnesIsNotAskedInEachCall) {
    source.next = made("one", 5min);
    EXPECT_EQ(get(), "secret-one");
    EXPECT_EQ(get(), "secret-one");
    EXPECT_EQ(get(), "secret-one");
    EXPECT_EQ(source.asked, 1);
    clock.advance(31s);
    EXPECT_EQ(get(), "secret-one");
    EXPECT_EQ(source.asked, 2);
}

TEST_F(FreshTest, ThatAreExpiredOnArrivalAreNotUsed) {
    source.next = made("one", -1s);
    EXPECT_THAT(get(), HasSubstr("expired"));
}

TEST_F(FreshTest, TheServersClockDecidesWhatIsExpired) {
    source.next = made("one", 30min);
    EXPECT_EQ(get(), "secret-one");
    // AWS is an hour ahead of us.
    ASSERT_TRUE(server_clock.correct({{"Date", "Wed, 01 Jul 2026 13:00:00 GMT"}}, 0s));
    source.next = made("two", 7h);
    clock.advance(31s);
    EXPECT_EQ(get(), "secret-two");
}

TEST_F(FreshTest, ASourceThatNeverAnswersIsGivenUp) {
    source.closed = true;
    std::optional<Result<Credentials>> result;
    start(fresh.get(), result);
    clock.advance(20s);
    ASSERT_TRUE(result);
    EXPECT_THAT(result->error().what, HasSubstr("no answer in time"));
}

TEST_F(FreshTest, ABrokenSourceIsAFailureLikeAnyOther) {
    source.broken = true;
    EXPECT_THAT(get(), HasSubstr("a broken invariant"));
}

TEST_F(FreshTest, WhoGivesUpWaitingDoesNotEndTheFetch) {
    source.closed = true;
    boost::asio::cancellation_signal stop;
    bool ended = false;
    boost::asio::co_spawn(loop, fresh.get(),
                          boost::asio::bind_cancellation_slot(
                              stop.slot(), [&](const std::exception_ptr&, const auto&) { ended = true; }));
    std::optional<Result<Credentials>> patient;
    start(fresh.get(), patient);
    stop.emit(boost::asio::cancellation_type::terminal);
    clock.run();
    EXPECT_TRUE(ended);
    EXPECT_FALSE(patient);
    source.open();
    clock.run();
    ASSERT_TRUE(patient);
    EXPECT_TRUE(*patient);
    EXPECT_EQ(source.asked, 1);
}

TEST_F(FreshTest, RefusedOnesAreReplacedWhenTheSourceHasOthers) {
    EXPECT_EQ(get(), "secret-one");
    const auto refused = *source.next;
    EXPECT_FALSE(run(fresh.replacement_for(refused))) << "the same again are no others";
    source.next = made("two", 6h);
    EXPECT_EQ(run(fresh.replacement_for(refused))->secret, "secret-two");
    const auto asked = source.asked;
    EXPECT_EQ(run(fresh.replacement_for(refused))->secret, "secret-two") << "somebody was faster";
    EXPECT_EQ(source.asked, asked);
    source.next = fail(Trouble::no_credentials, "the agent is away");
    EXPECT_FALSE(run(fresh.replacement_for(run(fresh.get()).value())));
}

TEST_F(FreshTest, OthersAreAtHandAlsoWhenTheirOwnRenewalFailed) {
    const auto refused = made("zero", 6h);
    EXPECT_EQ(get(), "secret-one");
    clock.advance(6h - 14min);
    source.next = fail(Trouble::no_credentials, "the agent is away");
    EXPECT_EQ(get(), "secret-one");
    EXPECT_EQ(source.asked, 2);
    EXPECT_EQ(run(fresh.replacement_for(refused))->secret, "secret-one");
}

TEST_F(FreshTest, SecretsAreForgottenAndNotWritten) {
    EXPECT_EQ(get(), "secret-one");
    EXPECT_THAT(forgotten, ElementsAre("secret-one", "token-one"));
    EXPECT_THAT(all_lines(), AllOf(HasSubstr("the script"), Not(HasSubstr("secret-one")), Not(HasSubstr("token-one")),
                                   Not(HasSubstr("ASIA-EXAMPLE-one"))));
}

}  // namespace
}  // namespace privman::aws::testing
