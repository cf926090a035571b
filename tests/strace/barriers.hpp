// The two barriers of every decision, looked for in a trace: the claim is durable before Privilege Manager is told, the
// outcome and its line in the ledger are durable before anybody reads of it.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <vector>

namespace privman::strace {

struct Findings {
    std::size_t decisions = 0;        ///< requests to Privilege Manager that decide
    std::size_t claims = 0;           ///< of these, with the claim on the disk that a loss of power would have left
    std::size_t announcements = 0;    ///< requests to Slack that say how a decision ended: cards and answers
    std::size_t outcomes = 0;         ///< of these, with the outcome on that disk
    std::size_t syncs = 0;            ///< of the database's files, that succeeded
    std::vector<std::string> broken;  ///< every missing barrier, one sentence each
};

/// Reads the trace of one whole life of the bot that began without a file. At each request that matters, the database
/// is put together from nothing but what finished syncs had covered before the first byte left, and opened with SQLite.
Findings find_barriers(std::istream& trace);

}  // namespace privman::strace
