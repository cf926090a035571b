#include "tests/stores/sqlite_fixture.hpp"
#include "tests/stores/trial_vfs.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

namespace privman::testing {
namespace {

class SqliteStoring : public SqliteFixture {
protected:
    /// Fills a store of at most `pages` until it refuses; the number of lives that went in.
    int fill_up(std::uint32_t pages) {
        open({.path = path, .at_most_pages = pages});
        for (int i = 0; i < 10'000; ++i)
            if (!commit(big_life(i))) return i;
        throw std::runtime_error{"it never was full"};
    }
    static Life big_life(int number) {
        return LifeBuilder{"r" + std::to_string(number)}.reason(std::string(4'000, 'x'));
    }
};

TEST_F(SqliteStoring, ARowThatCannotBeReadIsLeftOutAndNamedInTheLog) {
    open();
    keep(LifeBuilder{"r-good"}.build());
    keep(LifeBuilder{"r-bad"}.build());
    close();
    execute_sql(path, "UPDATE life SET record = '{\"format\":1' WHERE id = 'r-bad'");
    open();
    const auto all = load();
    ASSERT_TRUE(all.has_value());
    ASSERT_EQ(all->lives.size(), 1U);
    EXPECT_EQ(all->lives.front().id.value, "r-good");
    EXPECT_TRUE(log_has("store.row_unreadable"));
    EXPECT_TRUE(log_has("request r-bad"));
}

TEST_F(SqliteStoring, ARowWhoseColumnsTellAnotherStoryIsUnreadable) {
    open();
    keep(LifeBuilder{"r1"}.build());
    keep(LifeBuilder{"r2"}.build());
    close();
    execute_sql(path, "UPDATE life SET version = 5 WHERE id = 'r1'; UPDATE life SET id = 'r3' WHERE id = 'r2'");
    open();
    EXPECT_TRUE(load()->lives.empty());
    EXPECT_TRUE(log_has("of another version"));
    const auto moved = loop.run(store->recall(RequestId{"r3"}));
    ASSERT_TRUE(moved && moved->damaged) << "nobody knew that it was there";
    EXPECT_THAT(moved->damaged->why, ::testing::HasSubstr("of another id"));
}

TEST_F(SqliteStoring, AnUnreadableRowIsNotOverwritten) {
    open();
    keep(LifeBuilder{"r1"}.submitting(claim_by(person("U1"))).build());
    close();
    execute_sql(path, "UPDATE life SET record = replace(record, 'submitting', 'dreaming')");
    open();
    const auto refused = commit(LifeBuilder{"r1"}.build());
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().kind, Trouble::malformed);
    EXPECT_NE(refused.error().what.find("life.stage.kind"), std::string::npos) << refused.error().what;
    close();
    execute_sql(path, "UPDATE life SET record = replace(record, 'dreaming', 'submitting')");
    open();
    EXPECT_NE(claim_of(load()->lives.front()), nullptr);
}

TEST_F(SqliteStoring, ALifeThatCannotBeReadIsSetAsideInTheCommitThatBeginsItAnew) {
    open();
    const auto whole = LifeBuilder{"r1"}.card("C1", "a1", "1.0", 5).submitting(claim_by(person("U1"))).build();
    keep(whole);
    close();
    execute_sql(path, "UPDATE life SET record = replace(record, 'submitting', 'dreaming')");
    open();
    const auto loaded = load();
    ASSERT_EQ(loaded->damaged.size(), 1U);
    const auto& damaged = loaded->damaged.front();
    EXPECT_EQ(damaged.id, RequestId{"r1"});
    EXPECT_EQ(damaged.cards, whole.cards);
    EXPECT_THAT(damaged.why, ::testing::HasSubstr("life.stage.kind"));

    auto anew = LifeBuilder{"r1"}.version(damaged.version + 1).build();
    EXPECT_EQ(commit(SetAside{anew}).error().kind, Trouble::conflict) << "somebody else's record by now";
    anew.version = damaged.version;
    ASSERT_TRUE(commit(SetAside{anew}));
    const auto after = load();
    ASSERT_EQ(after->lives.size(), 1U);
    EXPECT_EQ(after->lives.front().version, damaged.version + 1);
    EXPECT_TRUE(after->damaged.empty());
    EXPECT_EQ(after->set_aside, 1U);
    close();
    EXPECT_THAT(read_sql(path, "SELECT record FROM set_aside WHERE id = 'r1'"), ::testing::HasSubstr("dreaming"));
}

TEST_F(SqliteStoring, ABoardThatCannotBeReadIsBegunAnew) {
    open();
    keep(Board{.channel = ChannelId{"C1"}, .extra_places = 25});
    close();
    execute_sql(path, "UPDATE board SET record = 'gone'");
    open();
    ASSERT_TRUE(load()->boards.empty());
    ASSERT_TRUE(commit(Board{.channel = ChannelId{"C1"}, .extra_places = 5}));
    ASSERT_EQ(load()->boards.size(), 1U);
    EXPECT_EQ(load()->boards.front().extra_places, 5U);
}

TEST_F(SqliteStoring, TheWorkspaceIsRememberedAndReplaced) {
    open();
    EXPECT_FALSE(load()->workspace);
    keep(Workspace{TeamId{"T1"}, UserId{"UBOT"}, "B1"});
    keep(Workspace{TeamId{"T1"}, UserId{"UBOT"}, "B2"});
    close();
    open();
    EXPECT_EQ(load()->workspace, (Workspace{TeamId{"T1"}, UserId{"UBOT"}, "B2"}));
}

TEST_F(SqliteStoring, WhoeverKnowsTheMarkOfWhatHeStoredDoesNotReadItBack) {
    open();
    const auto first = commit(LifeBuilder{"r1"}.build());
    const auto second = commit(LifeBuilder{"r2"}.build());
    ASSERT_TRUE(first && second);
    EXPECT_EQ(second->before, first->after);
    EXPECT_TRUE(loop.run(store->changed_since(second->after))->lives.empty());
    EXPECT_EQ(loop.run(store->changed_since(first->after))->lives.size(), 1U);
    EXPECT_FALSE(commit(LifeBuilder{"r1"}.build())) << "a lost race";
    set(Settings{.ever_had_channels = true});
    EXPECT_EQ(commit(LifeBuilder{"r3"}.build())->before, second->after)
        << "neither a lost race nor settings have a mark";
}

TEST_F(SqliteStoring, WhatAVersionWroteThatKnowsNothingOfRestIsLoaded) {
    open();
    for (const auto* id : {"r1", "r2", "r3"}) keep(LifeBuilder{id}.build());
    keep(Rest{{{RequestId{"r1"}, 1, {}}, {RequestId{"r2"}, 1, {}}}});
    close();
    // As 0.1.0 writes: a life is changed, one begins, one is forgotten; the marks are its own.
    const auto mark = std::stoi(read_sql(path, "SELECT number FROM meta WHERE name = 'mark'"));
    execute_sql(path, "UPDATE life SET mark = " + std::to_string(mark + 1) +
                          " WHERE id = 'r1'; DELETE FROM life WHERE id = 'r3'; UPDATE meta SET number = " +
                          std::to_string(mark + 2) + " WHERE name = 'mark'");
    open();
    auto loaded = load();
    ASSERT_EQ(loaded->lives.size(), 1U);
    EXPECT_EQ(loaded->lives.front().id, RequestId{"r1"});
    close();
    EXPECT_EQ(read_sql(path, "SELECT count(*) FROM awake"), "1");
    EXPECT_EQ(read_sql(path, "SELECT count(*) FROM resting"), "1");
}

TEST_F(SqliteStoring, SettingsThatCannotBeReadAreNeverTakenForNone) {
    open();
    set(Settings{.ever_had_channels = true});
    close();
    execute_sql(path, "UPDATE setting SET record = 'gone'");
    open();
    const auto loaded = settings();
    ASSERT_FALSE(loaded.has_value());
    EXPECT_EQ(loaded.error().kind, Trouble::malformed);
    EXPECT_NE(loaded.error().what.find("settings"), std::string::npos);
    EXPECT_TRUE(load().has_value()) << "lives go on without them";
}

TEST_F(SqliteStoring, ADamagedFileIsNamed) {
    open();
    for (int i = 0; i < 200; ++i) keep(big_life(i));
    close();
    {
        std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
        const auto size = std::filesystem::file_size(path);
        file.seekp(4'096);
        file << std::string(size - 4'096, '\xA5');
    }
    const auto opened = try_open({.path = path});
    const auto failure = [&] {
        if (!opened) return opened.error();
        const auto loaded = loop.run(opened->state->load());
        return loaded ? Failure{Trouble::conflict, "it was read"} : loaded.error();
    }();
    EXPECT_EQ(failure.kind, Trouble::malformed) << failure.what;
    EXPECT_EQ(failure.code, "damaged") << failure.what;
}

TEST_F(SqliteStoring, AFullStoreIsNamedAndWorksAgainWhenThereIsRoom) {
    const auto stored = fill_up(60);
    ASSERT_GT(stored, 3);
    const auto full = commit(big_life(stored));
    ASSERT_FALSE(full.has_value());
    EXPECT_EQ(full.error().kind, Trouble::unreachable);
    EXPECT_EQ(full.error().code, "disk_full");
    EXPECT_EQ(load()->lives.size(), static_cast<std::size_t>(stored));
    for (int i = 0; i < 3; ++i) keep(Forget{.id = RequestId{"r" + std::to_string(i)}, .version = 1});
    keep(big_life(stored));
}

TEST_F(SqliteStoring, AFullDiskIsNamedAndNothingIsHalfStored) {
    TrialVfs disk{"full-disk"};
    open({.path = path, .vfs = "full-disk"});
    keep(LifeBuilder{"r1"}.build());
    disk.writes_fail_with = SQLITE_FULL;
    const auto full = commit(LifeBuilder{"r2"}.build());
    ASSERT_FALSE(full.has_value());
    EXPECT_EQ(full.error().code, "disk_full");
    EXPECT_EQ(load().error().code, "disk_full") << "whether it is stored is not certain yet";
    disk.writes_fail_with = SQLITE_OK;
    EXPECT_EQ(load()->lives.size(), 1U);
    keep(LifeBuilder{"r2"}.build());
    close();
    open({.path = path, .vfs = "full-disk"});
    EXPECT_EQ(load()->lives.size(), 2U);
    close();
}

TEST_F(SqliteStoring, AFailingDiskIsNamedAndTheStoreRecovers) {
    TrialVfs disk{"failing-disk"};
    open({.path = path, .vfs = "failing-disk"});
    keep(LifeBuilder{"r1"}.build());
    disk.syncs_fail_with = SQLITE_IOERR_FSYNC;
    const auto failed = commit(LifeBuilder{"r2"}.build());
    ASSERT_FALSE(failed.has_value());
    EXPECT_EQ(failed.error().kind, Trouble::unreachable);
    EXPECT_EQ(failed.error().code, "io_error");
    disk.syncs_fail_with = SQLITE_OK;
    keep(LifeBuilder{"r3"}.build());
    EXPECT_EQ(load()->lives.size(), 2U);
    close();
}

TEST_F(SqliteStoring, ACommitIsOnTheDiskBeforeItReturns) {
    TrialVfs disk{"counted-disk"};
    open({.path = path, .vfs = "counted-disk"});
    keep(LifeBuilder{"r0"}.build());
    for (int i = 1; i <= 5; ++i) {
        const auto before = disk.syncs.load();
        keep(LifeBuilder{"r" + std::to_string(i)}.build());
        EXPECT_GT(disk.syncs.load(), before);
    }
    close();
}

TEST_F(SqliteStoring, CommitsThatQueueWhileOneRunsGoTogether) {
    TrialVfs disk{"slow-disk"};
    open({.path = path, .vfs = "slow-disk"});
    keep(LifeBuilder{"r"}.build());
    const auto before = disk.syncs.load();
    disk.syncs_hang = true;
    std::vector<Task<Outcome<Stored>>> commits;
    for (int i = 0; i < 50; ++i)
        commits.push_back(loop.start(store->commit(LifeBuilder{"r" + std::to_string(i)}.build())));
    loop.poll();
    for (int i = 50; i < 100; ++i)
        commits.push_back(loop.start(store->commit(LifeBuilder{"r" + std::to_string(i)}.build())));
    loop.poll();
    disk.syncs_hang = false;
    for (auto& each : commits) {
        loop.run_until_done(each);
        EXPECT_TRUE(each.result().has_value());
    }
    EXPECT_LE(disk.syncs.load() - before, 6);
    close();
}

TEST_F(SqliteStoring, TheLogIsMovedIntoTheFileWhenNothingWaits) {
    open({.path = path, .checkpoint_after_pages = 4});
    for (int i = 0; i < 100; ++i) keep(big_life(i));
    EXPECT_LT(std::filesystem::file_size(path + "-wal"), 400'000U);
    EXPECT_GT(std::filesystem::file_size(path), 400'000U);
}

TEST_F(SqliteStoring, AStoreThatCannotMoveItsLogGoesOnAndSaysSoOnce) {
    TrialVfs disk{"stuck-disk"};
    open({.path = path, .checkpoint_after_pages = 1, .vfs = "stuck-disk"});
    disk.checkpoints_fail_with = SQLITE_FULL;
    for (int i = 0; i < 5; ++i) keep(LifeBuilder{"r" + std::to_string(i)}.build());
    EXPECT_EQ(load()->lives.size(), 5U);
    EXPECT_EQ(lines.size(), 1U);
    EXPECT_TRUE(log_has("store.log_grows"));
    disk.checkpoints_fail_with = SQLITE_OK;
    keep(LifeBuilder{"r5"}.build());
    EXPECT_EQ(load()->lives.size(), 6U);
    EXPECT_TRUE(log_has("store.log_moved"));
    close();
}

TEST_F(SqliteStoring, LivesComeBackInTheOrderOfTheirIds) {
    open();
    for (const char* id : {"r3", "r1", "r2"}) keep(LifeBuilder{id}.build());
    std::vector<std::string> ids;
    const auto all = load();
    for (const auto& life : all->lives) ids.push_back(life.id.value);
    EXPECT_THAT(ids, ::testing::ElementsAre("r1", "r2", "r3"));
}

TEST_F(SqliteStoring, ForeignBytesAreStoredAsTheyAre) {
    const Life life = LifeBuilder{"r1"}.reason(std::string{"a\0b\xFF'; DROP TABLE life; --", 27}).build();
    open();
    keep(life);
    EXPECT_EQ(load()->lives.front().facts.reason, life.facts.reason);
}

}  // namespace
}  // namespace privman::testing
