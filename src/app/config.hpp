// Checked settings: everything the program needs to know before it starts, or every fault at once.
#pragma once

#include "app/environment.hpp"
#include "app/listen_address.hpp"
#include "aws/environment.hpp"
#include "contract/profile.hpp"
#include "domain/authorisation.hpp"
#include "domain/grant.hpp"
#include "domain/moment.hpp"
#include "observe/log.hpp"
#include "workflows/approve_unattended.hpp"

#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace privman::app {

enum class StoreKind { sqlite, memory };
enum class MetricsFormat { prometheus, emf };

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
    bool unattended_by_default = false;  ///< AUTO_APPROVE_DURATION is not set
    DecisionRights rights;
    WhoAdministers admins;
    Millis remind_after{};
    std::size_t cards_at_once = 25;
    Millis decision_limit{120'000};
    Millis stop_within{20'000};  ///< what a clean stop waits for answers of Privilege Manager that are under way
    Millis keep_decided{};

    StoreKind store = StoreKind::sqlite;
    std::string store_path;
    std::string state_dies;        ///< why the state would not outlive this task, for people; empty: it does
    bool settings_in_aws = false;  ///< channels and schedule, under these names; otherwise they are in the store
    std::string ssm_channels_param;
    std::string ssm_schedule_param;
    aws::Environment aws_environment;  ///< what AWS's tools look at; holds secrets. Only with `settings_in_aws`
    std::string sandbox_clock;         ///< empty: the machine's own

    std::string https_proxy;
    std::string http_proxy;
    std::string no_proxy;
    std::string ssl_cert_file;
    /// By which authorities others are judged: the file that SSL_CERT_FILE names, and never the system's because it
    /// turns out to be broken; where distributions keep theirs only when it names none.
    [[nodiscard]] std::vector<std::string> ca_bundles() const;

    observe::Log::Format log_format = observe::Log::Format::json;
    observe::Level log_level = observe::Level::info;

    std::optional<ListenAddress> health_listen;
    MetricsFormat metrics = MetricsFormat::prometheus;
    std::string ecs_metadata;  ///< where Amazon ECS describes this task; empty elsewhere

    std::vector<std::string> warnings;  ///< names that are probably slips
    std::vector<std::string> risks;     ///< settings that can be honoured and should make somebody think twice
    std::vector<Reread> reread;         ///< what the last release read differently; may hold secrets
    std::vector<std::string> doubts;    ///< values that can be meant, but are probably slips: "NAME: why. What to do."
};

/// The settings as far as they can be read, and everything that is wrong with the others.
struct SettingsRead {
    Config config;                    ///< what is at fault is empty or its default
    std::vector<std::string> faults;  ///< "NAME: what is wrong. What to do."
};

/// For whoever wants to look although something is wrong. Nothing may be started with it while there are faults.
SettingsRead read_settings(const Environment& given, bool on_terminal);

/// All faults, each with its mend, and names that are probably slips; or the settings. Reads the files that settings
/// name. `on_terminal` decides LOG_FORMAT=auto.
std::expected<Config, std::vector<std::string>> read_config(const Environment& environment, bool on_terminal);

}  // namespace privman::app
