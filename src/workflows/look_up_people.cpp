#include "workflows/look_up_people.hpp"

#include "async/within.hpp"

#include <algorithm>
#include <utility>

namespace privman {

namespace {

constexpr Millis first_pause{250};
constexpr Millis longest_pause{5'000};
/// An answer that makes no sense once may have been cut or come from somebody in between; three times it is the answer.
constexpr unsigned most_nonsense = 3;

/// What an answer may be old when it is asked for, so that whoever joins while it comes gets one that is fresh.
constexpr Millis fresh_enough = rights_are_fresh_for - LookUpPeople::one_try;

}  // namespace

struct LookUpPeople::Question {
    std::size_t waiting = 0;
    std::optional<Outcome<Person>> answer;
    std::string trouble;  ///< why there is none yet
    async::WaitList answered;
};

Async<std::optional<Outcome<Person>>> LookUpPeople::person(UserId id, BootTime until) {
    if (const auto* known = directory_.known(id, rights_are_fresh_for)) co_return Outcome<Person>{*known};
    auto& place = asking_[id];
    if (!place) {
        place = std::make_shared<Question>();
        tasks_.start([this, id, question = place] { return keep_asking(*this, id, question); });
    }
    const auto question = place;
    struct Waits {
        std::size_t& count;
        explicit Waits(std::size_t& all) : count{all} { ++count; }
        ~Waits() { --count; }
    } const waits{question->waiting};
    while (!question->answer && clock_.now() < until)
        co_await async::within(clock_.deadline_at(until), question->answered.wait());
    co_return question->answer;
}

std::string LookUpPeople::why_not_yet(const UserId& id) const {
    const auto asking = asking_.find(id);
    if (asking == asking_.end() || asking->second->trouble.empty()) return "no answer in time";
    return asking->second->trouble;
}

Async<void> LookUpPeople::keep_asking(LookUpPeople& self, UserId id, std::shared_ptr<Question> question) {
    struct Leave {
        LookUpPeople& self;
        const UserId& id;
        const std::shared_ptr<Question>& question;
        ~Leave() {
            const auto found = self.asking_.find(id);
            if (found != self.asking_.end() && found->second == question) self.asking_.erase(found);
            question->answered.wake_all();
        }
    } const leave{self, id, question};

    unsigned nonsense = 0;
    for (auto pause = first_pause;; pause = std::min(pause * 2, longest_pause)) {
        auto said = co_await async::within(self.clock_.deadline_in(one_try), self.directory_.person(id, fresh_enough));
        nonsense += said && !*said && said->error().kind == Trouble::malformed ? 1 : 0;
        const bool may_pass =
            !said ||
            (!*said && (said->error().kind == Trouble::unreachable || said->error().kind == Trouble::throttled ||
                        (said->error().kind == Trouble::malformed && nonsense < most_nonsense)));
        if (!may_pass) {
            question->answer = std::move(*said);
            co_return;
        }
        question->trouble = said ? said->error().what : std::string{"no answer in time"};
        const auto asked_for = said ? said->error().retry_after.value_or(Millis{0}) : Millis{0};
        co_await self.clock_.sleep_for(std::max(pause, asked_for));
        // Nobody wants to know any more.
        if (question->waiting == 0) co_return;
    }
}

}  // namespace privman
