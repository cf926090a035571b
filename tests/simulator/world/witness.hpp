// Sees everything that leaves the bot, everything that its store makes durable and everything that is true, and holds
// the one against the other at every step.
#pragma once

#include "domain/authorisation.hpp"
#include "domain/request_life.hpp"
#include "domain/settings.hpp"
#include "ports/elevation_source.hpp"
#include "ports/message_board.hpp"
#include "ports/settings_store.hpp"
#include "ports/state_store.hpp"
#include "tests/simulator/people/rights.hpp"
#include "tests/simulator/people/spellings.hpp"
#include "tests/simulator/world/command_judge.hpp"
#include "tests/simulator/world/list_log.hpp"
#include "tests/simulator/world/reached.hpp"
#include "tests/simulator/world/schedule_oracle.hpp"
#include "tests/simulator/world/weather.hpp"
#include "tests/simulator/world/world.hpp"
#include "workflows/call_slots.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace privman::simulator {

class Server;
class Workspace;
struct Message;

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
    ElevationRequest shown;  ///< on the card that was pressed
    Millis pressed{};
    std::optional<Millis> delivered;  ///< a life of the bot has read it
    LifeNumber delivered_to = nobody;
    Millis refused_until{};  ///< Slack has taken no answer to it, and asked to wait until then
    bool kept = false;       ///< durable
    Millis kept_at{};
    bool let_go = false;           ///< the bot has stopped trying to answer it
    bool disk_refused = false;     ///< a commit that held it failed
    bool unknown_request = false;  ///< the store had no such request when it was delivered
    bool warned = false;           ///< told that it is not stored yet, or would have been if Slack had taken it
    bool strange = false;          ///< nothing that could ever count
    bool acked = false;
    bool told_nothing = false;  ///< "Your click decided nothing"
    bool told_open = false;     ///< last told that the outcome is not known
    unsigned answers = 0;
};

