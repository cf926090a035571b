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
#include "workflows/put_to_rest.hpp"
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
    bool holds_lease = true;       ///< no other bot uses the same app token
    bool people_are_heard = true;  ///< the chat product has said hello to this life of the bot
    Millis clock_is_fast_by{0};    ///< this machine's clock, before the chat product's
    /// Until when what people say has arrived; nothing: at once.
    std::optional<BootTime> heard_until{};
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

    World();
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
    /// When what has ended leaves memory; nothing: never, so that tests may look at it.
    std::optional<RestPolicy> rest{};
};

/// One life of the bot. Destroying it is a crash between two steps of the loop.
class BotUnderTest {
public:
    BotUnderTest(World& world, StateStore& store, SettingsStore& settings_store, const BotSettings& settings);
    BotUnderTest(World& world, ElevationSource& source, StateStore& store, SettingsStore& settings_store,
                 const BotSettings& settings);
    ~BotUnderTest();
    BotUnderTest(const BotUnderTest&) = delete;
    BotUnderTest& operator=(const BotUnderTest&) = delete;

private:
    World& world_;
    async::TaskScope tasks_;

    static Async<void> live(BotUnderTest& self, Millis remind_after, bool rests);

public:
    std::exception_ptr broken;
    Tally tally;
    Records records;
    SettingsKeeper settings;
    Announcer announcer;
    LookUpPeople people;
    ApproveUnattended unattended;
    WatchRequests watch;
    KeepCardsTrue cards;
    Decide decide;
    AnswerCommands commands;
    TakeClicks clicks;
    WatchSharing sharing;
    PutToRest rest;
};

}  // namespace privman::testing
