// How every store words a lost race.
#pragma once

#include "domain/ids.hpp"
#include "ports/outcome.hpp"

#include <string>

namespace privman::stores {

inline std::string name_of(const RequestId& id) { return "request " + id.value; }
inline std::string name_of(const ChannelId& channel) { return "the board of channel " + channel.value; }
inline std::string name_of(const UserId& person) { return "the names of " + person.value; }

/// `name` is stored in another version than expected (or not at all, or already).
inline std::unexpected<Failure> changed_meanwhile(const std::string& name) {
    return std::unexpected{Failure{Trouble::conflict, name + " was changed meanwhile"}};
}

}  // namespace privman::stores
