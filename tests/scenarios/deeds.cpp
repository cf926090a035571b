// given, at, when.
#include "tests/scenarios/sentences.hpp"
#include "tests/tools/slack_eyes.hpp"

#include <exception>
#include <fstream>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace privman::scenarios {

namespace {

using tools::Rig;

/// "ada", "ada, carol and the bot", "ada and bob".
std::vector<std::string> names_in(const std::string& text) {
    static const std::regex name{"the bot|[a-z]+"};
    std::vector<std::string> names;
    for (std::sregex_iterator it{text.begin(), text.end(), name}, end; it != end; ++it)
        if (it->str() != "and") names.push_back(it->str());
    return names;
}

std::string id_of(const Rig& rig, const std::string& name) {
    return name == "the bot" ? std::string{rig.control().get("/slack").at("bot").at("user_id").as_string()}
                             : rig.person(name);
}

/// The channel that is named, or the one where the request has its card.
std::string where(Rig& rig, const std::string& channel, const std::string& request) {
    if (!channel.empty()) return channel;
    std::string found;
    if (!tools::eventually([&] { return !(found = rig.channel_with_card(request)).empty(); }))
        throw std::runtime_error{request + " has no card anywhere"};
    return found;
}

json::object fault(const char* target, const Caught& words) {
    auto fault = words[3].empty() ? json::object{} : parse_fields(words[3]);
    fault[target] = words[1];
    fault["kind"] = words[2];
    fault["times"] = times_of(words[4]);
    return fault;
}

void new_channel(Play& play, const Caught& words) {
    json::object channel{{"name", words[1]}};
    if (!words[2].empty()) channel["ext_shared"] = true;
    json::array members;
    for (const auto& name : names_in(words[3])) members.emplace_back(id_of(play.rig(), name));
    channel["members"] = std::move(members);
    play.rig().control().post("/slack/channels", channel);
}

void new_person(Play& play, const Caught& words) {
    auto person = words[3].empty() ? json::object{} : parse_fields(words[3]);
    person["name"] = words[1];
    person["kind"] = words[2];
    play.rig().control().post("/slack/people", person);
}

/// All of them at once: each click is one blocking call, so each gets a thread.
void clicks(Play& play, const Caught& words) {
    auto& rig = play.rig();
    const auto action = words[2] == "Approve" ? "approve" : "deny";
    const auto channel = where(rig, words[4], words[3]);
    const bool force = !words[5].empty();
    std::vector<std::thread> people;
    std::vector<std::exception_ptr> failures;
    std::mutex guard;
    for (const auto& name : names_in(words[1]))
        people.emplace_back([&, name] {
            try {
                // Whoever sees the warning sign beside the button presses again: a leap of the clock makes the bot
                // renew its connection, and Slack never delivers a click twice.
                if (!rig.click(name, channel, words[3], action, force))
                    rig.click(name, channel, words[3], action, force);
            } catch (...) {
                const std::lock_guard lock{guard};
                failures.push_back(std::current_exception());
            }
        });
    for (auto& one : people) one.join();
    if (!failures.empty()) std::rethrow_exception(failures.front());
}

void clicks_show_more(Play& play, const Caught& words) {
    auto& rig = play.rig();
    for (const auto& message : rig.messages(words[2])) {
        if (!tools::element(message, "show_more")) continue;
        rig.control().post("/slack/click", {{"as", rig.person(words[1])},
                                            {"channel", rig.channel(words[2])},
                                            {"ts", message.at("ts")},
                                            {"action_id", "show_more"}});
        return;
    }
    throw std::runtime_error{"nothing in " + words[2] + " offers to show more"};
}

/// A button of an answer, by what it says: the last one that this person can see.
void presses(Play& play, const Caught& words) {
    auto& rig = play.rig();
    const auto who = rig.person(words[1]);
    for (const auto& place : {std::string{"#approvals"}, std::string{"#helpdesk"}}) {
        const auto messages = rig.messages(place);
        for (auto message = messages.rbegin(); message != messages.rend(); ++message) {
            const auto* to = message->if_contains("ephemeral_to");
            if (to && to->as_string() != who) continue;
            const auto* blocks = message->if_contains("blocks");
            for (const auto& block : blocks ? blocks->as_array() : json::array{}) {
                const auto* elements = block.as_object().if_contains("elements");
                for (const auto& element : elements ? elements->as_array() : json::array{}) {
                    const auto& button = element.as_object();
                    const auto* text = button.if_contains("text");
                    if (!text || !text->is_object() || text->as_object().at("text").as_string() != words[2]) continue;
                    rig.control().post("/slack/click", {{"as", who},
                                                        {"channel", rig.channel(place)},
                                                        {"ts", message->at("ts")},
                                                        {"action_id", button.at("action_id")}});
                    return;
                }
            }
        }
    }
    throw std::runtime_error{words[1] + " sees no button \"" + words[2] + "\""};
}

void deletes_card(Play& play, const Caught& words) {
    auto& rig = play.rig();
    const auto cards = rig.cards(words[2], words[1]);
    if (cards.empty()) throw std::runtime_error{"there is no card to delete"};
    rig.control().post("/slack/delete", {{"channel", rig.channel(words[2])}, {"ts", cards.back().at("ts")}});
}

void invites(Play& play, const Caught& words) {
    play.rig().control().post("/slack/channel", {{"id", play.rig().channel(words[1])}, {"invite_bot", true}});
}

void raises(Play& play, const Caught& words) { play.rig().raise(words[1], parse_fields(words[2])); }

void raises_many(Play& play, const Caught& words) {
    auto fields = parse_fields(words[2]);
    fields["count"] = std::stoll(words[1]);
    play.rig().control().post("/privilege-manager/raise", fields);
}

void console_decides(Play& play, const Caught& words) {
    play.rig().control().post("/privilege-manager/decide",
                              {{"id", words[2]}, {"response", words[1] == "approves" ? "approve" : "deny"}});
}

/// The requests that were raised without an id, oldest first.
void console_denies_many(Play& play, const Caught& words) {
    auto left = std::stoll(words[1]);
    for (const auto& request : play.rig().control().get("/privilege-manager").at("requests").as_array()) {
        if (left == 0) return;
        if (request.at("status").as_string() != "pending") continue;
        play.rig().control().post("/privilege-manager/decide", {{"id", request.at("id")}, {"response", "deny"}});
        --left;
    }
    if (left > 0) throw std::runtime_error{"not so many are pending"};
}

void stops(Play& play, const Caught&) {
    const auto code = play.rig().stop_bot(std::chrono::seconds{5});
    if (!code) throw std::runtime_error{"the bot still runs five seconds after SIGTERM"};
    if (*code != 0) throw std::runtime_error{"the bot ended with exit code " + std::to_string(*code)};
}

void starts(Play& play, const Caught&) {
    play.rig().start_working_bot();
    play.bot_was_started();
}

void starts_without_working(Play& play, const Caught&) {
    play.rig().start_bot();
    play.bot_was_started();
}

}  // namespace

