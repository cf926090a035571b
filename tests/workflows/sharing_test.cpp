// A channel that another company can read gets nothing any more; and what an upgrade has to say, and to whom.
#include "tests/workflows/fixture.hpp"
#include "workflows/follow_connections.hpp"
#include "workflows/tell_changed_defaults.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace privman::testing {

using ::testing::AllOf;
using ::testing::StartsWith;

class Sharing : public WorkflowTest {
protected:
    [[nodiscard]] bool registered(const std::string& channel) const {
        return is_registered(bot->settings.now(), ChannelId{channel});
    }
    void seen(const std::string& channel) {
        ASSERT_TRUE(bot->clicks.arrived(SharingSeen{ChannelId{channel}}, [] {}));
        world.clock.run();
    }
    /// What never ends by itself ends with the test.
    void keep_running(async::TaskScope::Work work) {
        tasks_.start(std::move(work));
        world.clock.run();
    }
    void TearDown() override {
        tasks_.cancel();
        world.clock.run();
        WorkflowTest::TearDown();
    }
    void spawn(Async<void> work) {
        boost::asio::co_spawn(world.loop, std::move(work), boost::asio::detached);
        world.clock.run();
    }

private:
    async::TaskScope tasks_{world.loop.get_executor(), [](const std::exception_ptr&) {}};
};

TEST_F(Sharing, AnEventThatSaysSoIsTheLastThingThatIsSaidThere) {
    start_registered({"C-ops", "C-two"});
    raise("r1");
    poll();
    seen("C-ops");
    EXPECT_FALSE(registered("C-ops"));
    EXPECT_TRUE(registered("C-two"));
    EXPECT_THAT(said_in("C-ops"),
                ElementsAre(AllOf(HasSubstr("shared with another company"), HasSubstr("register shared"))));
    EXPECT_THAT(world.board.told_to("U-carol"), Contains(HasSubstr("#C-ops is shared with another company")));
    const auto cards = cards_in("C-ops").size();
    raise("r2");
    poll();
    say("U-carol", "C-two", "autoapprove set mon-fri 08:00-17:00 Europe/Berlin");
    EXPECT_EQ(cards_in("C-ops").size(), cards);
    EXPECT_THAT(said_in("C-ops"), SizeIs(1));
    seen("C-ops");
    EXPECT_THAT(said_in("C-ops"), SizeIs(1)) << "said once";
}

TEST_F(Sharing, ACommandInItTellsAsWell) {
    start_registered();
    say("U-carol", "C-ops", "version", true);
    EXPECT_FALSE(registered("C-ops"));
}

TEST_F(Sharing, AChannelThatMayBeSharedIsLeftAlone) {
    start();
    say("U-carol", "C-ops", "register shared", true);
    ASSERT_TRUE(registered("C-ops"));
    seen("C-ops");
    EXPECT_TRUE(registered("C-ops"));
    restart();
    seen("C-ops");
    EXPECT_TRUE(registered("C-ops")) << "also after a restart";
}

TEST_F(Sharing, RegisterSharedAllowsItAfterwards) {
    start_registered();
    say("U-carol", "C-ops", "register shared");
    seen("C-ops");
    EXPECT_TRUE(registered("C-ops"));
}

TEST_F(Sharing, AClickerOfAnotherCompanyGivesItAway) {
    world.directory.add("U-strange", "sue").stranger = true;
    start_registered();
    raise("r1");
    poll();
    KeptClick kept;
    kept.key = ClickKey{"k"};
    kept.by = UserId{"U-strange"};
    kept.team = TeamId{"T2"};
    kept.channel = ChannelId{"C-ops"};
    kept.ts = cards_in("C-ops").front()->ts;
    ASSERT_TRUE(bot->clicks.arrived(ClickArrived{RequestId{"r1"}, kept, {}}, [] {}));
    world.clock.run();
    EXPECT_FALSE(registered("C-ops"));
    EXPECT_THAT(world.source.told, IsEmpty());
}

TEST_F(Sharing, AClickerOfASisterWorkspaceDoesNotWhenTheChannelIsOfThisCompanyAlone) {
    world.directory.channels[ChannelId{"C-ops"}] = {.id = ChannelId{"C-ops"}};
    start_registered();
    KeptClick kept;
    kept.key = ClickKey{"k"};
    kept.by = UserId{"U-sister"};
    kept.team = TeamId{"T2"};
    kept.channel = ChannelId{"C-ops"};
    ASSERT_TRUE(bot->clicks.arrived(ClickArrived{RequestId{"r1"}, kept, {}}, [] {}));
    world.clock.run();
    EXPECT_TRUE(registered("C-ops"));
}

