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

    /// An answer that was asked for at most so long ago; whoever decides about rights passes `rights_are_fresh_for`.
    /// Those who wait for the same person share one question. `not_found`: nobody of that id. `malformed`: what the
    /// chat product said does not tell who this is, so nothing may be decided because of it.
    virtual Async<Outcome<Person>> person(UserId id, Millis at_most_old) = 0;
    /// The same without asking: null when nobody has asked so lately, or nobody remembers. Until the next call.
    [[nodiscard]] virtual const Person* known(const UserId& /*id*/, Millis /*at_most_old*/) const { return nullptr; }
    virtual Async<Outcome<ChannelInfo>> channel(ChannelId id) = 0;
};

}  // namespace privman
