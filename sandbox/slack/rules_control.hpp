// The rules of the workspace that tests may bend: tokens, scopes, pacing, acks, tabs.
#pragma once

#include "sandbox/control.hpp"

#include <boost/json/object.hpp>

namespace privman::sandbox::slack {

namespace json = boost::json;

struct Controlled;

/// Changes the rules that are named. Throws `BadCall`, changing nothing, when one cannot be.
void put_rules(const Controlled& world, Arguments& arguments);

/// All rules as they are now.
[[nodiscard]] json::object rules_json(const Controlled& world);

}  // namespace privman::sandbox::slack
