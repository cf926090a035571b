// Credentials that are renewed before they expire, once for everybody who needs them.
#pragma once

#include "async/task_scope.hpp"
#include "async/wait_list.hpp"
#include "aws/credentials.hpp"
#include "aws/server_clock.hpp"
#include "observe/log.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <optional>

namespace privman::aws {

/// With less than a quarter of an hour left they are renewed while callers go on with the old ones; with less than ten
/// minutes callers wait. While renewing fails, valid ones stay in use and the source is asked ever more rarely. Lives
/// on one loop and must outlive it, as must everything that it is given by reference.
class FreshCredentials {
public:
    FreshCredentials(asio::any_io_executor loop, CredentialSource& source, const ServerClock& clock, Ambient ambient,
                     Forget forget, observe::Log& log);

    /// Valid ones, or why there are none. One request to the source serves everybody who waits; who gives up waiting
    /// does not end it.
    Async<Result<Credentials>> get();

    /// AWS refused `refused`: others, if the source has any by now.
    Async<std::optional<Credentials>> replacement_for(Credentials refused);

private:
    [[nodiscard]] Millis time_left() const;
    [[nodiscard]] Result<Credentials> answer() const;
    void start();
    Async<void> running_one();
    Async<void> renew();
    void keep(Credentials fetched);
    void note(Failure failure);

    CredentialSource& source_;
    const ServerClock& clock_;
    Ambient ambient_;
    Forget forget_;
    observe::Log& log_;
    std::optional<Credentials> held_;
    std::optional<Failure> trouble_;
    int failures_ = 0;
    Millis not_before_{0};  ///< in boot time
    bool running_ = false;
    std::uint64_t rounds_ = 0;
    async::WaitList ended_;
    async::TaskScope scope_;
};

}  // namespace privman::aws
