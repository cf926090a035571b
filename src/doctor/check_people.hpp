// The people that settings name, and the channels that people registered, as Slack knows them.
#pragma once

#include "doctor/check_slack.hpp"
#include "doctor/report.hpp"
#include "domain/ids.hpp"
#include "domain/moment.hpp"
#include "ports/directory.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace privman::doctor {

/// Every one of `people` against `home`; `id` is the check, `setting` the setting that names them.
Async<void> check_people(const std::vector<UserId>& people, std::string_view id, const std::string& setting,
                         Directory& directory, const TeamId& home, Report& report);

/// With the scopes of the manifest Slack tells only whether a channel is there and visible for the bot; whether it is
/// archived, shared or left is told when the token may read channels.
Async<void> check_channels(const std::vector<ChannelId>& channels, SlackAtHand slack, Directory& directory,
                           Report& report);

}  // namespace privman::doctor
