// How much memory the process keeps for itself while nothing happens.
#pragma once

namespace privman::app {

/// Gives back what is free in the heap, and unmaps the pages of the program: most of what ran (settings, certificates,
/// opening the store) does not run again, and what does is mapped again from the page cache, a few microseconds for
/// each piece.
void give_back_memory();

}  // namespace privman::app
