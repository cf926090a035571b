// help, status, pending, approvers, admins: what the bot tells about itself.
#include "workflows/answer_commands.hpp"

#include <algorithm>
#include <tuple>

namespace privman {

namespace {

constexpr std::size_t most_listed = 20;

WallTime asked_at(const Life& life) { return life.facts.requested.value_or(life.first_seen.wall); }

}  // namespace

AnswerCommands::Reply AnswerCommands::help(const Speaker& speaker) const {
    auto words = Words{"I show elevation requests of Privilege Manager as cards; approvers decide them there."};
    const auto line = [&words](const char* command, const char* meaning) {
        words << NewLine{} << Code{command} << " – " << meaning;
    };
    line("help", "this");
    line("version", "which version I am");
    if (speaker.approver || speaker.admin) {
        line("status", "how things are");
        line("pending", "what waits for a decision");
        line("channels", "where cards are shown");
        line("approvers", "who may decide");
        line("admins", "who may change this");
        line("autoapprove status", "the schedule outside which requests are approved automatically");
    }
    if (speaker.may_register) line("register", "show cards in the channel in which it is said");
    if (speaker.admin) {
        line("unregister", "show no more cards here; by direct message with #channel: there");
        line(with_zone("autoapprove set mon-fri 08:00-17:00 America/Chicago", {}).c_str(),
             "set business hours; never switches on");
        line("autoapprove enable", "approve outside business hours");
    }
    if (speaker.has_rights()) {
        line("autoapprove disable", "or off, or stop: leave everything to people, at once");
        line("autoapprove clear", "the same, and forget the schedule");
    }
    return {words, false};
}

AnswerCommands::Reply AnswerCommands::status() const {
    const auto& sight = deps_.watch.sight();
    auto words = Words{policy_.version};
    words << NewLine{};
    if (sight.trouble)
        words << Strong{"Privilege Manager cannot be read: "} << sight.trouble->what;
    else if (sight.last_complete)
        words << "Privilege Manager answers; " << std::to_string(sight.pending) << " pending, read "
              << At{*sight.last_complete};
    else
        words << "Privilege Manager has not answered yet";
    if (const auto& refusal = deps_.records.refusal())
        words << NewLine{} << Strong{"Nothing can be decided, the store refuses changes: "} << for_people(*refusal);
    if (const auto stalled = deps_.records.stalled_for(); stalled && !deps_.records.refusal())
        words << NewLine{} << Strong{"Nothing can be decided, the store does not answer: "}
              << "a change has been waiting for " << std::to_string(stalled->count() / 1'000) << " seconds";
    if (const auto clocks = deps_.clock_check.disagreement())
        words << NewLine{} << Strong{"Clocks disagree: "} << *clocks;
    std::size_t waiting = 0;
    std::size_t deciding = 0;
    std::size_t unconfirmed = 0;
    for (const auto& [id, life] : deps_.records.lives()) {
        waiting += is_waiting(life) ? 1 : 0;
        deciding += std::holds_alternative<Submitting>(life.stage) ? 1 : 0;
        unconfirmed += std::holds_alternative<Unconfirmed>(life.stage) ? 1 : 0;
    }
    words << NewLine{} << std::to_string(waiting) << " waiting, " << std::to_string(deciding) << " being decided, "
          << std::to_string(unconfirmed) << " not confirmed; " << std::to_string(deps_.settings.now().channels.size())
          << (deps_.settings.now().channels.size() == 1 ? " registered channel" : " registered channels");
    const auto damaged = deps_.records.damaged().size();
    const auto set_aside = deps_.records.set_aside();
    if (damaged + set_aside > 0)
        words << NewLine{} << Strong{"Records that could not be read: "} << std::to_string(damaged + set_aside) << " ("
              << std::to_string(set_aside) << " set aside, their requests begun anew)";
    if (const auto& doubt = deps_.settings.doubt().channels)
        words << NewLine{} << Strong{"The channels may be others by now: "} << *doubt;
    words << NewLine{} << in_words(policy_.approvers);
    words << NewLine{} << schedule_in_words();
    if (const auto reservation = deps_.unattended.reservation()) words << NewLine{} << *reservation;
    for (const auto& line : deps_.further_status()) words << NewLine{} << line;
    for (const auto& reservation : policy_.reservations) words << NewLine{} << reservation;
    return {words};
}

AnswerCommands::Reply AnswerCommands::pending() const {
    std::vector<const Life*> waiting;
    for (const auto& [id, life] : deps_.records.lives())
        if (!has_ended(life)) waiting.push_back(&life);
    if (waiting.empty()) return {Words{"Nothing waits for a decision."}};
    std::ranges::sort(waiting, [](const Life* a, const Life* b) {
        return std::tuple{asked_at(*a), a->id} < std::tuple{asked_at(*b), b->id};
    });
    auto words = Words{std::to_string(waiting.size()) + (waiting.size() == 1 ? " request waits" : " requests wait") +
                       ", the longest first:"};
    for (std::size_t i = 0; i < std::min(waiting.size(), most_listed); ++i) {
        const auto& facts = waiting[i]->facts;
        words << NewLine{} << At{asked_at(*waiting[i])} << " – " << (facts.user.empty() ? "somebody" : facts.user)
              << (facts.computer.empty() ? std::string{} : " on " + facts.computer) << ": "
              << (facts.application.empty() ? facts.path : facts.application);
        if (!is_waiting(*waiting[i])) words << " (being decided)";
    }
    if (waiting.size() > most_listed)
        words << NewLine{} << "and " << std::to_string(waiting.size() - most_listed) << " more";
    return {words};
}

AnswerCommands::Reply AnswerCommands::approvers() const { return {in_words(policy_.approvers)}; }

AnswerCommands::Reply AnswerCommands::admins() const { return {in_words(policy_.admins)}; }

}  // namespace privman
