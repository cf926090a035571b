// How many calls that decide may be under way at Privilege Manager at once, and whose turn is next.
#pragma once

#include "domain/ids.hpp"
#include "domain/moment.hpp"
#include "ports/outcome.hpp"

#include <cstddef>
#include <memory>

namespace privman {

/// People come before the schedule, the oldest claim first. What the schedule may take is bounded, so that hundreds of
/// requests that become eligible at once are neither hundreds of connections nor in anybody's way.
class CallSlots {
public:
    struct Limits {
        std::size_t all = 32;
        std::size_t schedule = 6;  ///< of these
    };
    enum class Whose { person, schedule };

    /// A place, until it is destroyed.
    class Slot {
    public:
        Slot(Slot&& other) noexcept = default;
        Slot& operator=(Slot&& other) noexcept;
        ~Slot() { give_back(); }

    private:
        friend class CallSlots;
        struct State;
        Slot(std::shared_ptr<State> state, Whose whose) : state_{std::move(state)}, whose_{whose} {}
        void give_back() noexcept;

        std::shared_ptr<State> state_;  ///< empty: it was moved away
        Whose whose_;
    };

    explicit CallSlots(Limits limits);

    /// Waits for its turn; `since` is when the claim was won. Whoever is cancelled while he waits takes no place.
    Async<Slot> take(Whose whose, BootTime since, RequestId request);

    [[nodiscard]] std::size_t taken() const;
    [[nodiscard]] std::size_t waiting() const;

private:
    std::shared_ptr<Slot::State> state_;
};

}  // namespace privman
