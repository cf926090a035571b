// Keeps what this process has in memory, every token among it, off the disk and away from its neighbours.
#pragma once

#include <expected>
#include <string>

namespace privman::app {

/// From now on no core file is written, and processes of the same user can neither attach to this one nor read its
/// environment. Call it before any secret is read. Fails with a sentence for people when the system refuses; the
/// process can go on, less well protected.
std::expected<void, std::string> keep_no_memory_image();

}  // namespace privman::app
