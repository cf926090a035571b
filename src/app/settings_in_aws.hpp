// Channels and schedule in AWS: the way there, and the settings store in front of the one on our own disk.
#pragma once

#include "app/aws_way.hpp"
#include "app/config.hpp"
#include "async/task_scope.hpp"
#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/randomness.hpp"
#include "ports/settings_store.hpp"
#include "settings/settings_in_parameter_store.hpp"

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
        async::TaskScope& tasks;
        const Config& config;
        SettingsStore& behind;
        net::Dialer& dialer;  ///< through whatever proxy the settings say
        Clock& clock;
        Randomness& randomness;
        observe::Log& log;
    };

    /// Sends nothing yet. Otherwise why AWS cannot be used, with the mend.
    static std::expected<std::unique_ptr<SettingsInAws>, std::string> open(const Given& given);

    [[nodiscard]] SettingsStore& store() { return store_; }

    /// Logs whom AWS takes us for, or why it does not. Ends within half a minute.
    Async<void> introduce();

private:
    SettingsInAws(const Given& given, std::unique_ptr<AwsWay> way, std::unique_ptr<aws::Session> session);

    Clock& clock_;
    observe::Log& log_;
    std::unique_ptr<AwsWay> way_;
    std::unique_ptr<aws::Session> session_;
    settings::SettingsInParameterStore store_;
};

}  // namespace privman::app
