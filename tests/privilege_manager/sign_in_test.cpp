// The life of a token, on a clock that the test owns.
#include "tests/privilege_manager/scripted_http.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <gmock/gmock.h>

namespace privman::pm::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

std::string bearer(const Asked& asked) { return std::string{asked.headers.find("Authorization").value_or("none")}; }

struct SignInTest : ::testing::Test, Bench {
    SignInTest() { http.will_answer(list, {answer(200, "[]")}); }
};

TEST_F(SignInTest, NobodyLogsInBeforeTheFirstCall) {
    EXPECT_TRUE(http.asked.empty());
    EXPECT_EQ(client.login().state, LoginState::not_tried);
}

TEST_F(SignInTest, TheLoginSaysUserAndPasswordAsJson) {
    EXPECT_TRUE(run(client.sign_in()));
    ASSERT_EQ(http.asked.size(), 1u);
    EXPECT_EQ(http.asked[0].body, R"({"UserName":"client-id","Password":"s3cret-s3cret"})");
    EXPECT_EQ(http.asked[0].headers.find("Content-Type"), "application/json");
    EXPECT_EQ(http.asked[0].headers.find("Authorization"), std::nullopt);
    EXPECT_EQ(client.login().state, LoginState::ok);
}

TEST_F(SignInTest, ATokenIsUsedForManyCalls) {
    run(client.pending());
    run(client.pending());
    EXPECT_EQ(http.times(logon), 1u);
    EXPECT_EQ(bearer(http.asked.back()), "Bearer token-one");
}

TEST_F(SignInTest, ATokenIsRenewedWhenItIsOldEnough) {
    run(client.pending());
    clock.advance(24min + 59s);
    run(client.pending());
    EXPECT_EQ(http.times(logon), 1u);
    clock.advance(1s);
    run(client.pending());
    EXPECT_EQ(http.times(logon), 2u);
    EXPECT_EQ(bearer(http.asked.back()), "Bearer token-two");
}

TEST_F(SignInTest, ARefusedTokenIsReplacedAndTheCallRepeatedOnce) {
    http.will_answer(list, {answer(401, ""), answer(200, "[]")});
    EXPECT_TRUE(run(client.pending()));
    EXPECT_EQ(http.times(logon), 2u);
    EXPECT_EQ(http.times(list), 2u);
    EXPECT_EQ(bearer(http.asked.back()), "Bearer token-two");
}

TEST_F(SignInTest, AFreshTokenThatIsRefusedTooIsAFailureAndNoLoop) {
    http.will_answer(list, {answer(401, "")});
    const auto pending = run(client.pending());
    ASSERT_FALSE(pending);
    EXPECT_EQ(pending.error().kind, Trouble::rejected);
    EXPECT_EQ(http.times(list), 2u);
}

TEST_F(SignInTest, ARefusedLoginIsNotRepeatedForFiveMinutes) {
    http.will_answer(logon, {answer(401, R"({"Message": "Login failed"})"), answer(200, R"("token")")});
    const auto first = run(client.pending());
    ASSERT_FALSE(first);
    EXPECT_EQ(first.error().kind, Trouble::rejected);
    EXPECT_EQ(first.error().retry_after, Millis{5min});
    EXPECT_THAT(first.error().what, HasSubstr("Login failed"));

    clock.advance(4min);
    const auto second = run(client.pending());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().retry_after, Millis{1min});
    EXPECT_EQ(http.times(logon), 1u);
    EXPECT_EQ(client.login().state, LoginState::refused);

    clock.advance(1min);
    EXPECT_TRUE(run(client.pending()));
    EXPECT_EQ(http.times(logon), 2u);
    EXPECT_EQ(client.login().state, LoginState::ok);
}

TEST_F(SignInTest, ARefusalInsideASuccessIsARefusal) {
    http.will_answer(logon, {answer(200, R"({"Status": "Error", "Messages": ["locked out"]})")});
    const auto pending = run(client.pending());
    ASSERT_FALSE(pending);
    EXPECT_EQ(pending.error().kind, Trouble::rejected);
    EXPECT_THAT(client.login().what, HasSubstr("locked out"));
}

TEST_F(SignInTest, AnInstanceInTroubleIsNoRefusedLogin) {
    http.will_answer(logon, {answer(503, ""), answer(200, R"("token")")});
    const auto pending = run(client.pending());
    ASSERT_FALSE(pending);
    EXPECT_EQ(pending.error().kind, Trouble::unreachable);
    EXPECT_EQ(client.login().state, LoginState::failed);
    EXPECT_TRUE(run(client.pending()));
}

TEST_F(SignInTest, CallsThatOverlapShareOneLogin) {
    http.closed = true;
    std::optional<Outcome<SharedList>> first, second;
    start(client.pending(), first);
    start(client.pending(), second);
    clock.run();
    EXPECT_EQ(http.times(logon), 1u);
    http.open();
    clock.run();
    ASSERT_TRUE(first && second);
    EXPECT_TRUE(*first);
    EXPECT_TRUE(*second);
    EXPECT_EQ(http.times(logon), 1u);
}

TEST_F(SignInTest, CallsThatOverlapShareARefusedLoginToo) {
    http.will_answer(logon, {answer(403, "")});
    http.closed = true;
    std::optional<Outcome<SharedList>> first, second;
    start(client.pending(), first);
    start(client.pending(), second);
    clock.run();
    http.open();
    clock.run();
    ASSERT_TRUE(first && second);
    EXPECT_FALSE(*first);
    EXPECT_FALSE(*second);
    EXPECT_EQ(http.times(logon), 1u);
}

