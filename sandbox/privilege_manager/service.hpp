// A Privilege Manager on a laptop: tokens, the approval queue and its calls, spoken as the contract profile says.
#pragma once

#include "contract/profile.hpp"
#include "net/http_message.hpp"
#include "sandbox/clock.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace privman::sandbox {

namespace asio = boost::asio;

struct PrivilegeManagerOptions {
    contract::Profile profile = contract::builtin();
    std::string client_id = "sandbox";
    std::string client_secret = "sandbox-secret";
    std::int64_t token_lifetime_ms = 12LL * 3'600'000;
    /// Served as the instance's own description, as it is; empty: one that is made from the profile.
    std::string api_description;
};

/// One instance, all in memory. It and the clock must outlive its executor's run.
class PrivilegeManagerService {
public:
    PrivilegeManagerService(asio::any_io_executor loop, Clock& clock, PrivilegeManagerOptions options = {});
    PrivilegeManagerService(const PrivilegeManagerService&) = delete;
    PrivilegeManagerService& operator=(const PrivilegeManagerService&) = delete;
    ~PrivilegeManagerService();

    /// `/Tms/services/...`, as a client of the product calls it.
    asio::awaitable<net::HttpResponse> api(net::HttpRequest request);

    /// `/_sandbox/privilege-manager` and everything below it. Throws `BadCall` for what cannot be carried out.
    asio::awaitable<net::HttpResponse> control(net::HttpRequest request);

    /// Forgets calls that were still to be executed late.
    void stop();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace privman::sandbox
