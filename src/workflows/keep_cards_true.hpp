// What each channel should show against what it shows: repairs the difference, one repair at a time per channel. A
// crash, a lost answer, a deleted message, a new channel and a late change of who may decide are all the same case.
// What changed is filed once, with the channels that it concerns; only their keepers wake.
#pragma once

#include "async/task_scope.hpp"
#include "domain/repairs.hpp"
#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/message_board.hpp"
#include "ports/randomness.hpp"
#include "workflows/announcer.hpp"
#include "workflows/doubts.hpp"
#include "workflows/records.hpp"
#include "workflows/tally.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>

namespace privman {

struct Pacing {
    double posts_per_second = 1.0;  ///< new messages per channel; 0: no pacing of our own
};

/// The message stands there and can never be edited again: the workspace forbids edits, or it counts as another's.
bool cannot_be_edited(const Failure& failure);

class KeepCardsTrue {
public:
    struct Deps {
        Records& records;
        MessageBoard& board;
        Announcer& announcer;
        Clock& clock;
        Randomness& randomness;
        async::TaskScope& tasks;
        Tally& tally;
        observe::Log& log;
    };

    KeepCardsTrue(Deps deps, ShowingPolicy policy, Pacing pacing);

    /// Starts a keeper for every channel that is registered or still shows cards. Until cancelled.
    Async<void> run();

    /// "Show more" was pressed in `channel`: so many further requests get a card there.
    Async<Outcome<void>> show_more(ChannelId channel);

    /// Channels that refuse cards at the moment, and why.
    [[nodiscard]] std::map<ChannelId, std::string> parked() const;

    /// Messages that are not yet as they should be, in all channels.
    struct Backlog {
        std::size_t posts = 0;
        std::size_t edits = 0;
    };
    [[nodiscard]] Backlog backlog();

    /// Somebody spoke to the bot there: a parked channel is tried again at once.
    void try_again(const ChannelId& channel);

    /// Draws cards of what waits once more, whatever they are believed to show: one that somebody has deleted is found
    /// by that, and replaced. In the background, at most once a minute, the longest waiting first, twenty cards at a
    /// time, and not while other edits wait.
    void look_again();

private:
    /// What one channel's keeper remembers between two repairs.
    struct Keeper {
        explicit Keeper(ChannelId of) : channel{std::move(of)}, dues{channel} {}

        ChannelId channel;
        ChannelDues dues;
        async::WaitList news;       ///< what is due has changed, or what may be done about it
        bool registered = false;    ///< otherwise it gets nothing new; what stands there is brought to its end
        WallTime announced_from{};  ///< what the schedule did earlier is history there
        bool to_file = true;        ///< none of the lives was filed yet, or by another policy
        bool started = false;
        BootTime next_post{};   ///< pacing, and what the chat product asked for
        BootTime next_edit{};   ///< the same for edits
        BootTime not_before{};  ///< the channel is parked until then
        unsigned failures = 0;  ///< in a row
        std::string parked_because;
        bool complained = false;
        std::map<RequestId, BootTime> spared;  ///< cards that are not taken: left alone until then
        Doubts doubts;
        /// Where the card itself can no longer be edited: what was said under it last.
        std::map<DoubtedMessage, std::uint64_t> said_in_thread;
    };

    /// What is waited for besides the records, by request.
    struct Watched {
        std::optional<BootTime> slow_at;      ///< from then on its cards say that it is being decided
        std::optional<WallTime> look_at_key;  ///< it waits, and has cards
    };
    /// What a card of one life should say, drawn once for all channels that say the same.
    class Drawn;

    static Async<void> keep(KeepCardsTrue& self, std::shared_ptr<Keeper> keeper);
    [[nodiscard]] std::optional<Repair> next_repair(Keeper& keeper, BootTime now, BootTime& wake);
    [[nodiscard]] const CardPolicy& policy_for(const Keeper& keeper) const {
        return keeper.registered ? policy_.cards : unregistered_policy_;
    }
    [[nodiscard]] BootTime allowed_from(const Keeper& keeper, const Repair& repair);

    // what_is_due.cpp
    void catch_up();
    void note_channels();
    Keeper& keeper_of(const ChannelId& channel);
    void file(const RequestId& id, const Moment& now);
    void file_all(Keeper& keeper, const Moment& now);
    void file_in(Keeper& keeper, const Life& life, Drawn& drawn);
    void watch(const Life& life, const Moment& now);
    void stop_watching(const RequestId& id);
    [[nodiscard]] std::vector<RequestId> next_to_look_at();
    static Async<void> forget_what_is_shown(KeepCardsTrue& self);

    Async<void> repair(Keeper& keeper, Repair repair);
    Async<void> make(Keeper& keeper, PostCard wanted);
    Async<void> make(Keeper& keeper, EditCard wanted);
    Async<void> make(Keeper& keeper, PostDigest wanted);
    Async<void> make(Keeper& keeper, EditDigest wanted);
    Async<void> edit_refused(Keeper& keeper, Life life, CardCopy copy, Failure why);
    Async<void> speak_for_card(Keeper& keeper, Life life, CardCopy copy);
    Async<Outcome<bool>> say_in_thread(Keeper& keeper, const Life& life, const CardCopy& copy, bool for_good);
    Async<void> remember(RequestId id, std::function<Life(Life)> change);
    Async<void> remember_board(ChannelId channel, std::function<Board(Board)> change);

    void count_first_card(const Life& before);
    void posted(Keeper& keeper);
    void succeeded(Keeper& keeper);
    void failed(Keeper& keeper, const Failure& failure, bool posting, const std::optional<RequestId>& card = {});

    Deps deps_;
    ShowingPolicy policy_;
    CardPolicy unregistered_policy_;
    Pacing pacing_;
    std::map<ChannelId, std::shared_ptr<Keeper>> keepers_;
    std::vector<std::shared_ptr<Keeper>> newcomers_;  ///< to be started
    struct Seen {
        std::uint64_t lives = 0;
        std::uint64_t boards = 0;
        std::uint64_t derivation = 0;
        std::optional<std::uint64_t> settings;
    } seen_;  ///< of the records: up to where everything is filed
    std::map<RequestId, Watched> watched_;
    std::set<std::pair<BootTime, RequestId>> slow_;
    std::set<std::pair<WallTime, RequestId>> to_look_at_;  ///< the longest waiting first
    std::optional<BootTime> looked_again_;
    std::optional<std::pair<WallTime, RequestId>> looked_until_;
};

}  // namespace privman
