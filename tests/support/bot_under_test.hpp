// The whole bot without its adapters, on a clock that the test owns. It can be killed and started again on the same
// store.
#pragma once

#include "stores/memory_store.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/recording_board.hpp"
#include "tests/support/scripted_source.hpp"
#include "tests/support/small_fakes.hpp"
#include "unicode/fold.hpp"
#include "workflows/announcer.hpp"
#include "workflows/answer_commands.hpp"
#include "workflows/decide.hpp"
#include "workflows/keep_cards_true.hpp"
#include "workflows/remind.hpp"
#include "workflows/take_clicks.hpp"
#include "workflows/watch_requests.hpp"
#include "workflows/watch_sharing.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace privman::testing {

/// What outlives the bot: the world, and the store.
struct World {
    bool holds_lease = true;     ///< no other bot uses the same app token
    Millis clock_is_fast_by{0};  ///< this machine's clock, before the chat product's
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
          unattended{{records, world.zones, announcer, world.clock, unicode::fold,
                      [&world] { return world.holds_lease; }, world.log},
                     settings.unattended},
          watch{{source, records, unattended, announcer, world.clock, world.randomness, tasks_, tally, world.log},
                settings.poll_interval},
          cards{{records, world.board, announcer, world.clock, world.randomness, tasks_, tally, world.log},
                {.cards = {.offered = {Grant::one_time(), Grant::lasting(std::chrono::minutes{30})},
                           .somebody_may_decide = !std::holds_alternative<NobodyDecides>(settings.approvers)},
                 .cards_at_once = settings.cards_at_once},
                {settings.posts_per_second}},
          decide{{records, source, watch, unattended, world.board, world.directory, world.seal, announcer, world.clock,
                  world.randomness, tasks_, tally, world.log},
                 {{settings.approvers, settings.self_approval}, TeamId{"T1"}, settings.decision_limit, unicode::fold}},
          commands{{records, watch, unattended, world.board, world.directory, world.zones, announcer, world.clock,
                    world.log, tasks_, world.randomness, [settings] { return settings.further_status; },
                    [this](const ChannelId& channel) { cards.try_again(channel); }, [this] { cards.look_again(); },
                    [&world](bool) -> Async<std::optional<WallTime>> { return chat_now(world); }},
                   {settings.approvers,
                    settings.admins,
                    TeamId{"T1"},
                    "privman-slack test",
                    settings.reservations,
                    {"America/Chicago", "America/New_York", "America/Panama", "Asia/Istanbul", "Europe/Berlin",
                     "Europe/Istanbul", "Europe/Vienna", "Europe/Zurich"}}},
          clicks{
              {records, world.board, world.clock, tasks_, tally, world.log},
              [this](CommandArrived said) { return commands.answer(std::move(said)); },
              [this](MoreWanted more) -> Async<void> { return more_wanted(*this, std::move(more)); },
              [this](OfferTaken taken) { return commands.take(std::move(taken)); },
              [this](RequestId id, KeptClick click) { return decide.take_unknown(std::move(id), std::move(click)); }},
          sharing{{records, world.directory, announcer, world.clock, world.log}} {
        announcer.ask_about_admins([this](UserId who) { return commands.still_admin(std::move(who)); });
        clicks.mind_sharing(TeamId{"T1"}, [this](ChannelId channel, std::optional<UserId> stranger) {
            return sharing.seen(std::move(channel), std::move(stranger));
        });
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
    static Async<std::optional<WallTime>> chat_now(World& world) {
        co_return world.clock.wall() - world.clock_is_fast_by;
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
    WatchSharing sharing;
};

}  // namespace privman::testing
