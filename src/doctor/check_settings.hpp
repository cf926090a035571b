// Settings: the ones that cannot be read, and the ones that can but should make somebody think twice.
#pragma once

#include "doctor/report.hpp"

#include <string>
#include <vector>

namespace privman::doctor {

/// What is known of the settings without asking anybody.
struct SettingsSeen {
    std::vector<std::string> faults;  ///< "NAME: what is wrong. What to do."
    std::vector<std::string> slips;   ///< names that are probably misspelled, a sentence each
    enum class Approvers { nobody, channel, named };
    Approvers approvers = Approvers::nobody;
    std::string base_url;  ///< of Privilege Manager; empty: unknown
    bool clock_can_be_set = false;
    bool forgetful = false;                 ///< STATE_STORE=memory:
    std::string state_dies;                 ///< why the state would not outlive this machine; empty: it does
    std::vector<std::string> secret_files;  ///< .env and every NAME_FILE that exist
};

void check_settings(const SettingsSeen& seen, Report& report);

/// A fault as settings report it, taken apart; `mend` is empty when the text holds none.
struct SettingFault {
    std::string name;
    std::string what;
    std::string mend;
};
SettingFault take_apart(const std::string& fault);

}  // namespace privman::doctor
