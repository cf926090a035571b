// Who is who in the simulated company.
#pragma once

#include "domain/authorisation.hpp"
#include "domain/person.hpp"

#include <string>
#include <vector>

namespace privman::simulator {

inline const TeamId home_team{"T0HOME"};

struct Member {
    Person person;
    std::string account;  ///< under which this person asks for elevation; empty: never does
};

/// Approvers, an admin, requesters, and those who may not decide: a guest, a stranger, somebody who has left.
const std::vector<Member>& cast();
const Member* find_member(const UserId& id);

/// May this person decide on this account's request? Told apart from the bot's own rule on purpose: by the cast.
bool may_decide(const WhoDecides& approvers, const UserId& who, const std::string& account);

}  // namespace privman::simulator
