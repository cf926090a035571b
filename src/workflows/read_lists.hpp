// The lists of pending requests, read once for everybody who wants one: polls, and each call that is compared with one.
#pragma once

#include "async/task_scope.hpp"
#include "async/wait_list.hpp"
#include "ports/clock.hpp"
#include "ports/elevation_source.hpp"

#include <deque>
#include <memory>
#include <utility>
#include <vector>

namespace privman {

/// Where in a list each id is: one for all readings that say the same. Most lists are asked for one request or two, so
/// that it is made when more are looked for.
class ListIndex {
public:
    explicit ListIndex(SharedList list) : list_{std::move(list)} {}
    [[nodiscard]] const ElevationRequest* find(const RequestId&) const;

private:
    SharedList list_;
    mutable std::vector<const ElevationRequest*> by_id_;
    mutable unsigned asked_ = 0;
};

/// A complete list, and when it was read.
struct ReadList {
    SharedList list;
    Moment begun;  ///< when it was asked for
    BootTime ended{};
    std::shared_ptr<const ListIndex> index;

    /// What it holds under this id; nullptr for nothing.
    [[nodiscard]] const ElevationRequest* find(const RequestId&) const;
};

/// Which lists serve: those that were asked for at `begun_from` or later, and arrived at `ended_from` or later.
struct ListWanted {
    BootTime begun_from{};
    BootTime ended_from{};
};

class ReadLists {
public:
    /// `pause`: how long nobody asks again after a failure, at least. All must outlive the tasks.
    ReadLists(ElevationSource& source, Clock& clock, async::TaskScope& tasks, Millis pause)
        : source_{source}, clock_{clock}, tasks_{tasks}, pause_{pause} {}

    /// A list that serves: the last one, one that is under way, or a new one. Two are under way at most, and no
    /// more than four begin within 80 ms; whoever wants another waits. After a failure nobody asks before the pause is
    /// over, or before the server said. Fails as the list failed for which it waited. Waiting for it may be cancelled;
    /// the list itself goes on for the others.
    Async<Outcome<std::shared_ptr<const ReadList>>> read(ListWanted wanted);

private:
    /// One call that is under way, or over.
    struct Reading {
        Moment begun;
        bool over = false;
        Outcome<std::shared_ptr<const ReadList>> answer{nullptr};
    };

    [[nodiscard]] std::shared_ptr<Reading> under_way(BootTime begun_from) const;
    [[nodiscard]] BootTime next_begins() const;
    std::shared_ptr<Reading> begin();
    static Async<void> ask(ReadLists& self, std::shared_ptr<Reading> reading);

    ElevationSource& source_;
    Clock& clock_;
    async::TaskScope& tasks_;
    Millis pause_;
    std::shared_ptr<const ReadList> last_;  ///< of the complete ones, the one that was asked for last
    std::vector<std::shared_ptr<Reading>> readings_;
    BootTime not_before_{};
    std::deque<BootTime> begun_;  ///< the latest few
    async::WaitList changed_;
};

}  // namespace privman
