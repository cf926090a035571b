#include "tests/support/bot_under_test.hpp"

#include "unicode/fold.hpp"
#include "workflows/mind_store.hpp"
#include "workflows/remind.hpp"

namespace privman::testing {

namespace {

Async<std::optional<WallTime>> chat_now(World& world) { co_return world.clock.wall() - world.clock_is_fast_by; }
ClockCheck clock_check(const World& world) {
    return {.ahead_of_chat = [&world] { return std::optional{world.clock_is_fast_by}; }};
}
Async<void> heard(World& world, BootTime since) {
    while (world.heard_until && *world.heard_until < since) co_await world.clock.sleep_for(Millis{100});
}
Async<void> more_wanted(KeepCardsTrue& cards, MoreWanted more) { co_await cards.show_more(more.channel); }

}  // namespace

World::World() {
    directory.add("U-ada", "ada");
    directory.add("U-bob", "bob");
    directory.add("U-carol", "carol").workspace_admin = true;
    directory.add("U-guest", "gus").guest = true;
}

BotUnderTest::BotUnderTest(World& world, StateStore& store, SettingsStore& settings_store, const BotSettings& with)
    : BotUnderTest{world, world.source, store, settings_store, with} {}

BotUnderTest::BotUnderTest(World& world, ElevationSource& source, StateStore& store, SettingsStore& settings_store,
                           const BotSettings& with)
    : world_{world},
      tasks_{world.loop.get_executor(), [this](const std::exception_ptr& error) { broken = error; }},
      records{store, world.clock, world.log},
      settings{settings_store, world.clock, world.log},
      announcer{settings, world.board, world.clock, tasks_, tally, world.log},
      people{world.directory, world.clock, tasks_},
      unattended{{.records = records,
                  .settings = settings,
                  .zones = world.zones,
                  .announcer = announcer,
                  .clock = world.clock,
                  .fold = unicode::fold,
                  .holds_lease = [&world] { return world.holds_lease; },
                  .log = world.log,
                  .people_are_heard = [&world] { return world.people_are_heard; },
                  .heard = [&world](BootTime since) { return heard(world, since); },
                  .clock_trouble = [&world] { return clock_check(world).disagreement_with_chat(); }},
                 with.unattended},
      watch{{source, records, settings, unattended, announcer, world.clock, world.randomness, tasks_, tally, world.log},
            with.poll_interval},
      cards{{records, settings, world.board, announcer, world.clock, world.randomness, tasks_, tally, world.log,
             [this](const Life& life) { return unattended.answers_until(life); }},
            {.cards = {.offered = {Grant::one_time(), Grant::lasting(std::chrono::minutes{30})},
                       .somebody_may_decide = !std::holds_alternative<NobodyDecides>(with.approvers)},
             .cards_at_once = with.cards_at_once},
            {with.posts_per_second}},
      decide{{records, settings, source, watch, unattended, world.board, people, world.seal, announcer, world.clock,
              world.randomness, tasks_, tally, world.log},
             {{with.approvers, with.self_approval}, TeamId{"T1"}, with.decision_limit, unicode::fold}},
      commands{{records, settings, watch, unattended, world.board, world.directory, people, world.zones, announcer,
                world.clock, world.log, tasks_, world.randomness, [with] { return with.further_status; },
                [this](const ChannelId& channel) { cards.try_again(channel); }, [this] { cards.look_again(); },
                [&world](bool) -> Async<std::optional<WallTime>> { return chat_now(world); }, clock_check(world)},
               {with.approvers,
                with.admins,
                TeamId{"T1"},
                "privman-slack test",
                with.reservations,
                {"America/Chicago", "America/New_York", "America/Panama", "Asia/Istanbul", "Europe/Berlin",
                 "Europe/Istanbul", "Europe/Vienna", "Europe/Zurich"}}},
      clicks{{.records = records,
              .board = world.board,
              .clock = world.clock,
              .tasks = tasks_,
              .tally = tally,
              .log = world.log,
              .age_of = [&world](WallTime then) -> std::optional<Millis> {
                  return std::max<Millis>(world.clock.wall() - world.clock_is_fast_by - then, Millis{0});
              },
              .stand_still = [this] { return unattended.off_latch().stand_still(); }},
             [this](CommandArrived said) { return commands.answer(std::move(said)); },
             [this](MoreWanted more) -> Async<void> { return more_wanted(cards, std::move(more)); },
             [this](OfferTaken taken) { return commands.take(std::move(taken)); },
             [this](RequestId id, KeptClick click) { return decide.take_unknown(std::move(id), std::move(click)); }},
      sharing{{settings, world.directory, announcer, world.clock, world.log}},
      rest{{records, settings, cards, watch, unattended, world.clock, world.log, clock_check(world)},
           with.rest.value_or(RestPolicy{})} {
    settings.when_changed([this] { records.nudge(); });
    settings.when_refused([this] { tasks_.start([this] { return records.try_to_write(); }); });
    announcer.ask_about_admins([this](UserId who) { return commands.still_admin(std::move(who)); });
    clicks.mind_sharing(TeamId{"T1"}, [this](ChannelId channel, std::optional<UserId> stranger) {
        return sharing.seen(std::move(channel), std::move(stranger));
    });
    tasks_.start([this, remind_after = with.remind_after, rests = with.rest.has_value()] {
        return live(*this, remind_after, rests);
    });
}

BotUnderTest::~BotUnderTest() {
    tasks_.cancel();
    world_.clock.run();
}

Async<void> BotUnderTest::live(BotUnderTest& self, Millis remind_after, bool rests) {
    const auto opened = co_await self.records.open();
    if (!opened || !co_await self.settings.open()) co_return;
    self.tasks_.start([&self] { return self.watch.run(); });
    self.tasks_.start([&self] { return self.unattended.run(); });
    self.tasks_.start([&self] { return self.clicks.run(); });
    self.tasks_.start([&self] { return self.decide.run(); });
    self.tasks_.start([&self] { return self.cards.run(); });
    self.tasks_.start(
        [&self] { return mind_store({self.records, self.announcer, self.world_.clock, self.world_.log}); });
    if (rests) self.tasks_.start([&self] { return self.rest.run(); });
    self.tasks_.start([&self, remind_after] {
        return remind({self.records, self.settings, self.world_.board, self.world_.clock, self.tasks_, self.world_.log},
                      remind_after);
    });
}

}  // namespace privman::testing
