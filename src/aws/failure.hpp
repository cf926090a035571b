// What AWS, or the way to it, can answer instead of a result.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <expected>
#include <functional>
#include <optional>
#include <string>

namespace privman::aws {

namespace asio = boost::asio;
using Millis = std::chrono::milliseconds;
using WallTime = std::chrono::sys_time<Millis>;

/// As far as it changes what to do next. Retries have been made already when one of these comes back.
enum class Trouble {
    unreachable,     ///< no answer, or a 5xx; a write may have been carried out
    throttled,       ///< asked too often
    no_credentials,  ///< none were found, or the endpoint that gives them does not answer
    credentials,     ///< they are refused, expired, or the clocks differ too much
    denied,          ///< IAM or KMS says no; the message names principal, action and resource
    not_found,       ///< the thing is not there: the only failure that means "empty"
    exists,          ///< it is there already
    conflict,        ///< somebody else wrote at the same time
    refused,         ///< our request is wrong, or a limit is reached
    malformed,       ///< the answer cannot be read
};

struct Failure {
    Trouble kind;
    std::string what;        ///< for a human; never a secret
    std::string code;        ///< AWS's own word, `ThrottlingException`; empty when there is none
    std::string request_id;  ///< `x-amzn-RequestId`; empty when there is none
};

template <class T>
using Result = std::expected<T, Failure>;

template <class T>
using Async = asio::awaitable<T>;

/// Time and chance, passed in.
struct Ambient {
    std::function<WallTime()> wall;
    std::function<Millis()> boot;  ///< never jumps; for ages and deadlines
    std::function<Async<void>(Millis)> sleep;
    std::function<double()> chance;  ///< uniform in [0, 1)
};

}  // namespace privman::aws