TEST_F(SignInTest, ACancelledLoginIsTakenOverByWhoeverWaits) {
    http.closed = true;
    boost::asio::cancellation_signal cancel;
    bool ended = false;
    boost::asio::co_spawn(
        loop, client.pending(),
        boost::asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr, auto) { ended = true; }));
    std::optional<Outcome<SharedList>> second;
    start(client.pending(), second);
    clock.run();
    cancel.emit(boost::asio::cancellation_type::terminal);
    clock.run();
    EXPECT_TRUE(ended);
    http.open();
    clock.run();
    ASSERT_TRUE(second);
    EXPECT_TRUE(*second);
    EXPECT_EQ(http.times(logon), 2u);
}

TEST_F(SignInTest, AnOldRefusalDoesNotThrowANewTokenAway) {
    run(client.pending());
    // Both calls were sent with the first token; both are refused; one login serves both.
    http.will_answer(list, {answer(401, ""), answer(401, ""), answer(200, "[]")});
    std::optional<Outcome<SharedList>> first, second;
    http.closed = true;
    start(client.pending(), first);
    start(client.pending(), second);
    clock.run();
    http.open();
    clock.run();
    ASSERT_TRUE(first && second);
    EXPECT_TRUE(*first);
    EXPECT_TRUE(*second);
    EXPECT_EQ(http.times(logon), 2u);
}

TEST_F(SignInTest, SigningOutEndsTheSessionOverThere) {
    http.will_answer(logoff, {answer(204, "")});
    run(client.sign_in());
    run(client.sign_out());
    EXPECT_EQ(http.times(logoff), 1u);
    EXPECT_EQ(bearer(http.asked.back()), "Bearer token-one");
    run(client.sign_out());
    EXPECT_EQ(http.times(logoff), 1u);
}

TEST_F(SignInTest, SigningOutWithoutASessionAsksNobody) {
    run(client.sign_out());
    EXPECT_TRUE(http.asked.empty());
}

TEST_F(SignInTest, SigningOutGivesUpAfterFiveSeconds) {
    http.will_answer(logoff, {std::unexpected{dropped(true)}});
    run(client.sign_in());
    run(client.sign_out());
    EXPECT_EQ(http.asked.back().limits.total, 5s);
}

TEST_F(SignInTest, TheSecretNeverAppearsInAFailure) {
    http.will_answer(logon, {answer(400, R"({"Message": "no user client-id with password s3cret-s3cret"})")});
    const auto pending = run(client.pending());
    ASSERT_FALSE(pending);
    EXPECT_THAT(pending.error().what, Not(HasSubstr("s3cret")));
    EXPECT_THAT(client.login().what, Not(HasSubstr("s3cret")));
}

TEST_F(SignInTest, ACutMessageLeavesNoHalfOfASecret) {
    const auto message = std::string(290, 'x') + "s3cret-s3cret";
    http.will_answer(logon, {answer(400, R"({"Message": ")" + message + "\"}")});
    EXPECT_THAT(run(client.pending()).error().what, Not(HasSubstr("s3c")));
}

TEST_F(SignInTest, TheTokenNeverAppearsInAFailure) {
    http.will_answer(list, {answer(400, R"({"Message": "bad header: Bearer token-one"})")});
    EXPECT_THAT(run(client.pending()).error().what, Not(HasSubstr("token-one")));
}

TEST(SignInHeader, FollowsTheProfile) {
    Bench bench{profile_of(R"({"token": {"header": "X-Token", "scheme": ""}})")};
    bench.http.will_answer(list, {answer(200, "[]")});
    bench.run(bench.client.pending());
    EXPECT_EQ(bench.http.asked.back().headers.find("X-Token"), "token-one");
}

struct TokenShape {
    const char* body;
    const char* token;  ///< null: no token in it
};
class TokenAnswer : public ::testing::TestWithParam<TokenShape> {};

TEST_P(TokenAnswer, IsUnderstood) {
    Bench bench;
    bench.http.will_answer(logon, {answer(200, GetParam().body)});
    bench.http.will_answer(list, {answer(200, "[]")});
    const auto pending = bench.run(bench.client.pending());
    EXPECT_EQ(pending.has_value(), GetParam().token != nullptr);
    if (GetParam().token) {
        EXPECT_EQ(bearer(bench.http.asked.back()), std::string{"Bearer "} + GetParam().token);
    }
}

INSTANTIATE_TEST_SUITE_P(Shapes, TokenAnswer,
                         ::testing::Values(TokenShape{R"("abc")", "abc"}, TokenShape{" abc.def_-\r\n", "abc.def_-"},
                                           TokenShape{R"({"token": "abc"})", "abc"},
                                           TokenShape{R"({"access_token": "abc", "expires_in": 5})", "abc"},
                                           TokenShape{R"({"Result": "abc"})", "abc"}, TokenShape{R"("")", nullptr},
                                           TokenShape{"", nullptr}, TokenShape{"{}", nullptr},
                                           TokenShape{"<html>Sign in</html>", nullptr},
                                           TokenShape{R"("a\r\nX-Evil: 1")", nullptr}, TokenShape{"[1,2]", nullptr}));

}  // namespace
}  // namespace privman::pm::testing
