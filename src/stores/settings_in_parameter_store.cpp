// Reading, and whether a change may be made. The change itself stands in write_parameters.cpp.
#include "stores/settings_in_parameter_store.hpp"

#include "async/within.hpp"
#include "stores/read_parameter.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace privman::stores {

namespace {

constexpr Millis between_looks{1'000};

Failure overtaken_by_hand() { return {Trouble::conflict, "the settings were changed in AWS meanwhile"}; }

SettingsDoubt doubt_both(const std::string& why) { return {.channels = why, .schedule = why}; }

/// AWS has answered, if only with an old copy: another look may show more.
template <class Content>
bool may_settle(const DocumentRead<Content>& read) {
    return !std::holds_alternative<DocumentUnreadable>(read.what);
}

}  // namespace

// --- looking

std::string SettingsInParameterStore::full_name(const std::string& name) const {
    return names_.where.empty() ? name : name + " in " + names_.where;
}

template <class Content>
DocumentRead<Content> SettingsInParameterStore::found_or_missing(
    const std::string& name, const aws::FoundParameters& answer, Sight& sight,
    std::expected<Content, std::string> (*content_in)(const aws::Parameter&)) const {
    const auto now = clock_.now();
    const auto of = full_name(name);
    if (const auto found = std::ranges::find(answer.found, name, &aws::Parameter::name); found != answer.found.end()) {
        const auto version = static_cast<std::uint64_t>(std::max<std::int64_t>(found->version, 0));
        if (sight.missing_since || sight.version != version || sight.modified != found->modified)
            sight = {.version = version, .modified = found->modified, .shown_since = now};
        auto content = content_in(*found);
        if (!content)
            return {name, DocumentUnreadable{cannot_be_read(name, content.error()), version, found->modified}, of};
        return {name, DocumentFound<Content>{std::move(*content), version, found->modified, now - sight.shown_since},
                of};
    }
    if (std::ranges::find(answer.missing, name) == answer.missing.end())
        return {name, DocumentUnreadable{could_not_be_asked(name, "the answer does not mention it"), 0, {}}, of};
    if (!sight.missing_since) sight = {.missing_since = now};
    return {name, DocumentMissing{now - *sight.missing_since}, of};
}

DocumentsRead SettingsInParameterStore::unanswered(const std::string& why) const {
    const auto unread = [&why](const std::string& name) {
        return DocumentUnreadable{could_not_be_asked(name, why), 0, {}};
    };
    return {.channels = {names_.channels, unread(names_.channels), full_name(names_.channels)},
            .schedule = {names_.schedule, unread(names_.schedule), full_name(names_.schedule)}};
}

bool SettingsInParameterStore::looked_just_now() const { return latest_ && clock_.now() - latest_->began < fresh_for; }

Async<void> SettingsInParameterStore::look_in_turn(async::Turnstile::Turn& turn, bool& mine) {
    const auto called = clock_.now();
    co_await turn.mine();
    mine = true;
    // Calls that overlap share one reading.
    const bool shared = latest_ && latest_->finished > called;
    if (!shared && !looked_just_now()) co_await look();
}

Async<void> SettingsInParameterStore::look() {
    const auto began = clock_.now();
    const auto answer = co_await parameters_.get({names_.channels, names_.schedule});
    latest_ = Reading{.began = began, .finished = clock_.now(), .read = understood(answer)};
}

void SettingsInParameterStore::did_not_look(BootTime began) {
    latest_ = Reading{.began = began, .finished = clock_.now(), .read = unanswered("it did not answer in time")};
}

DocumentsRead SettingsInParameterStore::understood(const aws::Result<aws::FoundParameters>& answer) {
    note_failure(answer ? std::string{} : answer.error().what);
    if (!answer) return unanswered(briefly(answer.error(), "ssm:GetParameters"));
    return {.channels = found_or_missing(names_.channels, *answer, channels_sight_, channels_in),
            .schedule = found_or_missing(names_.schedule, *answer, schedule_sight_, schedule_in)};
}

/// AWS names accounts and roles: that is for whoever may read the log.
void SettingsInParameterStore::note_failure(const std::string& what) {
    if (!what.empty() && what != last_failure_)
        log_.error("settings.not_read", "AWS could not be asked for the settings", {{"why", what}});
    last_failure_ = what;
}

AdoptedSettings SettingsInParameterStore::adopted(Settings known) {
    const auto now = clock_.wall();
    return adopt(own_puts_.recognised(std::move(known), latest_->read, now), latest_->read, now);
}

void SettingsInParameterStore::doubt_what_is_unsettled(const Settings& settings, SettingsDoubt& doubt) {
    const auto mind = [this](std::optional<Unsettled>& put, const DocumentMark& mark, const std::string& name,
                             std::optional<std::string>& why) {
        if (put && (mark.version > put->after || latest_->began >= put->since + settled_after)) put.reset();
        if (put && !why) why = "AWS did not say whether it has stored a change of " + name + ", and does not show it.";
    };
    mind(channels_unsettled_, settings.channels_document, names_.channels, doubt.channels);
    mind(schedule_unsettled_, settings.schedule_document, names_.schedule, doubt.schedule);
    if (unmerged_ && settings.channels_document.version > unmerged_->own) unmerged_.reset();
    if (unmerged_ && !doubt.channels) doubt.channels = unmerged_->why;
}

// --- the store

Async<Outcome<Snapshot>> SettingsInParameterStore::read(std::optional<std::uint64_t> mark) {
    auto turn = line_.queue();
    const auto called = clock_.now();
    bool mine = false;
    const bool looked = co_await async::within(clock_.deadline_in(patience), look_in_turn(turn, mine));
    auto snapshot = co_await (mark ? behind_.changed_since(*mark) : behind_.load());
    if (!snapshot) co_return snapshot;
    mark_ = std::max(mark_, snapshot->mark);
    if (!mine) {
        snapshot->settings_doubt = doubt_both("A change of settings is on its way to AWS and takes long.");
        co_return snapshot;
    }
    if (!looked) did_not_look(called);

    const auto& known = snapshot->settings;
    auto now_known = adopted(known);
    snapshot->settings_doubt = now_known.doubt;
    doubt_what_is_unsettled(now_known.settings, snapshot->settings_doubt);
    if (now_known.settings == known) co_return snapshot;
    const bool news = now_known.settings.channels_document.version != known.channels_document.version ||
                      now_known.settings.schedule_document.version != known.schedule_document.version;
    const auto stored = co_await behind_.commit(now_known.settings);
    if (!stored) {
        log_.error("settings.not_adopted", "What AWS says could not be stored here", {{"why", stored.error().what}});
        snapshot->settings_doubt = doubt_both("What AWS says could not be stored here: " + stored.error().what + ".");
        co_return snapshot;
    }
    snapshot->settings = std::move(now_known.settings);
    ++snapshot->settings.version;
    if (!news) co_return snapshot;
    log_.info("settings.adopted", "Took over what Parameter Store says",
              {{"channels", snapshot->settings.channels.size()},
               {"channels_version", snapshot->settings.channels_document.version},
               {"schedule_version", snapshot->settings.schedule_document.version}});
    co_return snapshot;
}

namespace {

/// Settings are read whole each time: nobody skips anything by their mark, and one change may have been several.
Async<Outcome<Mark>> without_mark(Async<Outcome<void>> change) {
    const auto stored = co_await std::move(change);
    if (!stored) co_return std::unexpected{stored.error()};
    co_return Mark{0};
}

}  // namespace

Async<Outcome<Mark>> SettingsInParameterStore::commit(Change change) {
    // Not a coroutine: whoever closes the store behind must not find this one still at work.
    if (auto* settings = std::get_if<Settings>(&change)) return without_mark(commit_settings(std::move(*settings)));
    return behind_.commit(std::move(change));
}

Async<Outcome<void>> SettingsInParameterStore::commit_settings(Settings wanted) {
    auto turn = line_.queue();
    co_await turn.mine();
    const auto stored = co_await behind_.changed_since(mark_);
    if (!stored) co_return std::unexpected{stored.error()};
    mark_ = std::max(mark_, stored->mark);
    const auto& known = stored->settings;
    if (wanted.version != known.version) co_return std::unexpected{overtaken_by_hand()};
    wanted.channels_document = known.channels_document;
    wanted.schedule_document = known.schedule_document;
    wanted.off_here = known.off_here;
    const bool channels = ids_of(wanted.channels) != ids_of(known.channels);
    const bool schedule = wanted.schedule != known.schedule;
    if (!channels && !schedule) co_return co_await stored_behind(std::move(wanted));
    if (schedule && switches_off(known.schedule, wanted.schedule)) {
        auto of_channels = std::exchange(wanted.channels, known.channels);
        const auto done = co_await switch_off(known, std::move(wanted));
        if (!done || !channels) co_return done;
        co_return co_await change_channels(std::move(of_channels));
    }
    if (auto may = co_await may_be_changed(known, channels, schedule); !may) co_return may;
    co_return co_await write(known, std::move(wanted), channels, schedule);
}

Async<Outcome<void>> SettingsInParameterStore::stored_behind(Settings settings) {
    const auto stored = co_await behind_.commit(std::move(settings));
    if (!stored) co_return std::unexpected{stored.error()};
    co_return Outcome<void>{};
}

/// What is left of a change whose other half has been made.
Async<Outcome<void>> SettingsInParameterStore::change_channels(std::vector<RegisteredChannel> channels) {
    const auto stored = co_await behind_.changed_since(0);
    if (!stored) co_return std::unexpected{stored.error()};
    const auto& known = stored->settings;
    if (auto may = co_await may_be_changed(known, true, false); !may) co_return may;
    auto wanted = known;
    wanted.channels = std::move(channels);
    co_return co_await write(known, std::move(wanted), true, false);
}

Async<Outcome<void>> SettingsInParameterStore::may_be_changed(const Settings& known, bool channels, bool schedule) {
    for (int looks = 1;; ++looks) {
        if (const auto began = clock_.now(); looks > 1 || !looked_just_now()) {
            if (!co_await async::within(clock_.deadline_in(patience), look())) did_not_look(began);
        }
        auto found = adopted(known);
        if (found.settings != known) {
            if (auto stored = co_await stored_behind(std::move(found.settings)); !stored) co_return stored;
            co_return std::unexpected{overtaken_by_hand()};
        }
        const bool channels_doubted = channels && found.doubt.channels;
        const bool schedule_doubted = schedule && found.doubt.schedule;
        if (!channels_doubted && !schedule_doubted) co_return Outcome<void>{};
        const bool settles = (!channels_doubted || may_settle(latest_->read.channels)) &&
                             (!schedule_doubted || may_settle(latest_->read.schedule));
        if (looks == most_looks || !settles)
            co_return std::unexpected{Failure{Trouble::forbidden,
                                              *(channels_doubted ? found.doubt.channels : found.doubt.schedule),
                                              {},
                                              settings_refused}};
        co_await clock_.sleep_for(between_looks);
    }
}

}  // namespace privman::stores
