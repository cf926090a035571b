// then.
#include "tests/scenarios/sentences.hpp"
#include "tests/tools/slack_eyes.hpp"

#include <algorithm>

namespace privman::scenarios {

namespace {

using tools::has_buttons;
using tools::Rig;
using tools::text_of;

bool holds(const std::string& text, const std::string& what) { return text.find(what) != std::string::npos; }

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& text : texts) all += "\n---\n" + text;
    return all.empty() ? " nothing" : all;
}

Complaint decided(Play& play, const std::string& request, const std::string& wanted) {
    const auto found = decision_in_words(play.rig().request(request));
    if (found == wanted) return std::nullopt;
    return request + " is: " + found + "; wanted: " + wanted;
}

/// "30 minutes", "1 hour", "one time" as the decision would say it.
std::string approval_in_words(const std::string& grant) {
    if (grant == "one time") return "approved one time";
    const auto number = std::stoll(grant);
    const auto minutes = grant.find("hour") != std::string::npos ? number * 60 : number;
    return "approved for " + std::to_string(minutes) + " minutes";
}

Complaint asked_nothing(Play& play, const Caught& words) {
    const auto calls = play.rig().decide_calls(words[1]);
    if (calls == 0 && play.rig().status(words[1]) == "pending") return std::nullopt;
    return words[1] + " is " + play.rig().status(words[1]) + " after " + std::to_string(calls) + " calls";
}

Complaint asked_times(Play& play, const Caught& words) {
    const auto calls = play.rig().decide_calls(words[2]);
    const auto wanted = words[1] == "once" ? 1 : std::stoll(words[1]);
    if (calls == wanted) return std::nullopt;
    return words[2] + " had " + std::to_string(calls) + " calls";
}

/// Every card of the request in the channel says it; twins too.
Complaint card_says(Play& play, const Caught& words) {
    const auto cards = play.rig().cards(words[1], words[2]);
    if (cards.empty()) return "no card of " + words[2] + " in " + words[1];
    for (const auto& card : cards)
        if (!holds(text_of(card), unquoted(words[3]))) return "the card says: " + text_of(card);
    return std::nullopt;
}

Complaint card_does_not_say(Play& play, const Caught& words) {
    const auto cards = play.rig().cards(words[1], words[2]);
    if (cards.empty()) return "no card of " + words[2] + " in " + words[1];
    for (const auto& card : cards)
        if (holds(text_of(card), unquoted(words[3]))) return "the card says: " + text_of(card);
    return std::nullopt;
}

Complaint mentions_nobody(Play& play, const Caught& words) {
    for (const auto& card : play.rig().cards(words[2], words[1]))
        if (const auto token = tools::first_token(tools::markup_of(card)); !token.empty())
            return "the card holds " + token + " in: " + tools::markup_of(card);
    return std::nullopt;
}

Complaint buttons(Play& play, const Caught& words) {
    const bool wanted = words[1] != "no ";
    auto& rig = play.rig();
    const auto channel = words[3].empty() ? rig.channel_with_card(words[2]) : words[3];
    if (channel.empty()) return words[2] + " has no card";
    const auto cards = rig.cards(channel, words[2]);
    if (cards.empty()) return "no card of " + words[2] + " in " + channel;
    for (const auto& card : cards)
        if (has_buttons(card) != wanted) return "the card in " + channel + " says: " + text_of(card);
    return std::nullopt;
}

Complaint shows(Play& play, const Caught& words) {
    std::vector<std::string> texts;
    for (const auto& message : play.rig().messages(words[1])) {
        if (!message.at("is_bot").as_bool() || message.contains("ephemeral_to")) continue;
        if (holds(text_of(message), unquoted(words[2]))) return std::nullopt;
        texts.push_back(text_of(message));
    }
    return words[1] + " shows:" + joined(texts);
}

Complaint count_of(Play& play, const std::string& channel, const std::string& what, std::int64_t wanted) {
    std::int64_t found = 0;
    for (const auto& message : play.rig().messages(channel))
        if (message.at("is_bot").as_bool() && holds(text_of(message), what)) ++found;
    if (found == wanted) return std::nullopt;
    return channel + " says it " + std::to_string(found) + " times";
}

