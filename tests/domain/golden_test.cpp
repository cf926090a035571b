// Numbers and spellings that outlive the version that wrote them: what a card shows is known by a hash, its end by
// another, and what a button vouches for by the facts as its format spells them. Whoever changes one of these on
// purpose redraws every waiting card of every installation, or makes standing buttons useless.
#include "domain/card_view.hpp"
#include "tests/support/life_builder.hpp"

#include <gtest/gtest.h>

namespace privman {
namespace {

using testing::LifeBuilder;
using testing::moment_at;

struct Golden {
    const char* stage;
    Life life;
    std::uint64_t view;
    std::uint64_t end;
    friend void PrintTo(const Golden& golden, std::ostream* out) { *out << golden.stage; }
};

Life waiting() { return LifeBuilder{"r1"}.card("C1", "a1", "1.0", 5); }
Life submitting() { return react(waiting(), Claimed{testing::claim_by(testing::person("U1"))}, moment_at(1'000)); }
Life settled() { return react(react(submitting(), Calling{}, moment_at(1'100)), Confirmed{}, moment_at(1'200)); }
Life unconfirmed() { return react(react(submitting(), Calling{}, moment_at(1'100)), OutOfTime{}, moment_at(1'200)); }

class Kept : public ::testing::TestWithParam<Golden> {};

TEST_P(Kept, TheHashOfTheViewAndTheNumberOfTheEnd) {
    const auto& [stage, life, view, end] = GetParam();
    const CardPolicy policy{.offered = {Grant::one_time(), Grant::lasting(std::chrono::minutes{30})},
                            .somebody_may_decide = true};
    EXPECT_EQ(hash_of(card_view(life, ChannelId{"C1"}, policy, moment_at(5'000))), view);
    EXPECT_EQ(end_of(life), end);
}

INSTANTIATE_TEST_SUITE_P(Stages, Kept,
                         ::testing::Values(Golden{"waiting", waiting(), 16403758787380947764U, 0U},
                                           Golden{"submitting", submitting(), 3184338200468183896U, 0U},
                                           Golden{"settled", settled(), 16562875195122866100U, 2585135662628597953U},
                                           Golden{"gone", react(waiting(), Missing{}, moment_at(1'000)),
                                                  18355078257777016315U, 4662368050592325371U},
                                           Golden{"unconfirmed", unconfirmed(), 5870160087715266027U, 0U},
                                           Golden{"unconfirmed and gone",
                                                  react(unconfirmed(), Missing{}, moment_at(2'000)),
                                                  10754804284386302596U, 17264496086306771512U}));

TEST(Kept, WhatAButtonOfFormat1VouchesFor) {
    EXPECT_EQ(sealed_facts(1, waiting().facts).value(),
              "2:r15:Setup5:1.2.38:CORP\\ada12:Ada Lovelace5:LT-4232:C:\\Users\\ada\\Downloads\\setup.exe16:setup.exe "
              "/quiet22:needed for the release11:Example Ltd0:0:0:9:Ask first0:13:1700000000000");
    EXPECT_EQ(sealed_facts(2, waiting().facts), std::nullopt);
}

}  // namespace
}  // namespace privman
