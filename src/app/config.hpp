// Checked settings: everything the program needs to know before it starts, or every fault at once.
#pragma once

#include "app/environment.hpp"
#include "contract/profile.hpp"
#include "domain/authorisation.hpp"
#include "domain/grant.hpp"
#include "domain/moment.hpp"
#include "observe/log.hpp"
#include "workflows/approve_unattended.hpp"

#include <expected>
#include <string>
#include <vector>

namespace privman::app {

enum class StoreKind { sqlite, memory };

struct Config {
    std::string slack_bot_token;
    std::string slack_app_token;
    std::string slack_api_url;
    double slack_posts_per_second = 1;

    std::string privman_base_url;
    std::string privman_username;
    std::string privman_password;
    contract::Profile profile;
    std::string privman_ca_file;
    Millis privman_timeout{30'000};

    Millis poll_interval{30'000};
    std::vector<Grant> durations;
    Grant default_duration = Grant::one_time();
    UnattendedPolicy unattended;
    DecisionRights rights;
    WhoAdministers admins;
    Millis remind_after{};
    std::size_t cards_at_once = 25;
    Millis decision_limit{120'000};
    Millis keep_decided{};

    StoreKind store = StoreKind::sqlite;
    std::string store_path;
    std::string sandbox_clock;  ///< empty: the machine's own

    std::string https_proxy;
    std::string http_proxy;
    std::string no_proxy;
    std::string ssl_cert_file;

    observe::Log::Format log_format = observe::Log::Format::json;
    observe::Level log_level = observe::Level::info;

    std::vector<std::string> warnings;  ///< names that are probably slips
};

/// All faults, each with its mend, and names that are probably slips; or the settings. Reads the files that settings
/// name. `on_terminal` decides LOG_FORMAT=auto.
std::expected<Config, std::vector<std::string>> read_config(const Environment& environment, bool on_terminal);

}  // namespace privman::app
