// The whole bot, wired: who gets what, in which order it starts, and how it stops.
#pragma once

#include "app/config.hpp"
#include "app/counting_http.hpp"
#include "app/sandbox_clock.hpp"
#include "app/settings_in_aws.hpp"
#include "app/vital_signs.hpp"
#include "async/task_scope.hpp"
#include "async/wait_list.hpp"
#include "clocks/system_randomness.hpp"
#include "clocks/zone_database.hpp"
#include "net/dial.hpp"
#include "net/http_client.hpp"
#include "observe/log.hpp"
#include "ports/state_store.hpp"
#include "privilege_manager/client.hpp"
#include "slack/identity.hpp"
#include "slack/web_api.hpp"
#include "workflows/census.hpp"
#include "workflows/records.hpp"

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace privman::app {

/// Lives on one loop, which must outlive it; config and log too.
class Bot {
public:
    /// `lines_dropped`: how many lines of the log nobody could take, ever.
    Bot(boost::asio::io_context& loop, const Config& config, observe::Log& log,
        std::function<std::uint64_t()> lines_dropped);
    Bot(const Bot&) = delete;
    Bot& operator=(const Bot&) = delete;
    ~Bot();

    /// Starts, works until `stop` (or a failure that no retry can mend), winds down; the exit code. Winding down takes
    /// at most STOP_WITHIN, and five seconds more whatever the disk does: decisions at work are finished, or left so
    /// that the next start goes on with them.
    Async<int> run();
    void stop();
    /// Everything that was started has ended. Otherwise coroutines still refer to this object: it must not be
    /// destroyed.
    [[nodiscard]] bool joined() const { return tasks_.running() == 0; }

private:
    struct Workings;

    std::optional<std::string> prepare_network();
    Async<void> work();
    Async<bool> open_clock();
    Async<bool> open_memory();
    bool open_settings_in_aws();
    Async<void> look_into_aws();
    Async<bool> ensure_seal_key();
    Async<void> adopt_channels_file();
    Async<void> adopt_channels_file_when_known();
    Async<slack::Identity> introduce_ourselves();
    [[nodiscard]] bool is_known_workspace(const slack::Identity& identity);
    Async<void> remember_workspace(Workspace workspace);
    void start_watching(const slack::Identity& identity);
    void start_working(const slack::Identity& identity);
    Async<void> stay_small();
    Async<void> wind_down();
    Async<void> mark_the_log();
    [[nodiscard]] observe::Readiness readiness() const;
    void measure(Tally& tally);
    void end(int code);

    boost::asio::io_context& loop_;
    const Config& config_;
    observe::Log& log_;
    std::function<std::uint64_t()> lines_dropped_;

    VitalSigns vital_signs_;
    clocks::SystemRandomness randomness_;
    clocks::ZoneDatabase zones_;
    std::unique_ptr<net::Dialer> slack_dialer_;
    std::unique_ptr<net::Dialer> privman_dialer_;
    std::unique_ptr<net::HttpClient> slack_client_;
    std::unique_ptr<net::HttpClient> privman_client_;
    std::optional<CountingHttp> slack_http_;
    std::optional<CountingHttp> privman_http_;
    bool greeted_ = false;       ///< Slack has told us in this life who we are, and that it is the same as ever
    std::string slack_trouble_;  ///< why not
    std::unique_ptr<SandboxClock> sandbox_clock_;
    std::unique_ptr<Clock> clock_;
    std::unique_ptr<slack::WebApi> web_api_;
    std::unique_ptr<pm::Client> privilege_manager_;
    std::unique_ptr<StateStore> store_;
    std::unique_ptr<SettingsStore> settings_store_;
    std::unique_ptr<SettingsInAws> settings_in_aws_;  ///< in front of `settings_store_`; null: nobody is
    std::unique_ptr<Records> records_;
    std::unique_ptr<SettingsKeeper> settings_;
    std::unique_ptr<Census> census_;  ///< of the records, which outlive it
    std::unique_ptr<Workings> workings_;
    async::TaskScope tasks_;
    async::WaitList stopping_;
    std::optional<int> exit_code_;
};

}  // namespace privman::app
