// What was shown is what is decided: each call is compared with a list first, and what is another request by now is not
// sent.
#include "tests/workflows/fixture.hpp"

namespace privman::testing {

class WhatWasShown : public WorkflowTest {
protected:
    void SetUp() override {
        start_registered();
        auto first = request("r1");
        first.command_line = "setup.exe /quiet";
        first.hash = "aa11";
        first.policy = "Installers";
        first.rating = "Unknown";
        first.signer = "Example Ltd";
        first.company = "Example Ltd";
        world.source.raise(first);
        poll();
    }
    ElevationRequest& row(const std::string& id = "r1") { return world.source.waiting.at(RequestId{id}); }
    [[nodiscard]] bool nothing_was_sent() const { return world.source.told.empty(); }
    [[nodiscard]] std::string last_word_to(const std::string& who) const {
        const auto all = world.board.told_to(who);
        return all.empty() ? "(nothing)" : all.back();
    }
};

TEST_F(WhatWasShown, ARowThatWasEditedAfterTheLastPollIsNotApprovedAndOneMoreClickDecides) {
    row().path = "C:\\other.exe";
    approve("r1", "U-ada");

    EXPECT_TRUE(nothing_was_sent());
    EXPECT_THAT(last_word_to("U-ada"), HasSubstr("Nothing was decided"));
    EXPECT_THAT(last_word_to("U-ada"), HasSubstr("\"C:\\setup.exe\" → \"C:\\other.exe\""));
    EXPECT_THAT(card_text("r1"), HasSubstr("Path: C:\\setup.exe → C:\\other.exe"));
    EXPECT_TRUE(has_buttons("r1"));
    EXPECT_EQ(world.board.cards_of("r1").front()->view.facts.path, "C:\\other.exe");

    approve("r1", "U-ada");
    EXPECT_THAT(world.source.decided, SizeIs(1));
    EXPECT_THAT(card_text("r1"), HasSubstr("Approved by @U-ada"));
}

TEST_F(WhatWasShown, ADenialIsComparedAsWell) {
    row().user = "CORP\\mallory";
    deny("r1", "U-ada");
    EXPECT_TRUE(nothing_was_sent());
    EXPECT_THAT(last_word_to("U-ada"), HasSubstr("\"CORP\\eve\" → \"CORP\\mallory\""));
}

TEST_F(WhatWasShown, EachFactCountsByItsOwnMeasure) {
    struct Edit {
        std::string ElevationRequest::* fact;
        const char* now;
        bool decided;
    };
    const std::vector<Edit> edits{
        {&ElevationRequest::user, "CORP\\other", false},   {&ElevationRequest::computer, "LT-43", false},
        {&ElevationRequest::path, "C:\\x.exe", false},     {&ElevationRequest::command_line, "x /evil", false},
        {&ElevationRequest::command_line, "", false},      {&ElevationRequest::hash, "bb22", false},
        {&ElevationRequest::policy, "Other", false},       {&ElevationRequest::reason, "Other", false},
        {&ElevationRequest::rating, "Malicious", false},   {&ElevationRequest::rating, "Clean", true},
        {&ElevationRequest::signer, "Somebody", false},    {&ElevationRequest::signer, "", false},
        {&ElevationRequest::company, "Somebody", false},   {&ElevationRequest::application, "Other", true},
        {&ElevationRequest::user_full_name, "Eve A", true}};
    unsigned number = 0;
    for (const auto& edit : edits) {
        const auto id = "e" + std::to_string(++number);
        auto asked = row();
        asked.id = RequestId{id};
        world.source.raise(asked);
        poll();
        row(id).*(edit.fact) = edit.now;
        const auto told = world.source.told.size();
        approve(id, "U-ada");
        EXPECT_EQ(world.source.told.size() - told, edit.decided ? 1u : 0u) << number << ": " << edit.now;
        EXPECT_EQ(has_buttons(id), !edit.decided) << number;
    }
}

TEST_F(WhatWasShown, WhatIsNotListedAnyMoreIsNotSent) {
    world.source.waiting.clear();
    approve("r1", "U-ada");
    EXPECT_TRUE(nothing_was_sent());
    EXPECT_THAT(last_word_to("U-ada"), HasSubstr("does not list it any more"));
    EXPECT_TRUE(is<Waiting>("r1")) << "one list closes nothing";
    world.clock.advance(2min);
    EXPECT_THAT(card_text("r1"), HasSubstr("No longer pending"));
}

TEST_F(WhatWasShown, WithoutAListInTimeNothingIsSent) {
    world.source.broken = Failure{Trouble::unreachable, "HTTP 503"};
    approve("r1", "U-ada");
    world.clock.advance(119s);
    EXPECT_TRUE(is<Submitting>("r1"));
    world.clock.advance(2s);
    EXPECT_TRUE(nothing_was_sent());
    EXPECT_TRUE(has_buttons("r1"));
    EXPECT_THAT(last_word_to("U-ada"), HasSubstr("list could not be read in time (HTTP 503)"));
}

TEST_F(WhatWasShown, NobodyWithoutRightsCausesAList) {
    const auto lists = world.source.lists;
    approve("r1", "U-guest");
    EXPECT_EQ(world.source.lists, lists);
    world.directory.broken = Failure{Trouble::rejected, "invalid_auth"};
    approve("r1", "U-ada");
    EXPECT_EQ(world.source.lists, lists);
    world.directory.broken.reset();
    approve("r1", "U-ada");
    EXPECT_EQ(world.source.lists, lists + 1);
}

TEST_F(WhatWasShown, AListThatWasCompleteBeforeTheClickCannotKnowWhatItsClickerSaw) {
    world.clock.advance(21s);  // one second after a poll
    row().path = "C:\\other.exe";
    approve("r1", "U-ada");
    EXPECT_TRUE(nothing_was_sent());
}

TEST_F(WhatWasShown, ARepeatIsComparedWithAListThatWasAskedForAfterTheCall) {
    world.source.answers.push_back({NotDelivered{{Trouble::throttled, "HTTP 429", Millis{2'000}}}, false});
    approve("r1", "U-ada");
    ASSERT_THAT(world.source.told, SizeIs(1));
    row().path = "C:\\other.exe";
    world.clock.advance(10s);
    EXPECT_THAT(world.source.told, SizeIs(1));
    EXPECT_THAT(last_word_to("U-ada"), HasSubstr("C:\\other.exe"));
}

TEST_F(WhatWasShown, EverybodyWhoClickedIsTold) {
    world.source.list_takes = 3s;
    approve("r1", "U-ada");
    row().path = "C:\\other.exe";  // after this list was asked for
    world.clock.advance(1s);
    world.source.answers.push_back({NotDelivered{{Trouble::unreachable, "connection refused"}}, false});
    deny("r1", "U-bob");
    EXPECT_THAT(last_word_to("U-bob"), HasSubstr("@U-ada is deciding"));
    world.clock.advance(15s);
    for (const auto* who : {"U-ada", "U-bob"})
        EXPECT_THAT(last_word_to(who), HasSubstr("\"C:\\setup.exe\" → \"C:\\other.exe\"")) << who;
    EXPECT_TRUE(life("r1").to_be_told.empty());
}

TEST_F(WhatWasShown, OfAClaimThatEndedWellTheOthersHearNothingMore) {
    world.source.answers.push_back({Accepted{}, true, 5s});
    approve("r1", "U-ada");
    deny("r1", "U-bob");
    world.clock.advance(10s);
    EXPECT_THAT(world.board.told_to("U-bob"), SizeIs(1));
    EXPECT_TRUE(life("r1").to_be_told.empty());
}

TEST_F(WhatWasShown, WhatOnlyBecomesKnownMakesNoClickStale) {
    const auto old = *world.board.cards_of("r1").front();
    row().rating = "Clean";
    poll();
    click(old, "U-ada", true);
    EXPECT_THAT(world.source.decided, SizeIs(1));
}

TEST_F(WhatWasShown, AClickOnACardOfTheOldRequestHearsWhatChanged) {
    const auto old = *world.board.cards_of("r1").front();
    row().path = "C:\\other.exe";
    poll();
    EXPECT_THAT(card_text("r1"), HasSubstr("Changed while it waited."));
    click(old, "U-ada", true);
    EXPECT_TRUE(nothing_was_sent());
    EXPECT_THAT(last_word_to("U-ada"), HasSubstr("Path: C:\\setup.exe → C:\\other.exe"));
}

TEST_F(WhatWasShown, ManyClicksShareAFewLists) {
    raise_many(20);
    poll();
    world.source.list_takes = 500ms;
    world.source.most_lists_under_way = 0;
    const auto lists = world.source.lists;
    for (int i = 0; i < 20; ++i) {
        const auto id = std::string(i < 10 ? "r00" : "r0") + std::to_string(i);
        approve(id, "U-ada");
        world.clock.advance(10ms);
    }
    world.clock.advance(5s);
    EXPECT_THAT(world.source.decided, SizeIs(20));
    EXPECT_LE(world.source.lists - lists, 4u);
    EXPECT_LE(world.source.most_lists_under_way, 2u);
}

TEST_F(WhatWasShown, ACallThatCannotLeaveWithinASecondIsComparedAnew) {
    const auto lists = world.source.lists;
    world.source.list_takes = 10ms;
    approve("r1", "U-ada");
    store.commit_takes = 1500ms;  // the intent to call
    world.clock.advance(10ms);
    row().path = "C:\\other.exe";  // while it is being stored
    world.clock.advance(1600ms);
    store.commit_takes = 0ms;
    world.clock.advance(5s);
    EXPECT_TRUE(nothing_was_sent());
    EXPECT_GE(world.source.lists - lists, 2u);
    EXPECT_THAT(last_word_to("U-ada"), HasSubstr("C:\\other.exe"));
}

TEST_F(WhatWasShown, AStoreThatAlwaysTakesLongerThanASecondKeepsNobodyFromDeciding) {
    store.commit_takes = 1500ms;
    approve("r1", "U-ada");
    world.clock.advance(10s);
    EXPECT_THAT(world.source.decided, SizeIs(1));
}

TEST_F(WhatWasShown, AListThatCameWhileAnotherOneFailedIsAsOldAsItIs) {
    world.source.raise(request("r2"));
    poll();
    world.source.list_takes = 10ms;
    approve("r1", "U-ada");
    store.commit_takes = 1500ms;  // the intent to call: the list is too old by then
    world.clock.advance(10ms);
    world.source.list_failures = {Failure{Trouble::unreachable, "no answer in time"}};
    world.source.failure_takes = 20s;
    world.clock.advance(8s);
    store.commit_takes = 0ms;
    approve("r2", "U-ada");  // its list comes, while the other one is still waited for
    world.clock.advance(5s);
    ASSERT_THAT(world.source.decided, SizeIs(1));
    row().path = "C:\\other.exe";
    world.clock.advance(30s);
    EXPECT_THAT(world.source.told, SizeIs(1)) << "only r2's";
    EXPECT_THAT(last_word_to("U-ada"), HasSubstr("C:\\other.exe"));
}

// Two requests under one id.

TEST_F(WhatWasShown, TwoRequestsUnderOneIdHaveNoButtonsUntilOneIsLeft) {
    const auto old = *world.board.cards_of("r1").front();
    auto other = row();
    other.path = "C:\\evil.exe";
    world.source.shadows[RequestId{"r1"}] = other;
    poll();
    EXPECT_FALSE(has_buttons("r1"));
    EXPECT_THAT(card_text("r1"), HasSubstr("two different requests under this id"));
    click(old, "U-ada", true);
    EXPECT_TRUE(nothing_was_sent());
    EXPECT_THAT(last_word_to("U-ada"), HasSubstr("two different requests"));

    world.source.shadows.clear();
    poll();
    EXPECT_TRUE(has_buttons("r1"));
    approve("r1", "U-ada");
    EXPECT_THAT(world.source.decided, SizeIs(1));
}

TEST_F(WhatWasShown, ASecondRequestThatAppearsOnlyInTheListBeforeTheCallStopsIt) {
    auto other = row();
    other.path = "C:\\evil.exe";
    world.source.shadows[RequestId{"r1"}] = other;
    approve("r1", "U-ada");
    EXPECT_TRUE(nothing_was_sent());
    EXPECT_THAT(last_word_to("U-ada"), HasSubstr("two different requests"));
    EXPECT_FALSE(has_buttons("r1"));
}

TEST_F(WhatWasShown, TwoRequestsUnderOneIdAreShownWithoutButtonsFromTheBeginning) {
    auto other = request("r2");
    world.source.raise(other);
    other.path = "C:\\evil.exe";
    world.source.shadows[RequestId{"r2"}] = other;
    poll();
    ASSERT_THAT(world.board.cards_of("r2"), SizeIs(1));
    EXPECT_FALSE(has_buttons("r2"));
}

}  // namespace privman::testing
