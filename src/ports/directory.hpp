// Who is this person, what is this channel?
#pragma once

#include "domain/ids.hpp"
#include "domain/person.hpp"
#include "ports/outcome.hpp"

#include <string>

namespace privman {

struct ChannelInfo {
    ChannelId id;
    std::string name;
    bool shared_outside = false;  ///< with another company
    bool is_member = false;       ///< the bot is
    bool archived = false;
    bool direct = false;
};

/// The bot's own place in the workspace.
struct Self {
    UserId user;
    TeamId team;
    std::string team_name;
};

class Directory {
public:
    virtual ~Directory() = default;

    /// Answers may be minutes old. `not_found`: nobody of that id.
    virtual Async<Outcome<Person>> person(UserId id) = 0;
    virtual Async<Outcome<ChannelInfo>> channel(ChannelId id) = 0;
};

}  // namespace privman
