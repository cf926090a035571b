// The door through which SQLite sees the simulated disk.
#pragma once

namespace privman::simulator {

/// Makes the VFS known to SQLite, once per process.
void register_vfs();

}  // namespace privman::simulator
