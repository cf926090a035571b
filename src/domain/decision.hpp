// Who decides what: the choice, the decider, the claim on the right to decide, the outcome.
#pragma once

#include "domain/grant.hpp"
#include "domain/ids.hpp"
#include "domain/moment.hpp"

#include <optional>
#include <string>
#include <variant>

namespace privman {

/// What was chosen. The grant means something only with an approval.
struct Choice {
    bool approve = false;
    Grant grant = Grant::one_time();

    friend bool operator==(const Choice&, const Choice&) = default;
};

struct ByPerson {
    UserId who;
    std::string name;  ///< the handle at that time, for the record and for Privilege Manager's comment
    friend bool operator==(const ByPerson&, const ByPerson&) = default;
};
/// The schedule decided, outside business hours; `because` is the rule in words.
struct BySchedule {
    std::string because;
    friend bool operator==(const BySchedule&, const BySchedule&) = default;
};
using Decider = std::variant<ByPerson, BySchedule>;

/// The person's id, or `schedule`: for records and logs.
std::string name_of(const Decider&);

/// The won right to decide one request. Stored before Privilege Manager is called; no second one is given while it
/// stands.
struct Claim {
    Decider by;
    Choice choice;
    Moment since;                     ///< the click (or the schedule's decision): the decision limit counts from here
    ChannelId channel;                ///< where it was clicked; empty for the schedule
    ClickKey click;                   ///< empty for the schedule
    unsigned calls = 0;               ///< calls to Privilege Manager, the one in flight included
    std::optional<Moment> last_call;  ///< when the last one was sent
    /// When the last attempt at one was over, answered or given up, delivered or not; absent before the first, and
    /// while one is under way.
    std::optional<Moment> call_ended{};
    Millis click_age{0};  ///< the click was so old when it arrived: the decision limit counts that, too

    friend bool operator==(const Claim&, const Claim&) = default;
};

/// What Privilege Manager confirmed.
struct Verdict {
    Choice choice;
    Decider by;
    WallTime at{};

    friend bool operator==(const Verdict&, const Verdict&) = default;
};

}  // namespace privman
