// What a command wants changed: taken away at once, or changed where it stands, if that is what was known.
#include "async/within.hpp"
#include "settings/settings_in_parameter_store.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace privman::settings {

namespace {

constexpr Millis between_looks{1'000};
constexpr int most_tries = 16;

Failure overtaken() { return {Trouble::conflict, "the settings were changed meanwhile"}; }

NotSet in_sentences(Trouble kind, std::string what) { return {Failure{kind, std::move(what)}, true}; }

/// AWS has answered, if only with an old copy: another look may show more.
template <class Content>
bool may_settle(const DocumentRead<Content>& read) {
    return !std::holds_alternative<DocumentUnreadable>(read.what);
}

bool contains(const ChannelList& list, const ChannelId& id) { return std::ranges::find(list, id) != list.end(); }

/// Nothing that was not there before.
bool only_fewer(const ChannelList& before, const ChannelList& after) {
    return std::ranges::all_of(after, [&](const ChannelId& id) { return contains(before, id); });
}

ChannelList without(ChannelList list, const ChannelList& these) {
    std::erase_if(list, [&](const ChannelId& id) { return contains(these, id); });
    return list;
}

/// What `wanted` makes of `known`, made of what is stored now.
void apply(const Settings& known, const Settings& wanted, Settings& now) {
    const auto carry = [&](auto field) {
        if (wanted.*field != known.*field) now.*field = wanted.*field;
    };
    carry(&Settings::channels);
    carry(&Settings::ever_had_channels);
    carry(&Settings::schedule);
    carry(&Settings::admins_met);
    carry(&Settings::readings_named);
    carry(&Settings::last_off);
    carry(&Settings::defaults_told);
    carry(&Settings::remembers_since);
    carry(&Settings::rated);
    carry(&Settings::hand_edits);
}

std::string changed_by_hand(const Settings& now, bool channels) {
    const auto what = channels ? in_words(ids_of(now.channels)) : in_words(now.schedule);
    return "Somebody changed it in AWS meanwhile; it says `" + what + "` now. Say it again if you still want it.";
}

}  // namespace

Async<SettingsSet> SettingsInParameterStore::amend_behind(Changing how) {
    for (int tries = 0; tries < most_tries; ++tries) {
        const auto kept = co_await behind_.load();
        if (!kept) co_return std::unexpected{NotSet{kept.error()}};
        auto wanted = kept->settings;
        how(wanted);
        if (wanted == kept->settings) co_return wanted;
        auto stored = co_await behind_.change(std::move(wanted));
        if (stored || stored.error().kind != Trouble::conflict) co_return stored;
    }
    co_return std::unexpected{NotSet{overtaken()}};
}

Async<SettingsSet> SettingsInParameterStore::change(Settings wanted) {
    auto kept = co_await behind_.load();
    if (!kept) co_return std::unexpected{NotSet{std::move(kept.error())}};
    auto known = std::move(kept->settings);
    if (wanted.version != known.version) co_return std::unexpected{NotSet{overtaken()}};
    wanted.channels_document = known.channels_document;
    wanted.schedule_document = known.schedule_document;
    wanted.off_here = known.off_here;
    wanted.removed_here = known.removed_here;
    const auto ids_before = ids_of(known.channels);
    const auto ids = ids_of(wanted.channels);
    bool channels = ids != ids_before;
    bool schedule = wanted.schedule != known.schedule;
    if (!channels && !schedule) co_return co_await behind_.change(std::move(wanted));

    const bool less_schedule = schedule && (!wanted.schedule || switches_off(known.schedule, wanted.schedule));
    const bool fewer_channels = channels && only_fewer(ids_before, ids);
    if (less_schedule || fewer_channels) {
        // The part that takes away is made at once; what else was wanted comes after it.
        auto less = wanted;
        if (!less_schedule) less.schedule = known.schedule;
        if (!fewer_channels) less.channels = known.channels;
        auto taken = co_await take_away(known, std::move(less), fewer_channels, less_schedule);
        schedule = schedule && !less_schedule;
        channels = channels && !fewer_channels;
        if (!taken || (!channels && !schedule)) co_return taken;
        known = *taken;
        auto rest = *taken;
        if (schedule) rest.schedule = wanted.schedule;
        if (channels) rest.channels = wanted.channels;
        wanted = std::move(rest);
    }

    auto turn = line_.queue();
    if (!co_await async::within(clock_.deadline_in(patience), turn.mine()))
        co_return std::unexpected{
            in_sentences(Trouble::throttled,
                         "Another change of settings is on its way to AWS and takes long. Say it again in a moment.")};
    if (auto may = co_await may_be_changed(channels, schedule); !may) co_return std::unexpected{std::move(may.error())};
    // The look may have moved the marks.
    auto fresh = co_await behind_.load();
    if (!fresh) co_return std::unexpected{NotSet{std::move(fresh.error())}};
    auto to_write = fresh->settings;
    apply(known, wanted, to_write);
    const auto asked_for = to_write.schedule;
    if (schedule)
        if (auto done = co_await write_schedule(fresh->settings, to_write); !done)
            co_return std::unexpected{std::move(done.error())};
    if (channels)
        if (auto done = co_await write_channels(fresh->settings, to_write); !done)
            co_return std::unexpected{std::move(done.error())};
    bool switched_off_meanwhile = false;
    auto stored = co_await amend_behind([&, before = fresh->settings](Settings& settings) {
        const auto now = settings;
        apply(before, to_write, settings);
        if (schedule) {
            settings.schedule_document = to_write.schedule_document;
            settings.off_here = to_write.off_here;
            // Whoever takes away waits for nobody: that has come while AWS was told, and is told there next. Also when
            // it was off here already, so that nothing had to be taken away.
            const bool enables = to_write.schedule && to_write.schedule->enabled;
            switched_off_meanwhile = now.schedule != before.schedule || (enables && now.last_off != before.last_off);
            if (switched_off_meanwhile) {
                settings.schedule = now.schedule;
                settings.off_here =
                    now.off_here.value_or(OffHere{.since = clock_.wall(), .why = "It was being told something else."});
            }
        }
        if (channels) {
            settings.channels_document = to_write.channels_document;
            settings.removed_here = to_write.removed_here;
            if (now.removed_here && now.removed_here != before.removed_here) {
                const auto& gone = now.removed_here->channels;
                std::erase_if(settings.channels,
                              [&](const RegisteredChannel& channel) { return contains(gone, channel.id); });
                settings.removed_here = now.removed_here;
            }
        }
    });
    if (!stored) co_return stored;
    if (schedule && !stored->off_here) wrote_schedule(*stored);
    if (channels && !stored->removed_here) wrote_channels(*stored);
    if (switched_off_meanwhile) {
        const auto off = std::make_shared<TakenAway>();
        off->before = fresh->settings;
        off->schedule = true;
        tasks_.start([this, off] { return tell_what_was_taken_away(*this, off); });
        co_return std::unexpected{
            in_sentences(Trouble::forbidden,
                         "Automatic approval was switched off while AWS was told, so it stays off. Look at "
                         "`autoapprove status`, and say it again if you still want it.")};
    }
    if (to_write.schedule != asked_for)
        co_return std::unexpected{
            in_sentences(Trouble::forbidden,
                         "The schedule was changed by hand in AWS at the same moment, so automatic "
                         "approval stays off. Look at `autoapprove status`, and say it again.")};
    co_return stored;
}

Async<SettingsSet> SettingsInParameterStore::take_away(Settings known, Settings wanted, bool channels, bool schedule) {
    const auto now = clock_.wall();
    const auto taken = std::make_shared<TakenAway>();
    taken->before = known;
    taken->schedule = schedule;
    taken->channels = channels;
    if (schedule) wanted.off_here = OffHere{.since = now, .why = "It has not answered yet."};
    if (channels) {
        auto removed = known.removed_here.value_or(RemovedHere{});
        for (const auto& id : without(ids_of(known.channels), ids_of(wanted.channels)))
            if (!contains(removed.channels, id)) removed.channels.push_back(id);
        removed.since = now;
        removed.why = "It has not answered yet.";
        wanted.removed_here = std::move(removed);
    }
    auto stored = co_await behind_.change(std::move(wanted));
    if (!stored) co_return stored;
    // From here on it holds, whatever comes of the rest.
    if (schedule) own_puts_.switched_off();
    if (channels) own_puts_.removed(stored->removed_here->channels);
    tasks_.start([this, taken] { return tell_what_was_taken_away(*this, taken); });
    if (co_await async::within(clock_.deadline_in(told_within), taken->until_told()))
        if (auto kept = co_await behind_.load()) co_return std::move(kept->settings);
    co_return stored;
}

Async<void> SettingsInParameterStore::tell_what_was_taken_away(SettingsInParameterStore& self,
                                                               std::shared_ptr<TakenAway> taken) {
    struct Ended {
        TakenAway& taken;
        ~Ended() {
            taken.told = true;
            taken.ended.wake_all();
        }
    } const ended{*taken};
    auto turn = self.line_.queue();
    co_await turn.mine();
    if (!self.looked_just_now()) co_await self.look_patiently();
    const auto kept = co_await self.behind_.load();
    if (!kept) co_return;
    auto settings = kept->settings;
    // Somebody may have said something else meanwhile: that was told then.
    bool schedule = taken->schedule && settings.off_here;
    bool channels = taken->channels && settings.removed_here;
    std::string why_schedule;
    std::string why_channels;
    if (schedule) {
        if (const auto* unreadable = std::get_if<DocumentUnreadable>(&self.latest_->read.schedule.what))
            why_schedule = unreadable->why;
        else if (const auto done = co_await self.write_schedule(taken->before, settings); !done)
            why_schedule = done.error().what;
    }
    if (channels) {
        if (const auto* unreadable = std::get_if<DocumentUnreadable>(&self.latest_->read.channels.what))
            why_channels = unreadable->why;
        else if (const auto done = co_await self.write_channels(taken->before, settings); !done)
            why_channels = done.error().what;
    }
    const auto stored = co_await self.amend_behind([&](Settings& now) {
        if (now.hand_edits == kept->settings.hand_edits) now.hand_edits = settings.hand_edits;
        // What was taken away after that is told by whoever took it.
        if (schedule && now.off_here && now.schedule == settings.schedule) {
            if (why_schedule.empty()) {
                now.off_here.reset();
                now.schedule_document = settings.schedule_document;
            } else {
                now.off_here->why = why_schedule;
            }
        }
        if (channels && now.removed_here && ids_of(now.channels) == ids_of(settings.channels)) {
            if (why_channels.empty()) {
                now.removed_here.reset();
                now.channels_document = settings.channels_document;
            } else {
                now.removed_here->why = why_channels;
            }
        }
    });
    if (!stored) {
        self.log_.error("settings.not_adopted", "What AWS says could not be stored here",
                        {{"why", stored.error().what}});
        co_return;
    }
    if (schedule && !stored->off_here) self.wrote_schedule(*stored);
    if (channels && !stored->removed_here) self.wrote_channels(*stored);
}

Async<SettingsInParameterStore::Done> SettingsInParameterStore::may_be_changed(bool channels, bool schedule) {
    for (int looks = 1;; ++looks) {
        if (looks > 1 || !looked_just_now()) co_await look_patiently();
        SettingsDoubt doubt;
        Settings known;
        const auto stored = co_await amend_behind([this, &doubt, &known](Settings& settings) {
            known = settings;
            auto found = adopted(settings);
            doubt = std::move(found.doubt);
            settings = std::move(found.settings);
        });
        if (!stored) co_return std::unexpected{stored.error()};
        const bool other_channels = channels && ids_of(stored->channels) != ids_of(known.channels);
        const bool other_schedule = schedule && !says_the_same(stored->schedule, known.schedule);
        if (other_channels || other_schedule)
            co_return std::unexpected{in_sentences(Trouble::forbidden, changed_by_hand(*stored, other_channels))};
        const bool channels_doubted = channels && doubt.channels;
        const bool schedule_doubted = schedule && doubt.schedule;
        if (!channels_doubted && !schedule_doubted) co_return Done{};
        const bool settles = (!channels_doubted || may_settle(latest_->read.channels)) &&
                             (!schedule_doubted || may_settle(latest_->read.schedule));
        if (looks == most_looks || !settles)
            co_return std::unexpected{
                in_sentences(Trouble::forbidden, *(channels_doubted ? doubt.channels : doubt.schedule))};
        co_await clock_.sleep_for(between_looks);
    }
}

}  // namespace privman::settings
