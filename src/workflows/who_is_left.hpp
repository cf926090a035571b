// Of the people whom APPROVERS names: is there anybody who may decide this request?
#pragma once

#include "domain/authorisation.hpp"
#include "domain/fold.hpp"
#include "domain/same_person.hpp"
#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/directory.hpp"
#include "workflows/records.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace privman {

/// For what cards say only: a click is judged by what is true then.
class WhoIsLeft {
public:
    struct Deps {
        Records& records;
        Directory& directory;
        Clock& clock;
        observe::Log& log;
    };

    WhoIsLeft(Deps deps, DecisionRights rights, TeamId home, Fold fold);
    WhoIsLeft(const WhoIsLeft&) = delete;
    WhoIsLeft& operator=(const WhoIsLeft&) = delete;

    /// Learns who the named approvers are, at once and every hour; those who could not be asked, every minute. Ends at
    /// once where nobody is named or everybody may decide for themselves. Until cancelled.
    Async<void> run();

    /// Every named approver is no full member, or looks like the requester. False while one of them is not known yet.
    bool nobody(const ElevationRequest& request);

private:
    Async<bool> meet(UserId id);
    void learn(const KnownPerson& person);
    [[nodiscard]] const std::vector<UserId>* named() const;

    Deps deps_;
    DecisionRights rights_;
    TeamId home_;
    Fold fold_;
    std::set<UserId> no_members_;
    std::map<UserId, KnownNames> names_;
    /// By account and full name: months of waiting cards are looked at for every change.
    std::map<std::pair<std::string, std::string>, bool> answers_;
    std::shared_ptr<const Records::PersonWatcher> watching_;  ///< only where cards depend on somebody's names
};

}  // namespace privman
