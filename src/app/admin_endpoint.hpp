// The pages for machines that look after this process: /healthz, /readyz and /metrics.
#pragma once

#include "app/listen_address.hpp"
#include "net/http_server.hpp"
#include "observe/health.hpp"
#include "observe/metrics.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace privman::app {

/// GET and HEAD only; it shows and changes nothing, and nobody has to log in.
///
/// /healthz answers 200 while the loop turns and 503 when it does not: it never asks how the rest of the world does,
/// because a restart would not mend that. /readyz answers 200, or 503 naming what is missing, as JSON. /metrics answers
/// in Prometheus's text format.
class AdminEndpoint {
public:
    /// Called on the loop for each request; all must outlive the endpoint.
    struct Views {
        std::function<std::chrono::milliseconds()> now;  ///< on the clock of `liveness`
        const observe::Liveness& liveness;
        std::function<observe::Readiness()> readiness;
        std::function<std::string()> metrics;  ///< already spelled
    };

    AdminEndpoint(boost::asio::any_io_executor loop, Views views);

    /// The port, which the system picks when `where` says 0.
    [[nodiscard]] net::NetResult<std::uint16_t> listen(const ListenAddress& where);

    [[nodiscard]] net::HttpResponse answer(const net::HttpRequest& request) const;

private:
    Views views_;
    net::HttpServer server_;
};

}  // namespace privman::app