std::int64_t times_of(const std::string& words) {
    if (words == "once") return 1;
    if (words == "always") return 1'000'000;
    return std::stoll(words);
}

const std::vector<Deed>& givens() {
    static const std::vector<Deed> all{
        {R"re(setting ([A-Z_]+)=(.*))re", false, [](Play& p, const Caught& w) { p.rig().settings()[w[1]] = w[2]; }},
        {R"re(no setting ([A-Z_]+))re", false, [](Play& p, const Caught& w) { p.rig().settings()[w[1]].clear(); }},
        {R"re(file ([a-z.]+) with (.*))re", false,
         [](Play& p, const Caught& w) { std::ofstream{p.rig().directory() / w[1]} << w[2] << '\n'; }},
        {R"re(registered (#\S+))re", true, [](Play& p, const Caught& w) { p.rig().register_channel(w[1]); }},
        {R"re(channel #(\S+)( shared with another company)? with (.*))re", false, new_channel},
        {R"re(([a-z]+) is an? (member|admin|owner|guest|single_guest|bot|deactivated|stranger)(?: with (.*))?)re",
         false, new_person},
        {R"re(slack enforces its rate limits)re", false,
         [](Play& p, const Caught&) { p.rig().control().post("/slack/rules", {{"enforce_rate", true}}); }},
    };
    return all;
}

const std::vector<Deed>& ats() {
    static const std::vector<Deed> all{
        {R"re((\d{4}-\d\d-\d\d \d\d:\d\d \S+))re", false,
         [](Play& p, const Caught& w) { p.rig().set_clock(instant_of(w[1])); }},
    };
    return all;
}

