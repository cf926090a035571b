// What each channel should show against what it shows: repairs the difference. A crash, a lost answer, a deleted
// message, a new channel and a late change of who may decide are all the same case. What changed is filed once, with
// the channels that it concerns; only their keepers wake. A channel's posts are made one after the other, so that its
// cards stand in their order; edits of different messages go side by side.
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
#include "workflows/settings_keeper.hpp"
#include "workflows/tally.hpp"
#include "workflows/turns.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>

namespace privman {

struct Pacing {
    double posts_per_second = 1.0;  ///< new messages per channel; 0: no pacing of our own
};

/// Edits under way at once, in one channel and in all.
inline constexpr std::size_t edits_in_a_channel = 8;
inline constexpr std::size_t edits_in_all = 24;
/// Cards whose posting is stored together, ahead of the first of them.
inline constexpr std::size_t intended_at_once = 32;

/// The message stands there and can never be edited again: the workspace forbids edits, or it counts as another's.
bool cannot_be_edited(const BoardFailure& failure);

class KeepCardsTrue {
public:
    struct Deps {
        Records& records;
        SettingsKeeper& settings;
        MessageBoard& board;
        Announcer& announcer;
        Clock& clock;
        Randomness& randomness;
        async::TaskScope& tasks;
        Tally& tally;
        observe::Log& log;
        /// Until then the first card of a request may wait, because its answer is on its way; nothing: it need not.
        std::function<std::optional<BootTime>(const Life&)> answers_until{};
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

    /// How many cards were drawn, ever, for whatever purpose; see `Records::looked_at`.
    [[nodiscard]] std::uint64_t drawn() const { return drawn_; }

    /// Something is under way about its messages, or may still land.
    [[nodiscard]] bool in_doubt(const Life& life) const;

    /// Somebody spoke to the bot there: a parked channel is tried again at once.
    void try_again(const ChannelId& channel);

    /// Draws cards of what waits once more, whatever they are believed to show: one that somebody has deleted is found
    /// by that, and replaced. In the background, at most once a minute, the longest waiting first, twenty cards at a
    /// time, and not while other edits wait.
    void look_again();

private:
    /// A post that is stored and not made yet.
    struct Intent {
        Attempt attempt;
        bool made_before = false;  ///< it was posted, and its answer lost: several messages may carry it
    };
    /// What one channel's keeper remembers between two repairs.
    struct Keeper {
        explicit Keeper(ChannelId of) : channel{std::move(of)}, dues{channel} {}

        ChannelId channel;
        ChannelDues dues;
        async::WaitList news;  ///< what is due has changed, or what may be done about it
        void stir() {
            stirred = true;
            news.wake_all();
        }
        WallTime announced_from{};  ///< what the schedule did earlier is history there
        std::map<RequestId, Intent> intended;
        std::set<RequestId> intending;     ///< being stored
        std::set<RequestId> posting;       ///< until it is stored where the card stands
        std::set<DoubtedMessage> editing;  ///< until it is stored what they show
        BootTime next_post{};              ///< pacing, and what the chat product asked for
        BootTime next_edit{};              ///< the same for edits
        BootTime not_before{};             ///< the channel is parked until then
        BootTime failed_at{};
        std::string parked_because;
        std::map<RequestId, BootTime> spared;  ///< cards that are not taken: left alone until then
        Doubts doubts;
        /// Where the card itself can no longer be edited: what was said under it last.
        std::map<DoubtedMessage, std::uint64_t> said_in_thread;
        unsigned failures = 0;    ///< in a row; what was begun before one was known is the same one
        bool stirred = false;     ///< there was news since it looked last
        bool registered = false;  ///< otherwise it gets nothing new; what stands there is brought to its end
        bool to_file = true;      ///< none of the lives was filed yet, or by another policy
        bool started = false;
        bool post_under_way = false;  ///< its answer has not come yet
        bool at_digest = false;
        std::size_t edit_calls = 0;  ///< under way
        bool may_edit = false;       ///< a place among those of all channels is kept for it
        bool complained = false;
    };

    /// One of the places for edits, in its channel and in all; given back when the call is over.
    class EditPlace {
    public:
        EditPlace(KeepCardsTrue& self, Keeper& keeper) : self_{self}, keeper_{keeper} {}
        EditPlace(const EditPlace&) = delete;
        EditPlace& operator=(const EditPlace&) = delete;
        ~EditPlace() { give_back(); }
        void give_back();

