// Who is this? asked until the chat product says so: one question per person, however many wait for the answer.
#pragma once

#include "async/task_scope.hpp"
#include "async/wait_list.hpp"
#include "ports/clock.hpp"
#include "ports/directory.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace privman {

class LookUpPeople {
public:
    /// Clock and directory must outlive the loop's work.
    LookUpPeople(Directory& directory, Clock& clock, async::TaskScope& tasks)
        : directory_{directory}, clock_{clock}, tasks_{tasks} {}
    LookUpPeople(const LookUpPeople&) = delete;
    LookUpPeople& operator=(const LookUpPeople&) = delete;

    /// Who this is, as fresh as rights have to be; or why that will not be known, which asking again would not mend.
    /// Nothing: it is not known yet at `until`. A directory that is away, throttled or hangs is asked again, not
    /// earlier than it said itself; whoever asks about the same person meanwhile shares the question, and it goes on
    /// when one of them goes.
    Async<std::optional<Outcome<Person>>> person(UserId id, BootTime until);

    /// Why it is not known yet, for people.
    [[nodiscard]] std::string why_not_yet(const UserId& id) const;

    /// A directory that does not answer for so long is asked anew.
    static constexpr Millis one_try{5'000};

private:
    struct Question;
    static Async<void> keep_asking(LookUpPeople& self, UserId id, std::shared_ptr<Question> question);

    Directory& directory_;
    Clock& clock_;
    async::TaskScope& tasks_;
    std::map<UserId, std::shared_ptr<Question>> asking_;
};

}  // namespace privman
