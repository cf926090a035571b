// Who may decide, and who may change what the bot does. Unknown means no.
#pragma once

#include "domain/elevation_request.hpp"
#include "domain/ids.hpp"
#include "domain/person.hpp"
#include "domain/refusal.hpp"

#include <optional>
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
    bool self_approval = false;  ///< may somebody approve what his own account asks for?
};

/// Why this person may not decide this request; nothing when he may.
std::optional<Refusal> refusal_to_decide(const DecisionRights&, const Person&, const TeamId& home,
                                         bool channel_is_registered, const ElevationRequest&);

/// May decide at all, whatever the request.
bool is_approver(const WhoDecides&, const Person&, const TeamId& home);

bool is_admin(const WhoAdministers&, const Person&, const TeamId& home);

/// Does the account that asks look like this person? True when the account's user part, or its display name, equals the
/// person's handle, display name or real name; case, spaces, dots, hyphens and underscores do not count.
bool looks_like_requester(const Person&, const ElevationRequest&);

}  // namespace privman
