#include "tests/simulator/world/world.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace privman::simulator {

World::Ticket World::at(Millis when, LifeNumber whose, Event event) {
    const auto tie = ties_.next();
    Ticket ticket{std::max(when, now_), tie, ++sequence_};
    queue_.emplace(ticket, Entry{whose, std::move(event)});
    return ticket;
}

void World::drop(LifeNumber whose) {
    // Taken out first, destroyed afterwards: what an event owned may cancel another one.
    std::vector<Entry> dropped;
    for (auto entry = queue_.begin(); entry != queue_.end();) {
        if (entry->second.whose != whose) {
            ++entry;
            continue;
        }
        dropped.push_back(std::move(entry->second));
        entry = queue_.erase(entry);
    }
}

bool World::step(Millis end) {
    if (queue_.empty() || std::get<Millis>(queue_.begin()->first) > end) {
        now_ = std::max(now_, end);
        return false;
    }
    auto node = queue_.extract(queue_.begin());
    now_ = std::max(now_, std::get<Millis>(node.key()));
    auto& entry = node.mapped();
    if (entry.whose != nobody && frozen(entry.whose)) {
        // Same tie, same number: what was due while the machine slept happens in its order.
        std::get<Millis>(node.key()) = frozen_.second;
        queue_.insert(std::move(node));
        return true;
    }
    entry.event();
    return true;
}

void World::violate(std::string rule, std::string what) {
    if (violation_ || ignored_.contains(rule)) return;
    tell([&] { return "VIOLATION: " + rule + ": " + what; });
    violation_ = Violation{std::move(rule), std::move(what), now_};
}

std::string clock_text(Millis since) {
    const auto all = since.count();
    return fmt::format("{:02}:{:02}:{:02}.{:03}", all / 3'600'000, all / 60'000 % 60, all / 1000 % 60, all % 1000);
}

std::string utc_text(WallTime when) {
    const auto day = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date{day};
    const auto text = clock_text(when - day);
    return fmt::format("{:04}-{:02}-{:02} {} UTC", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()), text);
}

std::string World::stamp() const { return clock_text(now_) + "  "; }

}  // namespace privman::simulator
