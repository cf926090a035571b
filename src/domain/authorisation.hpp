// Who may decide, and who may change what the bot does. Unknown means no.
#pragma once

#include "domain/elevation_request.hpp"
#include "domain/fold.hpp"
#include "domain/ids.hpp"
#include "domain/person.hpp"
#include "domain/refusal.hpp"

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace privman {

struct NobodyDecides {
    friend bool operator==(const NobodyDecides&, const NobodyDecides&) = default;
};
/// Every full member who can click in a registered channel.
struct ChannelDecides {
    friend bool operator==(const ChannelDecides&, const ChannelDecides&) = default;
};
struct TheseDecide {
    std::vector<UserId> people;
    friend bool operator==(const TheseDecide&, const TheseDecide&) = default;
};
using WhoDecides = std::variant<NobodyDecides, ChannelDecides, TheseDecide>;

/// Empty: workspace owners and admins.
struct WhoAdministers {
    std::vector<UserId> people;
    friend bool operator==(const WhoAdministers&, const WhoAdministers&) = default;
};

struct DecisionRights {
    WhoDecides approvers;
    bool self_approval = false;  ///< may somebody approve what their own account asks for?
};

/// Why this person may decide nothing in this channel; nothing when they may.
std::optional<Refusal> refusal_to_decide(const DecisionRights&, const Person&, const TeamId& home,
                                         bool channel_is_registered);

/// For somebody who is no full member.
Refusal no_member();

/// Why somebody who was ever called one of `names` may not decide this request: it looks like their own.
std::optional<Refusal> refusal_of_own_request(const DecisionRights&, std::span<const std::string> names,
                                              const ElevationRequest&, const Fold&);

/// May decide at all, whatever the request.
bool is_approver(const WhoDecides&, const Person&, const TeamId& home);

bool is_admin(const WhoAdministers&, const Person&, const TeamId& home);

/// Does the account that asks look like somebody who was ever called one of these names? As in same_person.hpp.
bool looks_like_requester(std::span<const std::string> names, const ElevationRequest&, const Fold&);

}  // namespace privman
