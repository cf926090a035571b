// A disk that hangs or is full is said where people wait for it.
#include "tests/workflows/unattended.hpp"

namespace privman::testing {

using ::testing::StartsWith;

class DiskThatHangs : public Unattended {
protected:
    [[nodiscard]] std::size_t said(const std::string& channel, const std::string& what) const {
        const auto all = said_in(channel);
        return static_cast<std::size_t>(
            std::ranges::count_if(all, [&](const std::string& text) { return text.find(what) != text.npos; }));
    }
};

TEST_F(DiskThatHangs, IsSaidInTheChannelsAfterThreeSecondsAndSoIsItsEnd) {
    raise("r1");
    store.commit_takes = 45s;
    poll();
    EXPECT_EQ(said("C-ops", "Nothing can be stored"), 1u);
    EXPECT_EQ(said("C-two", "the disk does not answer"), 1u);
    ASSERT_TRUE(bot->records.trouble());
    EXPECT_THAT(bot->records.trouble()->what, HasSubstr("the disk does not answer"));
    store.commit_takes = 0s;
    world.clock.advance(2min);
    EXPECT_EQ(said("C-ops", "Changes are stored again"), 1u);
    EXPECT_EQ(said("C-ops", "Nothing can be stored"), 1u) << "once";
    EXPECT_FALSE(bot->records.trouble());
    EXPECT_THAT(world.board.cards_of("r1"), SizeIs(2));
}

TEST_F(DiskThatHangs, AShortHangIsNotWorthAWord) {
    raise("r1");
    store.commit_takes = 2s;
    poll();
    world.clock.advance(1min);
    EXPECT_EQ(said("C-ops", "stored"), 0u);
}

TEST_F(DiskThatHangs, AFullOneIsSaidInTheSameWords) {
    raise("r1");
    store.refuses = Failure{Trouble::unreachable, "the disk is full"};
    poll();
    world.clock.advance(10min);
    EXPECT_EQ(said("C-ops", "Nothing can be stored since"), 1u);
    EXPECT_EQ(said("C-ops", "(the disk is full)"), 1u);
    store.refuses.reset();
    world.clock.advance(1min);
    EXPECT_EQ(said("C-ops", "Changes are stored again"), 1u);
}

TEST_F(DiskThatHangs, WhoeverClicksHearsThatItIsNotStoredYetAndThenWhatBecameOfIt) {
    raise("r1");
    poll();
    store.commit_takes = 40s;
    approve("r1", "U-ada");
    world.clock.advance(250ms);
    EXPECT_EQ(acks, 1u);
    world.clock.advance(2900ms);
    EXPECT_THAT(world.board.told_to("U-ada"), ElementsAre(HasSubstr("is not stored yet")));
    store.commit_takes = 0s;
    world.clock.advance(1min);
    EXPECT_THAT(world.source.decided, SizeIs(1));
    EXPECT_THAT(world.board.told_to("U-ada").back(), HasSubstr("Privilege Manager confirmed it"));
}

TEST_F(DiskThatHangs, WhoeverClicksWhileItIsKnownHearsThatAtOnce) {
    raise("r1");
    poll();
    store.commit_takes = 40s;
    approve("r1", "U-ada");
    world.clock.advance(10s);
    deny("r1", "U-bob");
    world.clock.advance(250ms);
    EXPECT_THAT(world.board.told_to("U-bob"), ElementsAre(HasSubstr("is not stored yet")));
}

TEST_F(DiskThatHangs, NothingIsSentForTheScheduleAfterSomebodyHasSaidOffAlthoughItIsNotStored) {
    enable();
    in_the_evening();
    store.commit_takes = 20s;
    raise_now("r1");
    world.clock.advance(35s);
    say("U-carol", "C-ops", "autoapprove disable");
    const auto sent = world.source.told.size();
    world.clock.advance(5min);
    EXPECT_EQ(world.source.told.size(), sent);
    EXPECT_TRUE(is<Waiting>("r1"));
}

TEST_F(DiskThatHangs, NothingIsSentForTheScheduleWhileItsOffIsOnItsWay) {
    enable();
    in_the_evening();
    raise_now("r1");
    world.clock.advance(10s);
    // Nobody knows her yet, and the directory does not say who she is.
    world.directory.add("U-dora", "dora").workspace_admin = true;
    world.directory.hangs_for = UserId{"U-dora"};
    say("U-dora", "C-ops", "autoapprove off");
    world.clock.advance(60s);
    EXPECT_THAT(world.source.told, IsEmpty());
    world.directory.hangs_for.reset();
    world.clock.advance(30s);
    EXPECT_FALSE(bot->unattended.is_on());
    EXPECT_THAT(world.source.told, IsEmpty());
}

TEST_F(DiskThatHangs, WhoMayNotSwitchItOffDelaysItOnlyWhileThatIsFoundOut) {
    enable();
    in_the_evening();
    raise_now("r1");
    world.clock.advance(10s);
    world.directory.hangs_for = UserId{"U-guest"};
    say("U-guest", "C-ops", "autoapprove off");
    world.clock.advance(60s);
    EXPECT_THAT(world.source.told, IsEmpty());
    world.directory.hangs_for.reset();
    world.clock.advance(70s);
    EXPECT_TRUE(bot->unattended.is_on());
    EXPECT_THAT(world.source.decided, SizeIs(1));
}

TEST_F(DiskThatHangs, WhatPeopleHaveSaidIsReadBeforeTheScheduleSendsAnything) {
    enable();
    in_the_evening();
    raise_now("r1");
    world.heard_until = world.clock.now();
    world.clock.advance(60s);
    EXPECT_THAT(world.source.told, IsEmpty()) << "what was said since then has not arrived";
    say("U-carol", "C-ops", "autoapprove disable");
    world.heard_until.reset();
    world.clock.advance(2min);
    EXPECT_THAT(world.source.told, IsEmpty());
    EXPECT_TRUE(is<Waiting>("r1"));
}

class ClocksThatLie : public Unattended {};

TEST_F(ClocksThatLie, AYearAheadForgetsNothingApprovesNothingAndIsNamed) {
    settings.rest = RestPolicy{};
    restart();
    raise("r1");
    poll();
    approve("r1", "U-ada");
    world.clock.advance(15min);
    ASSERT_FALSE(bot->records.find(RequestId{"r1"})) << "it rests";
    enable();
    kill();
    world.clock.set_wall(world.clock.wall() + std::chrono::days{365});
    world.clock_is_fast_by = std::chrono::days{365};
    start();
    world.clock.advance(3h);
    EXPECT_EQ(store.count_now(), 1u) << "nothing was forgotten";
    say("U-carol", "C-ops", "status");
    EXPECT_THAT(said_in("C-ops").back(), HasSubstr("clock is 365 days ahead of Slack's"));
    say("U-carol", "C-ops", "autoapprove status");
    EXPECT_THAT(
        said_in("C-ops").back(),
        StartsWith("Auto-approve is ON.\nNothing is approved automatically now: this machine's clock is 365 days "
                   "ahead of Slack's."));
}

TEST_F(ClocksThatLie, EnabledByAClockThatWasAheadIsNamedAndEnabledOnceMore) {
    world.clock.set_wall(world.clock.wall() + 40h);
    enable();
    world.clock.set_wall(world.clock.wall() - 40h);
    in_the_evening();
    raise_now("r1");
    world.clock.advance(2min);
    EXPECT_THAT(world.source.told, IsEmpty());
    say("U-carol", "C-ops", "autoapprove status");
    EXPECT_THAT(said_in("C-ops").back(), HasSubstr("lies ahead of this machine's clock"));
    enable();
    raise_now("r2");
    world.clock.advance(2min);
    EXPECT_THAT(world.source.decided, SizeIs(1));
}

TEST_F(ClocksThatLie, ATenthIsForgottenAtOnceAndNoMore) {
    settings.rest = RestPolicy{.keep_decided = std::chrono::days{1}};
    settings.cards_at_once = 0;
    settings.poll_interval = std::chrono::minutes{5};
    restart();
    raise_many(40);
    world.clock.advance(6min);
    for (int i = 0; i < 40; ++i) approve("r0" + std::string(i < 10 ? "0" : "") + std::to_string(i), "U-ada");
    world.clock.advance(30min);
    ASSERT_EQ(store.count_now(), 40u);
    world.clock.advance(std::chrono::hours{25});
    const auto left = store.count_now();
    EXPECT_GE(left, 32u);
    EXPECT_LT(left, 40u);
    world.clock.advance(std::chrono::hours{48});
    EXPECT_LT(store.count_now(), 10u);
}

TEST_F(ClocksThatLie, WhatHoldsTheScheduleIsTheSecondLineOfItsStatus) {
    enable();
    in_the_evening();
    const auto second_line = [this] {
        say("U-carol", "C-ops", "autoapprove status");
        const auto text = said_in("C-ops").back();
        const auto begin = text.find('\n') + 1;
        return text.substr(begin, text.find('\n', begin) - begin);
    };
    EXPECT_THAT(second_line(), Not(HasSubstr("Nothing is approved")));
    world.holds_lease = false;
    EXPECT_THAT(second_line(), HasSubstr("Nothing is approved automatically now: it pauses"));
    world.holds_lease = true;
    world.source.broken = Failure{Trouble::unreachable, "connection refused"};
    world.clock.advance(5min);
    EXPECT_THAT(second_line(), HasSubstr("Privilege Manager cannot be read (connection refused)"));
    world.source.broken.reset();
    world.clock.advance(2min);
    store.refuses = Failure{Trouble::unreachable, "the disk is full"};
    raise("r9");
    poll();
    EXPECT_THAT(second_line(), HasSubstr("nothing can be stored (the disk is full)"));
    store.refuses.reset();
    world.clock.advance(1min);
    policy({.limit = 1});
    in_the_evening();
    raise_now("r10");
    world.clock.advance(1min);
    EXPECT_THAT(second_line(), HasSubstr("The limit is reached for"));
}

}  // namespace privman::testing