TEST_F(Sharing, AtStartItIsAskedWhereThatIsAllowedAndElseSaidToBeUnchecked) {
    start_registered({"C-ops", "C-two"});
    world.directory.channels[ChannelId{"C-two"}] = {.id = ChannelId{"C-two"}, .shared_outside = true};
    spawn(bot->sharing.look_at_all());
    EXPECT_FALSE(registered("C-two"));
    EXPECT_TRUE(registered("C-ops"));
    const auto lines = bot->sharing.in_words();
    ASSERT_THAT(lines, SizeIs(1));
    EXPECT_THAT(plain_text(lines[0]), AllOf(StartsWith("Sharing not checked"), HasSubstr("#C-ops")));
    world.directory.channels[ChannelId{"C-ops"}] = {.id = ChannelId{"C-ops"}};
    spawn(bot->sharing.look_at_all());
    EXPECT_THAT(bot->sharing.in_words(), IsEmpty());
}

TEST_F(Sharing, AStoreThatRefusesLosesNothing) {
    start_registered();
    store.refuses = Failure{Trouble::unreachable, "the disk is full"};
    seen("C-ops");
    EXPECT_THAT(said_in("C-ops"), IsEmpty());
    store.refuses.reset();
    world.clock.advance(5s);
    seen("C-ops");
    EXPECT_FALSE(registered("C-ops"));
}

TEST_F(Sharing, FormerAdminsAreForgottenAndHearNoAlarms) {
    world.directory.add("U-dora", "dora").workspace_admin = true;
    start_registered({"C-ops", "C-two"});
    say("U-dora", "C-ops", "status");
    ASSERT_THAT(bot->settings.now().admins_met, SizeIs(2));
    world.directory.people[UserId{"U-dora"}].workspace_admin = false;
    seen("C-two");
    EXPECT_THAT(world.board.told_to("U-carol"), Contains(HasSubstr("is shared with another company")));
    EXPECT_THAT(world.board.told_to("U-dora"), Not(Contains(HasSubstr("is shared with another company"))));
    EXPECT_THAT(bot->settings.now().admins_met, ElementsAre(UserId{"U-carol"}));
    world.directory.broken = Failure{Trouble::unreachable, "no answer"};
    keep_running([this] { return bot->commands.forget_former_admins(); });
    EXPECT_THAT(bot->settings.now().admins_met, SizeIs(1)) << "nobody is forgotten because of a failure";
    world.directory.broken.reset();
    world.directory.people[UserId{"U-carol"}].deactivated = true;
    world.clock.advance(1h);
    EXPECT_THAT(bot->settings.now().admins_met, IsEmpty());
}

TEST_F(Sharing, AChangedDefaultIsSaidOncePerChannelAfterAnUpgradeAndNeverElse) {
    start_registered({"C-ops", "C-two"});
    const auto tell = [this](bool by_default) {
        spawn(tell_changed_defaults({bot->settings, world.board, bot->unattended, world.clock, world.log}, by_default));
    };
    tell(true);
    EXPECT_THAT(world.board.said, IsEmpty()) << "a new installation";

    const auto as_of_an_earlier_release = [this] {
        spawn([](SettingsKeeper& kept) -> Async<void> {
            co_await kept.amend([](Settings settings) {
                settings.defaults_told = 0;
                for (auto& channel : settings.channels) channel.defaults_told = 0;
                return settings;
            });
        }(bot->settings));
    };
    as_of_an_earlier_release();
    world.board.silent[ChannelId{"C-two"}] = {Trouble::forbidden, "is_archived", {}, "is_archived"};
    tell(true);
    EXPECT_THAT(said_in("C-ops"),
                ElementsAre(AllOf(StartsWith("Auto-approve is OFF."), HasSubstr("AUTO_APPROVE_DURATION"))));
    world.board.silent.clear();
    restart();
    tell(true);
    EXPECT_THAT(said_in("C-ops"), SizeIs(1));
    EXPECT_THAT(said_in("C-two"), SizeIs(1)) << "where it could not be said it is said at the next start";
    restart();
    tell(true);
    EXPECT_THAT(said_in("C-two"), SizeIs(1));

    as_of_an_earlier_release();
    world.board.said.clear();
    tell(false);
    EXPECT_THAT(world.board.said, IsEmpty()) << "who has set it notices nothing";
    tell(true);
    EXPECT_THAT(world.board.said, IsEmpty());
}

TEST_F(Sharing, APauseBecauseOfOtherConnectionsIsSaidAndSoIsItsEnd) {
    start_registered({"C-ops", "C-two"});
    FollowConnections follow{{bot->records, bot->unattended, bot->announcer, world.clock, world.log}};
    keep_running([&follow] { return follow.run(); });
    world.holds_lease = false;
    world.clock.advance(2s);
    EXPECT_THAT(world.board.said, IsEmpty()) << "it is off: nothing pauses";
    say("U-carol", "C-ops", "autoapprove set mon-fri 08:00-17:00 Europe/Berlin");
    say("U-carol", "C-ops", "autoapprove enable");
    EXPECT_THAT(said_in("C-ops").back(), AllOf(StartsWith("Auto-approve is ON."), HasSubstr("now: it pauses")));
    world.clock.advance(2s);
    EXPECT_THAT(said_in("C-two").back(), AllOf(StartsWith("Auto-approve is ON."), HasSubstr("It pauses now")));
    world.holds_lease = true;
    world.clock.advance(2s);
    EXPECT_THAT(said_in("C-two").back(), HasSubstr("The pause is over"));
}

}  // namespace privman::testing
