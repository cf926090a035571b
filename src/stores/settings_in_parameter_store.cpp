// Reading, and whether a change may be made. The change itself stands in write_parameters.cpp.
#include "stores/settings_in_parameter_store.hpp"

#include "async/within.hpp"
#include "stores/read_parameter.hpp"

#include <algorithm>
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

template <class Content>
DocumentRead<Content> found_or_missing(const std::string& name, const aws::FoundParameters& answer, BootTime now,
                                       std::optional<BootTime>& missing_since,
                                       std::expected<Content, std::string> (*content_in)(const aws::Parameter&)) {
    if (const auto found = std::ranges::find(answer.found, name, &aws::Parameter::name); found != answer.found.end()) {
        missing_since.reset();
        const auto version = static_cast<std::uint64_t>(std::max<std::int64_t>(found->version, 0));
        auto content = content_in(*found);
        if (!content)
            return {name, DocumentUnreadable{cannot_be_read(name, content.error()), version, found->modified}};
        return {name, DocumentFound<Content>{std::move(*content), version, found->modified}};
    }
    if (std::ranges::find(answer.missing, name) == answer.missing.end())
        return {name, DocumentUnreadable{could_not_be_asked(name, "the answer does not mention it"), 0, {}}};
    if (!missing_since) missing_since = now;
    return {name, DocumentMissing{now - *missing_since}};
}

DocumentsRead unanswered(const ParameterNames& names, const std::string& why) {
    return {.channels = {names.channels, DocumentUnreadable{could_not_be_asked(names.channels, why), 0, {}}},
            .schedule = {names.schedule, DocumentUnreadable{could_not_be_asked(names.schedule, why), 0, {}}}};
}

}  // namespace

// --- looking

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
    latest_ =
        Reading{.began = began, .finished = clock_.now(), .read = unanswered(names_, "it did not answer in time")};
}

DocumentsRead SettingsInParameterStore::understood(const aws::Result<aws::FoundParameters>& answer) {
    if (!answer) return unanswered(names_, answer.error().what);
    const auto now = clock_.now();
    return {.channels = found_or_missing(names_.channels, *answer, now, channels_missing_since_, channels_in),
            .schedule = found_or_missing(names_.schedule, *answer, now, schedule_missing_since_, schedule_in)};
}

/// A put does not say the date that AWS gives it. It is learned from a later reading, and stored when something is.
Settings SettingsInParameterStore::dated(Settings settings) const {
    const auto date = [](DocumentMark& mark, const Dated& known) {
        if (mark.version != 0 && !mark.modified && mark.version == known.version) mark.modified = known.modified;
    };
    date(settings.channels_document, channels_dated_);
    date(settings.schedule_document, schedule_dated_);
    return settings;
}

void SettingsInParameterStore::remember_dates() {
    const auto remember = [](Dated& known, const auto& read) {
        using Found = std::variant_alternative_t<0, std::remove_cvref_t<decltype(read.what)>>;
        if (const auto* found = std::get_if<Found>(&read.what); found && found->modified)
            known = {.version = found->version, .modified = found->modified};
    };
    remember(channels_dated_, latest_->read.channels);
    remember(schedule_dated_, latest_->read.schedule);
}

// --- the store

Async<Outcome<Snapshot>> SettingsInParameterStore::read(std::optional<std::uint64_t> mark) {
    auto turn = line_.queue();
    const auto called = clock_.now();
    bool mine = false;
    const bool looked = co_await async::within(clock_.sleep_for(patience), look_in_turn(turn, mine));
    auto snapshot = co_await (mark ? behind_.changed_since(*mark) : behind_.load());
    if (!snapshot) co_return snapshot;
    mark_ = std::max(mark_, snapshot->mark);
    if (!mine) {
        snapshot->settings_doubt = doubt_both("A change of settings is on its way to AWS and takes long.");
        co_return snapshot;
    }
    if (!looked) did_not_look(called);

    const auto known = dated(snapshot->settings);
    auto adopted = adopt(known, latest_->read, clock_.wall());
    remember_dates();
    snapshot->settings_doubt = adopted.doubt;
    if (adopted.settings == known) co_return snapshot;
    const auto stored = co_await behind_.commit(adopted.settings);
    if (!stored) {
        log_.error("settings.not_adopted", "What AWS says could not be stored here", {{"why", stored.error().what}});
        snapshot->settings_doubt = doubt_both("What AWS says could not be stored here: " + stored.error().what + ".");
        co_return snapshot;
    }
    snapshot->settings = std::move(adopted.settings);
    ++snapshot->settings.version;
    log_.info("settings.adopted", "Took over what Parameter Store says",
              {{"channels", snapshot->settings.channels.size()},
               {"channels_version", snapshot->settings.channels_document.version},
               {"schedule_version", snapshot->settings.schedule_document.version}});
    co_return snapshot;
}

Async<Outcome<void>> SettingsInParameterStore::commit(Change change) {
    // Not a coroutine: whoever closes the store behind must not find this one still at work.
    if (auto* settings = std::get_if<Settings>(&change)) return commit_settings(std::move(*settings));
    return behind_.commit(std::move(change));
}

Async<Outcome<void>> SettingsInParameterStore::commit_settings(Settings wanted) {
    auto turn = line_.queue();
    co_await turn.mine();
    const auto stored = co_await behind_.changed_since(mark_);
    if (!stored) co_return std::unexpected{stored.error()};
    mark_ = std::max(mark_, stored->mark);
    const auto known = dated(stored->settings);
    if (wanted.version != known.version) co_return std::unexpected{overtaken_by_hand()};
    wanted.channels_document = known.channels_document;
    wanted.schedule_document = known.schedule_document;
    const bool channels = ids_of(wanted.channels) != ids_of(known.channels);
    const bool schedule = wanted.schedule != known.schedule;
    if (!channels && !schedule) co_return co_await behind_.commit(std::move(wanted));
    if (auto may = co_await may_be_changed(known, channels, schedule); !may) co_return may;
    co_return co_await write(known, std::move(wanted), channels, schedule);
}

Async<Outcome<void>> SettingsInParameterStore::may_be_changed(const Settings& known, bool channels, bool schedule) {
    for (int looks = 1;; ++looks) {
        if (const auto began = clock_.now(); looks > 1 || !looked_just_now()) {
            if (!co_await async::within(clock_.sleep_for(patience), look())) did_not_look(began);
        }
        auto adopted = adopt(known, latest_->read, clock_.wall());
        remember_dates();
        if (adopted.settings != known) {
            if (auto stored = co_await behind_.commit(std::move(adopted.settings)); !stored) co_return stored;
            co_return std::unexpected{overtaken_by_hand()};
        }
        const bool channels_doubted = channels && adopted.doubt.channels;
        const bool schedule_doubted = schedule && adopted.doubt.schedule;
        if (!channels_doubted && !schedule_doubted) co_return Outcome<void>{};
        const bool settles = (!channels_doubted || may_settle(latest_->read.channels)) &&
                             (!schedule_doubted || may_settle(latest_->read.schedule));
        if (looks == most_looks || !settles)
            co_return std::unexpected{Failure{Trouble::forbidden,
                                              *(channels_doubted ? adopted.doubt.channels : adopted.doubt.schedule),
                                              {},
                                              settings_refused}};
        co_await clock_.sleep_for(between_looks);
    }
}

}  // namespace privman::stores
