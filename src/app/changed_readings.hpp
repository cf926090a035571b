// After an upgrade: settings that nobody has changed and that mean something else now are named, once.
#pragma once

#include "app/environment.hpp"
#include "observe/log.hpp"
#include "workflows/settings_keeper.hpp"

#include <string>
#include <vector>

namespace privman::app {

/// By which it is remembered that this reading of this setting was named. Tells nothing of a secret's value.
std::string mark_of(const Reread& reread);

/// One line in the log for each that was not named before, with both readings (not of secrets), and remembers them.
/// What could not be remembered is named again at the next start.
Async<void> name_changed_readings(std::vector<Reread> reread, SettingsKeeper& settings, observe::Log& log);

}  // namespace privman::app
