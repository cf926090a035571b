// The way into AWS: connections, and what the program's own clock and chance are to a session. For the bot and for
// doctor.
#pragma once

#include "app/config.hpp"
#include "aws/session.hpp"
#include "net/dial.hpp"
#include "net/http_client.hpp"
#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/randomness.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace privman::app {

/// Everything given must outlive the loop's work, and so must this.
class AwsWay {
public:
    /// `dialer` goes through whatever proxy the settings say.
    explicit AwsWay(net::Dialer& dialer);

    /// As `aws::Session::open`, with what the settings say. Sends nothing yet.
    aws::Result<std::unique_ptr<aws::Session>> open_session(boost::asio::any_io_executor loop, const Config& config,
                                                            Clock& clock, Randomness& randomness, observe::Log& log);

private:
    std::unique_ptr<net::Dialer> direct_dialer_;
    net::HttpClient http_;
    net::HttpClient direct_;
};

}  // namespace privman::app