Complaint shows_times(Play& play, const Caught& words) {
    return count_of(play, words[1], unquoted(words[2]), words[3] == "once" ? 1 : std::stoll(words[3]));
}

Complaint shows_never(Play& play, const Caught& words) { return count_of(play, words[1], unquoted(words[2]), 0); }

Complaint counts_cards(Play& play, const Caught& words) {
    std::int64_t found = 0;
    for (const auto& message : play.rig().messages(words[3])) {
        const auto request = tools::request_of(message);
        if (request.empty() || (!words[2].empty() && request != words[2])) continue;
        ++found;
    }
    const auto wanted = words[1] == "no" ? 0 : std::stoll(words[1]);
    if (found == wanted) return std::nullopt;
    return words[3] + " shows " + std::to_string(found) + " cards";
}

Complaint counts_buttons(Play& play, const Caught& words) {
    const auto messages = play.rig().messages(words[2]);
    const auto found = std::ranges::count_if(messages, [](const auto& message) { return has_buttons(message); });
    if (found == std::stoll(words[1])) return std::nullopt;
    return words[2] + " shows " + std::to_string(found) + " cards with buttons";
}

Complaint is_told(Play& play, const Caught& words) {
    const auto told = play.rig().told(words[1]);
    for (const auto& text : told)
        if (holds(text, unquoted(words[2]))) return std::nullopt;
    return words[1] + " was told:" + joined(told);
}

Complaint one_is_told(Play& play, const Caught& words) {
    if (const auto first = is_told(play, {words[0], words[1], words[3]}); !first) return std::nullopt;
    return is_told(play, {words[0], words[2], words[3]});
}

Complaint is_told_nothing(Play& play, const Caught& words) {
    const auto told = play.rig().told(words[1]);
    if (told.empty()) return std::nullopt;
    return words[1] + " was told:" + joined(told);
}

Complaint digest_says(Play& play, const Caught& words) {
    std::vector<std::string> digests;
    for (const auto& message : play.rig().messages(words[1]))
        if (tools::element(message, "show_more")) digests.push_back(text_of(message));
    if (digests.size() == 1 && holds(digests[0], unquoted(words[2]))) return std::nullopt;
    return words[1] + " has " + std::to_string(digests.size()) + " digests:" + joined(digests);
}

Complaint no_digest(Play& play, const Caught& words) {
    for (const auto& message : play.rig().messages(words[1]))
        if (tools::element(message, "show_more")) return words[1] + " has a digest: " + text_of(message);
    return std::nullopt;
}

Complaint under_card(Play& play, const Caught& words) {
    auto& rig = play.rig();
    std::int64_t found = 0;
    for (const auto& card : rig.cards(words[2], words[1]))
        for (const auto& message : rig.messages(words[2]))
            if (tools::word(message, "thread_ts") == tools::word(card, "ts") &&
                tools::word(message, "ts") != tools::word(card, "ts") && holds(text_of(message), unquoted(words[3])))
                ++found;
    const auto wanted = words[4].empty() ? 1 : words[4] == " nowhere" ? 0 : 1;
    if (found == wanted) return std::nullopt;
    return "said " + std::to_string(found) + " times under the card";
}

Complaint comment_says(Play& play, const Caught& words) {
    const auto request = play.rig().request(words[1]);
    const auto* decision = request.if_contains("decision");
    const auto comment = decision ? tools::word(decision->as_object(), "comment") : std::string{};
    if (holds(comment, unquoted(words[2]))) return std::nullopt;
    return "the comment is: " + comment;
}

Complaint exits(Play& play, const Caught& words) {
    if (auto* bot = play.rig().bot()) {
        const auto code = bot->wait(std::chrono::milliseconds{0});
        if (!code) return "it still runs";
        if (*code != std::stoi(words[1])) return "it ended with " + std::to_string(*code);
        return std::nullopt;
    }
    return "it was never started";
}

