#include "tests/tools/rig.hpp"

#include "tests/tools/secret_spellings.hpp"
#include "tests/tools/slack_eyes.hpp"

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <thread>
#include <utility>

namespace privman::tools {

namespace {

std::string needed_environment(const char* name, const char* otherwise) {
    const char* value = std::getenv(name);
    return value ? value : otherwise;
}

}  // namespace

bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds limit) {
    const auto until = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= until) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    return true;
}

Rig::Rig(const Programs& programs) : programs_{programs} {
    const auto output = directory_.path() / "sandbox.log";
    const auto path = needed_environment("PATH", "/usr/bin:/bin");
    std::vector<std::string> words{programs.sandbox,
                                   "serve",
                                   "--port",
                                   "0",
                                   "--bot-token",
                                   PlantedSecrets::bot_token,
                                   "--app-token",
                                   PlantedSecrets::app_token,
                                   "--client-secret",
                                   PlantedSecrets::client_secret,
                                   "--aws-access-key-id",
                                   aws_access_key_id,
                                   "--aws-secret-access-key",
                                   PlantedSecrets::aws_secret};
    const std::pair<const char*, std::string> files[] = {{"--profile", programs.sandbox_profile},
                                                         {"--api-description", programs.api_description}};
    for (const auto& [option, file] : files)
        if (!file.empty()) words.insert(words.end(), {option, file});
    sandbox_ = std::make_unique<Process>(Command{
        .words = std::move(words), .environment = {{"PATH", path}}, .directory = directory_.path(), .output = output});
    std::string port;
    const bool listens = eventually([&] {
        const auto text = content_of(output);
        const auto at = text.find("listening on http://127.0.0.1:");
        const auto end = text.find('\n', at);
        if (at == std::string::npos || end == std::string::npos) return !sandbox_->running();
        port = text.substr(text.rfind(':', end) + 1, end - text.rfind(':', end) - 1);
        return true;
    });
    if (!listens || port.empty()) throw std::runtime_error{"the sandbox did not start: " + content_of(output)};
    control_ = std::make_unique<Control>(static_cast<std::uint16_t>(std::stoul(port)));
    control_->post("/slack/rules", {{"enforce_rate", false}});

    const auto base = control_->base_url();
    settings_ = {{"PATH", path},
                 {"SLACK_BOT_TOKEN", PlantedSecrets::bot_token},
                 {"SLACK_APP_TOKEN", PlantedSecrets::app_token},
                 {"SLACK_API_URL", base + "/api/"},
                 {"SLACK_POSTS_PER_SECOND", "0"},
                 {"PRIVMAN_BASE_URL", base + "/Tms"},
                 {"PRIVMAN_USERNAME", "sandbox"},
                 {"PRIVMAN_PASSWORD", PlantedSecrets::client_secret},
                 {"POLL_INTERVAL", "0.2"},
                 {"APPROVERS", "channel"},
                 {"STATE_STORE", "sqlite:" + (directory_.path() / "bot.db").string()},
                 {"SANDBOX_CLOCK", base + "/_sandbox/clock"},
                 {"PRIVMAN_PROFILE", programs.bot_profile},
                 {"LOG_FORMAT", "json"}};
    // A sanitizer's options are no settings of the bot, but it must get them.
    for (const auto* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "ASAN_SYMBOLIZER_PATH"})
        if (const char* value = std::getenv(name)) settings_[name] = value;
}

void Rig::start_bot() {
    auto words = programs_.bot_runs_under;
    words.insert(words.end(), {programs_.bot, "run"});
    Command command{.words = std::move(words),
                    .environment = {},
                    .directory = directory_.path(),
                    .output = directory_.path() / "bot.log"};
    for (const auto& [name, value] : settings_)
        if (!value.empty()) command.environment.emplace(name, value);
    bot_ = std::make_unique<Process>(command);
}

void Rig::start_working_bot() {
    const auto lists = lists_asked();
    start_bot();
    const bool works = eventually([&] {
        if (!bot_->running()) throw std::runtime_error{"the bot ended at its start:\n" + log()};
        return control_->get("/slack").at("connections").as_int64() > 0 && lists_asked() > lists;
    });
    if (!works) throw std::runtime_error{"the bot did not connect:\n" + log()};
}

void Rig::kill_bot() {
    if (!bot_) throw std::runtime_error{"there is no bot to kill"};
    bot_->signal(SIGKILL);
    bot_->wait(patience);
    // Its connection may be noticed as dead a moment later; whoever comes next must not be confused with it.
    eventually([&] { return control_->get("/slack").at("connections").as_int64() == 0; });
}

std::optional<int> Rig::stop_bot(std::chrono::milliseconds limit) {
    if (!bot_) throw std::runtime_error{"there is no bot to stop"};
    bot_->signal(SIGTERM);
    return bot_->wait(limit);
}

std::string Rig::log() const { return content_of(directory_.path() / "bot.log"); }

std::string Rig::person(const std::string& name) const {
    for (const auto& person : control_->get("/slack").at("people").as_array())
        if (person.at("name").as_string() == name) return std::string{person.at("id").as_string()};
    throw std::runtime_error{"there is nobody called " + name};
}

std::string Rig::channel(std::string name) const {
    if (name.starts_with('#')) name.erase(0, 1);
    for (const auto& channel : control_->get("/slack").at("channels").as_array())
        if (channel.at("name").as_string() == name) return std::string{channel.at("id").as_string()};
    throw std::runtime_error{"there is no channel #" + name};
}

