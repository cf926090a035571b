// What one channel owes, kept up to date life by life: a change costs what that one life has there, and the most urgent
// repair is found without looking at the others.
#pragma once

#include "domain/request_life.hpp"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace privman {

/// A request needs a (new) card in this channel.
struct PostCard {
    RequestId request;
};
/// A known card says something that is no longer so.
struct EditCard {
    RequestId request;
    Attempt attempt;
    std::uint64_t should_say = 0;  ///< hash of the view
};

/// It shows the end that `end_of` gives: that is never drawn again, in whatever words another version would say it.
bool shows_its_end(const CardCopy&, std::uint64_t end);

/// Does a card stand in this channel; while the request waits, one that people can use?
bool has_card(const Life&, const ChannelId&);

/// A request that waits for people wants a card. One that ended without ever having had one is history: except what the
/// schedule did since `announced_from`, which is always announced.
bool wants_card(const Life&, WallTime announced_from);

/// The dues of one channel, in the order in which they should be paid: decided cards first (somebody may be about to
/// click), of those the ones that were clicked here (whoever clicked looks at them), then new cards, then other edits,
/// then the digest. Of the new cards every other one is the newest request's (its requester is most likely still in
/// front of the dialog), the others are those of the longest waiting. With a limit of places, requests that wait beyond
/// it get no card but a row in the digest; a place becomes free when a request with a card stops waiting, and goes to a
/// requester with the fewest cards: nobody's flood buries another.
class ChannelDues {
public:
    explicit ChannelDues(ChannelId channel) : channel_{std::move(channel)} {}

    /// Takes the place of what was filed for this life. `should_say`: the hash of what its card here should show now;
    /// of no account where every card here shows its end.
    /// What the schedule did before `announced_from` is history here: the channel is younger.
    /// Whether that changed anything.
    bool file(const Life& life, std::uint64_t should_say, WallTime announced_from);
    bool forget(const RequestId& id);
    void clear() { *this = ChannelDues{channel_}; }

    /// Each calls `visit` with one due after the other, the most urgent first, until it says true; whether it did.
    template <class Visit>
    bool decided_edits(const Visit& visit) const {
        return std::ranges::any_of(decided_, [&](const auto& one) { return edits_of(one.order.id, visit); });
    }
    template <class Visit>
    bool other_edits(const Visit& visit) const {
        return std::ranges::any_of(waiting_edits_, [&](const auto& one) { return edits_of(one.id, visit); });
    }
    /// `places`: how many waiting requests may have a card; none: no limit.
    template <class Visit>
    bool posts(std::optional<std::size_t> places, const Visit& visit) const {
        Line line{*this, free_places(places)};
        bool newest = line.newest_is_next();
        const auto* waiting = line.next();
        // What was done is shown whether or not there is a place.
        for (auto done = done_.begin(); done != done_.end() || waiting;) {
            const bool is_waiting = done == done_.end() || (waiting && (!newest || filed_.at(*waiting).order < *done));
            if (visit(PostCard{is_waiting ? *waiting : (done++)->id})) return true;
            if (!is_waiting) continue;
            newest = line.newest_is_next();
            waiting = line.next();
        }
        return false;
    }

    [[nodiscard]] std::size_t posts_due(std::optional<std::size_t> places) const;
    /// This request wants a card here, whether or not there is a place for it.
    [[nodiscard]] bool wants_card(const RequestId& id) const;
    /// The same, and `posts` names it.
    [[nodiscard]] bool posts_soon(const RequestId& id, std::optional<std::size_t> places) const;
    [[nodiscard]] std::size_t edits_due() const { return wrong_copies_; }

