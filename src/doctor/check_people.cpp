#include "doctor/check_people.hpp"

#include "slack/api_errors.hpp"

#include <boost/json/object.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace privman::doctor {

namespace {

/// Why this person can do nothing here; empty: he can.
std::string objection_to(const Person& person, const TeamId& home) {
    if (person.deactivated) return "deactivated: decides nothing";
    if (person.bot) return "a bot, not a person";
    if (person.guest) return "a guest: only full members decide";
    if (person.stranger) return "from another company";
    if (person.team != home) return "from another workspace";
    return {};
}

std::string name_of(const Person& person) { return person.real_name.empty() ? person.handle : person.real_name; }

Async<void> check_one(const ChannelId& channel, SlackAtHand slack, Directory& directory, Report& report,
                      unsigned& untold) {
    constexpr std::string_view id = "slack.channels";
    const auto info = co_await directory.channel(channel);
    if (info) {
        const auto about = "#" + (info->name.empty() ? channel.value : info->name);
        if (info->archived)
            co_return report.fault(id, "archived: no card can be posted",
                                   "Unarchive it, or unregister it (`unregister` in another channel).", about);
        if (!info->is_member)
            co_return report.fault(id, "the bot is not in it (not_in_channel)", "Say /invite @privman in the channel.",
                                   about);
        if (info->shared_outside)
            co_return report.warning(id, "shared with another company: its members see the cards",
                                     "Register a channel of your own instead, unless this was meant.", about);
        co_return report.fine(id, "the bot is in it", about);
    }
    const auto& failure = info.error();
    if (failure.code == "missing_scope") {
        // Needs no scope. There is no such message: Slack says so only of a channel that the bot can see.
        const auto link = co_await slack.api.call(
            "chat.getPermalink", boost::json::object{{"channel", channel.value}, {"message_ts", "1000000000.000100"}});
        if (link || link.error().code == "message_not_found") co_return static_cast<void>(++untold);
        if (link.error().code == "channel_not_found")
            co_return report.fault(id, "gone, or a private channel without the bot (channel_not_found)",
                                   "Say /invite @privman in the channel, or unregister it.", channel.value);
        co_return report.warning(id, link.error().what, "Run doctor again later.", channel.value);
    }
    if (failure.kind == Trouble::not_found)
        co_return report.fault(id, failure.what, "Say /invite @privman in the channel, or unregister it.",
                               channel.value);
    report.warning(id, failure.what, "Run doctor again later.", channel.value);
}

}  // namespace

Async<void> check_people(const std::vector<UserId>& people, std::string_view id, const std::string& setting,
                         Directory& directory, const TeamId& home, Report& report) {
    const std::set<UserId> each{people.begin(), people.end()};
    unsigned fine = 0;
    for (const auto& user : each) {
        const auto person = co_await directory.person(user, rights_are_fresh_for);
        if (!person) {
            if (person.error().kind == Trouble::not_found)
                report.fault(id, "nobody has this member id", {}, user.value);
            else if (person.error().code == "missing_scope")
                co_return report.skipped(id, "because the bot token lacks users:read");
            else
                report.warning(id, person.error().what, "Run doctor again later.", user.value);
            continue;
        }
        const auto objection = objection_to(*person, home);
        if (objection.empty())
            ++fine;
        else
            report.fault(id, fmt::format("{} is {}", name_of(*person), objection),
                         fmt::format("Take {} out of {}, or correct the member id.", user.value, setting), user.value);
    }
    if (fine > 0)
        report.fine(id, fmt::format("{} of {} {} active full member{}", fine, each.size(), fine == 1 ? "is an" : "are",
                                    fine == 1 ? "" : "s"));
}

Async<void> check_channels(const std::vector<ChannelId>& channels, SlackAtHand slack, Directory& directory,
                           Report& report) {
    if (channels.empty())
        co_return report.warning("slack.channels", "No channel is registered: cards are shown nowhere",
                                 "Invite the bot to a channel and mention it.");
    unsigned untold = 0;
    for (const auto& channel : channels) co_await check_one(channel, slack, directory, report, untold);
    if (untold > 0)
        report.fine("slack.channels",
                    fmt::format("{} seen by the bot; whether archived, left or shared cannot be told without the "
                                "scopes channels:read and groups:read",
                                untold == 1 ? std::string{"1 channel is"} : fmt::format("{} channels are", untold)));
}

}  // namespace privman::doctor
