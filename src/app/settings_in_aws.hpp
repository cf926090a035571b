// Channels and schedule in AWS: the way there, and the store in front of the state store.
#pragma once

#include "app/config.hpp"
#include "aws/session.hpp"
#include "net/http_client.hpp"
#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/randomness.hpp"
#include "ports/state_store.hpp"
#include "stores/settings_in_parameter_store.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <expected>
#include <memory>
#include <string>

namespace privman::app {

/// Everything given must outlive the loop's work.
class SettingsInAws {
public:
    struct Given {
        boost::asio::any_io_executor loop;
        const Config& config;
        StateStore& behind;
        net::Dialer& dialer;  ///< through whatever proxy the settings say
        Clock& clock;
        Randomness& randomness;
        observe::Log& log;
    };

    /// Sends nothing yet. Otherwise why AWS cannot be used, with the mend.
    static std::expected<std::unique_ptr<SettingsInAws>, std::string> open(const Given& given);

    [[nodiscard]] StateStore& store() { return store_; }

    /// Logs whom AWS takes us for, or why it does not. Ends within half a minute.
    Async<void> introduce();

private:
    struct Network {
        Network(net::Dialer& dialer);
        std::unique_ptr<net::Dialer> direct_dialer;
        net::HttpClient http;
        net::HttpClient direct;
    };
    SettingsInAws(const Given& given, std::unique_ptr<Network> network, std::unique_ptr<aws::Session> session);

    Clock& clock_;
    observe::Log& log_;
    std::unique_ptr<Network> network_;
    std::unique_ptr<aws::Session> session_;
    stores::SettingsInParameterStore store_;
};

}  // namespace privman::app