    /// Of the new cards the next one is the longest waiting's.
    [[nodiscard]] bool longest_is_next() const { return longest_is_next_; }
    /// All that wait, and those of them without a card here.
    [[nodiscard]] std::size_t waiting() const { return waiting_; }
    [[nodiscard]] std::size_t without_card() const { return uncarded_.size(); }
    /// Those without a card that wait longest, at most `most`.
    [[nodiscard]] std::vector<RequestId> longest_without_card(std::size_t most) const;

private:
    /// Newest first; the id breaks ties, so that the order never depends on where things lie in memory.
    struct NewestFirst {
        WallTime first_seen{};
        std::optional<WallTime> requested;
        RequestId id;
        friend bool operator==(const NewestFirst&, const NewestFirst&) = default;
        friend std::strong_ordering operator<=>(const NewestFirst& a, const NewestFirst& b) {
            return std::tie(b.first_seen, b.requested, b.id) <=> std::tie(a.first_seen, a.requested, a.id);
        }
    };
    struct Filed {
        NewestFirst order;
        WallTime asked{};
        std::string requester;
        std::uint64_t should_say = 0;
        std::vector<Attempt> wrong;  ///< cards here that say something else
        bool waits = false;
        bool has_card = false;
        bool wants_card = false;
        bool clicked = false;  ///< here, since it was filed first
        friend bool operator==(const Filed&, const Filed&) = default;
    };
    using Sorted = std::set<NewestFirst>;
    struct ClickedFirst {
        bool clicked = false;
        NewestFirst order;
        friend std::strong_ordering operator<=>(const ClickedFirst& a, const ClickedFirst& b) {
            return std::tie(b.clicked, a.order) <=> std::tie(a.clicked, b.order);
        }
    };
    using ByWait = std::set<std::pair<WallTime, RequestId>>;  ///< when it was asked for: the longest waiting first
    /// What one requester waits for here.
    struct Requester {
        std::size_t carded = 0;
        Sorted uncarded;
        ByWait longest;
    };
    /// Who has the fewest cards, and of those who the newest request without one, or the one that waits longest.
    using RankNewest = std::tuple<std::size_t, NewestFirst, std::string>;
    using RankLongest = std::tuple<std::size_t, std::pair<WallTime, RequestId>, std::string>;

    /// Who gets a card next, one after the other.
    class Line {
    public:
        Line(const ChannelDues& dues, std::size_t free);
        /// Null: there is no place for another.
        const RequestId* next();
        [[nodiscard]] bool newest_is_next() const { return !longest_next_; }

    private:
        const RequestId* next_of_all();
        const RequestId* next_of_fewest();
        [[nodiscard]] bool is_taken(const RequestId& id) const { return taken_.contains(id); }

        const ChannelDues& dues_;
        std::size_t free_;
        bool scarce_;        ///< not everybody gets one
        bool longest_next_;  ///< this one is the longest waiting's, not the newest's
        Sorted::const_iterator newest_;
        ByWait::const_iterator longest_;
        std::set<RequestId> taken_;
        std::set<RankNewest>::const_iterator rank_newest_;
        std::set<RankLongest>::const_iterator rank_longest_;
        std::map<std::string, std::size_t> taken_from_;
        std::set<RankNewest> again_newest_;
        std::set<RankLongest> again_longest_;
    };

    template <class Visit>
    bool edits_of(const RequestId& id, const Visit& visit) const {
        const auto& filed = filed_.at(id);
        return std::ranges::any_of(
            filed.wrong, [&](const Attempt& attempt) { return visit(EditCard{id, attempt, filed.should_say}); });
    }
    [[nodiscard]] std::size_t free_places(std::optional<std::size_t> places) const;
    void rank(const std::string& requester, const std::function<void(Requester&)>& change);

    ChannelId channel_;
    std::map<RequestId, Filed> filed_;  ///< only what waits, is wrong, or wants a card
    std::set<ClickedFirst> decided_;
    Sorted waiting_edits_;
    Sorted done_;                                  ///< want a card, and do not wait for people
    Sorted uncarded_;                              ///< wait without a card
    ByWait longest_;                               ///< the same, by when they were asked for
    std::map<std::string, Requester> requesters_;  ///< the same, and those with a card
    std::set<RankNewest> rank_newest_;             ///< of those who wait without a card
    std::set<RankLongest> rank_longest_;
    bool longest_is_next_ = false;
    std::size_t waiting_ = 0;
    std::size_t waiting_with_card_ = 0;
    std::size_t wrong_copies_ = 0;
};

}  // namespace privman