std::size_t Rig::lists_asked() const {
    return control_->get("/privilege-manager/calls?call=list").at("calls").as_array().size();
}

void Rig::let_it_poll() const {
    const auto before = lists_asked();
    // A list that hangs is no reason to wait longer: the bot is stuck, and does nothing.
    eventually([&] { return lists_asked() >= before + 2; }, std::chrono::milliseconds{2'000});
}

void Rig::advance(std::chrono::milliseconds time) {
    control_->post("/clock", {{"advance_ms", time.count()}});
    if (bot_ && bot_->running()) let_it_poll();
}

void Rig::set_clock(const std::string& wall) {
    control_->post("/clock", {{"wall", wall}});
    if (bot_ && bot_->running()) let_it_poll();
}

void Rig::say(const std::string& who, const std::string& channel_name, const std::string& text) {
    json::object words{{"as", person(who)}, {"text", text}};
    if (channel_name.empty())
        words["dm"] = true;
    else
        words["channel"] = channel(channel_name);
    control_->post("/slack/say", words);
}

void Rig::register_channel(const std::string& name) {
    say("carol", name, "@privman register");
    const bool welcomed = eventually([&] {
        for (const auto& message : messages(name))
            if (text_of(message).find("Registered.") != std::string::npos) return true;
        return false;
    });
    if (!welcomed) throw std::runtime_error{"no welcome in " + name};
}

std::vector<json::object> Rig::messages(const std::string& name) const {
    std::vector<json::object> all;
    const auto answer = control_->get("/slack/messages?all=1&channel=" + channel(name));
    for (const auto& message : answer.at("messages").as_array())
        if (!message.at("deleted").as_bool()) all.push_back(message.as_object());
    return all;
}

std::vector<json::object> Rig::cards(const std::string& name, const std::string& request) const {
    auto all = messages(name);
    std::erase_if(all, [&](const json::object& message) { return request_of(message) != request; });
    return all;
}

std::string Rig::channel_with_card(const std::string& request) const {
    for (const auto& channel : control_->get("/slack").at("channels").as_array()) {
        const auto name = word(channel.as_object(), "name");
        if (!channel.as_object().contains("dm_with") && !cards(name, request).empty()) return "#" + name;
    }
    return {};
}

std::vector<std::string> Rig::told(const std::string& who) const {
    std::vector<std::string> all;
    const auto id = person(who);
    for (const auto& channel : control_->get("/slack").at("channels").as_array()) {
        const auto& object = channel.as_object();
        const bool direct = word(object, "dm_with") == id;
        const auto answer = control_->get("/slack/messages?all=1&channel=" + word(object, "id"));
        for (const auto& message : answer.at("messages").as_array()) {
            const auto& seen = message.as_object();
            const bool by_bot = seen.at("is_bot").as_bool();
            if (by_bot && (direct || word(seen, "ephemeral_to") == id)) all.push_back(text_of(seen));
        }
    }
    return all;
}

json::object Rig::a_card(const std::string& channel_name, const std::string& request) const {
    std::vector<json::object> found;
    if (!eventually([&] {
            found = cards(channel_name, request);
            return !found.empty();
        }))
        throw std::runtime_error{"there is no card of " + request + " in " + channel_name};
    return found.back();
}

bool Rig::click(const std::string& who, const std::string& channel_name, const std::string& request,
                const std::string& action, bool force) {
    const auto card = a_card(channel_name, request);
    json::object call{
        {"as", person(who)}, {"channel", channel(channel_name)}, {"ts", card.at("ts")}, {"action_id", action}};
    if (force) call["force"] = true;
    return control_->post("/slack/click", call).at("acked").as_bool();
}

void Rig::pick(const std::string& who, const std::string& channel_name, const std::string& request,
               const std::string& label) {
    const auto card = a_card(channel_name, request);
    const auto picker = element(card, "duration");
    if (!picker) throw std::runtime_error{"the card of " + request + " has no picker"};
    const auto value = option_value(*picker, label);
    if (!value) throw std::runtime_error{"the picker of " + request + " does not offer \"" + label + "\""};
    control_->post("/slack/select", {{"as", person(who)},
                                     {"channel", channel(channel_name)},
                                     {"ts", card.at("ts")},
                                     {"action_id", "duration"},
                                     {"value", *value}});
}

void Rig::raise(const std::string& id, json::object fields) {
    fields["id"] = id;
    // The sandbox's own samples carry ratings of every kind, some of which always wait for people.
    if (!fields.contains("rating")) fields["rating"] = "Clean";
    control_->post("/privilege-manager/raise", fields);
}

json::object Rig::request(const std::string& id) const {
    for (const auto& request : control_->get("/privilege-manager").at("requests").as_array())
        if (request.at("id").as_string() == id) return request.as_object();
    throw std::runtime_error{"Privilege Manager knows no request " + id};
}

std::string Rig::status(const std::string& id) const { return word(request(id), "status"); }

std::int64_t Rig::decide_calls(const std::string& id) const { return request(id).at("calls").as_int64(); }

std::size_t Rig::decisions_sent() const {
    return control_->get("/privilege-manager/calls?call=decide").at("calls").as_array().size();
}

void Rig::fail_privilege_manager(const json::object& fault) { control_->post("/privilege-manager/faults", fault); }

void Rig::fail_slack(const json::object& fault) { control_->post("/slack/faults", fault); }

}  // namespace privman::tools
