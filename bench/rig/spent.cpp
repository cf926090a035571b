#include "bench/rig/spent.hpp"

#include <algorithm>
#include <ctime>
#include <fstream>
#include <string>
#include <unistd.h>

namespace privman::bench {

namespace {

double clock_seconds(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

double seconds_of_everybody() {
    std::ifstream in{"/proc/stat"};
    std::string word;
    double user = 0;
    double nice = 0;
    double system = 0;
    in >> word >> user >> nice >> system;
    return (user + nice + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace

Spent& Spent::operator+=(const Spent& other) {
    seconds += other.seconds;
    contestant += other.contestant;
    rig += other.rig;
    everybody += other.everybody;
    log_bytes += other.log_bytes;
    written_bytes += other.written_bytes;
    return *this;
}

Spent operator-(const Spent& after, const Spent& before) {
    return {.seconds = after.seconds - before.seconds,
            .contestant = after.contestant - before.contestant,
            .rig = after.rig - before.rig,
            .everybody = after.everybody - before.everybody,
            .log_bytes = after.log_bytes - before.log_bytes,
            .written_bytes = after.written_bytes - before.written_bytes};
}

double Spent::others_share() const { return seconds > 0 ? std::max(0.0, everybody - contestant - rig) / seconds : 0; }

void Spent::write_into(boost::json::object& row) const {
    row["seconds"] = seconds;
    row["cpu_s"] = contestant;
    row["rig_share"] = rig_share();
    row["others_share"] = others_share();
    row["log_bytes"] = log_bytes;
    row["written_bytes"] = written_bytes;
}

Spent spent_so_far(const Contestant& contestant) {
    return {.seconds = clock_seconds(CLOCK_MONOTONIC),
            .contestant = contestant.cpu_seconds(),
            .rig = clock_seconds(CLOCK_PROCESS_CPUTIME_ID),
            .everybody = seconds_of_everybody(),
            .log_bytes = contestant.log_bytes(),
            .written_bytes = contestant.written_bytes().value_or(0)};
}

}  // namespace privman::bench
