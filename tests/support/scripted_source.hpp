// A Privilege Manager of which a test decides every answer.
#pragma once

#include "ports/clock.hpp"
#include "ports/elevation_source.hpp"
#include "tests/support/turn.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace privman::testing {

class ScriptedSource final : public ElevationSource {
public:
    explicit ScriptedSource(Clock& clock) : clock_{clock} {}

    struct Told {
        RequestId id;
        Choice choice;
        std::string comment;
        BootTime at{};
    };
    /// How one call to `submit` goes. `executed`: the product does what it was told; `answer_after`: how long it takes.
    struct Answer {
        Submission says = Accepted{};
        bool executed = true;
        Millis answer_after{0};
    };

    Async<Outcome<PendingList>> pending() override {
        co_await a_turn();
        ++lists;
        if (!list_failures.empty()) {
            auto failure = list_failures.front();
            list_failures.pop_front();
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
        co_return list;
    }

    Async<Submission> submit(Instruction said) override {
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

    void raise(ElevationRequest request) { waiting.emplace(request.id, std::move(request)); }

    std::map<RequestId, ElevationRequest> waiting;
    std::deque<Answer> answers;                     ///< for the next calls; then everything is accepted
    std::deque<Failure> list_failures;              ///< for the next lists
    std::optional<Failure> broken;                  ///< every list fails
    std::vector<Told> told;                         ///< every call
    std::vector<Told> decided;                      ///< what took effect
    std::map<RequestId, ElevationRequest> shadows;  ///< listed a second time, with these facts
    std::vector<BootTime> asked_at;                 ///< when the lists that came were asked for
    unsigned lists = 0;
    unsigned lists_under_way = 0;
    unsigned most_lists_under_way = 0;
    Millis list_takes{0};  ///< between what a list says and its arrival

private:
    Clock& clock_;
};

}  // namespace privman::testing
