// Writing channels and schedule. There is no compare-and-set in Parameter Store: that somebody else wrote at the same
// moment is noticed afterwards, by the version that a put answers.
#include "async/within.hpp"
#include "stores/read_parameter.hpp"
#include "stores/settings_documents.hpp"
#include "stores/settings_in_parameter_store.hpp"

#include <algorithm>

namespace privman::stores {

namespace {

/// Each round means that somebody wrote by hand between two calls of ours.
constexpr int most_rounds = 5;

/// The history may be late or throttled: it is asked so often, a second apart.
constexpr int most_histories = 4;
constexpr Millis between_histories{1'000};

constexpr const char* unread = "something that could not be read";

Failure refused(Trouble kind, std::string sentences) {
    return {.kind = kind, .what = std::move(sentences), .retry_after = {}, .code = settings_refused};
}

Failure in_our_words(const std::string& name, const aws::Failure& failure) {
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

bool contains(const ChannelList& list, const ChannelId& id) { return std::ranges::find(list, id) != list.end(); }

/// What we changed of `known`, changed in `theirs`.
ChannelList merged(const ChannelList& known, const ChannelList& wanted, ChannelList theirs) {
    std::erase_if(theirs, [&](const ChannelId& id) { return contains(known, id) && !contains(wanted, id); });
    for (const auto& id : wanted)
        if (!contains(known, id) && !contains(theirs, id)) theirs.push_back(id);
    return theirs;
}

HandEdit replaced(HandEdit edit) {
    edit.overwritten = true;
    return edit;
}

}  // namespace

Async<Outcome<std::uint64_t>> SettingsInParameterStore::put(const std::string& name, const std::string& value,
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

Async<std::optional<SettingsInParameterStore::Overtaken>> SettingsInParameterStore::overtaken(const std::string& name,
                                                                                              const std::string& value,
                                                                                              std::uint64_t known,
                                                                                              std::uint64_t own) {
    if (own == known + 1) co_return std::nullopt;
    // Versions begin again at 1 when the parameter was deleted.
    const bool made_anew = own <= known;
    const auto after = made_anew ? 0 : known;
    Overtaken overtaken;
    for (int tries = 1; tries <= most_histories && !overtaken.complete; ++tries) {
        if (tries > 1) co_await clock_.sleep_for(between_histories);
        auto history = co_await parameters_.history(name, static_cast<std::int64_t>(after));
        if (!history) continue;
        overtaken.versions = std::move(*history);
        std::erase_if(overtaken.versions, [&](const aws::Parameter& parameter) {
            const auto version = static_cast<std::uint64_t>(std::max<std::int64_t>(parameter.version, 0));
            return version <= after || version >= own;
        });
        if (made_anew) break;
        overtaken.complete = overtaken.versions.size() == own - known - 1;
    }
    std::erase_if(overtaken.versions, [&](const aws::Parameter& parameter) { return parameter.value == value; });
    if (overtaken.complete && overtaken.versions.empty()) co_return std::nullopt;
    co_return overtaken;
}

/// What we have written is what is known from now on; reading it back could only show something older.
void SettingsInParameterStore::wrote(const Settings& settings, bool channels, bool schedule) {
    if (channels) {
        latest_->read.channels.what =
            DocumentFound<ChannelList>{ids_of(settings.channels), settings.channels_document.version, {}};
        latest_->read.channels.of = full_name(names_.channels);
        channels_sight_ = {};
        channels_unsettled_.reset();
    }
    if (schedule) {
        latest_->read.schedule.what =
            DocumentFound<MaybeSchedule>{settings.schedule, settings.schedule_document.version, {}};
        latest_->read.schedule.of = full_name(names_.schedule);
        schedule_sight_ = {};
        schedule_unsettled_.reset();
    }
    latest_->began = latest_->finished = clock_.now();
}

Async<Outcome<SettingsInParameterStore::Written>> SettingsInParameterStore::write_channels(const Settings& known,
                                                                                           Settings& wanted) {
    const auto known_ids = ids_of(known.channels);
    const auto asked = ids_of(wanted.channels);
    Written written;
    auto last = known.channels_document.version;
    for (int round = 1;; ++round) {
        const auto value = channels_document(ids_of(wanted.channels));
        own_puts_.will_write_channels(known, wanted);
        const auto own = co_await put(names_.channels, value, last);
        if (!own && own.error().kind != Trouble::unreachable) own_puts_.was_refused(SettingsDocument::channels);
        if (!own) co_return std::unexpected{own.error()};
        wanted.channels_document = {.version = *own, .of = full_name(names_.channels)};
        const auto others = co_await overtaken(names_.channels, value, last, *own);
        if (!others) co_return written;
        const auto now = clock_.wall();
        std::optional<ChannelList> theirs;
        if (others->complete)
            if (auto read = channels_in(others->versions.back())) theirs = std::move(*read);
        written.overwritten = replaced(hand_edit(known_ids, theirs.value_or(ChannelList{}), *own - 1, now));
        if (!theirs) {
            written.overwritten->after = unread;
            written.overwritten->removed.clear();
            unmerged_ =
                Unmerged{.own = *own,
                         .why = "Somebody changed " + names_.channels +
                                " by hand while I wrote it, and what they wrote could not be read: look at version " +
                                std::to_string(*own - 1) +
                                " in its history, and register what is missing, or save it once more."};
            co_return written;
        }
        auto both = merged(known_ids, asked, *theirs);
        if (both == ids_of(wanted.channels) || round == most_rounds) co_return written;
        wanted.channels = registered(both, wanted.channels, now);
        written.as_asked = false;
        last = *own;
    }
}

Async<Outcome<SettingsInParameterStore::Written>> SettingsInParameterStore::write_schedule(const Settings& known,
                                                                                           Settings& wanted) {
    Written written;
    auto last = known.schedule_document.version;
    for (;;) {
        const auto value = schedule_document(wanted.schedule);
        own_puts_.will_write_schedule(known, wanted);
        const auto own = co_await put(names_.schedule, value, last);
        if (!own && own.error().kind != Trouble::unreachable) own_puts_.was_refused(SettingsDocument::schedule);
        // Switched off here even if AWS does not take it: this version is known, and does not count.
        if (!own && !written.as_asked) {
            wanted.off_here = OffHere{.since = clock_.wall(), .why = own.error().what};
            co_return written;
        }
        if (!own) co_return std::unexpected{own.error()};
        wanted.schedule_document = {.version = *own, .of = full_name(names_.schedule)};
        const auto others = co_await overtaken(names_.schedule, value, last, *own);
        if (!others) co_return written;
        bool stayed_on = others->complete;
        auto theirs = known.schedule;
        bool readable = !others->versions.empty();
        for (const auto& version : others->versions) {
            const auto read = schedule_in(version);
            stayed_on = stayed_on && read && *read && (*read)->enabled;
            readable = read.has_value();
            if (read) theirs = *read;
        }
        if (!written.overwritten) {
            written.overwritten = replaced(hand_edit(known.schedule, theirs, *own - 1, clock_.wall()));
            if (!readable) written.overwritten->after = unread;
        }
        if (!wanted.schedule || !wanted.schedule->enabled || stayed_on) co_return written;
        // Somebody wanted it off at the same moment, or may have: then it is off.
        wanted.schedule->enabled = false;
        written.as_asked = false;
        last = *own;
    }
}

Async<Outcome<void>> SettingsInParameterStore::switch_off(const Settings& known, Settings wanted) {
    wanted.off_here = OffHere{.since = clock_.wall(), .why = "It has not answered yet."};
    if (auto stored = co_await stored_behind(wanted); !stored) co_return stored;
    // From here on it is off, whatever comes of the rest.
    ++wanted.version;
    own_puts_.switched_off();
    if (const auto began = clock_.now(); !looked_just_now())
        if (!co_await async::within(clock_.deadline_in(patience), look())) did_not_look(began);
    if (const auto* unreadable = std::get_if<DocumentUnreadable>(&latest_->read.schedule.what)) {
        wanted.off_here->why = unreadable->why;
    } else if (auto done = co_await write_schedule(known, wanted)) {
        wanted.off_here.reset();
        wrote(wanted, false, true);
        if (done->overwritten) keep(wanted, std::move(*done->overwritten));
    } else {
        wanted.off_here->why = done.error().what;
    }
    if (const auto stored = co_await behind_.commit(std::move(wanted)); !stored)
        log_.error("settings.not_adopted", "What AWS says could not be stored here", {{"why", stored.error().what}});
    co_return Outcome<void>{};
}

Async<Outcome<void>> SettingsInParameterStore::write(const Settings& known, Settings wanted, bool channels,
                                                     bool schedule) {
    Written of_schedule;
    Written of_channels;
    if (schedule) {
        wanted.off_here.reset();
        auto done = co_await write_schedule(known, wanted);
        if (!done) co_return std::unexpected{done.error()};
        of_schedule = std::move(*done);
    }
    if (channels) {
        auto done = co_await write_channels(known, wanted);
        if (!done) co_return std::unexpected{done.error()};
        of_channels = std::move(*done);
    }
    wrote(wanted, channels, schedule);
    for (auto* written : {&of_schedule, &of_channels})
        if (written->overwritten) keep(wanted, std::move(*written->overwritten));
    if (auto stored = co_await stored_behind(wanted); !stored) co_return stored;
    if (!of_schedule.as_asked)
        co_return std::unexpected{refused(Trouble::forbidden,
                                          "The schedule was changed by hand in AWS at the same moment, so automatic "
                                          "approval stays off. Look at `autoapprove status`, and say it again.")};
    if (!of_channels.as_asked)
        co_return std::unexpected{Failure{Trouble::conflict, "the channels were changed in AWS meanwhile"}};
    // What was stored holds more than the caller gave: one version more, so that he reads it anew.
    if (wanted.hand_edits != known.hand_edits && (of_schedule.overwritten || of_channels.overwritten)) {
        ++wanted.version;
        co_return co_await stored_behind(std::move(wanted));
    }
    co_return Outcome<void>{};
}

}  // namespace privman::stores
