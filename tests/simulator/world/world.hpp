// Virtual time: an ordered queue of what is going to happen, outside of any loop, and the story of what has happened.
#pragma once

#include "domain/moment.hpp"
#include "tests/simulator/world/chance.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace privman::simulator {

/// Which life of the bot something belongs to; 0: the world itself, which never dies.
using LifeNumber = unsigned;
inline constexpr LifeNumber nobody = 0;

/// An invariant that did not hold.
struct Violation {
    std::string rule;  ///< stable words: shrinking keeps a plan that breaks the same rule
    std::string what;
    Millis at{};
};

class World {
public:
    using Ticket = std::tuple<Millis, std::uint64_t, std::uint64_t>;
    using Event = std::function<void()>;

    World(std::uint64_t seed, WallTime begins) : ties_{Chance::of(seed, "ties")}, begins_{begins} {}

    /// Time since the beginning.
    [[nodiscard]] Millis now() const { return now_; }
    /// The true time, which nobody in this world is told without error.
    [[nodiscard]] WallTime true_wall() const { return begins_ + now_; }

    /// Of several things at the same moment, chance says which comes first.
    Ticket at(Millis when, LifeNumber whose, Event event);
    Ticket in(Millis length, LifeNumber whose, Event event) { return at(now_ + length, whose, std::move(event)); }
    void cancel(const Ticket& ticket) { queue_.erase(ticket); }
    /// Forgets everything that would have happened to a life.
    void drop(LifeNumber whose);
    /// Nothing happens to this life before `until`: its machine sleeps.
    void freeze(LifeNumber whose, Millis until) { frozen_ = {whose, until}; }
    [[nodiscard]] bool frozen(LifeNumber whose) const { return frozen_.first == whose && frozen_.second > now_; }

    /// Makes the next thing happen. False: nothing is left before `end`; it is `end` then.
    bool step(Millis end);

    [[nodiscard]] std::size_t waiting() const { return queue_.size(); }

    // The story.
    void tell_story() { telling_ = true; }
    [[nodiscard]] bool telling() const { return telling_; }
    /// `line` is a callable that makes the text: nobody pays for a story that nobody reads.
    template <class Line>
    void tell(Line&& line) {
        if (telling_) story_.push_back(stamp() + std::forward<Line>(line)());
    }
    [[nodiscard]] const std::vector<std::string>& story() const { return story_; }

    /// The first one counts; what follows are its consequences.
    void violate(std::string rule, std::string what);
    /// These rules may be broken: for whoever looks for what else is.
    void look_away(std::set<std::string> rules) { ignored_ = std::move(rules); }
    [[nodiscard]] const std::optional<Violation>& violation() const { return violation_; }

private:
    struct Entry {
        LifeNumber whose;
        Event event;
    };
    [[nodiscard]] std::string stamp() const;

    Chance ties_;
    WallTime begins_;
    Millis now_{0};
    std::uint64_t sequence_ = 0;
    std::map<Ticket, Entry> queue_;
    std::pair<LifeNumber, Millis> frozen_{nobody, Millis{0}};
    bool telling_ = false;
    std::vector<std::string> story_;
    std::optional<Violation> violation_;
    std::set<std::string> ignored_;
};

/// "02:14:05.120"
std::string clock_text(Millis since_beginning);
/// "2026-10-25 01:30:00.000 UTC"
std::string utc_text(WallTime when);

}  // namespace privman::simulator
