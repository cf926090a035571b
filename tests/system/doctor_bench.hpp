// Doctor run once against a rig: what it said, as a machine reads it, and what must never have happened meanwhile.
#pragma once

#include "tests/system/bench.hpp"
#include "tests/tools/secret_spellings.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace privman::system_tests {

namespace json = boost::json;
using tools::PlantedSecrets;
using tools::Rig;

inline constexpr int fault_found = 3;
inline constexpr auto here = "#approvals";

/// What doctor said, as a machine reads it.
struct Examined {
    int code = -1;
    std::string output;
    std::vector<json::object> checks;

    [[nodiscard]] std::vector<json::object> of(std::string_view id, std::string_view verdict) const {
        std::vector<json::object> found;
        for (const auto& check : checks)
            if (check.at("id").as_string() == id && check.at("verdict").as_string() == verdict) found.push_back(check);
        return found;
    }
};

inline Examined examine(const std::filesystem::path& directory, const std::map<std::string, std::string>& settings,
                        std::vector<std::string> words = {},
                        std::chrono::milliseconds limit = std::chrono::seconds{60}) {
    words.insert(words.begin(), {"doctor", "--json"});
    std::map<std::string, std::string> given;
    for (const auto& [name, value] : settings)
        if (!value.empty()) given.emplace(name, value);
    const auto ended = run_bot(words, directory, given, limit);
    Examined examined{ended.code, ended.output, {}};
    const auto begin = ended.output.find("{\"version\"");
    if (begin == std::string::npos) return examined;
    boost::json::error_code error;
    const auto report = json::parse(ended.output.substr(begin), error);
    if (error) return examined;
    for (const auto& check : report.at("checks").as_array()) examined.checks.push_back(check.as_object());
    return examined;
}
inline Examined examine(Rig& rig, std::vector<std::string> words = {}) {
    return examine(rig.directory(), rig.settings(), std::move(words));
}

/// Whatever was planted: doctor only looked.
inline void expect_that_nothing_was_done(const Rig& rig, std::size_t connections = 0) {
    EXPECT_EQ(rig.decisions_sent(), 0u);
    static const std::set<std::string> questions{"auth.test", "apps.connections.open", "users.info",
                                                 "conversations.info", "chat.getPermalink"};
    if (connections == 0) {
        for (const auto& call : rig.control().get("/slack/calls").at("calls").as_array())
            EXPECT_TRUE(questions.contains(std::string{call.at("method").as_string()})) << call;
        const auto logins = rig.control().get("/privilege-manager/calls?call=token").at("calls").as_array();
        EXPECT_LE(std::ranges::count_if(
                      logins, [](const json::value& call) { return call.at("status").to_number<int>() == 401; }),
                  1);
    }
    EXPECT_EQ(rig.control().get("/slack").at("connections").to_number<std::size_t>(), connections);
}

inline void expect_no_secret(const std::string& output) {
    for (const auto* secret : {PlantedSecrets::bot_token, PlantedSecrets::app_token, PlantedSecrets::client_secret})
        EXPECT_FALSE(holds(output, secret)) << output;
}

/// As the bot leaves it: a channel, and a schedule in a zone.
inline void leave_a_store(Rig& rig) {
    rig.start_working_bot();
    rig.register_channel(here);
    rig.say("carol", here, "@privman autoapprove set mon-fri 08:00-17:00 Europe/Berlin");
    ASSERT_TRUE(tools::eventually([&] {
        const auto all = rig.messages(here);
        return std::ranges::any_of(all, [](const auto& said) { return holds(tools::text_of(said), "08:00"); });
    }));
    ASSERT_EQ(rig.stop_bot(std::chrono::seconds{10}), 0);
}

inline std::filesystem::path store_of(const Rig& rig) { return rig.directory() / "bot.db"; }

inline void real_time(Rig& rig) { rig.settings()["SANDBOX_CLOCK"] = ""; }

/// Channels and schedule in the sandbox's AWS.
inline void live_in_aws(Rig& rig) {
    auto& settings = rig.settings();
    settings["SETTINGS_STORE"] = "ssm:/bot";
    settings["AWS_REGION"] = "us-east-1";
    settings["AWS_ENDPOINT_URL"] = rig.control().base_url() + "/aws";
    settings["AWS_ACCESS_KEY_ID"] = Rig::aws_access_key_id;
    settings["AWS_SECRET_ACCESS_KEY"] = PlantedSecrets::aws_secret;
}

}  // namespace privman::system_tests
