// What each channel should show against what it shows: repairs the difference, one repair at a time per channel. A
// crash, a lost answer, a deleted message, a new channel and a late change of who may decide are all the same case.
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

    KeepCardsTrue(Deps deps, ShowingPolicy policy, Pacing pacing)
        : deps_{deps}, policy_{std::move(policy)}, pacing_{pacing} {}

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
        ChannelId channel;
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

    static Async<void> keep(KeepCardsTrue& self, std::shared_ptr<Keeper> keeper);
    [[nodiscard]] std::vector<Repair> needed(const ChannelId& channel);
    const std::vector<const Life*>& unfinished();
    [[nodiscard]] ShowingPolicy policy_for(const ChannelId& channel) const;
    [[nodiscard]] BootTime next_change_by_time();
    [[nodiscard]] std::shared_ptr<Keeper> new_keeper(const ChannelId& channel);
    [[nodiscard]] BootTime allowed_from(const Keeper& keeper, const Repair& repair);
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
    Pacing pacing_;
    std::map<ChannelId, std::shared_ptr<Keeper>> keepers_;
    std::vector<const Life*> unfinished_;          ///< as of `seen_changes_`
    std::map<RequestId, std::uint64_t> finished_;  ///< at which version a life showed its end everywhere
    std::optional<std::uint64_t> seen_changes_;    ///< of the records
    std::optional<BootTime> looked_again_;
    std::set<RequestId> looked_at_;  ///< since all of them had their turn
};

}  // namespace privman
