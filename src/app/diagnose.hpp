// `privman-slack doctor`: hands the settings to the checks, one after the other, and prints what they found.
#pragma once

#include <string>

namespace privman::app {

struct DiagnoseOptions {
    bool json = false;
    std::string write_profile;  ///< file for the contract that was found; empty: none
    bool force = false;         ///< overwrite it
    std::string description;    ///< a saved API description instead of the instance's own
};

/// Asks, and decides nothing. Takes less than a minute. The exit code: 0, or 3 when there is a fault.
int diagnose(const DiagnoseOptions& options);

}  // namespace privman::app
