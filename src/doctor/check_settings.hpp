// Settings: the ones that cannot be read, and the ones that can but should make somebody think twice.
#pragma once

#include "doctor/report.hpp"

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace privman::doctor {

/// What is known of the settings without asking anybody.
struct SettingsSeen {
    std::vector<std::string> faults;           ///< "NAME: what is wrong. What to do."
    std::map<std::string, std::string> mends;  ///< by name, better ones than the faults themselves name
    std::vector<std::string> slips;            ///< names that are probably misspelled, a sentence each
    enum class Approvers { nobody, channel, named };
    Approvers approvers = Approvers::nobody;
    bool admins_named = false;  ///< ADMINS names somebody
    std::string base_url;       ///< of Privilege Manager; empty: unknown
    bool clock_can_be_set = false;
    bool forgetful = false;                 ///< STATE_STORE=memory:
    std::string state_dies;                 ///< why the state would not outlive this machine; empty: it does
    std::string state_is_fleeting;          ///< why the state may not outlive this container; empty: it does
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

/// The first of these settings, or of its NAME_FILE, that is at fault, as a reason; empty when all are well.
std::string because_of(const std::vector<std::string>& faults, std::initializer_list<std::string_view> names);

/// Where the file of the state lies, as the kernel tells it.
struct StatePlace {
    std::string path;
    std::string mounted_at;   ///< "/", "/data"
    std::string file_system;  ///< overlay, tmpfs, ext4, …
    std::string source;       ///< the folder of that file system that is mounted there
    bool in_container = false;
};
/// One sentence when what is written there ends with the container or with a restart of the machine; empty: it stays.
std::string why_state_is_fleeting(const StatePlace& place);

}  // namespace privman::doctor
