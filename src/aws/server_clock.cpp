#include "aws/server_clock.hpp"

#include "net/http_date.hpp"

#include <chrono>

namespace privman::aws {

bool ServerClock::correct(const net::Headers& answer, Millis took) {
    using namespace std::chrono_literals;
    const auto date = answer.find("Date");
    if (!date || answer.contains("Age") || took > 15min) return false;
    const auto server = net::parse_http_date(*date);
    if (!server || std::chrono::abs(*server - now()) < 4min) return false;
    offset_ = *server - wall_();
    return true;
}

}  // namespace privman::aws
