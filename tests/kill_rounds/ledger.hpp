// The ledger as it lies in the file, held against what Privilege Manager knows.
#pragma once

#include "tests/kill_rounds/promises.hpp"

namespace privman::kill_rounds {

/// Reads the store of a bot that has ended, and says every decision that is not in its ledger exactly once, by the one
/// who made it; one sentence each.
std::vector<std::string> ledger_faults(const tools::Rig& rig, const Story& story, Figures& figures);

}  // namespace privman::kill_rounds
