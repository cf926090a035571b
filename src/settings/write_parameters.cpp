// Writing channels and schedule. There is no compare-and-set in Parameter Store: that somebody else wrote at the same
// moment is noticed afterwards, by the version that a put answers.
#include "async/within.hpp"
#include "settings/read_parameter.hpp"
#include "settings/settings_documents.hpp"
#include "settings/settings_in_parameter_store.hpp"

#include <algorithm>

namespace privman::settings {

namespace {

/// The history may be late or throttled: it is asked so often, a second apart.
constexpr int most_histories = 4;
constexpr Millis between_histories{1'000};

constexpr const char* unread = "something that could not be read";

NotSet refused(Trouble kind, std::string sentences) { return {Failure{kind, std::move(sentences)}, true}; }

NotSet in_our_words(const std::string& name, const aws::Failure& failure) {
    switch (failure.kind) {
        case aws::Trouble::throttled:
        case aws::Trouble::conflict:
            return refused(Trouble::throttled,
                           "AWS takes three writes a second in the whole account, and not two of one value at once. "
                           "Say it again in a moment.");
        case aws::Trouble::unreachable:
        case aws::Trouble::malformed:
            return refused(Trouble::unreachable,
                           "It is not certain whether this was changed: AWS did not say whether it has stored " + name +
                               " (" + briefly(failure, "ssm:PutParameter") +
                               "), and does not show it now. If it took effect, everybody is told as soon as AWS "
                               "shows it; if nothing is said within a minute, say it again.");
        default:
            return refused(Trouble::forbidden,
                           "AWS does not store " + name + ": " + briefly(failure, "ssm:PutParameter") + ".");
    }
}

HandEdit as_replaced(HandEdit edit, bool readable) {
    edit.overwritten = true;
    if (!readable) {
        edit.after = unread;
        edit.removed.clear();
    }
    return edit;
}

}  // namespace

Async<std::expected<std::uint64_t, NotSet>> SettingsInParameterStore::put(const std::string& name,
                                                                          const std::string& value,
                                                                          std::uint64_t known) {
    if (value.size() > aws::ParameterStore::longest_value)
        co_return std::unexpected{refused(Trouble::forbidden, "That does not fit into " + name +
                                                                  ": AWS keeps 4,096 bytes, which is about 290 "
                                                                  "channels. Unregister what is not needed first.")};
    const auto version = co_await parameters_.put(name, value);
    if (version) co_return static_cast<std::uint64_t>(std::max<std::int64_t>(*version, 0));
    // The whole answer names accounts and roles: that is for whoever may read the log.
    log_.error("settings.not_put", "AWS did not take a change of the settings",
               {{"parameter", name}, {"why", version.error().what}});
    auto failure = in_our_words(name, version.error());
    if (failure.kind == Trouble::unreachable)
        if (const auto stored = co_await stored_as(name, value, known)) co_return *stored;
    if (failure.kind == Trouble::unreachable)
        (name == names_.channels ? channels_unsettled_ : schedule_unsettled_) =
            Unsettled{.since = clock_.now(), .after = known};
    co_return std::unexpected{std::move(failure)};
}

/// Nothing: it does not stand there, or an old copy was shown.
Async<std::optional<std::uint64_t>> SettingsInParameterStore::stored_as(const std::string& name,
                                                                        const std::string& value, std::uint64_t known) {
    const auto answer = co_await async::within(clock_.deadline_in(patience), parameters_.get({name}));
    if (!answer || !*answer) co_return std::nullopt;
    for (const auto& parameter : (*answer)->found)
        if (parameter.value == value && parameter.version > static_cast<std::int64_t>(known))
            co_return static_cast<std::uint64_t>(parameter.version);
    co_return std::nullopt;
}

Async<std::optional<SettingsInParameterStore::Replaced>> SettingsInParameterStore::replaced(const std::string& name,
                                                                                            const std::string& value,
                                                                                            std::uint64_t known,
                                                                                            std::uint64_t own) {
    if (own == known + 1) co_return std::nullopt;
    // Versions begin again at 1 when the parameter was deleted.
    const bool made_anew = own <= known;
    const auto after = made_anew ? 0 : known;
    Replaced found;
    for (int tries = 1; tries <= most_histories && !found.complete; ++tries) {
        if (tries > 1) co_await clock_.sleep_for(between_histories);
        auto history = co_await parameters_.history(name, static_cast<std::int64_t>(after));
        if (!history) continue;
        found.versions = std::move(*history);
        std::erase_if(found.versions, [&](const aws::Parameter& parameter) {
            const auto version = static_cast<std::uint64_t>(std::max<std::int64_t>(parameter.version, 0));
            return version <= after || version >= own;
        });
        if (made_anew) break;
        found.complete = found.versions.size() == own - known - 1;
    }
    std::erase_if(found.versions, [&](const aws::Parameter& parameter) { return parameter.value == value; });
    if (found.complete && found.versions.empty()) co_return std::nullopt;
    co_return found;
}

/// What we have written is what is known from now on; reading it back could only show something older.
void SettingsInParameterStore::wrote_channels(const Settings& settings) {
    latest_->read.channels.what =
        DocumentFound<ChannelList>{ids_of(settings.channels), settings.channels_document.version, {}};
    latest_->read.channels.of = full_name(names_.channels);
    channels_sight_ = {};
    channels_unsettled_.reset();
    latest_->began = latest_->finished = clock_.now();
}

void SettingsInParameterStore::wrote_schedule(const Settings& settings) {
    latest_->read.schedule.what =
        DocumentFound<MaybeSchedule>{settings.schedule, settings.schedule_document.version, {}};
    latest_->read.schedule.of = full_name(names_.schedule);
    schedule_sight_ = {};
    schedule_unsettled_.reset();
    latest_->began = latest_->finished = clock_.now();
}

Async<SettingsInParameterStore::Done> SettingsInParameterStore::write_channels(const Settings& known,
                                                                               Settings& wanted) {
    const auto before = wanted.channels_document.version;
    const auto value = channels_document(ids_of(wanted.channels));
    own_puts_.will_write_channels(before, wanted.channels);
    const auto own = co_await put(names_.channels, value, before);
    if (!own && own.error().kind != Trouble::unreachable) own_puts_.was_refused(SettingsDocument::channels);
    if (!own) co_return std::unexpected{own.error()};
    wanted.channels_document = {.version = *own, .of = full_name(names_.channels)};
    wanted.removed_here.reset();
    const auto others = co_await replaced(names_.channels, value, before, *own);
    if (!others) co_return Done{};
    // What somebody wrote at the same moment is gone: that is said, and what it was.
    std::optional<ChannelList> theirs;
    if (!others->versions.empty())
        if (auto read = channels_in(others->versions.back())) theirs = std::move(*read);
    keep(wanted, as_replaced(hand_edit(ids_of(known.channels), theirs.value_or(ChannelList{}), *own - 1, clock_.wall()),
                             theirs.has_value()));
    wanted.hand_edits.back().removed.clear();
    co_return Done{};
}

Async<SettingsInParameterStore::Done> SettingsInParameterStore::write_schedule(const Settings& known,
                                                                               Settings& wanted) {
    const auto first = wanted.schedule_document.version;
    for (auto last = first;;) {
        const auto value = schedule_document(wanted.schedule);
        own_puts_.will_write_schedule(last, wanted.schedule);
        const auto own = co_await put(names_.schedule, value, last);
        if (!own && own.error().kind != Trouble::unreachable) own_puts_.was_refused(SettingsDocument::schedule);
        // Switched off here even if AWS does not take it: this version is known, and does not count.
        if (!own && last != first) {
            wanted.off_here = OffHere{.since = clock_.wall(), .why = own.error().what};
            co_return Done{};
        }
        if (!own) co_return std::unexpected{own.error()};
        wanted.schedule_document = {.version = *own, .of = full_name(names_.schedule)};
        wanted.off_here.reset();
        if (last != first) co_return Done{};
        const auto others = co_await replaced(names_.schedule, value, last, *own);
        if (!others) co_return Done{};
        bool stayed_on = others->complete;
        MaybeSchedule theirs;
        bool readable = !others->versions.empty();
        for (const auto& version : others->versions) {
            const auto read = schedule_in(version);
            stayed_on = stayed_on && read && *read && (*read)->enabled;
            readable = read.has_value();
            if (read) theirs = *read;
        }
        keep(wanted, as_replaced(hand_edit(known.schedule, theirs, *own - 1, clock_.wall()), readable));
        if (!wanted.schedule || !wanted.schedule->enabled || stayed_on) co_return Done{};
        // Somebody wanted it off at the same moment, or may have: then it is off.
        wanted.schedule->enabled = false;
        last = *own;
    }
}

}  // namespace privman::settings