struct Rules {
    WhoDecides approvers = ChannelDecides{};
    Millis decision_limit{120'000};
    Millis keep_decided{};
    Millis poll_interval{30'000};
    CallSlots::Limits calls{};
    UnattendedRules unattended;
};

class Witness {
public:
    Witness(World& world, const Rights& rights, Rules rules)
        : world_{world},
          rights_{rights},
          rules_{std::move(rules)},
          commands_{world, rights, weather_, settings_, std::holds_alternative<ChannelDecides>(rules_.approvers)} {}
    Witness(const Witness&) = delete;
    Witness& operator=(const Witness&) = delete;

    // Privilege Manager.
    void raised(const ElevationRequest& request);
    void ended_elsewhere(const RequestId& id);
    void submitted(const Instruction& said);
    void took_effect(const Instruction& said);
    void answered(const Instruction& said, const Submission& answer);
    /// `twice`: ids under which the list held different facts, whatever the bot was told about them.
    void list_arrived(const Outcome<PendingList>& list, const std::set<RequestId>& twice, Millis asked);

    // The store.
    void stored(const Change& change);
    void not_stored(const Change& change);
    void read(const Outcome<Snapshot>& snapshot);
    void not_recalled(const RequestId& id);
    void loaded(const Snapshot& snapshot);
    // The same of settings.
    void stored(const Settings& settings);
    void settings_not_stored() { note_read(false); }
    void read(const Outcome<KeptSettings>& kept);
    void loaded(const Settings& settings);

    // People and the chat product.
    void pressed(Press press);
    void delivered(const std::string& envelope, LifeNumber to);
    void acked(const std::string& envelope, LifeNumber by);
    void dropped_by_close(const std::string& envelope, const std::string& why);
    void card_sent(const ChannelId& channel, const CardView& view);
    void card_stands(const ChannelId& channel, const CardView& view);
    void told(const ReplyTo& to, const Words& words);
    /// Slack has not taken these private words; it may have said how long to wait.
    void not_told(const ReplyTo& to, const Words& words, Millis wait);
    void announced(const ChannelId& channel, const Words& words) { commands_.announced(channel, plain_text(words)); }
    [[nodiscard]] CommandJudge& commands() { return commands_; }
    [[nodiscard]] Weather& weather() { return weather_; }

    // The bot's process.
    void life_ended(LifeNumber number);
    void machine_sleeps(Millis length);
    void bot_clock_is_off_by(Millis offset) { clock_off_ = offset; }

    [[nodiscard]] const Life* durable(const RequestId& id) const;
    [[nodiscard]] const std::map<RequestId, Life>& durable() const { return lives_; }
    [[nodiscard]] const std::optional<SealKey>& seal_key() const { return key_; }
    [[nodiscard]] const Settings& settings() const { return settings_; }
    [[nodiscard]] const std::map<ChannelId, Board>& boards() const { return boards_; }
    [[nodiscard]] const std::map<std::string, Press>& presses() const { return presses_; }
    [[nodiscard]] unsigned claims() const { return claims_; }
    [[nodiscard]] const std::array<std::uint64_t, Reached::stages>& stages_stored() const { return stages_; }
    [[nodiscard]] unsigned settled() const { return settled_; }
    [[nodiscard]] unsigned unattended() const { return unattended_; }

    /// Told when a call to Privilege Manager leaves, and when its answer arrives: good moments to die.
    std::function<void()> on_submit;
    std::function<void()> on_answer;
    /// The same, when somebody has been told something in private.
    std::function<void()> on_told;
    /// A claim has become durable: a good moment to change what it goes by.
    std::function<void(const Life&)> on_claim;

    /// Nothing goes wrong any more from now on. After two polls `on_two_polls` is told, once.
    void trouble_ends();
    std::function<void()> on_two_polls;

    /// Two polls and what the edits need after the trouble has ended: what stands must be what is true, but where an
    /// answer is waited for or a channel has refused.
    void as_promised(const Workspace& workspace, const Server& server);
    /// When everything had time to settle: what stands must be what is true.
    void at_the_end(const Workspace& workspace, const Server& server, LifeNumber living);
    /// Known cards that say something else than they should.
    [[nodiscard]] std::size_t wrong_cards(const Workspace& workspace) const;

private:
    /// One call to Privilege Manager.
    struct Call {
        Instruction said;
        Millis sent{};
        Millis ended = Millis::max();  ///< its answer has come, or nobody waits for it any more
        bool told_nothing = true;      ///< by an answer, or because there was none
    };
    struct Truth {
        bool ended_elsewhere = false;
        std::vector<Instruction> effects;
        std::vector<Instruction> confirmed;  ///< accepted, and the answer reached a life
        std::vector<Call> calls;             ///< of all claims
        std::size_t calls_before_claim = 0;  ///< how many of them are not the present claim's
        std::optional<Millis> claimed_at;    ///< when the present claim was decided upon
        bool unknown = false;                ///< a call of the present claim may have taken effect, or may yet
        unsigned absent = 0;                 ///< complete lists in a row without it
        unsigned needed = 2;
        std::optional<Millis> absent_at;  ///< when the last of them came
        unsigned again = 0;               ///< the same, counted from the second list without it
        std::optional<Millis> again_at;
        /// The same as `absent`, as if no list had failed.
        std::pair<unsigned, std::optional<Millis>> unbroken{};
        unsigned left_waiting = 0;  ///< complete lists in a row after which the schedule had to approve it
        bool went_away = false;     ///< it was gone once
        Meaning asks;               ///< as it is stored
    };
    /// When these facts were first seen: in a list, and in the store.
    struct Sight {
        ElevationRequest facts;
        WallTime listed{};
        Millis listed_at{};
        std::optional<WallTime> stored;
    };

    void check(const Life* before, const Life& after);
    void check_claim(const Life* before, const Life& after, const Claim& claim);
    void check_ledger(const Life* before, const Life& after);
    void note_clicks(const Life* before, const Life& after);
    void adopt(const Life& life);
    void take(const Snapshot& snapshot);
    void set_settings(Settings settings);
    void check_person(const Life& after, const Claim& claim, const ByPerson& person);

    // witness_calls.cpp
    void check_list(const Life& life, const Claim& claim, const Truth& truth);
    void check_repeat(const RequestId& id, const Truth& truth);
    void check_change_of_mind(const Instruction& said, const Truth& truth);
    void check_schedule_before_call(const Life& life);
    [[nodiscard]] std::optional<Millis> last_sent(const RequestId& id) const;

    // witness_lists.cpp
    void note_sights(const GivenList& list);
    void count_absent(const GivenList& list);
    void count_left_waiting(const GivenList& list);

    // witness_schedule.cpp
    void check_schedule(const Life& judged, const Life& after, const Claim& claim);
    void remember(const Life* before, const Life& after);
    [[nodiscard]] Question question_about(const Life& life, Reading reading, WallTime now, WallTime sighted) const;
    [[nodiscard]] bool was_clicked(const RequestId& id, Reading reading) const;
    [[nodiscard]] bool may_have_been_turned_down(const RequestId& id) const;
    [[nodiscard]] std::optional<std::string> objection_to(const Life& life, WallTime since) const;
    void note_read(bool worked);
    [[nodiscard]] bool had_read(Millis when) const;
    Press* press_of(const ClickKey& key);
    [[nodiscard]] bool adds_nothing(const Press& press) const;
    [[nodiscard]] bool clock_is_wrong() const {
        return clock_off_ > std::chrono::minutes{5} || clock_off_ < -std::chrono::minutes{5};
    }
    [[nodiscard]] bool was_confirmed(const RequestId& id, const Choice& choice, const std::string& by) const;
    void life_began();
    void count_calls(const Life* before, const Life& after);
    /// Two lists are two only when so much lies between them.
    [[nodiscard]] Millis apart() const { return std::min(apart_at_most, rules_.poll_interval); }
    [[nodiscard]] WallTime bot_wall() const { return world_.true_wall() + clock_off_; }

    using Excused = std::function<bool(const Life&)>;
    void clicks_at_the_end(LifeNumber living);
    [[nodiscard]] Millis awake(Millis from, Millis to) const;
    void cards_at_the_end(const std::string& rule, const Workspace& workspace, const Server& server,
                          const std::set<ChannelId>& parked);
    void check_card(const std::string& rule, const Life& life, const Message& card, const Server& server);
    [[nodiscard]] bool changed_just_now(const RequestId& id) const;
    void lives_at_the_end(const std::string& rule, const Excused& excused);
    void count_polls(Millis asked);

    World& world_;
    const Rights& rights_;
    Rules rules_;
    Weather weather_;
    std::map<RequestId, Truth> truth_;
    ListLog lists_;
    std::map<RequestId, Sight> sights_;
    std::map<RequestId, Millis> settled_at_;
    std::optional<Millis> first_rating_;  ///< when a list with a rating came
    Past past_;
    std::map<RequestId, Life> lives_;
    std::set<RequestId> intended_;  ///< calls that were stored as being made, by this life of the bot, and not answered
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
    std::array<std::uint64_t, Reached::stages> stages_{};
    unsigned claims_ = 0;
    unsigned settled_ = 0;
    unsigned unattended_ = 0;
    CommandJudge commands_;  ///< refers to others: the last one
};

}  // namespace privman::simulator
