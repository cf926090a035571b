// The text that `strace -f -y -ttt -xx` writes, as calls with a beginning and an end.
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>

namespace privman::strace {

/// Options of strace that make a trace readable here; the last word is the file it goes to.
/// -D: the traced program keeps the process id that was started, so that signals reach it.
inline constexpr const char* options[] = {"-D",
                                          "-f",
                                          "-y",
                                          "-ttt",
                                          "-s",
                                          "1048576",
                                          "-xx",
                                          "-e",
                                          "signal=none",
                                          "-e",
                                          "trace=pwrite64,write,writev,fdatasync,fsync,ftruncate,unlink,sendto,sendmsg",
                                          "-o"};

/// One system call.
struct Call {
    std::string name;
    std::string target;       ///< the path or socket behind the descriptor, or the path that was given
    std::string bytes;        ///< what was to be written or sent, every piece of it
    std::int64_t number = 0;  ///< the last number given: the offset of pwrite64, the length of ftruncate
    std::int64_t result = -1;
};

/// What a trace tells, in the order in which it happened. Calls of several threads interleave; the end names the same
/// object as the beginning, `result` is known from then on.
struct Listener {
    std::function<void(const Call&)> begins;
    std::function<void(const Call&)> ends;
};

/// Throws std::runtime_error with the line when the trace cannot be understood, or leaves out bytes. A call that never
/// ended, because the process did, has no end.
void read_trace(std::istream& trace, const Listener& listener);

}  // namespace privman::strace
