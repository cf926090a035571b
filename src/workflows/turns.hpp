// Whoever waits for something of which there is not enough, first come, first served.
#pragma once

#include <deque>
#include <optional>
#include <set>
#include <utility>

namespace privman {

template <class Who>
class Turns {
public:
    /// Behind those who wait; whoever waits already keeps their turn.
    void join(const Who& who) {
        if (waiting_.insert(who).second) order_.push_back(who);
    }
    /// Whose turn it is, who then waits no longer; nothing: nobody waits.
    std::optional<Who> next() {
        if (order_.empty()) return std::nullopt;
        auto who = std::move(order_.front());
        order_.pop_front();
        waiting_.erase(who);
        return who;
    }

private:
    std::deque<Who> order_;
    std::set<Who> waiting_;
};

}  // namespace privman
