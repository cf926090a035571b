#include "tests/contracts/state_store_contract.hpp"

#include "tests/support/life_builder.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>

namespace privman::testing {

Snapshot StoreFixture::since(const Mark& mark, bool all) {
    auto read = loop.run(all ? store->load() : store->changed_since(mark));
    if (!read) throw std::runtime_error{read.error().what};
    std::ranges::sort(read->lives, {}, &Life::id);
    std::ranges::sort(read->boards, {}, &Board::channel);
    return std::move(*read);
}

Outcome<Stored> StoreFixture::commit(Change change) { return loop.run(store->commit(std::move(change))); }

void StoreFixture::keep(Change change) {
    if (const auto done = commit(std::move(change)); !done) throw std::runtime_error{done.error().what};
}

Settings StoreFixture::settings() {
    auto kept = loop.run(stores.settings->read());
    if (!kept) throw std::runtime_error{kept.error().what};
    return std::move(kept->settings);
}

void StoreFixture::set(Settings wanted) {
    if (const auto done = loop.run(stores.settings->change(std::move(wanted))); !done)
        throw std::runtime_error{done.error().what};
}

namespace {

/// The record as it comes back after it was stored.
template <class Record>
Record stored(Record record) {
    ++record.version;
    return record;
}

Life waiting(const std::string& id) { return LifeBuilder{id}; }

Rest rest_of(const std::string& id, std::uint64_t version, long long ended = 5, bool may_count = false) {
    return {{{RequestId{id}, version, wall_at(ended), may_count}}};
}

Board some_board() {
    return {.channel = ChannelId{"C1"},
            .digest = CardCopy{.attempt = Attempt{"d1"}, .ts = MessageTs{"1.5"}, .shown = 9},
            .extra_places = 25};
}

KnownPerson some_person() { return {.id = UserId{"U1"}, .names = {"ada", "Ada Lovelace", "gr\xFC"}}; }

Life full_life() {
    return LifeBuilder{"r1"}
        .card("C1", "a1", "1700000000.000100", 0xFFFF'FFFF'FFFF'FFFF)
        .card("C1", "a2")
        .card("C2", "a3", "1700000000.000200", 7)
        .click({.key = ClickKey{"k"},
                .by = UserId{"U1"},
                .team = TeamId{"T1"},
                .choice = yes_for(Grant::lasting(std::chrono::minutes{90})),
                .channel = ChannelId{"C1"},
                .ts = MessageTs{"1.0"},
                .attempt = Attempt{"a1"},
                .seal = "00ff",
                .response_url = "https://example.com/answer",
                .at = moment_at(900)})
        .fact({.id = "r1#1", .kind = "claimed", .at = wall_at(1), .by = "U1", .detail = "approve 90m"})
        .submitting(claim_by(person("U1", "gräce \"the\" admiral\n"), yes_for(Grant::lasting(std::chrono::hours{4}))))
        .clicked()
        .reminded(wall_at(12));
}

}  // namespace

TEST_P(StateStoreContract, AStoreThatNobodyHasUsedIsEmpty) {
    const auto all = everything();
    EXPECT_TRUE(all.lives.empty());
    EXPECT_TRUE(all.boards.empty());
    EXPECT_FALSE(all.seal_key.has_value());
}

TEST_P(StateStoreContract, WhatWasCommittedComesBackEqual) {
    const SealKey key{.id = "k1", .secret = std::string("\0\x01\xFF' 32 bytes of anything at all", 32)};
    keep(full_life());
    keep(some_board());
    keep(some_person());
    keep(key);
    const auto all = everything();
    EXPECT_THAT(all.lives, ::testing::ElementsAre(stored(full_life())));
    EXPECT_THAT(all.boards, ::testing::ElementsAre(stored(some_board())));
    EXPECT_EQ(all.seal_key, key);
}

TEST_P(StateStoreContract, EachCommitMakesTheStoredVersionOneMore) {
    for (std::uint64_t version = 0; version < 3; ++version) keep(LifeBuilder{"r1"}.version(version));
    EXPECT_EQ(everything().lives.front().version, 3U);
}

TEST_P(StateStoreContract, ALaterCommitReplacesTheEarlier) {
    keep(waiting("r1"));
    const Life decided = LifeBuilder{"r1"}.version(1).settled(person("U1"), no());
    keep(decided);
    EXPECT_THAT(everything().lives, ::testing::ElementsAre(stored(decided)));
}

TEST_P(StateStoreContract, AStaleVersionIsAConflictAndChangesNothing) {
    keep(waiting("r1"));
    const Life first = LifeBuilder{"r1"}.version(1).submitting(claim_by(person("U1")));
    const Life second = LifeBuilder{"r1"}.version(1).submitting(claim_by(person("U2")));
    keep(first);
    const auto lost = commit(second);
    ASSERT_FALSE(lost.has_value());
    EXPECT_EQ(lost.error().kind, Trouble::conflict);
    EXPECT_THAT(everything().lives, ::testing::ElementsAre(stored(first)));
}

TEST_P(StateStoreContract, ARecordThatExistsIsNotMadeASecondTime) {
    keep(waiting("r1"));
    keep(some_board());
    keep(some_person());
    for (const Change& again : {Change{waiting("r1")}, Change{some_board()}, Change{some_person()}}) {
        const auto lost = commit(again);
        ASSERT_FALSE(lost.has_value());
        EXPECT_EQ(lost.error().kind, Trouble::conflict);
    }
}

TEST_P(StateStoreContract, AVersionFromTheFutureIsAConflictToo) {
    for (const Change& change :
         {Change{LifeBuilder{"r1"}.version(4).build()}, Change{Board{.channel = ChannelId{"C1"}, .version = 1}},
          Change{KnownPerson{.id = UserId{"U1"}, .version = 1}}}) {
        const auto lost = commit(change);
        ASSERT_FALSE(lost.has_value());
        EXPECT_EQ(lost.error().kind, Trouble::conflict);
    }
    EXPECT_TRUE(everything().lives.empty());
}

TEST_P(StateStoreContract, OnlyTheExactVersionIsForgotten) {
    keep(waiting("r1"));
    const auto wrong = commit(Forget{.id = RequestId{"r1"}, .version = 2});
    ASSERT_FALSE(wrong.has_value());
    EXPECT_EQ(wrong.error().kind, Trouble::conflict);
    EXPECT_EQ(everything().lives.size(), 1U);
    keep(Forget{.id = RequestId{"r1"}, .version = 1});
    EXPECT_TRUE(everything().lives.empty());
}

TEST_P(StateStoreContract, WhatIsNotThereCannotBeForgotten) {
    const auto wrong = commit(Forget{.id = RequestId{"r1"}, .version = 0});
    ASSERT_FALSE(wrong.has_value());
    EXPECT_EQ(wrong.error().kind, Trouble::conflict);
}

TEST_P(StateStoreContract, AForgottenRequestMayBeginAnew) {
    keep(waiting("r1"));
    keep(Forget{.id = RequestId{"r1"}, .version = 1});
    keep(waiting("r1"));
    EXPECT_THAT(everything().lives, ::testing::ElementsAre(stored(waiting("r1"))));
}

TEST_P(StateStoreContract, TheSealKeyIsStoredOnce) {
    keep(SealKey{.id = "first", .secret = std::string(32, 'a')});
    const auto lost = commit(SealKey{.id = "second", .secret = std::string(32, 'b')});
    ASSERT_FALSE(lost.has_value());
    EXPECT_EQ(lost.error().kind, Trouble::conflict);
    EXPECT_EQ(everything().seal_key->id, "first");
}

TEST_P(StateStoreContract, OfManyWhoWantTheSameRequestExactlyOneWins) {
    keep(waiting("r1"));
    std::vector<Task<Outcome<Stored>>> claims;
    for (int i = 0; i < 20; ++i)
        claims.push_back(loop.start(
            store->commit(LifeBuilder{"r1"}.version(1).submitting(claim_by(person("U" + std::to_string(i)))).build())));
    int won = 0;
    std::string winner;
    for (int i = 0; i < 20; ++i) {
        loop.run_until_done(claims[static_cast<std::size_t>(i)]);
        const auto outcome = claims[static_cast<std::size_t>(i)].result();
        if (outcome) {
            ++won;
            winner = "U" + std::to_string(i);
        } else {
            EXPECT_EQ(outcome.error().kind, Trouble::conflict);
        }
    }
    ASSERT_EQ(won, 1);
    const auto all = everything();
    EXPECT_EQ(std::get<ByPerson>(claim_of(all.lives.front())->by).who.value, winner);
}

TEST_P(StateStoreContract, AConflictInACrowdFailsNobodyElse) {
    keep(waiting("r-taken"));
    std::vector<Task<Outcome<Stored>>> commits;
    for (int i = 0; i < 100; ++i) {
        const bool stale = i % 3 == 0;
        commits.push_back(loop.start(store->commit(waiting(stale ? "r-taken" : "r" + std::to_string(i)))));
    }
    for (std::size_t i = 0; i < commits.size(); ++i) {
        loop.run_until_done(commits[i]);
        EXPECT_EQ(commits[i].result().has_value(), i % 3 != 0) << i;
    }
    EXPECT_EQ(everything().lives.size(), 1U + 66U);
}

TEST_P(StateStoreContract, CommitsOfOneCallerTakeEffectInTheirOrder) {
    std::vector<Task<Outcome<Stored>>> commits;
    for (std::uint64_t version = 0; version < 10; ++version)
        commits.push_back(loop.start(store->commit(LifeBuilder{"r1"}.version(version).build())));
    for (auto& each : commits) {
        loop.run_until_done(each);
        EXPECT_TRUE(each.result().has_value());
    }
    EXPECT_EQ(everything().lives.front().version, 10U);
}

TEST_P(StateStoreContract, NothingCompletesBeforeTheLoopTurns) {
    auto reading = loop.start(store->load());
    auto writing = loop.start(store->commit(waiting("r1")));
    EXPECT_FALSE(reading.done());
    EXPECT_FALSE(writing.done());
    loop.run_until_done(reading);
    loop.run_until_done(writing);
}

TEST_P(StateStoreContract, ACallerWhoIsCancelledTakesNobodyWithHim) {
    auto impatient = loop.start(store->commit(waiting("r1")));
    auto patient = loop.start(store->commit(waiting("r2")));
    impatient.cancel();
    loop.run_until_done(impatient);
    loop.run_until_done(patient);
    EXPECT_TRUE(patient.result().has_value());
    keep(waiting("r3"));
}

TEST_P(StateStoreContract, ChangedSinceTellsWhatWasStoredSince) {
    keep(waiting("r1"));
    keep(waiting("r2"));
    const auto mark = everything().mark;
    EXPECT_TRUE(since(mark).lives.empty());
    keep(LifeBuilder{"r2"}.version(1).clicked());
    keep(waiting("r3"));
    keep(some_board());
    keep(some_person());
    const auto changed = since(mark);
    ASSERT_EQ(changed.lives.size(), 2U);
    EXPECT_EQ(changed.lives[0].id.value, "r2");
    EXPECT_EQ(changed.lives[0].version, 2U);
    EXPECT_EQ(changed.lives[1].id.value, "r3");
    EXPECT_EQ(changed.boards.size(), 1U);
    EXPECT_EQ(changed.people.size(), 1U);
    EXPECT_TRUE(since(changed.mark).people.empty());
    EXPECT_TRUE(since(changed.mark).lives.empty());
    EXPECT_TRUE(since(changed.mark).boards.empty());
}

TEST_P(StateStoreContract, TheSealKeyIsTheCurrentOneWhateverTheMark) {
    keep(SealKey{.id = "k1", .secret = std::string(32, 'a')});
    EXPECT_EQ(since(everything().mark).seal_key->id, "k1");
}

TEST_P(StateStoreContract, WhatWasForgottenIsPartOfARead) {
    for (const auto* id : {"r1", "r2", "r3"}) keep(waiting(id));
    const auto before = everything().mark;
    keep(Forget{.id = RequestId{"r1"}, .version = 1});
    keep(Forget{.id = RequestId{"r3"}, .version = 1});
    keep(waiting("r3"));
    keep(waiting("r4"));
    const auto changed = since(before);
    EXPECT_NE(changed.mark, before);
    EXPECT_THAT(changed.forgotten, ::testing::ElementsAre(RequestId{"r1"})) << "r3 is there again";
    ASSERT_EQ(changed.lives.size(), 2U);
    EXPECT_EQ(changed.lives[0].id.value, "r3");
    EXPECT_EQ(changed.lives[1].id.value, "r4");
    EXPECT_THAT(since(changed.mark).forgotten, ::testing::IsEmpty());
}

TEST_P(StateStoreContract, ACommitTellsWhereItStandsSoThatNobodyReadsItBack) {
    keep(waiting("r1"));
    const auto before = everything().mark;
    const auto one = commit(waiting("r2"));
    const auto other = commit(waiting("r3"));
    ASSERT_TRUE(one && other);
    EXPECT_EQ(one->before, before);
    EXPECT_EQ(other->before, one->after);
    EXPECT_EQ(since(one->after).lives.size(), 1U);
    EXPECT_THAT(since(other->after).lives, ::testing::IsEmpty());
}

TEST_P(StateStoreContract, WhatIsAtRestIsNotLoadedAndComesBackWhenSomebodyAsks) {
    keep(waiting("r1"));
    keep(waiting("r2"));
    keep(rest_of("r1", 1));
    EXPECT_THAT(everything().lives, ::testing::ElementsAre(stored(waiting("r2"))));
    EXPECT_TRUE(everything().holds_lives);
    EXPECT_EQ(loop.run(store->recall(RequestId{"r1"}))->life, stored(waiting("r1")));
    EXPECT_EQ(loop.run(store->recall(RequestId{"r2"}))->life, stored(waiting("r2")));
    EXPECT_EQ(loop.run(store->recall(RequestId{"r3"}))->life, std::nullopt);
}

TEST_P(StateStoreContract, WhateverIsStoredLaterWakesIt) {
    keep(waiting("r1"));
    keep(rest_of("r1", 1));
    auto again = waiting("r1");
    again.version = 1;
    again.clicked = true;
    keep(again);
    EXPECT_THAT(everything().lives, ::testing::ElementsAre(stored(again)));
    keep(rest_of("r1", 1));  // in a version that it has no more
    EXPECT_THAT(everything().lives, ::testing::ElementsAre(stored(again)));
    EXPECT_TRUE(loop.run(store->at_rest_since_before(wall_at(100), 10))->empty());
}

TEST_P(StateStoreContract, WhatARuleMayCountIsLoadedAllTheSame) {
    keep(waiting("r1"));
    keep(rest_of("r1", 1, 5, true));
    EXPECT_THAT(everything().lives, ::testing::SizeIs(1));
    keep(rest_of("r1", 1, 5, false));
    EXPECT_THAT(everything().lives, ::testing::IsEmpty());
}

TEST_P(StateStoreContract, TheOldestAtRestAreNamedFirstAndForgotten) {
    for (const auto* id : {"r1", "r2", "r3"}) keep(waiting(id));
    keep(rest_of("r1", 1, 30));
    keep(rest_of("r2", 1, 10));
    keep(rest_of("r3", 1, 20));
    const auto old = loop.run(store->at_rest_since_before(wall_at(30), 10)).value();
    ASSERT_EQ(old.size(), 2U);
    EXPECT_EQ(old[0].id, RequestId{"r2"});
    EXPECT_EQ(old[1].id, RequestId{"r3"});
    EXPECT_EQ(loop.run(store->at_rest_since_before(wall_at(30), 1))->size(), 1U);
    keep(old[0]);
    EXPECT_EQ(loop.run(store->recall(RequestId{"r2"}))->life, std::nullopt);
    EXPECT_EQ(loop.run(store->at_rest_since_before(wall_at(30), 10))->size(), 1U);
}

TEST_P(StateStoreContract, ATrialChangesNothing) {
    keep(waiting("r1"));
    const auto before = everything();
    EXPECT_TRUE(commit(Trial{}));
    EXPECT_EQ(everything().lives, before.lives);
}

TEST_P(StateStoreContract, AConflictMovesNoMark) {
    keep(waiting("r1"));
    const auto before = everything().mark;
    EXPECT_FALSE(commit(waiting("r1")).has_value());
    EXPECT_EQ(everything().mark, before);
}

TEST_P(DurableStoreContract, EverythingSurvivesTheProcess) {
    const SealKey key{.id = "k1", .secret = std::string(32, '\0')};
    keep(full_life());
    keep(some_board());
    keep(some_person());
    keep(key);
    const auto before = everything();
    reopen();
    const auto after = everything();
    EXPECT_EQ(after.lives, before.lives);
    EXPECT_EQ(after.boards, before.boards);
    EXPECT_THAT(after.people, ::testing::ElementsAre(stored(some_person())));
    EXPECT_EQ(after.seal_key, before.seal_key);
    EXPECT_THAT(since(before.mark).lives, ::testing::IsEmpty()) << "the marks of an earlier process still count";
}

TEST_P(DurableStoreContract, VersionsAreCheckedAgainstWhatAnEarlierProcessStored) {
    keep(waiting("r1"));
    reopen();
    EXPECT_FALSE(commit(waiting("r1")).has_value());
    keep(LifeBuilder{"r1"}.version(1));
    EXPECT_FALSE(commit(LifeBuilder{"r1"}.version(1).build()).has_value());
}

TEST_P(DurableStoreContract, AClosedStoreAnswersThoseWhoStillWait) {
    auto waits = loop.start(store->commit(waiting("r1")));
    loop.poll();
    close();
    loop.run_until_done(waits);
    reopen();
    EXPECT_EQ(everything().lives.size(), waits.result().has_value() ? 1U : everything().lives.size());
}

}  // namespace privman::testing
