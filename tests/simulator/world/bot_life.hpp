// One life of the bot: its loop, its clock, its store, and everything that app/bot and app/workings wire, over the
// simulated world instead of the network.
#pragma once

#include "async/task_scope.hpp"
#include "clocks/zone_database.hpp"
#include "observe/log.hpp"
#include "slack/seal.hpp"
#include "slack/socket_mode.hpp"
#include "slack/web_api.hpp"
#include "tests/simulator/disk/disk.hpp"
#include "tests/simulator/privilege_manager/server.hpp"
#include "tests/simulator/slack/socket_hub.hpp"
#include "tests/simulator/slack/workspace.hpp"
#include "tests/simulator/world/reached.hpp"
#include "tests/simulator/world/world.hpp"
#include "workflows/announcer.hpp"
#include "workflows/answer_commands.hpp"
#include "workflows/approve_unattended.hpp"
#include "workflows/decide.hpp"
#include "workflows/keep_cards_true.hpp"
#include "workflows/put_to_rest.hpp"
#include "workflows/take_clicks.hpp"
#include "workflows/watch_requests.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <optional>
#include <string>

namespace privman::simulator {

/// The machine that a life runs on: it outlives the process, and a new one has another `boot_id`.
struct Machine {
    std::string boot_id;
    Millis boot_offset{};  ///< what its clock for deadlines read at the beginning of the world
    Millis wall_error{};   ///< how far its clock for people is off
};

struct BotPolicy {
    WhoDecides approvers = ChannelDecides{};
    std::size_t cards_at_once = 25;
    double posts_per_second = 1.0;
    Millis poll_interval{30'000};
    Millis decision_limit{120'000};
    Millis remind_after{std::chrono::minutes{15}};
    Millis keep_decided{std::chrono::days{90}};
    Millis rest_after{std::chrono::minutes{10}};  ///< before what has ended may leave memory
    CallSlots::Limits calls{};
    UnattendedPolicy unattended;
};

class MachineClock final : public Clock {
public:
    MachineClock(World& world, const Machine& machine, LifeNumber whose)
        : world_{world}, machine_{machine}, whose_{whose} {}
    [[nodiscard]] BootTime now() const override { return BootTime{machine_.boot_offset + world_.now()}; }
    [[nodiscard]] WallTime wall() const override { return world_.true_wall() + machine_.wall_error; }
    [[nodiscard]] Moment moment() const override { return {wall(), now(), machine_.boot_id}; }
    Async<void> sleep_until(BootTime when) override;

private:
    World& world_;
    const Machine& machine_;
    LifeNumber whose_;
};

class LifeChance final : public Randomness {
public:
    explicit LifeChance(Chance chance) : chance_{chance} {}
    std::uint64_t below(std::uint64_t limit) override { return chance_.below(limit); }
    std::string bytes(std::size_t count) override;

private:
    Chance chance_;
};

class BotLife {
public:
    struct Given {
        World& world;
        Witness& witness;
        Disk& disk;
        Workspace& workspace;
        SocketHub& hub;
        Server& server;
        const Machine& machine;
        const BotPolicy& policy;
        const Millis& disk_takes;      ///< how long one turn of the disk takes at most, now
        const Millis& disk_stalls_to;  ///< until then none comes back
        std::uint64_t seed;
    };

    BotLife(const Given& given, LifeNumber number);
    BotLife(const BotLife&) = delete;
    BotLife& operator=(const BotLife&) = delete;
    /// The world must have dropped what it had for this life.
    ~BotLife();

    /// Runs one handler. False: none is ready.
    bool step();

    [[nodiscard]] LifeNumber number() const { return number_; }
    /// Why it cannot go on by itself; its supervisor starts another one.
    [[nodiscard]] const std::optional<std::string>& ended() const { return ended_; }
    [[nodiscard]] bool works() const { return works_ != nullptr; }
    /// A broken invariant inside the bot.
    [[nodiscard]] const std::string& broken() const { return broken_; }
    [[nodiscard]] std::size_t tasks() const { return tasks_ ? tasks_->running() : 0; }
    [[nodiscard]] std::size_t clicks_in_hand() const;
    /// Adds what this life has refused, by reason.
    void add_refusals(std::array<std::uint64_t, Reached::reasons>& all) const;
    [[nodiscard]] std::string what_keeps_it() const;
    /// What the channels owe, kept up to date change by change, against a count of all lives; empty when they agree.
    [[nodiscard]] std::string recounted() const;

private:
    struct Works;
    static Async<void> live(BotLife& self);

    Given given_;
    LifeNumber number_;
    std::unique_ptr<boost::asio::io_context> loop_ = std::make_unique<boost::asio::io_context>(1);
    MachineClock clock_;
    LifeChance chance_;
    Chance disk_chance_;
    observe::Log log_;
    clocks::ZoneDatabase zones_;
    std::unique_ptr<StateStore> store_;
    std::unique_ptr<SettingsStore> settings_store_;
    std::unique_ptr<StateStore> watched_;
    std::unique_ptr<SettingsStore> watched_settings_;
    std::unique_ptr<Records> records_;
    std::unique_ptr<SettingsKeeper> settings_;
    std::unique_ptr<async::TaskScope> tasks_;
    std::unique_ptr<Works> works_;
    std::optional<std::string> ended_;
    std::string broken_;
};

}  // namespace privman::simulator
