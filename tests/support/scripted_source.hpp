// A Privilege Manager of which a test decides every answer.
#pragma once

#include "ports/clock.hpp"
#include "ports/elevation_source.hpp"

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

    Async<Outcome<SharedList>> pending() override;

    Async<Submission> submit(Instruction said) override;

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
    Millis list_takes{0};     ///< between what a list says and its arrival
    Millis failure_takes{0};  ///< before a list of `list_failures` fails

private:
    SharedList last_;
    Clock& clock_;
};

}  // namespace privman::testing
