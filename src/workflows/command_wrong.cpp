// What was not understood: the word at fault, and a right example in the zone of whoever speaks.
#include "domain/phrases.hpp"
#include "domain/schedule_text.hpp"
#include "domain/zones_meant.hpp"
#include "workflows/answer_commands.hpp"

#include <string_view>
#include <utility>

namespace privman {

namespace {

/// The zone of every example that is written before it is known who asks.
constexpr std::string_view usual_zone = "America/Chicago";

}  // namespace

/// The example in the zone that was typed, else in the one that is stored.
std::string AnswerCommands::with_zone(std::string example, const std::string& text) const {
    const auto at = example.rfind(usual_zone);
    if (at == std::string::npos) return example;
    auto zone = zone_named_in(text, policy_.zone_names);
    const auto& schedule = deps_.settings.now().schedule;
    if (const auto stored = schedule ? parse_schedule(schedule->text) : std::unexpected{ScheduleFault{}};
        zone.empty() && stored)
        zone = stored->zone;
    if (!zone.empty()) example.replace(at, usual_zone.size(), zone);
    return example;
}

AnswerCommands::Reply AnswerCommands::misunderstood(const CommandArrived& said, const Speaker& speaker,
                                                    const Misunderstood& wrong) const {
    auto words = speaker.has_rights() ? state_in_words() << " " : Words{};
    words << "I did not understand that: ";
    if (!wrong.word.empty()) words << Code{wrong.word} << " ";
    words << as_sentence_end(wrong.why) << " For example: " << Code{with_zone(wrong.example, said.text)};
    Reply reply{.words = std::move(words), .in_public = false};
    if (!said.direct && !is_registered(deps_.settings.now(), said.channel)) {
        reply.words << NewLine{} << "No requests are shown in this channel.";
        reply.offers.push_back(
            {"Post approvals here", said.shared_outside == false ? register_unshared_offer : register_offer});
    }
    return reply;
}

AnswerCommands::Reply AnswerCommands::unknown_zone_in(const CommandArrived& said, const std::string& zone) const {
    const auto fault = unknown_zone(zone, policy_.zone_names);
    return {
        .words = state_in_words() << " Not changed: " << Code{fault.word} << " " << as_sentence_end(fault.why)
                                  << " For example: " << Code{with_zone("autoapprove set " + fault.example, said.text)},
        .in_public = false};
}

}  // namespace privman
