// Somebody in the chat product, as far as authorisation needs to know.
#pragma once

#include "domain/ids.hpp"

#include <string>

namespace privman {

struct Person {
    UserId id;
    TeamId team;
    std::string handle;  ///< chosen by the person: for display and for the self-approval check, never to authorise
    std::string display_name;  ///< the same
    std::string real_name;     ///< the same
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

}  // namespace privman
