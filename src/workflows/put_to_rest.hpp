// Lives that have ended and say so everywhere leave memory, and after KEEP_DECIDED the store.
#pragma once

#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "workflows/approve_unattended.hpp"
#include "workflows/clock_check.hpp"
#include "workflows/keep_cards_true.hpp"
#include "workflows/records.hpp"
#include "workflows/settings_keeper.hpp"
#include "workflows/watch_requests.hpp"

#include <memory>
#include <set>
#include <utility>

namespace privman {

struct RestPolicy {
    Millis after = std::chrono::minutes{10};       ///< its end, at the earliest
    Millis look_every = std::chrono::seconds{30};  ///< for those that have come to rest
    Millis keep_decided = std::chrono::days{30};   ///< how long an ended request is remembered in the store
};

class PutToRest {
public:
    struct Deps {
        Records& records;
        SettingsKeeper& settings;
        const KeepCardsTrue& cards;
        const WatchRequests& watch;
        ApproveUnattended& unattended;
        Clock& clock;
        observe::Log& log;
        ClockCheck clock_check;  ///< while it is not confirmed, nothing is forgotten
    };

    PutToRest(Deps deps, RestPolicy policy);
    PutToRest(const PutToRest&) = delete;
    PutToRest& operator=(const PutToRest&) = delete;

    /// Until cancelled.
    Async<void> run();

private:
    Async<void> put_to_rest();
    Async<void> forget_the_old();
    Async<std::size_t> most_to_forget();
    [[nodiscard]] bool is_at_rest(const Life& life) const;

    Deps deps_;
    RestPolicy policy_;
    std::set<std::pair<WallTime, RequestId>> ended_;  ///< in memory, the oldest end first
    std::shared_ptr<const Records::LifeWatcher> watching_;
};

}  // namespace privman
