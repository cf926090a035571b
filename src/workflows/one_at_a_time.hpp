// How much of one person is at work at the same time: nobody fills the queue of all others.
#pragma once

#include "domain/ids.hpp"

#include <cstddef>
#include <map>
#include <utility>

namespace privman {

class OneAtATime {
public:
    /// One is carried out and answered while the next ones wait; more than that is nobody's pace of typing.
    static constexpr std::size_t most = 4;

    /// Taken when something arrives, given back when it was answered. Borrows what it came from.
    class Place {
    public:
        Place(OneAtATime& all, UserId who) : all_{all}, who_{std::move(who)} {
            auto& person = all_.people_[who_];
            is_free_ = person.at_work < most;
            first_refused_ = !is_free_ && !std::exchange(person.refused, !is_free_);
            ++person.at_work;
        }
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
        ~Place() {
            auto& person = all_.people_[who_];
            if (--person.at_work < most) person.refused = false;
            if (person.at_work == 0) all_.people_.erase(who_);
        }

        /// False: too much of this person is at work already.
        [[nodiscard]] bool is_free() const { return is_free_; }
        /// The first that was refused since one was free: this one is told.
        [[nodiscard]] bool is_told() const { return first_refused_; }

    private:
        OneAtATime& all_;
        UserId who_;
        bool is_free_ = false;
        bool first_refused_ = false;
    };

    [[nodiscard]] std::size_t people() const { return people_.size(); }

private:
    struct Person {
        std::size_t at_work = 0;
        bool refused = false;
    };
    std::map<UserId, Person> people_;
};

}  // namespace privman
