#include "domain/vanishing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace privman {
namespace {

std::set<RequestId> ids(int from, int to) {
    std::set<RequestId> all;
    for (int i = from; i < to; ++i) all.insert(RequestId{std::to_string(i)});
    return all;
}

std::vector<RequestId> gone_after(Vanishing& vanishing, const std::set<RequestId>& watched,
                                  const std::set<RequestId>& listed, const ListTimes& times) {
    std::set<RequestId> missing;
    for (const auto& id : watched)
        if (!listed.contains(id)) missing.insert(id);
    return vanishing.complete_list(missing, watched.size(), times);
}

/// Lists that are read half a minute apart.
class Lists {
public:
    std::vector<RequestId> complete_list(const std::set<RequestId>& watched, const std::set<RequestId>& listed) {
        begun_ += Millis{30'000};
        return gone_after(vanishing_, watched, listed, {begun_, begun_ + Millis{100}});
    }
    void failed_list() { vanishing_.failed_list(); }
    void also_read(const std::set<RequestId>& listed) {
        vanishing_.also_read([&](const RequestId& id) { return listed.contains(id); });
    }

private:
    Vanishing vanishing_{lists_apart_at_most};
    BootTime begun_{};
};

TEST(Vanishing, OneListWithoutItIsNotBelieved) {
    Lists vanishing;
    EXPECT_THAT(vanishing.complete_list(ids(0, 2), ids(0, 1)), ::testing::IsEmpty());
    EXPECT_THAT(vanishing.complete_list(ids(0, 2), ids(0, 1)), ::testing::ElementsAre(RequestId{"1"}));
}

TEST(Vanishing, WhatAListForADecisionHeldInBetweenWasNotMissingInARow) {
    Lists vanishing;
    (void)vanishing.complete_list(ids(0, 3), ids(0, 1));
    vanishing.also_read(ids(0, 2));
    EXPECT_THAT(vanishing.complete_list(ids(0, 3), ids(0, 1)), ::testing::ElementsAre(RequestId{"2"}));
    EXPECT_THAT(vanishing.complete_list(ids(0, 3), ids(0, 1)), ::testing::Contains(RequestId{"1"}));
}

TEST(Vanishing, AFailedListBetweenResetsTheCount) {
    Lists vanishing;
    (void)vanishing.complete_list(ids(0, 2), ids(0, 1));
    vanishing.failed_list();
    EXPECT_THAT(vanishing.complete_list(ids(0, 2), ids(0, 1)), ::testing::IsEmpty());
    EXPECT_THAT(vanishing.complete_list(ids(0, 2), ids(0, 1)), ::testing::SizeIs(1));
}

TEST(Vanishing, ComingBackResetsTheCount) {
    Lists vanishing;
    (void)vanishing.complete_list(ids(0, 2), ids(0, 1));
    (void)vanishing.complete_list(ids(0, 2), ids(0, 2));
    EXPECT_THAT(vanishing.complete_list(ids(0, 2), ids(0, 1)), ::testing::IsEmpty());
}

TEST(Vanishing, WhenMoreThanHalfOfAtLeastFiveVanishAtOnceThreeListsAreNeeded) {
    Lists vanishing;
    EXPECT_THAT(vanishing.complete_list(ids(0, 5), ids(0, 2)), ::testing::IsEmpty());
    EXPECT_THAT(vanishing.complete_list(ids(0, 5), ids(0, 2)), ::testing::IsEmpty());
    EXPECT_THAT(vanishing.complete_list(ids(0, 5), ids(0, 2)), ::testing::SizeIs(3));
}

TEST(Vanishing, HalfOfFourIsAnOrdinaryDay) {
    Lists vanishing;
    (void)vanishing.complete_list(ids(0, 4), ids(0, 1));
    EXPECT_THAT(vanishing.complete_list(ids(0, 4), ids(0, 1)), ::testing::SizeIs(3));
}

struct Pair {
    const char* what;
    Millis first_took;
    Millis second_begins_after_the_first_began;
    bool believed;
};
class TwoLists : public ::testing::TestWithParam<Pair> {};

TEST_P(TwoLists, AreTwoOnlyWhenTheSecondWasAskedForLongEnoughAfterTheFirstArrived) {
    const auto& [what, took, begins, believed] = GetParam();
    Vanishing vanishing{lists_apart_at_most};
    const BootTime start{Millis{1'000'000}};
    (void)gone_after(vanishing, ids(0, 2), ids(0, 1), {start, start + took});
    const auto begun = start + begins;
    EXPECT_EQ(gone_after(vanishing, ids(0, 2), ids(0, 1), {begun, begun + Millis{50}}).size(), believed ? 1u : 0u)
        << what;
}

INSTANTIATE_TEST_SUITE_P(Vanishing, TwoLists,
                         ::testing::Values(Pair{"one after the other", Millis{50}, Millis{60}, false},
                                           Pair{"side by side", Millis{5'000}, Millis{1'000}, false},
                                           Pair{"a little too soon", Millis{50}, Millis{10'049}, false},
                                           Pair{"just far enough", Millis{50}, Millis{10'050}, true},
                                           Pair{"a slow first one", Millis{8'000}, Millis{12'000}, false},
                                           Pair{"and then far enough", Millis{8'000}, Millis{18'000}, true}));

TEST(Vanishing, WhatIsSeenInAListThatDoesNotCountIsThereAllTheSame) {
    Vanishing vanishing{lists_apart_at_most};
    const auto at = [](int seconds) {
        return ListTimes{BootTime{Millis{1'000 * seconds}}, BootTime{Millis{1'000 * seconds}}};
    };
    (void)gone_after(vanishing, ids(0, 2), ids(0, 1), at(0));
    (void)gone_after(vanishing, ids(0, 2), ids(0, 2), at(1));
    EXPECT_THAT(gone_after(vanishing, ids(0, 2), ids(0, 1), at(12)), ::testing::IsEmpty());
    EXPECT_THAT(gone_after(vanishing, ids(0, 2), ids(0, 1), at(22)), ::testing::SizeIs(1));
}

TEST(Vanishing, AnEmptyCompleteListCounts) {
    Lists vanishing;
    (void)vanishing.complete_list(ids(0, 1), {});
    EXPECT_THAT(vanishing.complete_list(ids(0, 1), {}), ::testing::SizeIs(1));
}

}  // namespace
}  // namespace privman
