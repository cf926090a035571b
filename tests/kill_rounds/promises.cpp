#include "tests/kill_rounds/promises.hpp"

#include "tests/tools/slack_eyes.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>

namespace privman::kill_rounds {

namespace {

namespace json = boost::json;
using tools::Rig;

const std::array<std::string, 2> channels{"#approvals", "#helpdesk"};

bool holds(const std::string& text, const std::string& what) { return text.find(what) != std::string::npos; }

/// What a card says, in one line.
std::string gist_of(const json::object& card) {
    auto text = tools::text_of(card).substr(0, 160);
    std::ranges::replace(text, '\n', '/');
    return "\"" + text + "\"" + (tools::has_buttons(card) ? " with buttons" : "");
}

/// Cards of one channel by request.
using Cards = std::map<std::string, std::vector<json::object>>;

Cards cards_in(const Rig& rig, const std::string& channel) {
    Cards cards;
    for (auto& message : rig.messages(channel))
        if (auto request = tools::request_of(message); !request.empty()) cards[request].push_back(std::move(message));
    return cards;
}

std::map<std::string, json::object> requests_of(const Rig& rig) {
    std::map<std::string, json::object> all;
    for (const auto& request : rig.control().get("/privilege-manager").at("requests").as_array())
        all.emplace(request.at("id").as_string(), request.as_object());
    return all;
}

bool says_approved(const std::string& text) {
    return holds(text, "Approved by") || holds(text, "Approved automatically");
}
bool says_decided(const std::string& text) { return says_approved(text) || holds(text, "Denied by"); }

/// The card says how things stand in Privilege Manager, or that it is not known.
bool is_true(const json::object& card, const json::object& request) {
    const auto text = tools::text_of(card);
    const auto status = tools::word(request, "status");
    if (status == "pending") return tools::has_buttons(card);
    if (tools::has_buttons(card)) return false;
    if (holds(text, "Outcome not confirmed")) return true;
    const auto by = tools::word(request.at("decision").as_object(), "by");
    if (by != "api") return holds(text, "No longer pending");
    return status == "approved" ? says_approved(text) : holds(text, "Denied by");
}

/// The texts of the messages that stand for requests without a card.
std::vector<std::string> digests_in(const Rig& rig, const std::string& channel) {
    std::vector<std::string> digests;
    for (const auto& message : rig.messages(channel))
        if (tools::element(message, "show_more")) digests.push_back(tools::text_of(message));
    return digests;
}

/// Whoever waits without a card must be counted in the channel's newest digest. It may count more: after a lost answer
/// a card stands that the bot cannot know of.
std::string digest_fault(const Rig& rig, const std::string& channel, std::size_t waiting, std::size_t without_card,
                         std::size_t unknown_at_most) {
    if (without_card == 0) return {};
    const auto digests = digests_in(rig, channel);
    const auto newest = digests.empty() ? std::string{} : digests.back();
    const bool all = holds(newest, "(" + std::to_string(waiting) + " in all)");
    const auto counted = static_cast<std::size_t>(std::atoi(newest.c_str()));
    if (all && counted >= without_card && counted <= without_card + unknown_at_most) return {};
    return "digest: " + std::to_string(without_card) + " of " + std::to_string(waiting) + " wait without a card in " +
           channel + ", and it says \"" + newest.substr(0, 80) + '"';
}

std::string first_untrue(const Rig& rig, const Story& story) {
    const auto requests = requests_of(rig);
    for (const auto& channel : channels) {
        const auto cards = cards_in(rig, channel);
        std::size_t waiting = 0;
        std::size_t without_card = 0;
        for (const auto& id : story.requests) {
            const auto& request = requests.at(id);
            const auto found = cards.find(id);
            waiting += tools::word(request, "status") == "pending" ? 1 : 0;
            if (found == cards.end()) {
                if (tools::word(request, "status") != "pending") continue;
                if (story.cards_at_once == 0)
                    return std::string{id}.append(" is pending and has no card in ").append(channel);
                ++without_card;
                continue;
            }
            for (const auto& card : found->second)
                if (!is_true(card, request))
                    return std::string{id}
                        .append(" is ")
                        .append(tools::word(request, "status"))
                        .append(", and a card in ")
                        .append(channel)
                        .append(" says ")
                        .append(gist_of(card));
        }
        if (auto fault = digest_fault(rig, channel, waiting, without_card, story.kills); !fault.empty()) return fault;
    }
    return {};
}

/// A card whose post was never answered, because of a kill or a fault, is unknown to the bot until somebody presses one
/// of its buttons; then it must tell the truth. Returns how many there were.
std::size_t press_the_unknown(const Rig& rig, Story& story) {
    std::size_t unknown = 0;
    const auto requests = requests_of(rig);
    for (const auto& channel : channels)
        for (const auto& [id, cards] : cards_in(rig, channel))
            for (const auto& card : cards) {
                const auto request = requests.find(id);
                if (request == requests.end() || !tools::has_buttons(card)) continue;
                if (tools::word(request->second, "status") == "pending") continue;
                ++unknown;
                const auto answer = rig.control().post("/slack/click", {{"as", rig.person("bob")},
                                                                        {"channel", rig.channel(channel)},
                                                                        {"ts", card.at("ts")},
                                                                        {"action_id", "deny"}});
                story.presses.push_back({.who = "bob", .request = id, .acked = answer.at("acked").as_bool()});
            }
    return unknown;
}

class Judge {
public:
    Judge(const Rig& rig, const Story& story, Figures& figures)
        : rig_{rig}, story_{story}, figures_{figures}, requests_{requests_of(rig)} {}

