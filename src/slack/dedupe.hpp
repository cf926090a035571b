// Remembers what was delivered lately, so that the same thing twice is one thing.
#pragma once

#include "domain/moment.hpp"

#include <cstddef>
#include <list>
#include <map>
#include <string>
#include <vector>

namespace privman::slack {

/// Keys are remembered for `keep`, at most `capacity` of them; the oldest go first. Time is passed in.
class Dedupe {
public:
    Dedupe(std::size_t capacity, Millis keep) : capacity_{capacity}, keep_{keep} {}

    /// True when none of the keys is known; they are known from then on. No keys: always true.
    bool first_time(const std::vector<std::string>& keys, BootTime now);

    /// As if they had never come: what was refused must be able to come again.
    void forget(const std::vector<std::string>& keys);

    [[nodiscard]] std::size_t size() const { return known_.size(); }

private:
    struct Entry {
        std::string key;
        BootTime until;
    };
    void drop_old(BootTime now);

    std::size_t capacity_;
    Millis keep_;
    std::list<Entry> order_;  ///< oldest first
    std::map<std::string, std::list<Entry>::iterator> known_;
};

}  // namespace privman::slack
