// What is not certain is asked back, and only the author's button answers it.
#include "tests/workflows/fixture.hpp"

namespace privman::testing {

using ::testing::AllOf;
using ::testing::StartsWith;

class ScheduleQuestions : public WorkflowTest {
protected:
    void SetUp() override { start_registered({"C-ops", "C-two"}); }
    void set(const std::string& schedule, const std::string& word = "set") {
        world.board.offers.clear();
        say("U-carol", "C-ops", "autoapprove " + word + " " + schedule);
    }
    [[nodiscard]] std::string stored() const {
        const auto& schedule = bot->settings.now().schedule;
        return schedule ? schedule->text : "(none)";
    }
    [[nodiscard]] std::vector<std::string> offered(const std::string& who = "U-carol") const {
        std::vector<std::string> labels;
        const auto found = world.board.offers.find(UserId{who});
        if (found != world.board.offers.end())
            for (const auto& offer : found->second) labels.push_back(offer.label);
        return labels;
    }
    [[nodiscard]] std::string told() const {
        const auto all = world.board.told_to("U-carol");
        return all.empty() ? "(nothing)" : all.back();
    }
};

TEST_F(ScheduleQuestions, WhatHasOneMeaningIsStoredInTheUsualSpelling) {
    for (const auto& [typed, text] :
         {std::pair{"mon-fri 08:00-17:00 Europe/Berlin", "mon-fri 08:00-17:00 Europe/Berlin"},
          {"Mon-Fri 8:00-17:00 Europe/Berlin", "Mon-Fri 8:00-17:00 Europe/Berlin"},
          {"weekdays 8am-5pm Berlin", "mon-fri 08:00-17:00 Europe/Berlin"},
          {"mo-fr 0800-1700 new york", "mon-fri 08:00-17:00 America/New_York"},
          {"Montag-Freitag 8:00–17:00 chicago", "mon-fri 08:00-17:00 America/Chicago"},
          {"mon-fri 08:00-17:00 europe/berlin", "mon-fri 08:00-17:00 Europe/Berlin"},
          {"monday to friday 9am - 5pm Berlin", "mon-fri 09:00-17:00 Europe/Berlin"}}) {
        set(typed);
        EXPECT_EQ(stored(), text) << typed;
        EXPECT_THAT(offered(), IsEmpty()) << typed;
        set("mon-sun 24h Europe/Berlin", "hours");
        EXPECT_EQ(stored(), "mon-sun 24h Europe/Berlin");
    }
}

TEST_F(ScheduleQuestions, HoursThatMayMeanSeveralThingsAreOfferedAndNothingIsStored) {
    set("mon-fri 9-5 Berlin");
    EXPECT_EQ(stored(), "(none)");
    EXPECT_THAT(offered(), ElementsAre("Mon–Fri 09:00–17:00 Europe/Berlin", "Mon–Fri 09:00–05:00 Europe/Berlin"));
    EXPECT_THAT(told(), AllOf(StartsWith("Auto-approve is OFF. Nothing is changed yet"),
                              HasSubstr("Wed: people decide 09:00–17:00"), HasSubstr("Thu: ")));
    EXPECT_THAT(world.board.said, IsEmpty()) << "a question is for its author";
    take_offer("U-carol", 0);
    EXPECT_EQ(stored(), "mon-fri 09:00-17:00 Europe/Berlin");
    EXPECT_THAT(said_in("C-ops"), ElementsAre(HasSubstr("@U-carol set the auto-approve schedule")));
    EXPECT_THAT(said_in("C-two"), SizeIs(1));
}

TEST_F(ScheduleQuestions, HoursThatLookInvertedAreAskedAboutWithWhatWasProbablyMeant) {
    set("mon-fri 17:00-08:00 Europe/Berlin");
    EXPECT_EQ(stored(), "(none)");
    EXPECT_THAT(offered(), ElementsAre("Mon–Fri 08:00–17:00 Europe/Berlin", "Mon–Fri 17:00–08:00 Europe/Berlin"));
    EXPECT_THAT(told(), HasSubstr("over midnight"));
    take_offer("U-carol", 1);
    EXPECT_EQ(stored(), "mon-fri 17:00-08:00 Europe/Berlin") << "who means it may have it";

    set("sun 04:00-17:00 Europe/Berlin");
    EXPECT_THAT(offered(), ElementsAre("Sun 04:00–17:00 Europe/Berlin"));
    EXPECT_THAT(told(), HasSubstr("only 13 hours a week"));
    EXPECT_EQ(stored(), "mon-fri 17:00-08:00 Europe/Berlin");
}

TEST_F(ScheduleQuestions, AnAbbreviationOrACityOfTwoZonesIsAskedAbout) {
    set("mon-fri 08:00-17:00 EST");
    EXPECT_THAT(offered(), ElementsAre("Mon–Fri 08:00–17:00 America/New_York", "Mon–Fri 08:00–17:00 America/Panama"));
    set("mon-fri 08:00-17:00 MEZ");
    EXPECT_THAT(offered(), ElementsAre("Mon–Fri 08:00–17:00 Europe/Berlin", "Mon–Fri 08:00–17:00 Europe/Vienna",
                                       "Mon–Fri 08:00–17:00 Europe/Zurich"));
    set("mon-fri 08:00-17:00 Istanbul");
    EXPECT_THAT(offered(), SizeIs(2));
    EXPECT_EQ(stored(), "(none)");
}

TEST_F(ScheduleQuestions, ASetThatWouldMakeNowClosedWhileItIsOnIsAskedAbout) {
    set("mon-fri 08:00-17:00 Europe/Berlin");
    say("U-carol", "C-ops", "autoapprove enable");
    set("mon-fri 08:00-11:00, mon-fri 13:00-17:00 Europe/Berlin");
    EXPECT_THAT(told(), AllOf(StartsWith("Auto-approve is ON."), HasSubstr("nobody would decide at this moment")));
    EXPECT_TRUE(bot->unattended.is_on());
    EXPECT_EQ(stored(), "mon-fri 08:00-17:00 Europe/Berlin");
    take_offer("U-carol", 0);
    EXPECT_EQ(stored(), "mon-fri 08:00-11:00, mon-fri 13:00-17:00 Europe/Berlin");
    EXPECT_FALSE(bot->unattended.is_on()) << "setting never switches on";
}

TEST_F(ScheduleQuestions, OnlyTheAuthorAnswersOnceAndWithinTenMinutes) {
    world.directory.add("U-dora", "dora").workspace_admin = true;
    set("mon-fri 9-5 Berlin");
    take_offer("U-dora", 0, "U-carol");
    EXPECT_EQ(stored(), "(none)");
    EXPECT_THAT(world.board.told_to("U-dora").back(), HasSubstr("that question was put to @U-carol"));
    take_offer("U-guest", 0, "U-carol");
    EXPECT_EQ(stored(), "(none)");
    take_offer("U-carol", 0);
    EXPECT_EQ(stored(), "mon-fri 09:00-17:00 Europe/Berlin");
    take_offer("U-carol", 1);
    EXPECT_EQ(stored(), "mon-fri 09:00-17:00 Europe/Berlin") << "answered already";

    set("mon-fri 8-4 Berlin");
    world.clock.advance(11min);
    take_offer("U-carol", 0);
    EXPECT_EQ(stored(), "mon-fri 09:00-17:00 Europe/Berlin");
    EXPECT_THAT(told(),
                ::testing::AllOf(::testing::StartsWith("Auto-approve is "), HasSubstr("that question is over")));

    set("mon-fri 8-4 Berlin");
    restart();
    take_offer("U-carol", 0);
    EXPECT_EQ(stored(), "mon-fri 09:00-17:00 Europe/Berlin");
}

TEST_F(ScheduleQuestions, WhoIsNoAdminAnyMoreAnswersNothing) {
    set("mon-fri 9-5 Berlin");
    world.directory.people[UserId{"U-carol"}].workspace_admin = false;
    take_offer("U-carol", 0);
    EXPECT_EQ(stored(), "(none)");
    EXPECT_THAT(told(), HasSubstr("Only admins"));
}

TEST_F(ScheduleQuestions, AForeignOrBrokenButtonChangesNothing) {
    set("mon-fri 9-5 Berlin");
    const auto good = world.board.offers[UserId{"U-carol"}][0].value;
    const auto nonce = good.substr(0, good.find('.'));
    for (const auto& value : {std::string{}, std::string{"."}, nonce, nonce + ".", nonce + ".2", nonce + ".x",
                              nonce + ".0x", std::string{"fnord.0"}, nonce + ".18446744073709551616", nonce + ".-1"}) {
        world.board.offers[UserId{"U-carol"}] = {{"?", value}};
        take_offer("U-carol", 0);
        EXPECT_EQ(stored(), "(none)") << value;
    }
}

TEST_F(ScheduleQuestions, AnExampleIsInTheZoneThatWasTypedOrIsStored) {
    set("mon-fri 08:00-25:00 europe/berlin");
    EXPECT_THAT(told(), HasSubstr("For example: autoapprove set mon-fri 08:00-17:00 Europe/Berlin"));
    set("mon-fri 08:00-17:00 America/New_York");
    set("mon-fri 08:00-25:00");
    EXPECT_THAT(told(), HasSubstr("For example: autoapprove set mon-fri 08:00-17:00 America/New_York"));
}

}  // namespace privman::testing
