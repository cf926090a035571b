// What earlier requests mean for the next one: who has had how many automatic approvals, what people have said no to,
// what went away. An index that is fed with the changes of lives, so that no question walks over all of them.
#pragma once

#include "domain/fold.hpp"
#include "domain/ids.hpp"
#include "domain/moment.hpp"
#include "domain/request_life.hpp"
#include "domain/same_file.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace privman {

/// What a person denied is left to people for so long.
inline constexpr Millis no_stays{std::chrono::days{7}};

/// When the schedule approved it, or claimed to: what is not confirmed may have happened.
std::optional<WallTime> approved_by_schedule(const Life&);
/// When a person with the right to decide last said no to it, whatever came of that.
std::optional<WallTime> denied_by_person(const Life&);
/// When it last went away without a confirmed decision of ours, also if it came back.
std::optional<WallTime> went_away(const Life&);

/// Does the latest complete list hold it?
using IsListed = std::function<bool(const RequestId&)>;

class PastDecisions {
public:
    explicit PastDecisions(Fold fold) : fold_{std::move(fold)} {}

    /// One life as it is now. The order in which lives are told does not matter.
    void learn(const Life&);
    void forget(const RequestId&);
    [[nodiscard]] bool knows(const RequestId& id) const { return shares_.contains(id); }
    /// What one life adds, each time the latest.
    struct Latest {
        std::optional<WallTime> approved;
        std::optional<WallTime> denied;
        std::optional<WallTime> gone;
    };
    /// Forgets those of whom `which` says so.
    void forget_those(const std::function<bool(const RequestId&, const Latest&)>& which);

    /// Automatic approvals since `since` of whoever asks for `request`, of other requests than this one.
    [[nodiscard]] unsigned approved_for_requester(const ElevationRequest& request, WallTime since) const;
    /// The same on its computer.
    [[nodiscard]] unsigned approved_on_computer(const ElevationRequest& request, WallTime since) const;

    /// When a person last denied the same requester the same file, since `since`.
    [[nodiscard]] std::optional<WallTime> denied(const ElevationRequest& request, WallTime since) const;
    /// When the same requester's request for the same file last went away without a decision of ours, since `since`.
    [[nodiscard]] std::optional<WallTime> gone(const ElevationRequest& request, WallTime since) const;
    /// The same requester's request for the same file still waits as far as we know, but the latest list lacks it.
    [[nodiscard]] bool going(const ElevationRequest& request, const IsListed& is_listed) const;

    /// Some request that was learnt carried a rating.
    [[nodiscard]] bool rated() const { return rated_; }

    /// The keys of those who have had at least `approved` automatic approvals since `since`.
    [[nodiscard]] std::set<std::string> requesters_with(unsigned approved, WallTime since) const;
    [[nodiscard]] std::set<std::string> computers_with(unsigned approved, WallTime since) const;
    [[nodiscard]] std::string requester_key(const ElevationRequest& request) const;
    [[nodiscard]] std::string computer_key(const ElevationRequest& request) const;

private:
    /// A denial, or a going away: of whom and of what, as it was then.
    struct No {
        bool by_person = false;
        WallTime at{};
        std::string requester_key;
        FileNamed file;
        friend bool operator==(const No&, const No&) = default;
    };
    /// What one life adds.
    struct Share {
        std::string requester_key;
        std::string computer_key;
        FileNamed file;
        std::optional<WallTime> approved;
        std::vector<No> noes;
        bool waiting = false;
        friend bool operator==(const Share&, const Share&) = default;
    };
    using Dated = std::set<std::pair<WallTime, RequestId>>;
    /// By when, whose, and which of its noes.
    using Noes = std::map<std::tuple<WallTime, RequestId, std::size_t>, FileNamed>;
    struct Shelf {
        Dated approved;
        Noes denied;
        Noes gone;
        std::set<RequestId> waiting;
        [[nodiscard]] bool empty() const {
            return approved.empty() && denied.empty() && gone.empty() && waiting.empty();
        }
    };

    void put(const RequestId&, const Share&);
    void take(const RequestId&, const Share&);
    void drop_if_empty(const std::string& requester_key);
    [[nodiscard]] std::optional<WallTime> latest_of_same_file(Noes Shelf::* which, const ElevationRequest&,
                                                              WallTime since) const;
    [[nodiscard]] Share share_of(const Life&) const;

    Fold fold_;
    std::map<RequestId, Share> shares_;
    std::map<std::string, Shelf> by_requester_;
    std::map<std::string, Dated> by_computer_;  ///< automatic approvals
    bool rated_ = false;
};

}  // namespace privman
