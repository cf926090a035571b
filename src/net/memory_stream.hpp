// Two streams that are each other's peer, in memory: adapter tests need no socket.
#pragma once

#include "net/any_stream.hpp"

#include <cstddef>
#include <utility>

namespace privman::net {

/// What is written to one is read from the other. A direction holds at most `capacity` unread bytes; further writes
/// wait, as they would on a socket.
[[nodiscard]] std::pair<AnyStream, AnyStream> make_memory_pair(const asio::any_io_executor& loop,
                                                               std::size_t capacity = std::size_t{1} << 20);

}  // namespace privman::net
