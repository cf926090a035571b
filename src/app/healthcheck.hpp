// The subcommand `healthcheck`: asks the running bot whether it lives. For container health checks.
#pragma once

#include <string>

namespace privman::app {

struct Checkup {
    bool alive = false;
    std::string line;  ///< one line, without its newline: why
};

/// Asks /healthz at `health_listen` (HEALTH_LISTEN as it is written; 0.0.0.0 and [::] are asked on loopback) for at
/// most three seconds. Blocks.
Checkup check_up(const std::string& health_listen);

/// Reads HEALTH_LISTEN from the environment and .env, prints one line; 0 when the bot lives, otherwise 1.
int healthcheck();

}  // namespace privman::app
