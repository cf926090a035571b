// register, unregister, channels.
#include "async/within.hpp"
#include "domain/match.hpp"
#include "workflows/answer_commands.hpp"

#include <algorithm>

namespace privman {

namespace {

/// Whoever registers holds up the next command for so long at most.
constexpr Millis look_at_channel_within{5'000};

}  // namespace

Words in_words(const WhoDecides& approvers) {
    return std::visit(match{
                          [](const NobodyDecides&) {
                              return Words{"Nobody may decide here yet: "} << Code{"APPROVERS"}
                                                                           << " is not set, so cards carry no buttons.";
                          },
                          [](const ChannelDecides&) {
                              return Words{
                                  "Every full member who can click in a registered channel may decide. In a public "
                                  "channel that is everyone who joins."};
                          },
                          [](const TheseDecide& these) {
                              Words words{"These may decide: "};
                              for (std::size_t i = 0; i < these.people.size(); ++i)
                                  words << (i == 0 ? "" : ", ") << Mention{these.people[i]};
                              words << ".";
                              return words;
                          },
                      },
                      approvers);
}

Words in_words(const WhoAdministers& admins) {
    if (admins.people.empty()) return Words{"Admins are the owners and admins of this workspace."};
    Words words{"Admins are "};
    for (std::size_t i = 0; i < admins.people.size(); ++i) words << (i == 0 ? "" : ", ") << Mention{admins.people[i]};
    words << ".";
    return words;
}

/// Names the id: whoever reads this has to put it into the settings.
Words AnswerCommands::who_may_register(const Speaker& speaker) const {
    auto words = Words{"This channel is not registered for approvals, and you may not register it. "}
                 << in_words(policy_.admins);
    if (policy_.admins.people.empty() && std::holds_alternative<TheseDecide>(policy_.approvers))
        words << " Whom " << Code{"APPROVERS"} << " names may register as well.";
    return words << " For you to be one, your id " << Code{speaker.person.id.value} << " has to be put into "
                 << Code{"ADMINS"} << ".";
}

Words AnswerCommands::welcome(const ChannelId& channel) const {
    auto words = Words{"Registered. From now on every elevation request that waits in Privilege Manager shows up in "}
                 << ChannelRef{channel}
                 << " as a card. The card says what became of it once Privilege Manager confirmed it." << NewLine{}
                 << in_words(policy_.approvers);
    for (const auto& reservation : policy_.reservations) words << NewLine{} << reservation;
    words << NewLine{} << "Say " << Code{"help"} << " for everything I understand.";
    return words;
}

/// Why a channel that another company can read is not registered; nothing when it may be.
Async<std::optional<Words>> AnswerCommands::objection_to_sharing(const CommandArrived& said, const Register& command,
                                                                 const ChannelId& channel) {
    if (command.shared) co_return std::nullopt;
    auto shared = said.shared_outside;
    std::string unknown_because = "it did not answer in time";
    if (!shared || !*shared) {
        const auto info =
            co_await async::within(deps_.clock.deadline_in(look_at_channel_within), deps_.directory.channel(channel));
        // The event's own word is enough when the channel may not be looked up (a scope that is not always granted).
        if (info && *info)
            shared = (*info)->shared_outside;
        else if (info)
            unknown_because = info->error().what;
    }
    if (!shared)
        co_return Words{"I cannot find out whether "} << ChannelRef{channel} << " is shared with another company ("
                                                      << unknown_because << "). Mention me in that channel and say "
                                                      << Code{"register"} << ", or say " << Code{"register shared"}
                                                      << " there if another company may see every request.";
    if (*shared)
        co_return Words{} << ChannelRef{channel}
                          << " is shared with another company, whose people would see every request. If "
                          << "that is wanted, say " << Code{"register shared"} << ".";
    co_return std::nullopt;
}

Async<AnswerCommands::Reply> AnswerCommands::register_channel(const CommandArrived& said, const Speaker& speaker,
                                                              const Register& command) {
    const auto& channel = said.channel;
    if (said.direct)
        co_return Reply{Words{"Cards are for channels. Invite me to one, mention me there, and say "}
                        << Code{"register"} << "."};
    const auto already = [&] {
        return Reply{Words{} << ChannelRef{channel} << " is registered already. " << in_words(policy_.approvers)};
    };
    const auto& channels = deps_.settings.now().channels;
    const auto known = std::ranges::find(channels, channel, &RegisteredChannel::id);
    if (known != channels.end() && (known->shared || !command.shared)) co_return already();
    if (auto objection = co_await objection_to_sharing(said, command, channel)) co_return Reply{std::move(*objection)};

    const auto wall = deps_.clock.wall();
    bool was_there = false;
    bool too_old = false;
    bool too_many = false;
    const auto stored = co_await deps_.settings.amend([&](Settings settings) {
        was_there = is_registered(settings, channel);
        too_old = is_overtaken(settings, said.ts);
        too_many = !was_there && settings.channels.size() >= most_channels;
        if (too_old || too_many) return settings;
        for (auto& one : settings.channels)
            if (one.id == channel) one.shared = one.shared || command.shared;
        if (!was_there)
            settings.channels.push_back({.id = channel,
                                         .by = speaker.person.id,
                                         .since = wall,
                                         .shared = command.shared,
                                         .defaults_told = newest_default});
        settings.ever_had_channels = true;
        return settings;
    });
    if (!stored) co_return Reply{not_changed(stored.error(), "Not registered")};
    if (too_old) co_return Reply{overtaken(said), false};
    if (too_many)
        co_return Reply{Words{"Not registered: "}
                        << std::to_string(most_channels)
                        << " channels are registered already, and every request gets a card in "
                           "each of them. Say "
                        << Code{"unregister"} << " in one that needs it no more, then " << Code{"register"}
                        << " here again."};
    if (was_there && !command.shared) co_return already();
    deps_.log.info("channel.registered", "A channel was registered",
                   {{"channel", channel.value}, {"by", speaker.person.id.value}, {"shared", command.shared}});
    if (was_there)
        co_return Reply{Words{} << ChannelRef{channel} << " may be shared with another company from now on."};
    co_return Reply{welcome(channel)};
}

Async<AnswerCommands::Reply> AnswerCommands::unregister_channel(const CommandArrived& said, const Speaker& speaker,
                                                                const Unregister& command) {
    const auto channel = command.channel.value_or(said.channel);
    if (said.direct && !command.channel) co_return Reply{Words{"Name the channel: "} << Code{"unregister #channel"}};
    if (!is_registered(deps_.settings.now(), channel))
        co_return Reply{Words{} << ChannelRef{channel} << " is not registered."};
    const auto stored = co_await deps_.settings.amend([&](Settings settings) {
        std::erase_if(settings.channels, [&](const RegisteredChannel& known) { return known.id == channel; });
        return settings;
    });
    if (!stored) co_return Reply{not_changed(stored.error())};
    deps_.log.info("channel.unregistered", "A channel was unregistered",
                   {{"channel", channel.value}, {"by", speaker.person.id.value}});
    auto words = Words{} << ChannelRef{channel}
                         << " gets no cards any more. The cards that stand there lose their buttons.";
    if (const auto& removed = stored->removed_here;
        removed && std::ranges::find(removed->channels, channel) != removed->channels.end())
        words << " AWS could not be told: " << removed->why
              << " It stays unregistered here, whatever stands there now, "
              << "until somebody says " << Code{"register"} << " or lists it in AWS anew.";
    co_return Reply{std::move(words)};
}

AnswerCommands::Reply AnswerCommands::list_channels() const {
    const auto& channels = deps_.settings.now().channels;
    const auto& doubt = deps_.settings.doubt().channels;
    const auto reservation = doubt ? Words{} << NewLine{} << Strong{"That may be out of date: "} << *doubt : Words{};
    if (channels.empty())
        return {(doubt ? Words{"No channel is known."}
                       : Words{"No channel is registered. Mention me in one to register it."})
                << reservation};
    Words words{"Registered channels:"};
    for (const auto& channel : channels) {
        words << NewLine{} << ChannelRef{channel.id};
        if (channel.shared) words << " (may be shared with another company)";
        if (!channel.by.empty()) words << ", by " << Mention{channel.by} << " " << At{channel.since};
    }
    return {words << reservation};
}

}  // namespace privman
