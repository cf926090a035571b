#include "workflows/tell_patiently.hpp"

#include <algorithm>

namespace privman {

namespace {

constexpr Millis answer_within = std::chrono::minutes{30};
constexpr Millis answer_again{2'000};

}  // namespace

Async<void> tell_patiently(Telling with, ReplyTo to, Words words) {
    const auto until = with.clock.now() + answer_within;
    for (;;) {
        const auto told = co_await with.board.tell(to, words);
        if (told) co_return;
        with.tally.answers_lost.add();
        with.log.warning("answer.lost", "A clicker could not be answered",
                         {{"by", to.who.value}, {"why", told.error().what}});
        const bool may_pass = told.error().kind == Trouble::unreachable || told.error().kind == Trouble::throttled;
        if (!may_pass || with.clock.now() >= until) co_return;
        co_await with.clock.sleep_for(std::max(told.error().retry_after.value_or(answer_again), Millis{250}));
    }
}

}  // namespace privman
