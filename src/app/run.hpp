// The process around the bot: settings, log, loop, signals, exit code.
#pragma once

namespace privman::app {

/// Reads the environment and `.env`, works until SIGTERM or SIGINT. 0: stopped as told. 1: could not start or go on. 2:
/// wrong settings, all of them named on standard error.
int run();

}  // namespace privman::app
