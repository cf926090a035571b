// What the bot counts about itself, each number under its name: `tally.cards_posted.add()`. What the numbers are called
// outside, and what they mean, stands in docs/operating-metrics.md.
#pragma once

#include "domain/refusal.hpp"
#include "domain/request_life.hpp"
#include "domain/settings.hpp"
#include "observe/metrics.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace privman {

enum class PollEnd { complete, failed };
enum class DecisionKind { approved, denied, unknown };
/// Elsewhere: in the console, by a timeout, withdrawn. What it was is then not known.
enum class DecisionOrigin { person, schedule, elsewhere };
/// How a claim ended.
enum class ClaimEnd { confirmed, declined, decided_before, unconfirmed, not_sent };
enum class CardTrouble { not_taken, refused, throttled, token_refused, unreachable };
/// From when on a request counts as made: when its computer said so, or when a list first held it.
enum class MadeBy { requester_clock, first_list };
enum class Peer { slack, privilege_manager };
enum class HttpAnswer { success, redirect, client_error, too_many_requests, server_error, none };
enum class SocketEnd { warning, refresh_requested, link_disabled, too_many_websockets, other, lost };
enum class Queue { inbox, clicks, decisions, card_posts, card_edits, announcements };
enum class LifeStage { waiting, submitting, settled, gone, unconfirmed };
enum class Need {
    start,
    store,
    settings,
    slack_token,
    slack_connection,
    privilege_manager_login,
    privilege_manager_sight
};

using LabelWords = std::span<const std::string_view>;
LabelWords words_of(PollEnd);
LabelWords words_of(DecisionKind);
LabelWords words_of(DecisionOrigin);
LabelWords words_of(ClaimEnd);
LabelWords words_of(CardTrouble);
LabelWords words_of(MadeBy);
LabelWords words_of(Peer);
LabelWords words_of(HttpAnswer);
LabelWords words_of(SocketEnd);
LabelWords words_of(Queue);
LabelWords words_of(LifeStage);
LabelWords words_of(Need);
LabelWords words_of(SettingsDocument);
LabelWords words_of(WhyRefused);

template <observe::LabelSet Label>
std::string_view word_for(Label label) {
    return words_of(label)[static_cast<std::size_t>(label)];
}

DecisionOrigin origin_of(const Decider&);
LifeStage stage_of(const Life&);
/// Between two moments; over a restart of the machine as the wall clocks have it.
double seconds_between(const Moment& then, const Moment& now);

/// Written by one loop. Everything is zero, or not known, at first.
struct Tally {
    Tally();

    // Watching.
    observe::By<observe::Counter, PollEnd> polls;
    observe::Histogram poll_seconds;
    observe::Counter rows_left_out;
    observe::Counter requests_seen;
    observe::Gauge pending;
    observe::Gauge oldest_waiting_seconds;
    observe::Gauge blind;
    observe::Counter blind_seconds;

    // Cards.
    observe::Counter cards_posted;
    observe::Counter cards_updated;
    observe::By<observe::Counter, CardTrouble> card_failures;
    observe::By<observe::Histogram, MadeBy> request_to_card_seconds;

    // Clicks and decisions.
    observe::Counter clicks;
    observe::Histogram click_to_ack_seconds;
    observe::By<observe::Counter, WhyRefused> refusals;
    observe::By<observe::Counter, DecisionKind, DecisionOrigin> decisions;
    observe::By<observe::Counter, ClaimEnd> claims;
    observe::Counter calls;
    observe::Histogram card_to_decision_seconds;
    observe::By<observe::Histogram, ClaimEnd> click_to_outcome_seconds;
    observe::Counter still_listed;
    observe::Counter answers_lost;
    observe::Counter announcements_lost;

    // Connections.
    observe::By<observe::Counter, Peer, HttpAnswer> http_answers;
    observe::Counter socket_connects;
    observe::By<observe::Counter, SocketEnd> socket_ends;
    observe::Counter acks;
    observe::Counter acks_late;
    observe::Counter acks_lost;
    observe::Counter arrivals_refused;
    observe::Gauge others_connected;

    // The state of things.
    observe::By<observe::Gauge, Queue> queued;
    observe::By<observe::Gauge, LifeStage> lives;
    observe::Gauge channels;
    observe::Gauge channels_parked;
    observe::Gauge schedule_enabled;
    observe::By<observe::Gauge, SettingsDocument> settings_doubted;
    observe::Counter store_failures;
    observe::Counter log_lines_dropped;
    observe::Gauge ready;
    observe::By<observe::Gauge, Need> missing;
    observe::Gauge sandbox_clock;
    observe::Gauge start_time_seconds;

    /// All of them under the names that stay. Borrows this tally.
    [[nodiscard]] std::vector<observe::MetricFamily> families() const;
};

}  // namespace privman
