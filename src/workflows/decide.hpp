// From a kept click to a confirmed decision: judge, claim, submit, settle, answer. Everything is driven by what is
// stored, so that going on after a restart is the same work as going on.
#pragma once

#include "async/task_scope.hpp"
#include "domain/authorisation.hpp"
#include "domain/refusal.hpp"
#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/directory.hpp"
#include "ports/elevation_source.hpp"
#include "ports/message_board.hpp"
#include "ports/randomness.hpp"
#include "ports/seal.hpp"
#include "workflows/announcer.hpp"
#include "workflows/records.hpp"
#include "workflows/tally.hpp"
#include "workflows/watch_requests.hpp"

#include <optional>
#include <set>
#include <string>
#include <utility>

namespace privman {

struct DecisionPolicy {
    DecisionRights rights;
    TeamId home;
    Millis limit = std::chrono::seconds{120};  ///< no call is sent later after the click
};

class Decide {
public:
    struct Deps {
        Records& records;
        ElevationSource& source;
        WatchRequests& watch;
        MessageBoard& board;
        Directory& directory;
        const Seal& seal;
        Announcer& announcer;
        Clock& clock;
        Randomness& randomness;
        async::TaskScope& tasks;
        Tally& tally;
        observe::Log& log;
    };

    Decide(Deps deps, DecisionPolicy policy) : deps_{deps}, policy_{std::move(policy)} {}

    /// Sees to it that every kept click is being judged and every claim is being carried out. Until cancelled.
    Async<void> run();

    /// No new claims are carried out from now on; those at work go on. For a clean stop.
    void take_no_more() { closing_ = true; }
    [[nodiscard]] std::size_t at_work() const { return carrying_out_.size(); }

private:
    // Judging: clicks become claims or refusals.
    static Async<void> judge_clicks(Decide& self, RequestId id);
    Async<bool> judge(RequestId id, KeptClick click);
    Async<std::optional<Refusal>> objection(RequestId id, const KeptClick& click, std::string& handle);
    Async<void> adopt_card(RequestId id, const KeptClick& click);
    Async<std::optional<Refusal>> card_objection(RequestId id, const KeptClick& click);
    [[nodiscard]] bool wants_judging(const Life& life, const KeptClick& click) const;
    void answer(const Life& life, const KeptClick& click, Words words);
    void warn_once(const RequestId& id, const KeptClick& click, const Failure& why);
    void tell_once(const KeptClick& click, Words words);
    static Async<void> keep_answering(Decide& self, RequestId id, KeptClick click, Words words);

    // Carrying out: a claim becomes an outcome.
    static Async<void> carry_out(Decide& self, RequestId id);
    static std::string comment_on(const Claim& claim, const std::string& approver);
    Async<bool> call_once(RequestId id, Claim claim, unsigned& failures);
    Async<bool> may_call_again(RequestId id, const Claim& claim);
    [[nodiscard]] Millis time_left(const Claim& claim) const;
    Async<Outcome<Life>> note(RequestId id, Happening happening);
    void count_end(const Life& life, const Claim& claim, const Happening& happening);

    Deps deps_;
    DecisionPolicy policy_;
    std::set<RequestId> judging_;
    std::set<RequestId> carrying_out_;
    std::set<std::pair<RequestId, ClickKey>> answering_;  ///< judged, and told just now
    std::set<std::pair<RequestId, ClickKey>> warned_;     ///< that it is not certain what became of them
    bool closing_ = false;
};

}  // namespace privman
