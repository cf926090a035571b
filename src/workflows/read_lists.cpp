#include "workflows/read_lists.hpp"

#include "async/within.hpp"

#include <algorithm>
#include <utility>

namespace privman {

namespace {
/// One that serves nearly everybody, and a second one for those who come after it was asked for.
constexpr std::size_t most_under_way = 2;

/// In a burst of clicks each would want a list of its own, where one a moment later serves them all: four in 80 ms.
constexpr std::size_t most_in_a_while = 4;
constexpr Millis a_while{80};

/// To look through a list a few times is less than to sort it.
constexpr unsigned asked_before_sorting = 8;
}  // namespace

const ElevationRequest* ListIndex::find(const RequestId& id) const {
    const auto id_of = [](const ElevationRequest* request) -> const RequestId& { return request->id; };
    const auto& requests = list_->requests;
    if (by_id_.empty()) {
        if (++asked_ <= asked_before_sorting) {
            const auto found = std::ranges::find(requests, id, &ElevationRequest::id);
            return found == requests.end() ? nullptr : &*found;
        }
        by_id_.reserve(requests.size());
        for (const auto& request : requests) by_id_.push_back(&request);
        std::ranges::sort(by_id_, {}, id_of);
    }
    const auto found = std::ranges::lower_bound(by_id_, id, {}, id_of);
    return found != by_id_.end() && (*found)->id == id ? *found : nullptr;
}

const ElevationRequest* ReadList::find(const RequestId& id) const { return index->find(id); }

Async<Outcome<std::shared_ptr<const ReadList>>> ReadLists::read(ListWanted wanted) {
    for (;;) {
        if (last_ && last_->begun.boot >= wanted.begun_from && last_->ended >= wanted.ended_from) co_return last_;
        const auto soonest = std::max({wanted.begun_from, not_before_, next_begins()});
        auto reading = under_way(wanted.begun_from);
        if (!reading && readings_.size() < most_under_way && clock_.now() >= soonest) reading = begin();
        if (reading) {
            while (!reading->over) co_await changed_.wait();
            co_return reading->answer;
        }
        if (readings_.size() < most_under_way)
            co_await async::within(clock_.deadline_at(soonest), changed_.wait());
        else
            co_await changed_.wait();
    }
}

std::shared_ptr<ReadLists::Reading> ReadLists::under_way(BootTime begun_from) const {
    const auto found =
        std::ranges::find_if(readings_, [&](const auto& reading) { return reading->begun.boot >= begun_from; });
    return found == readings_.end() ? nullptr : *found;
}

BootTime ReadLists::next_begins() const {
    return begun_.size() < most_in_a_while ? BootTime{} : begun_.front() + a_while;
}

std::shared_ptr<ReadLists::Reading> ReadLists::begin() {
    auto reading = std::make_shared<Reading>(Reading{.begun = clock_.moment()});
    readings_.push_back(reading);
    if (begun_.size() == most_in_a_while) begun_.pop_front();
    begun_.push_back(reading->begun.boot);
    tasks_.start([this, reading] { return ask(*this, reading); });
    return reading;
}

Async<void> ReadLists::ask(ReadLists& self, std::shared_ptr<Reading> reading) {
    auto list = co_await self.source_.pending();
    const auto now = self.clock_.now();
    std::erase(self.readings_, reading);
    reading->over = true;
    if (list) {
        const bool same = self.last_ && self.last_->list == *list;
        auto index = same ? self.last_->index : std::make_shared<const ListIndex>(*list);
        auto read = std::make_shared<const ReadList>(ReadList{*list, reading->begun, now, std::move(index)});
        if (!self.last_ || self.last_->begun.boot <= read->begun.boot) self.last_ = read;
        reading->answer = std::move(read);
    } else {
        self.not_before_ =
            std::max(self.not_before_, now + std::max(self.pause_, list.error().retry_after.value_or(Millis{0})));
        reading->answer = std::unexpected{std::move(list.error())};
    }
    self.changed_.wake_all();
}

}  // namespace privman
