// What is read off, not counted: the state of things at the moment at which somebody looks.
#pragma once

#include "domain/moment.hpp"
#include "observe/health.hpp"
#include "slack/socket_mode.hpp"
#include "workflows/census.hpp"
#include "workflows/records.hpp"
#include "workflows/settings_keeper.hpp"
#include "workflows/tally.hpp"
#include "workflows/watch_requests.hpp"

#include <string>

namespace privman::app {

void measure(const Records& records, const SettingsKeeper& settings, const Census& census, const Moment& now,
             Tally& tally);
void measure(const Sight& sight, Millis blind_time, Tally& tally);
void measure(const slack::SocketHealth& socket, Tally& tally);
void measure(const observe::Readiness& readiness, Tally& tally);

/// Settings that were never read are missing: no channel is known, so no card is shown. Those that were read once hold.
void tell_of_settings(const SettingsKeeper& settings, observe::Readiness& readiness);

/// Without this the bot cannot do its work; `why` is for people.
void lacks(observe::Readiness& readiness, Need what, std::string why);

}  // namespace privman::app
