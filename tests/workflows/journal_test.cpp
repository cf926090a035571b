#include "workflows/journal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace privman {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> since(const Journal<std::string>& journal, std::uint64_t seen) {
    std::vector<std::string> all;
    journal.since(seen, [&](const std::string& key) { all.push_back(key); });
    return all;
}

TEST(JournalOfChanges, OfEachKeyTheLatestChangeCounts) {
    Journal<std::string> journal;
    for (const auto* key : {"a", "b", "a"}) journal.stamp(key);
    EXPECT_THAT(since(journal, 0), ElementsAre("b", "a"));
    EXPECT_THAT(since(journal, 2), ElementsAre("a"));
    EXPECT_THAT(since(journal, journal.newest()), IsEmpty());
}

TEST(JournalOfChanges, WhoHasSeenNothingLooksAtEverything) {
    Journal<std::string> journal;
    EXPECT_TRUE(journal.knows_since(0)) << "there was nothing to see";
    journal.stamp("a");
    EXPECT_FALSE(journal.knows_since(0));
    EXPECT_TRUE(journal.knows_since(1));
}

TEST(JournalOfChanges, WhoIsTooFarBehindLooksAtEverything) {
    Journal<std::string> journal{3};
    for (const auto* key : {"a", "b", "c", "d", "e"}) journal.stamp(key);
    EXPECT_FALSE(journal.knows_since(1)) << "b's change is not remembered any more";
    EXPECT_TRUE(journal.knows_since(2));
    EXPECT_THAT(since(journal, 2), ElementsAre("c", "d", "e"));
}

}  // namespace
}  // namespace privman
