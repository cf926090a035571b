#include "domain/past_decisions.hpp"

#include "tests/support/life_builder.hpp"
#include "unicode/fold.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace privman {
namespace {

using testing::claim_by;
using testing::LifeBuilder;
using testing::moment_at;
using testing::person;
using testing::wall_at;

const auto since_ever = wall_at(0);

ElevationRequest request_for(const std::string& path, const std::string& user = R"(CORP\ada)") {
    auto request = testing::request_called("next");
    request.path = path;
    request.user = user;
    return request;
}

Life told(Life life, std::initializer_list<Happening> happenings, long long at) {
    for (const auto& happening : happenings) life = react(std::move(life), happening, moment_at(at));
    return life;
}

/// Denied; and Privilege Manager did not take it, so that it waits on.
Life denied_in_vain(Life life, long long at) {
    return told(std::move(life), {Claimed{claim_by(person("U1"), testing::no(), at)}, Calling{}, Refused{"no"}}, at);
}

Life goes_on_as(Life life, const std::string& path, const std::string& user, long long at) {
    auto facts = life.facts;
    facts.path = path;
    facts.user = user;
    return told(std::move(life), {Listed{facts}}, at);
}

class PastDecisionsOfOneId : public ::testing::Test {
protected:
    [[nodiscard]] bool denied(const std::string& path, const std::string& user = R"(CORP\ada)") const {
        return past.denied(request_for(path, user), since_ever).has_value();
    }
    [[nodiscard]] bool gone(const std::string& path) const {
        return past.gone(request_for(path), since_ever).has_value();
    }

    PastDecisions past{unicode::fold};
    Life life = LifeBuilder{"r1"}.path(R"(C:\a.exe)").user(R"(CORP\ada)");
};

TEST_F(PastDecisionsOfOneId, EveryDenialCountsForWhatItDenied) {
    life = denied_in_vain(life, 1'000);
    past.learn(life);
    life = goes_on_as(life, R"(C:\b.exe)", R"(CORP\ada)", 2'000);
    past.learn(life);
    EXPECT_TRUE(denied(R"(C:\a.exe)"));
    EXPECT_FALSE(denied(R"(C:\b.exe)"));

    life = denied_in_vain(life, 3'000);
    past.learn(life);
    EXPECT_TRUE(denied(R"(C:\a.exe)"));
    EXPECT_TRUE(denied(R"(C:\b.exe)"));
    EXPECT_FALSE(denied(R"(C:\c.exe)"));
}

TEST_F(PastDecisionsOfOneId, ADenialStaysWithTheRequesterItWasFor) {
    life = goes_on_as(denied_in_vain(life, 1'000), R"(C:\a.exe)", R"(CORP\bob)", 2'000);
    past.learn(life);
    EXPECT_TRUE(denied(R"(C:\a.exe)", R"(CORP\ada)"));
    EXPECT_FALSE(denied(R"(C:\a.exe)", R"(CORP\bob)"));
}

TEST_F(PastDecisionsOfOneId, WhoeverLearnsOnlyTheLastStateOfALifeKnowsTheSame) {
    life = goes_on_as(denied_in_vain(life, 1'000), R"(C:\b.exe)", R"(CORP\ada)", 2'000);
    life = told(denied_in_vain(life, 3'000), {Missing{}}, 4'000);
    life = goes_on_as(life, R"(C:\c.exe)", R"(CORP\ada)", 5'000);
    past.learn(life);
    EXPECT_TRUE(denied(R"(C:\a.exe)"));
    EXPECT_TRUE(denied(R"(C:\b.exe)"));
    EXPECT_FALSE(denied(R"(C:\c.exe)"));
    EXPECT_TRUE(gone(R"(C:\b.exe)"));
    EXPECT_FALSE(gone(R"(C:\a.exe)"));
    EXPECT_FALSE(gone(R"(C:\c.exe)"));
}

TEST_F(PastDecisionsOfOneId, ARecordThatNamesNoFileMeansTheOneThatItAsksForNow) {
    life = denied_in_vain(life, 1'000);
    life.turned_away.clear();
    past.learn(life);
    EXPECT_TRUE(denied(R"(C:\a.exe)"));
}

TEST_F(PastDecisionsOfOneId, TheSameNoTwiceIsOneAndTheLaterCounts) {
    life = denied_in_vain(denied_in_vain(life, 1'000), 9'000);
    EXPECT_EQ(life.turned_away.size(), 1u);
    past.learn(life);
    EXPECT_EQ(past.denied(request_for(R"(C:\a.exe)"), since_ever), moment_at(9'000).wall);
}

TEST_F(PastDecisionsOfOneId, NothingIsLeftOfALifeThatIsForgotten) {
    life = told(goes_on_as(denied_in_vain(life, 1'000), R"(C:\b.exe)", R"(CORP\bob)", 2'000), {Missing{}}, 3'000);
    past.learn(life);
    past.forget(life.id);
    EXPECT_FALSE(denied(R"(C:\a.exe)"));
    EXPECT_FALSE(gone(R"(C:\b.exe)"));
}

}  // namespace
}  // namespace privman
