#include "tests/support/fake_clock.hpp"

#include <boost/asio/post.hpp>

namespace privman::testing {

Async<void> FakeClock::sleep_until(BootTime when) {
    const auto list = std::make_shared<async::WaitList>();
    const auto place = sleepers_.emplace(when, list);
    struct Leave {  // also when cancelled
        std::multimap<BootTime, std::shared_ptr<async::WaitList>>& all;
        std::multimap<BootTime, std::shared_ptr<async::WaitList>>::iterator place;
        bool gone = false;
        ~Leave() { all.erase(place); }
    } leave{sleepers_, place};
    if (when <= now_) boost::asio::post(loop_, [list] { list->wake_all(); });
    co_await list->wait();
}

void FakeClock::advance(Millis length) {
    const auto target = now_ + length;
    run();
    for (;;) {
        const auto next = sleepers_.upper_bound(now_);
        if (next == sleepers_.end() || next->first > target) break;
        wall_ += next->first - now_;
        now_ = next->first;
        for (auto [first, last] = sleepers_.equal_range(now_); first != last; ++first) first->second->wake_all();
        run();
    }
    wall_ += target - now_;
    now_ = target;
    run();
}

void FakeClock::run() {
    loop_.restart();
    loop_.poll();
}

}  // namespace privman::testing