    private:
        KeepCardsTrue& self_;
        Keeper& keeper_;
        bool given_back_ = false;
    };

    /// What is waited for besides the records, by request.
    struct Watched {
        std::optional<BootTime> slow_at;      ///< from then on its cards say that it is being decided
        std::optional<WallTime> look_at_key;  ///< it waits, and has cards
    };
    /// What a card of one life should say, drawn once for all channels that say the same.
    class Drawn;

    using OneKeeper = std::shared_ptr<Keeper>;
    static Async<void> keep(KeepCardsTrue& self, OneKeeper keeper);
    /// Begins whatever may be done now. `wake` becomes the moment at which more may be.
    void start_what_is_due(const OneKeeper& keeper, BootTime& wake);
    void start_edits(const OneKeeper& keeper, bool of_decided, BootTime& wake);
    bool take_place(Keeper& keeper, bool for_decided);
    void give_places_away();
    void give_back_place(Keeper& keeper);
    void start_posts(const OneKeeper& keeper, BootTime& wake);
    void start_digest(const OneKeeper& keeper, BootTime& wake);
    [[nodiscard]] bool may_wait(const Keeper& keeper, const Repair& repair, BootTime& wake);
    [[nodiscard]] const CardPolicy& policy_for(const Keeper& keeper) const {
        return keeper.registered ? policy_.cards : unregistered_policy_;
    }
    [[nodiscard]] CardView draw(const Keeper& keeper, const Life& life);
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

    // post_cards.cpp
    struct Intended;
    [[nodiscard]] std::vector<OneKeeper> keepers_that_want(const RequestId& request, const OneKeeper& first);
    void start_intending(const OneKeeper& keeper, const RequestId& request);
    static Async<void> intend(KeepCardsTrue& self, std::shared_ptr<Intended> all);
    static Async<void> post(KeepCardsTrue& self, OneKeeper keeper, RequestId request, Intent intent);
    void drop_unwanted_intents(const OneKeeper& keeper);
    static Async<void> drop_intent(KeepCardsTrue& self, ChannelId channel, RequestId request, Intent intent);

    // edit_cards.cpp
    static Async<void> edit(KeepCardsTrue& self, OneKeeper keeper, EditCard wanted);
    Async<void> make(Keeper& keeper, EditCard wanted, EditPlace& place);

    // keep_digests.cpp
    static Async<void> digest(KeepCardsTrue& self, OneKeeper keeper, Repair wanted);
    Async<void> make(Keeper& keeper, PostDigest wanted);
    Async<void> make(Keeper& keeper, EditDigest wanted);

    Async<void> edit_refused(Keeper& keeper, Life life, CardCopy copy, BoardFailure why, BootTime begun);
    Async<void> speak_for_card(Keeper& keeper, Life life, CardCopy copy);
    Async<Shown<bool>> say_in_thread(Keeper& keeper, const Life& life, const CardCopy& copy, bool for_good);
    Async<void> remember(RequestId id, std::function<Life(Life)> change, Records::When when = Records::When::now);
    Async<void> remember_board(ChannelId channel, std::function<Board(Board)> change);

    void count_first_card(const Life& before);
    void posted(Keeper& keeper);
    void succeeded(Keeper& keeper, BootTime begun);
    /// What failed, and since when it was under way.
    struct Failed {
        const Failure& why;
        bool posting = false;
        BootTime begun{};
        std::optional<RequestId> card{};
    };
    void failed(Keeper& keeper, const Failed& what);
    /// The store did not take it: no fault of the channel.
    void wait_for_store(Keeper& keeper);

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
    } seen_;                            ///< of the records: up to where everything is filed
    std::set<ChannelId> holding_back_;  ///< where a card waits for its answer
    std::size_t edits_under_way_ = 0;   ///< and places that are kept for one
    std::uint64_t drawn_ = 0;
    /// Channels whose edits wait for a place: of what is decided, and others.
    Turns<ChannelId> want_to_show_ends_;
    Turns<ChannelId> want_to_edit_;
    std::map<RequestId, Watched> watched_;
    std::set<std::pair<BootTime, RequestId>> slow_;
    std::set<std::pair<WallTime, RequestId>> to_look_at_;  ///< the longest waiting first
    std::optional<BootTime> looked_again_;
    std::optional<std::pair<WallTime, RequestId>> looked_until_;
};

}  // namespace privman
