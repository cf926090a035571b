#include "tests/kill_rounds/people.hpp"

#include "tests/tools/slack_eyes.hpp"

#include <array>
#include <chrono>
#include <thread>

namespace privman::kill_rounds {

namespace {

namespace json = boost::json;

struct Length {
    const char* value;
    std::optional<std::int64_t> minutes;
};
constexpr std::array<Length, 4> lengths{Length{"one-time", std::nullopt}, Length{"15m", 15}, Length{"30m", 30},
                                        Length{"2h", 120}};

struct Plan {
    std::string who;
    std::string request;
    std::string channel;
    bool approve;
    Length length;
    std::chrono::microseconds after;
};

std::optional<Press> press(const tools::Rig& rig, const Plan& plan) {
    std::this_thread::sleep_for(plan.after);
    try {
        const auto cards = rig.cards(plan.channel, plan.request);
        if (cards.empty() || !tools::has_buttons(cards.back())) return std::nullopt;
        json::object where{{"as", rig.person(plan.who)},
                           {"channel", rig.channel(plan.channel)},
                           {"ts", cards.back().at("ts")},
                           {"action_id", "duration"},
                           {"value", plan.length.value}};
        if (plan.approve) rig.control().post("/slack/select", where);
        where.erase("value");
        where["action_id"] = plan.approve ? "approve" : "deny";
        const auto answer = rig.control().post("/slack/click", where);
        return Press{.who = plan.who,
                     .request = plan.request,
                     .approve = plan.approve,
                     .minutes = plan.approve ? plan.length.minutes : std::nullopt,
                     .acked = answer.at("acked").as_bool()};
    } catch (const tools::ControlRefused&) {
        // The card lost its buttons between the look and the press: a client would not have offered them.
        return std::nullopt;
    }
}

}  // namespace

std::vector<Press> press_at_once(const tools::Rig& rig, const std::vector<std::string>& requests,
                                 const std::vector<std::string>& names, Chance& chance) {
    static const std::array<std::string, 2> channels{"#approvals", "#helpdesk"};
    std::vector<Plan> plans;
    for (const auto& who : names) {
        const auto request = below(chance, requests.size());
        const auto channel = below(chance, channels.size());
        const auto approve = below(chance, 3) > 0;
        const auto length = below(chance, lengths.size());
        const auto after = below(chance, 40'000);
        plans.push_back({.who = who,
                         .request = requests[request],
                         .channel = channels[channel],
                         .approve = approve,
                         .length = lengths[length],
                         .after = std::chrono::microseconds{after}});
    }
    std::vector<std::optional<Press>> pressed(plans.size());
    std::vector<std::jthread> hands;
    hands.reserve(plans.size());
    for (std::size_t i = 0; i < plans.size(); ++i)
        hands.emplace_back([&rig, &plan = plans[i], &into = pressed[i]] { into = press(rig, plan); });
    hands.clear();
    std::vector<Press> done;
    for (auto& one : pressed)
        if (one) done.push_back(std::move(*one));
    return done;
}

}  // namespace privman::kill_rounds
