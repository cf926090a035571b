// AWS on a laptop, as strict as the real one: Parameter Store and the Security Token Service behind Signature Version
// 4, and the endpoints that hand out temporary credentials.
#pragma once

#include "net/http_message.hpp"
#include "sandbox/aws/options.hpp"
#include "sandbox/clock.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace privman::sandbox {

namespace asio = boost::asio;

/// One account in one region, all in memory. The clock must outlive it.
class AwsService {
public:
    explicit AwsService(Clock& clock, AwsOptions options = {});
    AwsService(const AwsService&) = delete;
    AwsService& operator=(const AwsService&) = delete;
    ~AwsService();

    /// `/aws/` for the services, `/aws/credentials` for containers, `/aws/latest/...` and `/latest/...` for instances.
    asio::awaitable<net::HttpResponse> api(net::HttpRequest request);

    /// `/_sandbox/aws` and everything below it. Throws `BadCall` for what cannot be carried out.
    net::HttpResponse control(const net::HttpRequest& request);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace privman::sandbox
