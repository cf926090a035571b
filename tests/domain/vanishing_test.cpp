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

TEST(Vanishing, OneListWithoutItIsNotBelieved) {
    Vanishing vanishing;
    EXPECT_THAT(vanishing.complete_list(ids(0, 2), ids(0, 1)), ::testing::IsEmpty());
    EXPECT_THAT(vanishing.complete_list(ids(0, 2), ids(0, 1)), ::testing::ElementsAre(RequestId{"1"}));
}

TEST(Vanishing, AFailedListBetweenResetsTheCount) {
    Vanishing vanishing;
    (void)vanishing.complete_list(ids(0, 2), ids(0, 1));
    vanishing.failed_list();
    EXPECT_THAT(vanishing.complete_list(ids(0, 2), ids(0, 1)), ::testing::IsEmpty());
    EXPECT_THAT(vanishing.complete_list(ids(0, 2), ids(0, 1)), ::testing::SizeIs(1));
}

TEST(Vanishing, ComingBackResetsTheCount) {
    Vanishing vanishing;
    (void)vanishing.complete_list(ids(0, 2), ids(0, 1));
    (void)vanishing.complete_list(ids(0, 2), ids(0, 2));
    EXPECT_THAT(vanishing.complete_list(ids(0, 2), ids(0, 1)), ::testing::IsEmpty());
}

TEST(Vanishing, WhenMoreThanHalfOfAtLeastFiveVanishAtOnceThreeListsAreNeeded) {
    Vanishing vanishing;
    EXPECT_THAT(vanishing.complete_list(ids(0, 5), ids(0, 2)), ::testing::IsEmpty());
    EXPECT_THAT(vanishing.complete_list(ids(0, 5), ids(0, 2)), ::testing::IsEmpty());
    EXPECT_THAT(vanishing.complete_list(ids(0, 5), ids(0, 2)), ::testing::SizeIs(3));
}

TEST(Vanishing, HalfOfFourIsAnOrdinaryDay) {
    Vanishing vanishing;
    (void)vanishing.complete_list(ids(0, 4), ids(0, 1));
    EXPECT_THAT(vanishing.complete_list(ids(0, 4), ids(0, 1)), ::testing::SizeIs(3));
}

TEST(Vanishing, AnEmptyCompleteListCounts) {
    Vanishing vanishing;
    (void)vanishing.complete_list(ids(0, 1), {});
    EXPECT_THAT(vanishing.complete_list(ids(0, 1), {}), ::testing::SizeIs(1));
}

}  // namespace
}  // namespace privman
