// The rows of the table: what is done to the contestant, and what is measured meanwhile.
#pragma once

#include "bench/rig/round.hpp"

#include <boost/json/object.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace privman::bench {

/// What a row is told; each reads what it needs.
struct Amounts {
    std::size_t requests = 1000;  ///< raised, known or pending
    std::size_t clicks = 1000;
    double per_second = 200;
    std::size_t unacked = 100;
    double seconds = 10;  ///< of watching
};

struct Row {
    std::string_view name;
    asio::awaitable<boost::json::object> (*measure)(Round& round, Amounts amounts);
};

/// Each throws std::runtime_error when the contestant does not do what it should.
std::span<const Row> rows();

}  // namespace privman::bench