Complaint runs(Play& play, const Caught&) {
    auto* bot = play.rig().bot();
    if (bot && bot->running()) return std::nullopt;
    return "it does not run";
}

Complaint log_says(Play& play, const Caught& words) {
    if (holds(play.rig().log(), unquoted(words[1]))) return std::nullopt;
    return "the log says nothing of it";
}

Complaint log_is_silent(Play& play, const Caught& words) {
    if (!holds(play.rig().log(), unquoted(words[1]))) return std::nullopt;
    return "the log says it";
}

Complaint bot_is_connected(Play& play, const Caught&) {
    if (play.rig().control().get("/slack").at("connections").as_int64() > 0) return std::nullopt;
    return "it is not connected to Slack";
}

}  // namespace

std::string decision_in_words(const json::object& request) {
    const auto* decision = request.if_contains("decision");
    if (!decision) return tools::word(request, "status");
    const auto& made = decision->as_object();
    if (tools::word(made, "response") == "deny") return "denied";
    if (made.at("one_time").as_bool()) return "approved one time";
    const auto& minutes = made.at("minutes");
    return "approved for " + (minutes.is_int64() ? std::to_string(minutes.as_int64()) : std::string{"odd"}) +
           " minutes";
}

const std::vector<Finding>& thens() {
    static const std::vector<Finding> all{
        {R"re(privilege-manager approved (\S+) one time)re",
         [](Play& p, const Caught& w) { return decided(p, w[1], "approved one time"); }},
        {R"re(privilege-manager approved (\S+) for (.*))re",
         [](Play& p, const Caught& w) { return decided(p, w[1], approval_in_words(w[2])); }},
        {R"re(privilege-manager denied (\S+))re", [](Play& p, const Caught& w) { return decided(p, w[1], "denied"); }},
        {R"re(privilege-manager is asked nothing about (\S+))re", asked_nothing, true},
        {R"re(privilege-manager was asked (once|\d+ times) about (\S+))re", asked_times, true},
        {R"re((\S+) is (pending|approved|denied|expired) in privilege-manager)re",
         [](Play& p, const Caught& w) -> Complaint {
             const auto status = p.rig().status(w[1]);
             if (status == w[2]) return std::nullopt;
             return w[1] + " is " + status;
         },
         true},
        {R"re(the comment on (\S+) says "(.*)")re", comment_says},
        {R"re(slack shows in (#\S+) on (\S+) "(.*)")re", card_says},
        {R"re(slack does not show in (#\S+) on (\S+) "(.*)")re", card_does_not_say, true},
        {R"re(slack shows (no )?buttons on (\S+?)(?: in (#\S+))?)re", buttons},
        {R"re(slack shows in (#\S+) "(.*)")re", shows},
        {R"re(slack shows in (#\S+) "(.*)" (once|\d+ times))re", shows_times, true},
        {R"re(slack does not show in (#\S+) "(.*)")re", shows_never, true},
        {R"re(slack shows (no|\d+) cards?(?: of (\S+))? in (#\S+))re", counts_cards, true},
        {R"re(slack shows (\d+) cards? with buttons in (#\S+))re", counts_buttons},
        {R"re(the card of (\S+) in (#\S+) mentions nobody and links nowhere)re", mentions_nobody, true},
        {R"re(([a-z]+) is told "(.*)")re", is_told},
        {R"re(([a-z]+) or ([a-z]+) is told "(.*)")re", one_is_told},
        {R"re(([a-z]+) is told nothing)re", is_told_nothing, true},
        {R"re(the digest in (#\S+) says "(.*)")re", digest_says},
        {R"re(there is no digest in (#\S+))re", no_digest, true},
        {R"re(under the card of (\S+) in (#\S+) stands "(.*)"( once| nowhere)?)re", under_card, true},
        {R"re(the bot exits with (\d))re", exits},
        {R"re(the bot is running)re", runs, true},
        {R"re(the bot is connected to slack)re", bot_is_connected},
        {R"re(the log says "(.*)")re", log_says},
        {R"re(the log does not say "(.*)")re", log_is_silent, true},
    };
    return all;
}

}  // namespace privman::scenarios
