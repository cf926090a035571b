// The state store: its place on the disk, the file itself, and what is written in it.
#pragma once

#include "doctor/report.hpp"
#include "domain/fold.hpp"
#include "domain/settings.hpp"
#include "ports/state_store.hpp"
#include "ports/time_zones.hpp"

#include <optional>
#include <string>
#include <vector>

namespace privman::doctor {

struct StoreSeen {
    std::string path;                    ///< empty: the store is not a file
    std::string version;                 ///< of this program
    std::vector<std::string> ratings{};  ///< AUTO_APPROVE_RATINGS
    Fold fold{};                         ///< not given: ratings are not looked at
};

struct StoreFound {
    std::vector<Life> lives;
    Settings settings;
};

/// What is stored, if it can be read. A store that the running bot holds is left alone, and that is no fault. Nothing
/// is created that stays. Blocks as long as the disk does.
std::optional<StoreFound> check_store(const StoreSeen& seen, Report& report);

/// The schedule as it stands in the store or in AWS.
void check_schedule(const std::optional<StoredSchedule>& schedule, const TimeZones& zones, WallTime now,
                    Report& report);

}  // namespace privman::doctor
