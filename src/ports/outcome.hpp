// What the world can answer: a value or a named failure, and the coroutine type of every port.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <expected>
#include <optional>
#include <string>

namespace privman {

/// What went wrong, as far as it changes what to do next.
enum class Trouble {
    unreachable,  ///< could not be asked, or did not answer; may pass
    throttled,    ///< asked too often; `retry_after` says when
    rejected,     ///< our credential is refused; a person must mend it
    forbidden,    ///< not allowed, by policy or place (not in the channel, archived, no right)
    not_found,    ///< the thing is not there (any more)
    conflict,     ///< somebody else was first
    malformed,    ///< the answer made no sense, or our message did not to them
    newer,        ///< written by a newer version of this program
};

/// A failure, named once, where it is first understood.
struct Failure {
    Trouble kind;
    std::string what;  ///< for a human; never a secret
    std::optional<std::chrono::milliseconds> retry_after{};
    /// The other side's own word for it, for logs and for whoever knows that other side. Nothing is decided by it
    /// behind a port: what makes a difference is said in types.
    std::string code{};
    std::string briefly{};  ///< the same as `what` for people who only click: no path, no number of a library
};

/// What to tell people who cannot mend it.
inline const std::string& for_people(const Failure& failure) {
    return failure.briefly.empty() ? failure.what : failure.briefly;
}

template <class T>
using Outcome = std::expected<T, Failure>;

template <class T>
using Async = boost::asio::awaitable<T>;

}  // namespace privman
