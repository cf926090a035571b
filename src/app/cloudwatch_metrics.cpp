#include "app/cloudwatch_metrics.hpp"

#include "observe/embedded_metrics.hpp"
#include "observe/text.hpp"

#include <algorithm>

namespace privman::app {

namespace json = boost::json;

namespace {

constexpr std::string_view count = "Count";
constexpr std::string_view seconds = "Seconds";

std::vector<double> known(const observe::Gauge& gauge) {
    const auto value = gauge.value();
    return value ? std::vector{*value} : std::vector<double>{};
}

std::vector<double> in_milliseconds(std::vector<double> samples) {
    for (auto& sample : samples) sample *= 1000;
    return samples;
}

double largest(const observe::By<observe::Gauge, Queue>& queues) {
    double most = 0;
    queues.each([&](const auto&, const observe::Gauge& gauge) { most = std::max(most, gauge.value().value_or(0)); });
    return most;
}

double sum(const observe::By<observe::Counter, WhyRefused>& counters) {
    double total = 0;
    counters.each([&](const auto&, const observe::Counter& counter) { total += counter.total(); });
    return total;
}

}  // namespace

std::string bot_name(const std::vector<std::pair<std::string, std::string>>& marks) {
    const auto rev = std::ranges::find(marks, "rev", &std::pair<std::string, std::string>::first);
    auto family = rev == marks.end() ? std::string{} : rev->second.substr(0, rev->second.rfind(':'));
    return family.empty() ? std::string{bot_without_family} : family;
}

double CloudWatchMetrics::since_last(const std::string& what, double total) {
    auto& said = said_[what];
    return total - std::exchange(said, total);
}

std::string CloudWatchMetrics::line(Tally& tally, std::int64_t at,
                                    const std::vector<std::pair<std::string, std::string>>& marks) {
    using enum DecisionKind;
    using enum DecisionOrigin;
    std::vector<observe::EmbeddedMetric> metrics;
    const auto counted = [&](const char* name, double total, std::string_view unit = count) {
        metrics.push_back({name, unit, {since_last(name, total)}});
    };
    const auto& claims = tally.claims;
    metrics.push_back({"PollLatency", "Milliseconds", in_milliseconds(tally.poll_seconds.take_samples())});
    counted("PollFailures", tally.polls(PollEnd::failed).total());
    metrics.push_back({"PendingRequests", count, known(tally.pending)});
    counted("CardsPosted", tally.cards_posted.total());
    counted("Approvals", tally.decisions(approved, person).total());
    counted("Denials", tally.decisions(denied, person).total());
    counted("AutoApprovals", tally.decisions(approved, schedule).total());
    counted("DecisionFailures", claims(ClaimEnd::declined).total() + claims(ClaimEnd::not_sent).total() +
                                    claims(ClaimEnd::unconfirmed).total());
    counted("SlackReconnects", std::max(tally.socket_connects.total() - 1, 0.0));
    metrics.push_back({"OldestPendingAge", seconds, known(tally.oldest_waiting_seconds)});
    // Beyond the ten that are free.
    counted("UnconfirmedOutcomes", claims(ClaimEnd::unconfirmed).total());
    counted("Refusals", sum(tally.refusals));
    counted("RateLimited", tally.http_answers(Peer::slack, HttpAnswer::too_many_requests).total() +
                               tally.http_answers(Peer::privilege_manager, HttpAnswer::too_many_requests).total());
    counted("BlindTime", tally.blind_seconds.total(), seconds);
    metrics.push_back({"QueueDepth", count, {largest(tally.queued)}});
    metrics.push_back({"RequestToCard", seconds, tally.request_to_card_seconds(MadeBy::first_list).take_samples()});
    metrics.push_back({"CardToDecision", seconds, tally.card_to_decision_seconds.take_samples()});
    metrics.push_back({"ClickToAck", "Milliseconds", in_milliseconds(tally.click_to_ack_seconds.take_samples())});
    metrics.push_back({"ClickToOutcome", seconds, tally.click_to_outcome_seconds(ClaimEnd::confirmed).take_samples()});

    json::object others{{"time", observe::as_timestamp(at)},
                        {"level", "info"},
                        {"event", "metrics.minute"},
                        {"message", "What happened in the last minute"}};
    for (const auto& [name, value] : marks) others[name] = value;
    json::object refusals;
    tally.refusals.each([&](const auto& words, const observe::Counter& counter) {
        if (const auto more = since_last("refusals/" + std::string{words[0]}, counter.total()); more > 0)
            refusals[words[0]] = static_cast<std::int64_t>(more);
    });
    if (!refusals.empty()) others["refusals"] = std::move(refusals);
    json::object queues;
    tally.queued.each([&](const auto& words, const observe::Gauge& gauge) {
        if (const auto depth = gauge.value(); depth && *depth > 0) queues[words[0]] = static_cast<std::int64_t>(*depth);
    });
    if (!queues.empty()) others["queues"] = std::move(queues);
    if (const auto elsewhere = since_last("elsewhere", tally.decisions(unknown, DecisionOrigin::elsewhere).total());
        elsewhere > 0)
        others["decided_elsewhere"] = static_cast<std::int64_t>(elsewhere);
    return observe::embedded_line({.name_space = std::string{cloudwatch_namespace},
                                   .timestamp = at,
                                   .dimensions = {{std::string{cloudwatch_dimension}, bot_name(marks)}},
                                   .metrics = std::move(metrics),
                                   .others = std::move(others)});
}

}  // namespace privman::app
