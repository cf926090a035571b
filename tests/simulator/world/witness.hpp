// Sees everything that leaves the bot, everything that its store makes durable and everything that is true, and holds
// the one against the other at every step.
#pragma once

#include "domain/authorisation.hpp"
#include "domain/request_life.hpp"
#include "domain/settings.hpp"
#include "ports/elevation_source.hpp"
#include "ports/message_board.hpp"
#include "ports/state_store.hpp"
#include "tests/simulator/world/schedule_oracle.hpp"
#include "tests/simulator/world/world.hpp"

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace privman::simulator {

class Workspace;

/// One press of a button, as the world knows it.
struct Press {
    std::string url;  ///< its response URL, unique: the name under which everything is remembered
    std::string key;  ///< the bot's own
    std::string envelope;
    UserId by;
    RequestId request;
    Choice choice;
    ChannelId channel;
    MessageTs ts;
    Attempt attempt;
    Millis pressed{};
    std::optional<Millis> delivered;  ///< a life of the bot has read it
    LifeNumber delivered_to = nobody;
    bool kept = false;  ///< durable
    Millis kept_at{};
    bool let_go = false;           ///< the bot has stopped trying to answer it
    bool disk_refused = false;     ///< a commit that held it failed
    bool unknown_request = false;  ///< the store had no such request when it was delivered
    bool acked = false;
    bool told_nothing = false;  ///< "Your click decided nothing"
    unsigned answers = 0;
};

struct Rules {
    WhoDecides approvers = ChannelDecides{};
    Millis decision_limit{120'000};
    Millis keep_decided{};
    UnattendedRules unattended;
};

class Witness {
public:
    Witness(World& world, Rules rules) : world_{world}, rules_{std::move(rules)} {}

    // Privilege Manager.
    void raised(const ElevationRequest& request);
    void ended_elsewhere(const RequestId& id);
    void submitted(const Instruction& said);
    void took_effect(const Instruction& said);
    void answered(const Instruction& said, const Submission& answer);
    void list_arrived(const Outcome<PendingList>& list, Millis asked);

    // The store.
    void stored(const Change& change);
    void not_stored(const Change& change);
    void read(const Outcome<Snapshot>& snapshot);
    void loaded(const Snapshot& snapshot);

    // People and the chat product.
    void pressed(Press press);
    void delivered(const std::string& envelope, LifeNumber to);
    void acked(const std::string& envelope, LifeNumber by);
    void dropped_by_close(const std::string& envelope, const std::string& why);
    void card_sent(const ChannelId& channel, const CardView& view);
    void card_stands(const ChannelId& channel, const CardView& view);
    void told(const ReplyTo& to, const Words& words);

    // The bot's process.
    void life_ended(LifeNumber number);
    void machine_sleeps(Millis length) { sleeps_.emplace_back(world_.now(), world_.now() + length); }
    void bot_clock_is_off_by(Millis offset) { clock_off_ = offset; }

    [[nodiscard]] const Life* durable(const RequestId& id) const;
    [[nodiscard]] const std::map<RequestId, Life>& durable() const { return lives_; }
    [[nodiscard]] const std::optional<SealKey>& seal_key() const { return key_; }
    [[nodiscard]] const Settings& settings() const { return settings_; }
    [[nodiscard]] const std::map<ChannelId, Board>& boards() const { return boards_; }
    [[nodiscard]] const std::map<std::string, Press>& presses() const { return presses_; }
    [[nodiscard]] unsigned claims() const { return claims_; }
    [[nodiscard]] unsigned settled() const { return settled_; }
    [[nodiscard]] unsigned unattended() const { return unattended_; }

    /// Told when a call to Privilege Manager leaves, and when its answer arrives: good moments to die.
    std::function<void()> on_submit;
    std::function<void()> on_answer;
    /// The same, when somebody has been told something in private.
    std::function<void()> on_told;

    /// Nothing goes wrong any more from now on. After two polls `on_two_polls` is told, once.
    void trouble_ends();
    std::function<void()> on_two_polls;

    /// Two polls and what the edits need after the trouble has ended: what stands must be what is true, but where an
    /// answer is waited for or a channel has refused.
    void as_promised(const Workspace& workspace);
    /// When everything had time to settle: what stands must be what is true.
    void at_the_end(const Workspace& workspace, LifeNumber living);
    /// Known cards that say something else than they should.
    [[nodiscard]] std::size_t wrong_cards(const Workspace& workspace) const;

private:
    struct Truth {
        ElevationRequest request;
        bool ended_elsewhere = false;
        std::vector<Instruction> effects;
        std::vector<Instruction> confirmed;  ///< accepted, and the answer reached a life
        std::optional<Millis> last_sent;
        std::optional<Millis> seen_pending;  ///< when the last complete list with it arrived
        unsigned in_flight = 0;              ///< calls whose answer no life has seen
        bool unknown = false;                ///< a call of the present claim may have taken effect, or may yet
        unsigned absent = 0;                 ///< complete lists in a row without it
        unsigned needed = 2;
    };

    void check(const Life* before, const Life& after);
    void check_claim(const Life* before, const Life& after, const Claim& claim);
    void check_ledger(const Life* before, const Life& after);
    void note_clicks(const Life* before, const Life& after);
    void adopt(const Life& life);
    void take(const Snapshot& snapshot);
    void set_settings(Settings settings);
    [[nodiscard]] std::optional<std::string> objection_to(const Life& life, WallTime since) const;
    void note_read(bool worked);
    [[nodiscard]] bool had_read(Millis when) const;
    Press* press_of(const ClickKey& key);
    [[nodiscard]] bool was_confirmed(const RequestId& id, const Choice& choice, const std::string& by) const;
    void life_began();
    [[nodiscard]] WallTime bot_wall() const { return world_.true_wall() + clock_off_; }

    using Excused = std::function<bool(const Life&)>;
    void clicks_at_the_end(LifeNumber living);
    [[nodiscard]] Millis awake(Millis from, Millis to) const;
    void cards_at_the_end(const std::string& rule, const Workspace& workspace, const std::set<ChannelId>& parked);
    [[nodiscard]] bool changed_just_now(const RequestId& id) const;
    void lives_at_the_end(const std::string& rule, const Excused& excused);
    void count_polls(Millis asked);

    World& world_;
    Rules rules_;
    std::map<RequestId, Truth> truth_;
    std::map<RequestId, Life> lives_;
    std::map<RequestId, Millis> changed_at_;
    std::map<ChannelId, Board> boards_;
    Settings settings_;
    std::vector<std::pair<WallTime, Settings>> settings_before_;  ///< each with the moment at which it ended
    std::optional<SealKey> key_;
    std::map<std::string, Press> presses_;            ///< by response URL
    std::map<std::string, std::string> by_envelope_;  ///< response URL
    std::map<std::string, std::string> by_key_;       ///< response URL
    std::map<LifeNumber, Millis> died_at_;
    std::vector<std::pair<Millis, Millis>> sleeps_;
    std::deque<std::pair<Millis, bool>> reads_;  ///< the last ones: when, and whether they worked
    std::optional<Millis> read_failed_at_;
    Millis clock_off_{0};
    bool looked_early_ = false;  ///< `as_promised` has been
    std::optional<Millis> quiet_since_;
    unsigned polls_since_ = 0;  ///< complete lists that were asked for when it was quiet
    unsigned claims_ = 0;
    unsigned settled_ = 0;
    unsigned unattended_ = 0;
};

}  // namespace privman::simulator
