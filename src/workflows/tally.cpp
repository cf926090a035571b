#include "workflows/tally.hpp"

#include "domain/match.hpp"

#include <algorithm>
#include <array>

namespace privman {

namespace {

using Word = std::string_view;

// Upper bounds, in seconds: what a machine does, and what a person waits for.
constexpr std::array quick{0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0};
constexpr std::array patient{1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 14'400.0};

constexpr std::array poll_ends{Word{"complete"}, Word{"failed"}};
constexpr std::array kinds{Word{"approved"}, Word{"denied"}, Word{"unknown"}};
constexpr std::array origins{Word{"person"}, Word{"schedule"}, Word{"elsewhere"}};
constexpr std::array claim_ends{Word{"confirmed"}, Word{"declined"}, Word{"decided_before"}, Word{"unconfirmed"},
                                Word{"not_sent"}};
constexpr std::array card_troubles{Word{"not_taken"}, Word{"refused"}, Word{"throttled"}, Word{"token_refused"},
                                   Word{"unreachable"}};
constexpr std::array made_by{Word{"requester_clock"}, Word{"first_list"}};
constexpr std::array peers{Word{"slack"}, Word{"privilege_manager"}};
constexpr std::array answers{Word{"2xx"}, Word{"3xx"}, Word{"4xx"}, Word{"429"}, Word{"5xx"}, Word{"none"}};
constexpr std::array socket_ends_words{Word{"warning"},       Word{"refresh_requested"},
                                       Word{"link_disabled"}, Word{"too_many_websockets"},
                                       Word{"other"},         Word{"lost"}};
constexpr std::array queues{Word{"inbox"},      Word{"clicks"},     Word{"decisions"},
                            Word{"card_posts"}, Word{"card_edits"}, Word{"announcements"}};
constexpr std::array stages{Word{"waiting"}, Word{"submitting"}, Word{"settled"}, Word{"gone"}, Word{"unconfirmed"}};
constexpr std::array needs{Word{"start"},
                           Word{"store"},
                           Word{"settings"},
                           Word{"slack_token"},
                           Word{"slack_connection"},
                           Word{"privilege_manager_login"},
                           Word{"privilege_manager_sight"}};
constexpr std::array documents{Word{"channels"}, Word{"schedule"}};
constexpr std::array reasons{Word{"not_a_member"},
                             Word{"not_an_approver"},
                             Word{"own_request"},
                             Word{"channel_not_registered"},
                             Word{"person_not_checked"},
                             Word{"being_decided"},
                             Word{"already_decided"},
                             Word{"gone"},
                             Word{"too_late"},
                             Word{"unknown_card"},
                             Word{"stale_card"},
                             Word{"foreign_button"},
                             Word{"unknown_request"},
                             Word{"not_stored"},
                             Word{"adds_nothing"},
                             Word{"too_many"},
                             Word{"replaced"}};

}  // namespace

LabelWords words_of(PollEnd) { return poll_ends; }
LabelWords words_of(DecisionKind) { return kinds; }
LabelWords words_of(DecisionOrigin) { return origins; }
LabelWords words_of(ClaimEnd) { return claim_ends; }
LabelWords words_of(CardTrouble) { return card_troubles; }
LabelWords words_of(MadeBy) { return made_by; }
LabelWords words_of(Peer) { return peers; }
LabelWords words_of(HttpAnswer) { return answers; }
LabelWords words_of(SocketEnd) { return socket_ends_words; }
LabelWords words_of(Queue) { return queues; }
LabelWords words_of(LifeStage) { return stages; }
LabelWords words_of(Need) { return needs; }
LabelWords words_of(SettingsDocument) { return documents; }
LabelWords words_of(WhyRefused) { return reasons; }

DecisionOrigin origin_of(const Decider& decider) {
    return std::holds_alternative<ByPerson>(decider) ? DecisionOrigin::person : DecisionOrigin::schedule;
}

LifeStage stage_of(const Life& life) {
    return std::visit(match{
                          [](const Waiting&) { return LifeStage::waiting; },
                          [](const Submitting&) { return LifeStage::submitting; },
                          [](const Settled&) { return LifeStage::settled; },
                          [](const Gone&) { return LifeStage::gone; },
                          [](const Unconfirmed&) { return LifeStage::unconfirmed; },
                      },
                      life.stage);
}

double seconds_between(const Moment& then, const Moment& now) {
    const auto passed = elapsed(then, now).value_or(now.wall - then.wall);
    return std::chrono::duration<double>(std::max(passed, Millis{0})).count();
}

Tally::Tally()
    : poll_seconds{quick},
      request_to_card_seconds{patient},
      click_to_ack_seconds{quick},
      card_to_decision_seconds{patient},
      click_to_outcome_seconds{quick} {}

std::vector<observe::MetricFamily> Tally::families() const {
    using observe::family;
    return {
        family("privman_slack_polls_total", "Lists of pending requests asked for, by how that ended.", {"result"},
               polls),
        family("privman_slack_poll_duration_seconds", "From asking for a list to its end, complete or not.",
               poll_seconds),
        family("privman_slack_rows_left_out_total", "Rows of lists that could not be read as a request.",
               rows_left_out),
        family("privman_slack_requests_seen_total", "New elevation requests.", requests_seen),
        family("privman_slack_pending_requests", "Requests in the last complete list; absent while not known.",
               pending),
        family("privman_slack_oldest_waiting_seconds", "Age of the request that waits longest; 0 when none waits.",
               oldest_waiting_seconds),
        family("privman_slack_blind", "1 while Privilege Manager could not be read for more than three intervals.",
               blind),
        family("privman_slack_blind_seconds_total", "Time without a complete list, counted from the last one.",
               blind_seconds),
        family("privman_slack_cards_posted_total", "Cards posted, in all channels.", cards_posted),
        family("privman_slack_cards_updated_total", "Cards brought up to date.", cards_updated),
        family("privman_slack_card_failures_total", "Posts and edits that did not succeed, by why; they are repeated.",
               {"reason"}, card_failures),
        family("privman_slack_request_to_card_seconds",
               "From the request to its first card, while it waits; since: from which moment on.", {"since"},
               request_to_card_seconds),
        family("privman_slack_clicks_total", "Clicks on Approve and Deny that arrived.", clicks),
        family("privman_slack_click_to_ack_seconds", "From the arrival of a click to its acknowledgement.",
               click_to_ack_seconds),
        family("privman_slack_refusals_total", "Clicks that decided nothing, by why.", {"reason"}, refusals),
        family("privman_slack_decisions_total", "Requests decided, by what and by whom.", {"kind", "origin"},
               decisions),
        family("privman_slack_claims_total", "Claims that came to an end, by how; unconfirmed ones need a person.",
               {"outcome"}, claims),
        family("privman_slack_decision_calls_total", "Decisions sent to Privilege Manager, repetitions included.",
               calls),
        family("privman_slack_card_to_decision_seconds", "From the first card of a request to the click that decided.",
               card_to_decision_seconds),
        family("privman_slack_click_to_outcome_seconds", "From the click that won to its outcome, by how it ended.",
               {"outcome"}, click_to_outcome_seconds),
        family("privman_slack_still_listed_total",
               "Decisions that were confirmed and are listed as pending all the same.", still_listed),
        family("privman_slack_answers_lost_total", "Tries to tell a clicker how it ended that failed.", answers_lost),
        family("privman_slack_announcements_lost_total", "Announcements given up.", announcements_lost),
        family("privman_slack_http_answers_total", "HTTP calls by peer and class of answer; 429 apart.",
               {"peer", "answer"}, http_answers),
        family("privman_slack_socket_connects_total", "Socket Mode connections that said hello; the first included.",
               socket_connects),
        family("privman_slack_socket_disconnects_total", "Ends of Socket Mode connections, by Slack's reason.",
               {"reason"}, socket_ends),
        family("privman_slack_acks_total", "Acknowledgements written to Slack.", acks),
        family("privman_slack_acks_late_total", "Of these, later than three seconds.", acks_late),
        family("privman_slack_acks_lost_total", "Acknowledgements that no connection took.", acks_lost),
        family("privman_slack_arrivals_refused_total", "Arrivals not taken, because too much was waiting.",
               arrivals_refused),
        family("privman_slack_others_connected", "1 while Slack counts more connections of this app than ours.",
               others_connected),
        family("privman_slack_queue_depth", "What waits inside, by queue.", {"queue"}, queued),
        family("privman_slack_requests_known", "Requests remembered, by stage.", {"stage"}, lives),
        family("privman_slack_channels", "Registered channels.", channels),
        family("privman_slack_channels_parked", "Channels that refuse cards at the moment.", channels_parked),
        family("privman_slack_schedule_enabled", "1 while the schedule may approve by itself.", schedule_enabled),
        family("privman_slack_settings_doubted", "1 while what AWS says about a document is not trusted.", {"document"},
               settings_doubted),
        family("privman_slack_log_lines_dropped_total", "Lines of the log that were dropped, because nobody read it.",
               log_lines_dropped),
        family("privman_slack_store_failures_total", "Changes that could not be stored, and strong reads that failed.",
               store_failures),
        family("privman_slack_ready", "1 when nothing is missing.", ready),
        family("privman_slack_missing", "1 for what is missing, by what.", {"what"}, missing),
        family("privman_slack_sandbox_clock", "1 when the time is a sandbox's: never in production.", sandbox_clock),
        family("privman_slack_start_time_seconds", "When this process started, in seconds since 1970.",
               start_time_seconds),
    };
}

}  // namespace privman
