// Somebody in the chat product, as far as authorisation needs to know.
#pragma once

#include "domain/ids.hpp"
#include "domain/moment.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace privman {

struct Person {
    UserId id;
    TeamId team;                  ///< the workspace that they are a member of: ours, when it is one of several
    std::vector<TeamId> teams{};  ///< every workspace that they are known to belong to, within one organisation
    std::string handle;  ///< chosen by the person: for display and for the self-approval check, never to authorise
    std::string display_name;                ///< the same
    std::string real_name;                   ///< the same
    std::vector<std::string> other_names{};  ///< what else the chat product calls them
    bool deactivated = false;
    bool guest = false;  ///< single-channel or multi-channel guest
    bool bot = false;
    bool stranger = false;         ///< from another company, met in a shared channel
    bool workspace_admin = false;  ///< workspace admin or owner

    friend bool operator==(const Person&, const Person&) = default;
};

/// A full member of `home`: no guest, no stranger, no bot, nobody deactivated.
inline bool is_full_member(const Person& person, const TeamId& home) {
    return !person.deactivated && !person.guest && !person.bot && !person.stranger && person.team == home;
}

/// Does it contradict what is known of somebody that an event of theirs names this workspace? One that names none
/// contradicts nothing: who they are is asked anyway.
inline bool may_come_from(const Person& person, const TeamId& team) {
    return team.empty() || team == person.team || std::ranges::find(person.teams, team) != person.teams.end();
}

/// Rights count for so long after somebody was asked about.
inline constexpr Millis rights_are_fresh_for{30'000};

}  // namespace privman
