// The complete lists that the bot was given, when it asked for each and when it came: against these its calls, closings
// and returns are held.
#pragma once

#include "domain/elevation_request.hpp"
#include "domain/moment.hpp"
#include "ports/elevation_source.hpp"

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace privman::simulator {

/// Two lists are two only when the second was asked for so long after the first had come.
inline constexpr Millis apart_at_most{10'000};

struct GivenList {
    Millis asked{};
    Millis came{};
    std::map<RequestId, ElevationRequest> rows;
    std::set<RequestId> twice;  ///< ids under which it held different facts

    /// Does it hold this request, alone and as it was shown? Otherwise what speaks against it.
    [[nodiscard]] std::optional<std::string> objection(const RequestId& id, const ElevationRequest& shown) const;
};

class ListLog {
public:
    /// `twice`: ids under which the list held different facts, whatever the bot was told about them.
    void add(const PendingList& list, std::set<RequestId> twice, Millis asked, Millis came);

    [[nodiscard]] const std::deque<GivenList>& all() const { return lists_; }
    [[nodiscard]] const GivenList* newest() const { return lists_.empty() ? nullptr : &lists_.back(); }
    /// The newest that had come by then.
    [[nodiscard]] const GivenList* newest_at(Millis when) const;
    [[nodiscard]] bool asked_since(Millis when) const;

    /// Whether two lists, asked for after `since` and so far apart, still held it.
    [[nodiscard]] bool held_twice_since(const RequestId& id, Millis since, Millis apart, Millis now) const;

private:
    std::deque<GivenList> lists_;
};

}  // namespace privman::simulator
