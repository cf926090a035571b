#include "tests/support/scripted_source.hpp"

#include "tests/support/shared_list.hpp"
#include "tests/support/turn.hpp"

#include <algorithm>

namespace privman::testing {

Async<Outcome<SharedList>> ScriptedSource::pending() {
    co_await a_turn();
    ++lists;
    if (!list_failures.empty()) {
        auto failure = list_failures.front();
        list_failures.pop_front();
        if (failure_takes > Millis{0}) co_await clock_.sleep_for(failure_takes);
        co_return std::unexpected{failure};
    }
    if (broken) co_return std::unexpected{*broken};
    PendingList list;
    for (const auto& [id, request] : waiting) list.requests.push_back(request);
    for (const auto& [id, request] : shadows)
        if (waiting.contains(id)) list.twice.insert(id);
    asked_at.push_back(clock_.now());
    ++lists_under_way;
    most_lists_under_way = std::max(most_lists_under_way, lists_under_way);
    if (list_takes > Millis{0}) co_await clock_.sleep_for(list_takes);
    --lists_under_way;
    co_return shared(last_, std::move(list));
}

Async<Submission> ScriptedSource::submit(Instruction said) {
    const auto [id, choice, comment, approver, not_sent_after] = std::move(said);
    co_await a_turn();
    told.push_back({id, choice, comment, clock_.now()});
    Answer answer;
    if (!answers.empty()) {
        answer = answers.front();
        answers.pop_front();
    } else if (!waiting.contains(id)) {
        answer = {AlreadyDecided{"already decided"}, false};
    }
    if (answer.executed) {
        decided.push_back(told.back());
        waiting.erase(id);
    }
    if (answer.answer_after > Millis{0}) co_await clock_.sleep_for(answer.answer_after);
    co_return answer.says;
}

}  // namespace privman::testing
