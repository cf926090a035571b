// The whole bot without its adapters, on a clock that the test owns. It can be killed and started again on the same
// store.
#pragma once

#include "stores/memory_store.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/recording_board.hpp"
#include "tests/support/scripted_source.hpp"
#include "tests/support/small_fakes.hpp"
#include "workflows/announcer.hpp"
#include "workflows/answer_commands.hpp"
#include "workflows/decide.hpp"
#include "workflows/keep_cards_true.hpp"
#include "workflows/remind.hpp"
#include "workflows/take_clicks.hpp"
#include "workflows/watch_requests.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace privman::testing {

/// What outlives the bot: the world, and the store.
struct World {
    bool holds_lease = true;  ///< no other bot uses the same app token
    boost::asio::io_context loop{1};
    FakeClock clock{loop};
    ScriptedSource source{clock};
    RecordingBoard board;
    FakeDirectory directory;
    FakeSeal seal;
    UtcEverywhere zones;
    CountingRandomness randomness;
    std::vector<std::string> log_lines;
    observe::Log log{[this](std::string_view line) { log_lines.emplace_back(line); }, [] { return std::int64_t{0}; },
                     observe::Log::Format::json, observe::Level::error};

    World() {
        directory.add("U-ada", "ada");
        directory.add("U-bob", "bob");
        directory.add("U-carol", "carol").workspace_admin = true;
        directory.add("U-guest", "gus").guest = true;
    }
};

struct BotSettings {
    WhoDecides approvers = ChannelDecides{};
    WhoAdministers admins{};
    bool self_approval = false;
    std::size_t cards_at_once = 25;
    double posts_per_second = 0;
    Millis poll_interval{30'000};
    Millis decision_limit{120'000};
    Millis remind_after{std::chrono::minutes{15}};
    UnattendedPolicy unattended{};
    std::vector<Words> further_status{};
    std::vector<Words> reservations{};
};

/// One life of the bot. Destroying it is a crash between two steps of the loop.
class BotUnderTest {
public:
    BotUnderTest(World& world, StateStore& store, const BotSettings& settings)
        : BotUnderTest{world, world.source, store, settings} {}
    BotUnderTest(World& world, ElevationSource& source, StateStore& store, const BotSettings& settings)
        : world_{world},
          tasks_{world.loop.get_executor(), [this](const std::exception_ptr& error) { broken = error; }},
          records{store, world.clock, world.log},
          announcer{records, world.board, world.clock, tasks_, tally, world.log},
          unattended{records, world.zones, settings.unattended, [&world] { return world.holds_lease; }, world.log},
          watch{{source, records, unattended, announcer, world.clock, world.randomness, tasks_, tally, world.log},
                settings.poll_interval},
          cards{{records, world.board, announcer, world.clock, world.randomness, tasks_, tally, world.log},
                {.cards = {.offered = {Grant::one_time(), Grant::lasting(std::chrono::minutes{30})},
                           .somebody_may_decide = !std::holds_alternative<NobodyDecides>(settings.approvers)},
                 .cards_at_once = settings.cards_at_once},
                {settings.posts_per_second}},
          decide{{records, source, watch, unattended, world.board, world.directory, world.seal, announcer, world.clock,
                  world.randomness, tasks_, tally, world.log},
                 {{settings.approvers, settings.self_approval}, TeamId{"T1"}, settings.decision_limit}},
          commands{{records, watch, unattended, world.board, world.directory, world.zones, announcer, world.clock,
                    world.log, [settings] { return settings.further_status; },
                    [this](const ChannelId& channel) { cards.try_again(channel); }, [this] { cards.look_again(); }},
                   {settings.approvers,
                    settings.admins,
                    TeamId{"T1"},
                    "privman-slack test",
                    settings.reservations,
                    {"America/Chicago", "Europe/Berlin"}}},
          clicks{
              {records, world.board, world.clock, tasks_, tally, world.log},
              [this](CommandArrived said) { return commands.answer(std::move(said)); },
              [this](MoreWanted more) -> Async<void> { return more_wanted(*this, std::move(more)); },
              [this](RequestId id, KeptClick click) { return decide.take_unknown(std::move(id), std::move(click)); }} {
        tasks_.start([this, remind_after = settings.remind_after] { return live(*this, remind_after); });
    }
    ~BotUnderTest() {
        tasks_.cancel();
        world_.clock.run();
    }
    BotUnderTest(const BotUnderTest&) = delete;
    BotUnderTest& operator=(const BotUnderTest&) = delete;

private:
    World& world_;
    async::TaskScope tasks_;

    static Async<void> live(BotUnderTest& self, Millis remind_after) {
        const auto opened = co_await self.records.open();
        if (!opened) co_return;
        self.tasks_.start([&self] { return self.watch.run(); });
        self.tasks_.start([&self] { return self.clicks.run(); });
        self.tasks_.start([&self] { return self.decide.run(); });
        self.tasks_.start([&self] { return self.cards.run(); });
        self.tasks_.start([&self, remind_after] {
            return remind(self.records, self.world_.board, self.world_.clock, self.world_.log, remind_after);
        });
    }
    static Async<void> more_wanted(BotUnderTest& self, MoreWanted more) { co_await self.cards.show_more(more.channel); }

public:
    std::exception_ptr broken;
    Tally tally;
    Records records;
    Announcer announcer;
    ApproveUnattended unattended;
    WatchRequests watch;
    KeepCardsTrue cards;
    Decide decide;
    AnswerCommands commands;
    TakeClicks clicks;
};

}  // namespace privman::testing