const std::vector<Deed>& whens() {
    static const std::vector<Deed> all{
        {R"re(privilege-manager raises (\d+) requests?(?: with (.*))?)re", false, raises_many},
        {R"re(privilege-manager raises (\S+)(?: (.*))?)re", false, raises},
        {R"re((\S+) changes to (.*))re", true,
         [](Play& p, const Caught& w) {
             p.rig().control().post("/privilege-manager/edit", {{"id", w[1]}, {"fields", parse_fields(w[2])}});
         }},
        {R"re((\S+) expires)re", true,
         [](Play& p, const Caught& w) { p.rig().control().post("/privilege-manager/expire", {{"id", w[1]}}); }},
        {R"re((\S+) reappears)re", true,
         [](Play& p, const Caught& w) { p.rig().control().post("/privilege-manager/reappear", {{"id", w[1]}}); }},
        {R"re(the console (approves|denies) (\S+))re", true, console_decides},
        {R"re(the console denies the (\d+) oldest)re", true, console_denies_many},
        {R"re(([a-z]+) picks "(.*)" on (\S+)(?: in (#\S+))?)re", true,
         [](Play& p, const Caught& w) { p.rig().pick(w[1], where(p.rig(), w[4], w[3]), w[3], w[2]); }},
        {R"re(([a-z]+) clicks "Show more" in (#\S+))re", true, clicks_show_more},
        {R"re(([a-z]+) presses "(.*)")re", true, presses},
        {R"re((#\S+) is shared with another company)re", true,
         [](Play& p, const Caught& w) {
             p.rig().control().post("/slack/channel", {{"id", p.rig().channel(w[1])}, {"ext_shared", true}});
         }},
        {R"re(([a-z, ]+) clicks? (Approve|Deny) on (\S+?)(?: in (#\S+))?( though not a member)?)re", true, clicks},
        {R"re(([a-z]+) says in (#\S+) "(.*)")re", true,
         [](Play& p, const Caught& w) { p.rig().say(w[1], w[2], unquoted(w[3])); }},
        {R"re(([a-z]+) says to the bot "(.*)")re", true,
         [](Play& p, const Caught& w) { p.rig().say(w[1], {}, unquoted(w[2])); }},
        {R"re(somebody deletes the card of (\S+) in (#\S+))re", true, deletes_card},
        {R"re(somebody invites the bot to (#\S+))re", true, invites},
        {R"re(time passes (\S+))re", true, [](Play& p, const Caught& w) { p.rig().advance(parse_length(w[1])); }},
        {R"re(slack fails (\S+) with (\S+)(?: (.*?))? (once|always|\d+)(?: times)?)re", false,
         [](Play& p, const Caught& w) { p.rig().fail_slack(fault("method", w)); }},
        {R"re(slack recovers)re", false,
         [](Play& p, const Caught&) { p.rig().fail_slack({{"method", "*"}, {"times", 0}}); }},
        {R"re(slack disconnects with (\S+))re", true,
         [](Play& p, const Caught& w) { p.rig().control().post("/slack/disconnect", {{"reason", w[1]}}); }},
        {R"re(slack has the rules? (.*))re", false,
         [](Play& p, const Caught& w) { p.rig().control().post("/slack/rules", parse_fields(w[1])); }},
        {R"re(privilege-manager fails (\S+) with (\S+)(?: (.*?))? (once|always|\d+)(?: times)?)re", false,
         [](Play& p, const Caught& w) { p.rig().fail_privilege_manager(fault("call", w)); }},
        {R"re(privilege-manager recovers)re", false,
         [](Play& p, const Caught&) { p.rig().fail_privilege_manager({{"call", "*"}, {"times", 0}}); }},
        {R"re(privilege-manager has the rules? (.*))re", false,
         [](Play& p, const Caught& w) { p.rig().control().post("/privilege-manager/rules", parse_fields(w[1])); }},
        {R"re(the bot is killed)re", true, [](Play& p, const Caught&) { p.rig().kill_bot(); }},
        {R"re(the bot is stopped)re", true, stops},
        {R"re(the bot starts)re", false, starts},
        {R"re(the bot is started)re", false, starts_without_working},
    };
    return all;
}

}  // namespace privman::scenarios
