// All of AWS that the program uses, made from what the process was started with.
#pragma once

#include "aws/caller_identity.hpp"
#include "aws/environment.hpp"
#include "aws/parameter_store.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <string>

namespace privman::aws {

struct SessionNeeds {
    asio::any_io_executor loop;
    net::Http& http;    ///< through whatever proxy the settings say
    net::Http& direct;  ///< never through a proxy: credentials live at link-local addresses
    Ambient ambient;
    Environment environment;  ///< at least every variable that begins with AWS_ or ECS_, and HOME
    ReadFile read;
    observe::Log& log;
};

/// Lives on one loop and must outlive it, as must everything in `SessionNeeds` that is a reference.
class Session {
public:
    /// Reads the shared files if need be; sends nothing yet. Fails with `refused` (region, endpoints) or
    /// `no_credentials`, for a human who can set something.
    [[nodiscard]] static Result<std::unique_ptr<Session>> open(SessionNeeds needs);

    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session();

    [[nodiscard]] ParameterStore& parameters();

    /// Asks STS.
    Async<Result<CallerIdentity>> caller_identity();

    [[nodiscard]] const std::string& region() const;

    /// A sentence for a human: region, where the credentials come from, a host that is not AWS's own.
    [[nodiscard]] std::string describe() const;

    /// What a human should change although it works; empty when nothing.
    [[nodiscard]] const std::string& warning() const;

    /// What AWS's time has more than this machine's; zero while nothing was wrong.
    [[nodiscard]] Millis clock_offset() const;

private:
    struct Parts;
    explicit Session(std::unique_ptr<Parts> parts);

    std::unique_ptr<Parts> parts_;
};

}  // namespace privman::aws