    std::vector<std::string> judge() {
        decisions_are_what_somebody_chose();
        for (const auto& channel : channels) {
            const auto cards = cards_in(rig_, channel);
            cards_say_nothing_too_early(channel, cards);
            twins_are_few(channel, cards);
        }
        clicks_are_answered();
        decisions_took_effect_once();
        digests_are_counted();
        return std::move(broken_);
    }

private:
    void decisions_are_what_somebody_chose() {
        for (const auto& id : story_.requests) {
            const auto& request = requests_.at(id);
            const auto* decision = request.if_contains("decision");
            if (!decision || !decision->is_object() || tools::word(decision->as_object(), "by") != "api") continue;
            const auto& made = decision->as_object();
            const bool approve = tools::word(made, "response") == "approve";
            const auto minutes = made.contains("minutes") && made.at("minutes").is_int64()
                                     ? std::optional{made.at("minutes").as_int64()}
                                     : std::nullopt;
            const auto comment = tools::word(made, "comment");
            const bool chosen = std::ranges::any_of(story_.presses,
                                                    [&](const Press& press) {
                                                        return press.request == id && press.approve == approve &&
                                                               (!approve || press.minutes == minutes) &&
                                                               holds(comment, press.who);
                                                    }) ||
                                (approve && by_schedule(request, comment));
            if (!chosen) broken_.push_back(id + " was decided as nobody chose: " + json::serialize(made));
        }
    }

    /// Was it the schedule, and was the schedule asked?
    [[nodiscard]] bool by_schedule(const json::object& request, const std::string& comment) const {
        return story_.schedule && holds(comment, "Approved automatically: ") &&
               tools::word(request, "path") != kept_from_schedule;
    }

    /// A yes is said by status 200; a call that found the request decided is told so, or nothing.
    void decisions_took_effect_once() {
        std::map<std::string, std::size_t> yeses;
        for (const auto& entry : rig_.control().get("/privilege-manager/calls?call=decide").at("calls").as_array()) {
            const auto& call = entry.as_object();
            ++figures_.calls;
            const bool yes = call.at("executed").as_bool() && call.at("status").to_number<int>() == 200;
            if (yes && ++yeses[tools::word(call, "id")] == 2)
                broken_.push_back(tools::word(call, "id") + " was decided twice: " + json::serialize(call));
        }
        for (const auto& [id, request] : requests_) {
            const auto* decision = request.if_contains("decision");
            if (!decision || !decision->is_object() || tools::word(decision->as_object(), "by") != "api") continue;
            ++figures_.effective;
            figures_.by_schedule +=
                holds(tools::word(decision->as_object(), "comment"), "Approved automatically: ") ? 1 : 0;
        }
    }

    void digests_are_counted() {
        for (const auto& channel : channels) figures_.digests += digests_in(rig_, channel).empty() ? 0 : 1;
    }

    void cards_say_nothing_too_early(const std::string& channel, const Cards& cards) {
        for (const auto& [id, all] : cards) {
            const auto request = requests_.find(id);
            if (request == requests_.end()) continue;
            const auto* decision = request->second.if_contains("decision");
            const auto decided_at = decision && decision->is_object() ? decision->at("at_ms").as_int64() : INT64_MAX;
            for (const auto& card : all)
                for (const auto& revision : card.at("history").as_array())
                    if (says_decided(tools::text_of(revision.as_object())) &&
                        revision.at("at_ms").as_int64() < decided_at)
                        broken_.push_back(std::string{"the card of "}
                                              .append(id)
                                              .append(" in ")
                                              .append(channel)
                                              .append(" said so before it was: ")
                                              .append(gist_of(revision.as_object())));
        }
    }

    /// A card whose post was never answered, because of a kill or a fault, may have one twin; nothing else may.
    void twins_are_few(const std::string& channel, const Cards& cards) {
        std::size_t twins = 0;
        for (const auto& [id, all] : cards) {
            twins += all.size() - 1;
            const auto with_buttons = std::ranges::count_if(all, tools::has_buttons);
            if (requests_.contains(id) && tools::word(requests_.at(id), "status") == "pending" && with_buttons == 0)
                broken_.push_back(
                    std::string{id}.append(" is pending, and no card in ").append(channel).append(" has buttons"));
        }
        if (twins > 3 * story_.kills)
            broken_.push_back(std::to_string(twins) + " twins in " + channel + " after " +
                              std::to_string(story_.kills) + " kills");
    }

    void clicks_are_answered() {
        std::map<std::string, std::size_t> acked;
        for (const auto& press : story_.presses) acked[press.who] += press.acked ? 1 : 0;
        for (const auto& [who, count] : acked) {
            const auto told = rig_.told(who).size();
            if (told < count)
                broken_.push_back(who + " pressed " + std::to_string(count) + " times and was answered " +
                                  std::to_string(told) + " times");
        }
    }

    const Rig& rig_;
    const Story& story_;
    Figures& figures_;
    std::map<std::string, json::object> requests_;
    std::vector<std::string> broken_;
};

}  // namespace

std::vector<std::string> broken_promises(const Rig& rig, Story& story, Figures& figures) {
    const std::chrono::milliseconds rest{40'000};
    const auto come_to_rest = [&] { return first_untrue(rig, story).empty(); };
    if (!tools::eventually(come_to_rest, std::chrono::milliseconds{8'000})) {
        const auto unknown = press_the_unknown(rig, story);
        if (unknown > story.kills) return {std::to_string(unknown) + " decided requests had live buttons"};
        tools::eventually(come_to_rest, rest);
    }
    auto broken = Judge{rig, story, figures}.judge();
    if (auto untrue = first_untrue(rig, story); !untrue.empty()) broken.insert(broken.begin(), untrue);
    return broken;
}

}  // namespace privman::kill_rounds
