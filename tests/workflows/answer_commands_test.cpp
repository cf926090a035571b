#include "tests/workflows/fixture.hpp"

namespace privman::testing {

using ::testing::AllOf;
using ::testing::Each;

class Commanding : public WorkflowTest {
protected:
    void SetUp() override {
        world.directory.add("U-strange", "sue").stranger = true;
        world.directory.add("U-robot", "rob").bot = true;
        world.directory.add("U-left", "leo").deactivated = true;
        world.directory.add("U-other", "otto").team = TeamId{"T2"};
        settings.approvers = TheseDecide{{UserId{"U-ada"}}};
    }
    /// What everybody in the channel and the speaker alone read in answer.
    std::vector<std::string> answers(const std::string& who, const std::string& text,
                                     const std::string& channel = "C-ops") {
        world.board.said.clear();
        world.board.told.clear();
        say(who, channel, text);
        auto all = said_in(channel);
        for (const auto& text_told : world.board.told_to(who)) all.push_back(text_told);
        return all;
    }
    std::string answer(const std::string& who, const std::string& text, const std::string& channel = "C-ops") {
        const auto all = answers(who, text, channel);
        return all.empty() ? "(silence)" : all.back();
    }
    [[nodiscard]] bool registered(const std::string& channel) const {
        return is_registered(bot->settings.now(), ChannelId{channel});
    }
};

const std::vector<std::string> every_command{"help",
                                             "status",
                                             "pending",
                                             "channels",
                                             "register",
                                             "register shared",
                                             "unregister",
                                             "approvers",
                                             "admins",
                                             "version",
                                             "autoapprove status",
                                             "autoapprove set mon-fri 08:00-17:00 Europe/Berlin",
                                             "autoapprove enable",
                                             "autoapprove disable",
                                             "autoapprove clear",
                                             "nonsense",
                                             ""};

TEST_F(Commanding, GuestsStrangersBotsAndTheDeactivatedGetNoAnswerWhatever) {
    start_registered();
    for (const auto* who : {"U-guest", "U-strange", "U-robot", "U-left", "U-other", "U-nobody"})
        for (const auto& command : every_command) {
            EXPECT_THAT(answers(who, command), IsEmpty()) << who << ": " << command;
            EXPECT_THAT(answers(who, command, "C-new"), IsEmpty()) << who << ": " << command;
            EXPECT_FALSE(registered("C-new")) << who << ": " << command;
        }
}

TEST_F(Commanding, SomebodyOfAnotherWorkspaceGetsNoAnswer) {
    start_registered();
    world.board.said.clear();
    CommandArrived said;
    said.from = {UserId{"U-carol"}, ChannelId{"C-ops"}, {}, {}};
    said.team = TeamId{"T2"};
    said.channel = ChannelId{"C-ops"};
    said.text = "status";
    ASSERT_TRUE(bot->clicks.arrived(said, [] {}));
    world.clock.run();
    EXPECT_THAT(world.board.said, IsEmpty());
    EXPECT_THAT(world.board.told, IsEmpty());
}

TEST_F(Commanding, WhoCannotBeLookedUpGetsNoAnswer) {
    start_registered();
    world.directory.broken = Failure{Trouble::unreachable, "no answer"};
    EXPECT_THAT(answers("U-carol", "autoapprove enable"), IsEmpty());
    EXPECT_THAT(answers("U-bob", "autoapprove clear"), IsEmpty());
}

TEST_F(Commanding, WhoIsNeitherApproverNorAdminGetsHelpAndVersionOnly) {
    start_registered();
    EXPECT_THAT(answer("U-bob", "help"),
                AllOf(HasSubstr("version"), Not(HasSubstr("pending")), Not(HasSubstr("autoapprove"))));
    EXPECT_THAT(answer("U-bob", "version"), HasSubstr("privman-slack test"));
    for (const auto* command : {"status", "pending", "channels", "approvers", "admins", "autoapprove status"})
        EXPECT_THAT(answer("U-bob", command), HasSubstr("Only approvers and admins")) << command;
}

TEST_F(Commanding, AnApproverSeesEverythingAndChangesNothingButTheSwitch) {
    settings.admins = {{UserId{"U-carol"}}};
    start_registered();
    for (const auto* command : {"status", "pending", "channels", "approvers", "admins", "autoapprove status"})
        EXPECT_THAT(answer("U-ada", command), Not(HasSubstr("Only"))) << command;
    for (const auto* command :
         {"unregister", "autoapprove set mon-fri 08:00-17:00 Europe/Berlin", "autoapprove enable"})
        EXPECT_THAT(answer("U-ada", command), HasSubstr("Only admins may do that")) << command;
    EXPECT_THAT(answer("U-ada", "register", "C-new"), HasSubstr("you may not register it"));
    EXPECT_TRUE(registered("C-ops"));
    EXPECT_FALSE(registered("C-new"));
    EXPECT_FALSE(bot->settings.now().schedule);
    EXPECT_THAT(answer("U-ada", "help"),
                AllOf(HasSubstr("pending"), HasSubstr("autoapprove disable"), Not(HasSubstr("unregister"))));
}

TEST_F(Commanding, AnAdminSeesEveryCommandInHelp) {
    start_registered();
    EXPECT_THAT(answer("U-carol", "help"),
                AllOf(HasSubstr("register"), HasSubstr("unregister"), HasSubstr("autoapprove set"),
                      HasSubstr("autoapprove enable"), HasSubstr("autoapprove disable"), HasSubstr("autoapprove clear"),
                      HasSubstr("status"), HasSubstr("pending"), HasSubstr("channels"), HasSubstr("approvers"),
                      HasSubstr("admins")));
}

TEST_F(Commanding, NamedAdminsReplaceTheOwnersOfTheWorkspace) {
    settings.admins = {{UserId{"U-bob"}}};
    start();
    EXPECT_THAT(answer("U-carol", "register"), HasSubstr("Admins are @U-bob"));
    EXPECT_FALSE(registered("C-ops"));
    answer("U-bob", "register");
    EXPECT_TRUE(registered("C-ops"));
}

TEST_F(Commanding, NobodyRegistersJustBecauseHeIsTheFirst) {
    settings.approvers = ChannelDecides{};
    start();
    EXPECT_THAT(answer("U-bob", "register"),
                AllOf(HasSubstr("you may not register it"), HasSubstr("U-bob"), HasSubstr("ADMINS")));
    EXPECT_THAT(answer("U-bob", ""), HasSubstr("you may not register it"));
    EXPECT_FALSE(registered("C-ops"));
    restart();
    EXPECT_THAT(answer("U-bob", "register"), HasSubstr("you may not register it")) << "also not after a restart";
    EXPECT_THAT(answer("U-bob", "autoapprove enable"), HasSubstr("Only"));
}

TEST_F(Commanding, WhomTheSettingsNameAsApproverMayRegisterWhileNoAdminsAreNamed) {
    start();
    answer("U-ada", "register");
    EXPECT_TRUE(registered("C-ops"));
    EXPECT_THAT(answer("U-bob", "register", "C-two"), HasSubstr("you may not register it"));
    EXPECT_THAT(answer("U-ada", "unregister"), HasSubstr("Only admins"));
    settings.admins = {{UserId{"U-carol"}}};
    restart();
    EXPECT_TRUE(registered("C-ops")) << "what stands registered stays";
    EXPECT_THAT(answer("U-ada", "register", "C-two"), HasSubstr("you may not register it"));
    EXPECT_FALSE(registered("C-two"));
}

TEST_F(Commanding, AnEmptyMentionOrAGreetingByAnAdminRegistersAnUnregisteredChannel) {
    start();
    for (const auto& [channel, text] :
         {std::pair{"C-one", ""}, {"C-two", "hello there"}, {"C-three", "register, please"}}) {
        EXPECT_THAT(answer("U-carol", text, channel), HasSubstr("Registered."));
        EXPECT_TRUE(registered(channel));
    }
}

TEST_F(Commanding, NothingRegistersByAccident) {
    start();
    for (const auto* text : {"unregister please", "unregister", "regsiter", "good idea", "thanks!", ":tada:",
                             "autoaprove enable", "what is this?", "register?", "register #C0FFEE", "status please"}) {
        answer("U-carol", text, "C-new");
        EXPECT_FALSE(registered("C-new")) << text;
    }
}

TEST_F(Commanding, WhatIsNoCommandOffersToPostApprovalsThereAndOnlyWhoMayCanPress) {
    start();
    EXPECT_THAT(answer("U-bob", "lunch anybody", "C-new"), HasSubstr("I did not understand that"));
    ASSERT_THAT(world.board.offers[UserId{"U-bob"}], SizeIs(1));
    EXPECT_EQ(world.board.offers[UserId{"U-bob"}][0].label, "Post approvals here");
    take_offer("U-bob", 0, "", "C-new");
    EXPECT_FALSE(registered("C-new"));
    EXPECT_THAT(world.board.told_to("U-bob").back(), HasSubstr("you may not register it"));
    take_offer("U-guest", 0, "U-bob", "C-new");
    EXPECT_FALSE(registered("C-new"));
    take_offer("U-carol", 0, "U-bob", "C-new");
    EXPECT_TRUE(registered("C-new"));
    EXPECT_THAT(said_in("C-new"), Contains(HasSubstr("Registered.")));
    world.board.offers.clear();
    answer("U-carol", "lunch anybody", "C-new");
    EXPECT_THAT(world.board.offers, IsEmpty()) << "not where approvals are posted already";
}

TEST_F(Commanding, AKnownCommandInAnUnregisteredChannelDoesJustThat) {
    start_registered();
    answer("U-carol", "status", "C-new");
    EXPECT_FALSE(registered("C-new"));
}

TEST_F(Commanding, AnyOtherMentionBySomebodyElseSaysWhoMayRegister) {
    start_registered();
    EXPECT_THAT(answer("U-bob", "hello", "C-new"),
                AllOf(HasSubstr("Admins are the owners and admins of this workspace"), HasSubstr("U-bob")));
    EXPECT_FALSE(registered("C-new"));
}

TEST_F(Commanding, TheWelcomeSaysWhatHappensWhoDecidesAndWhatIsNotVerified) {
    settings.approvers = ChannelDecides{};
    settings.reservations = {Words{"The contract is not verified."}};
    start();
    EXPECT_THAT(answer("U-carol", "register"),
                AllOf(HasSubstr("every elevation request"), HasSubstr("as a card"),
                      HasSubstr("Every full member who can click"), HasSubstr("everyone who joins"),
                      HasSubstr("The contract is not verified."), HasSubstr("help")));
}

TEST_F(Commanding, TheWelcomeNamesTheApproversOrSaysThatThereAreNone) {
    start();
    EXPECT_THAT(answer("U-carol", "register"), HasSubstr("These may decide: @U-ada"));
    settings.approvers = NobodyDecides{};
    restart();
    EXPECT_THAT(answer("U-carol", "register", "C-two"), HasSubstr("APPROVERS"));
}

TEST_F(Commanding, AChannelSharedWithAnotherCompanyIsRefusedUnlessSaidOtherwise) {
    start();
    say("U-carol", "C-ops", "register", true);
    EXPECT_FALSE(registered("C-ops"));
    EXPECT_THAT(world.board.told_to("U-carol").back(),
                AllOf(HasSubstr("shared with another company"), HasSubstr("register shared")));
    say("U-carol", "C-ops", "hello", true);
    EXPECT_FALSE(registered("C-ops")) << "not by a mere mention either";
    say("U-carol", "C-ops", "register shared", true);
    EXPECT_TRUE(registered("C-ops"));
}

TEST_F(Commanding, ACommandThatArrivesLateChangesNothingAndItsAuthorLearnsOfIt) {
    start_registered();
    say("U-carol", "C-ops", "autoapprove set mon-fri 08:00-17:00 Europe/Berlin");
    CommandArrived late;
    late.from = {UserId{"U-carol"}, ChannelId{"C-ops"}, {}, {}};
    late.team = TeamId{"T1"};
    late.channel = ChannelId{"C-ops"};
    late.text = "autoapprove enable";
    late.written = world.clock.wall() - 5min;
    ASSERT_TRUE(bot->clicks.arrived(late, [] {}));
    world.clock.run();

    EXPECT_FALSE(bot->settings.now().schedule->enabled);
    EXPECT_THAT(world.board.told_to("U-carol").back(), HasSubstr("reached me late, so nothing was changed"));
}

TEST_F(Commanding, WhatWaitsIsToldOnlyWhereCardsAreRead) {
    start_registered();
    raise("r1");
    poll();
    say("U-carol", "C-elsewhere", "pending");
    EXPECT_THAT(said_in("C-elsewhere"), IsEmpty());
    EXPECT_THAT(world.board.told_to("U-carol").back(), HasSubstr("1 request waits"));

    say("U-carol", "C-ops", "pending");
    EXPECT_THAT(said_in("C-ops"), Contains(HasSubstr("1 request waits")));
}

TEST_F(Commanding, WhetherAChannelIsSharedIsLookedUpWhenTheEventDoesNotSay) {
    world.directory.channels[ChannelId{"C-ops"}] = {.id = ChannelId{"C-ops"}, .shared_outside = true};
    start();
    say("U-carol", "C-ops", "register", std::nullopt);
    EXPECT_FALSE(registered("C-ops"));
    world.directory.channels[ChannelId{"C-ops"}].shared_outside = false;
    say("U-carol", "C-ops", "register", std::nullopt);
    EXPECT_TRUE(registered("C-ops"));
}

TEST_F(Commanding, WithoutTheScopeToLookTheEventsOwnWordIsEnough) {
    start();
    say("U-carol", "C-ops", "register", false);
    EXPECT_TRUE(registered("C-ops"));
}

TEST_F(Commanding, WithoutAnyKnowledgeAChannelIsNotRegistered) {
    start();
    say("U-carol", "C-ops", "register", std::nullopt);
    EXPECT_FALSE(registered("C-ops"));
    EXPECT_THAT(world.board.told_to("U-carol").back(), AllOf(HasSubstr("cannot find out"), HasSubstr("lacks a scope")));
}

TEST_F(Commanding, AChannelIsRegisteredWhereItIsSaidAndUnregisteredAlsoFromADirectMessage) {
    start_registered({"C0FFEE"});
    EXPECT_THAT(answer("U-carol", "register #C0DECAF", "D-carol"), HasSubstr("mention me in that channel"));
    EXPECT_FALSE(registered("C0DECAF"));
    EXPECT_THAT(answer("U-carol", "unregister", "D-carol"), HasSubstr("unregister #channel"));
    EXPECT_THAT(answer("U-carol", "unregister #C0FFEE", "D-carol"), HasSubstr("#C0FFEE gets no cards any more"));
    EXPECT_FALSE(registered("C0FFEE"));
}

TEST_F(Commanding, ADirectMessageIsNoPlaceForCards) {
    start();
    EXPECT_THAT(answer("U-carol", "register", "D-carol"), HasSubstr("mention me there"));
    EXPECT_FALSE(registered("D-carol"));
    EXPECT_THAT(answer("U-carol", "hello", "D-carol"), HasSubstr("approvers decide them there"));
    EXPECT_THAT(answer("U-carol", "lunch", "D-carol"), HasSubstr("did not understand"));
    EXPECT_THAT(world.board.offers, IsEmpty());
    EXPECT_FALSE(registered("D-carol"));
}

TEST_F(Commanding, BeforeTheInvitationTheAnswerWaitsALittleThenComesDirectly) {
    start();
    world.board.silent[ChannelId{"C-ops"}] = {Trouble::forbidden, "not_in_channel", {}, "not_in_channel"};
    say("U-carol", "C-ops", "register");
    EXPECT_THAT(world.board.told_to("U-carol"), IsEmpty());
    world.clock.advance(3s);
    world.board.silent.clear();
    world.clock.advance(3s);
    EXPECT_THAT(said_in("C-ops"), ElementsAre(HasSubstr("Registered.")));

    world.board.told.clear();
    world.board.silent[ChannelId{"C-two"}] = {Trouble::forbidden, "not_in_channel", {}, "not_in_channel"};
    say("U-carol", "C-two", "register");
    world.clock.advance(30s);
    EXPECT_GE(world.board.said_tries[ChannelId{"C-two"}], 2u);
    EXPECT_THAT(world.board.told_to("U-carol"), ElementsAre(HasSubstr("Registered.")));
}

TEST_F(Commanding, RegisteringTwiceIsSaid) {
    start_registered();
    EXPECT_THAT(answer("U-carol", "register"), HasSubstr("registered already"));
    EXPECT_EQ(bot->settings.now().channels.size(), 1u);
}

TEST_F(Commanding, UnregisterAndChannelsTellTheTruth) {
    start_registered({"C-ops", "C-two"});
    EXPECT_THAT(answer("U-carol", "channels"), AllOf(HasSubstr("#C-ops"), HasSubstr("#C-two"), HasSubstr("@U-carol")));
    EXPECT_THAT(answer("U-carol", "unregister", "C-two"), HasSubstr("lose their buttons"));
    EXPECT_FALSE(registered("C-two"));
    EXPECT_THAT(answer("U-carol", "unregister", "C-two"), HasSubstr("is not registered"));
    EXPECT_THAT(answer("U-carol", "channels"), Not(HasSubstr("#C-two")));
}

TEST_F(Commanding, WhatCannotBeStoredIsNotClaimedToBeDone) {
    start_registered();
    store.refuses = Failure{Trouble::unreachable, "the disk is full"};
    EXPECT_THAT(answer("U-carol", "register", "C-two"), HasSubstr("Not registered"));
    EXPECT_THAT(answer("U-carol", "status"),
                HasSubstr("Nothing can be decided, the store refuses changes: the disk is full"));
    EXPECT_THAT(answer("U-carol", "unregister"), HasSubstr("Not changed"));
    EXPECT_THAT(answer("U-carol", "autoapprove set mon-fri 08:00-17:00 Europe/Berlin"), HasSubstr("Not changed"));
    EXPECT_TRUE(registered("C-ops"));
}

TEST_F(Commanding, TheScheduleIsAnsweredWithBothSidesAndTheNextSwitch) {
    start_registered();
    const auto said = answers("U-carol", "autoapprove set mon-fri 08:00-17:00 Europe/Berlin");
    EXPECT_THAT(said, SizeIs(1)) << "the announcement is the answer";
    EXPECT_THAT(said, Contains(AllOf(HasSubstr("Auto-approve is OFF. @U-carol set"),
                                     HasSubstr("People decide Mon–Fri 08:00–17:00 Europe/Berlin"),
                                     HasSubstr("outside that, 73 % of the week, requests are approved for 4 hours"),
                                     HasSubstr("switched off"), HasSubstr("they end 2026-07-01 17:00 UTC"))));
    EXPECT_THAT(answer("U-carol", "autoapprove status"),
                AllOf(::testing::StartsWith("Auto-approve is OFF."), HasSubstr("People decide Mon–Fri")));
}

TEST_F(Commanding, EveryChangeOfTheScheduleIsAnnouncedEverywhereWithItsAuthorAndTheOldValue) {
    start_registered({"C-ops", "C-two"});
    answer("U-carol", "autoapprove set mon-fri 08:00-17:00 Europe/Berlin");
    EXPECT_THAT(said_in("C-two"), ElementsAre(AllOf(HasSubstr("@U-carol set"), HasSubstr("it was none"))));
    answer("U-carol", "autoapprove set mon-fri 09:00-17:00 Europe/Berlin");
    EXPECT_THAT(said_in("C-two"),
                ElementsAre(AllOf(HasSubstr("09:00-17:00"), HasSubstr("it was mon-fri 08:00-17:00"))));
    answer("U-carol", "autoapprove enable");
    EXPECT_THAT(said_in("C-two"), ElementsAre(AllOf(HasSubstr("@U-carol enabled"), HasSubstr("it was disabled"))));
    EXPECT_THAT(said_in("C-ops"), Contains(HasSubstr("@U-carol enabled")));
    answer("U-carol", "autoapprove disable");
    EXPECT_THAT(said_in("C-two"), ElementsAre(AllOf(HasSubstr("@U-carol disabled"), HasSubstr("it was enabled"))));
    answer("U-carol", "autoapprove clear");
    EXPECT_THAT(said_in("C-two"),
                ElementsAre(AllOf(HasSubstr("@U-carol cleared"), HasSubstr("it was mon-fri 09:00-17:00"))));
    EXPECT_THAT(answer("U-carol", "autoapprove status"), HasSubstr("No schedule is set"));
}

TEST_F(Commanding, WhatChangesNothingIsNotAnnounced) {
    start_registered({"C-ops", "C-two"});
    for (const auto* command : {"autoapprove enable", "autoapprove disable", "autoapprove clear"}) {
        answer("U-carol", command);
        EXPECT_THAT(said_in("C-two"), IsEmpty()) << command;
    }
    EXPECT_FALSE(bot->settings.now().schedule) << "nothing to enable";
}

TEST_F(Commanding, AWrongCommandIsAnsweredWithTheWordAtFaultAndARightExample) {
    start_registered();
    EXPECT_THAT(answer("U-carol", "autoapprove set mon-fry 08:00-17:00 Europe/Berlin"),
                AllOf(HasSubstr("mon-fry"), HasSubstr("For example: autoapprove set")));
    EXPECT_THAT(answer("U-carol", "autoapprove set mon-fri 08:00-08:00 Europe/Berlin"), HasSubstr("For example"));
    EXPECT_THAT(answer("U-carol", "statsu"), AllOf(HasSubstr("statsu"), HasSubstr("For example: status")));
    EXPECT_FALSE(bot->settings.now().schedule);
}

TEST_F(Commanding, AZoneThatDoesNotExistIsNamed) {
    start_registered();
    EXPECT_THAT(answer("U-carol", "autoapprove set mon-fri 08:00-17:00 Nowhere/Land"),
                AllOf(HasSubstr("Not changed"), HasSubstr("Nowhere/Land"), HasSubstr("For example")));
    EXPECT_FALSE(bot->settings.now().schedule);
}

TEST_F(Commanding, StatusSaysHowThingsAre) {
    settings.reservations = {Words{"The contract is not verified."}};
    settings.further_status = {Words{"Slack connection: connected"}};
    start_registered();
    raise("r1");
    poll();
    EXPECT_THAT(answer("U-ada", "status"),
                AllOf(HasSubstr("privman-slack test"), HasSubstr("1 pending"), HasSubstr("1 waiting"),
                      HasSubstr("1 registered channel"), HasSubstr("@U-ada"), HasSubstr("No schedule"),
                      HasSubstr("not verified"), HasSubstr("Slack connection: connected")));
    world.source.broken = Failure{Trouble::rejected, "the password is refused"};
    poll();
    EXPECT_THAT(answer("U-ada", "status"), HasSubstr("cannot be read: the password is refused"));
}

TEST_F(Commanding, PendingListsTheLongestWaitingFirst) {
    start_registered();
    EXPECT_THAT(answer("U-ada", "pending"), HasSubstr("Nothing waits"));
    raise("r1", "CORP\\first");
    poll();
    raise("r0", "CORP\\second");
    poll();
    const auto said = answer("U-ada", "pending");
    EXPECT_THAT(said, HasSubstr("2 requests wait"));
    EXPECT_LT(said.find("first"), said.find("second"));
}

TEST_F(Commanding, ApproversAndAdminsAreNamed) {
    settings.admins = {{UserId{"U-carol"}}};
    start_registered();
    EXPECT_THAT(answer("U-ada", "approvers"), HasSubstr("@U-ada"));
    EXPECT_THAT(answer("U-ada", "admins"), HasSubstr("@U-carol"));
}

// --- what always waits for people ---

TEST_F(Commanding, ChannelsReadHowManyPatternsWaitForPeopleAndInsidersWhich) {
    settings.unattended.except = parse_patterns(R"(*\secret.exe | policy=hush)").value();
    start_registered();
    world.directory.add("U-erin", "erin");
    for (const auto* command : {"status", "autoapprove status"}) {
        for (const auto* who : {"U-carol", "U-ada"}) {
            EXPECT_THAT(answer(who, command), HasSubstr("2 patterns always wait for people")) << who;
            EXPECT_THAT(answer(who, command), Not(HasSubstr("secret"))) << who;
        }
        EXPECT_THAT(answers("U-erin", command), Each(Not(HasSubstr("pattern"))));
    }
    EXPECT_THAT(answer("U-carol", "autoapprove status", "D-1"),
                AllOf(HasSubstr(R"(path=*\secret.exe)"), HasSubstr("policy=hush")));
    EXPECT_THAT(answer("U-ada", "status", "D-1"), HasSubstr(R"(path=*\secret.exe)"));
}

TEST_F(Commanding, WhoMayDecideOnlyBecauseHeIsInTheChannelReadsHowMany) {
    settings.approvers = ChannelDecides{};
    settings.unattended.except = parse_patterns(R"(*\secret.exe)").value();
    start_registered();
    EXPECT_THAT(answer("U-ada", "status", "D-1"),
                AllOf(HasSubstr("One pattern always waits"), Not(HasSubstr("secret"))));
    EXPECT_THAT(answer("U-carol", "status", "D-1"), HasSubstr("secret"));
}

}  // namespace privman::testing
