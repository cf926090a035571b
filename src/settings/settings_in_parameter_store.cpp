// Looking. What a command wants stands in change_parameters.cpp, what AWS is told in write_parameters.cpp.
#include "settings/settings_in_parameter_store.hpp"

#include "async/within.hpp"
#include "settings/read_parameter.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace privman::settings {

namespace {

SettingsDoubt doubt_both(const std::string& why) { return {.channels = why, .schedule = why}; }

}  // namespace

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
}

Async<void> SettingsInParameterStore::look_patiently() {
    const auto began = clock_.now();
    if (!co_await async::within(clock_.deadline_in(patience), look())) did_not_look(began);
}

Async<Outcome<KeptSettings>> SettingsInParameterStore::load() {
    auto kept = co_await behind_.load();
    if (!kept) co_return kept;
    if (!latest_) {
        kept->doubt = doubt_both("AWS has not been asked yet what stands there.");
    } else {
        kept->doubt = adopted(kept->settings).doubt;
        doubt_what_is_unsettled(kept->settings, kept->doubt);
    }
    co_return kept;
}

Async<Outcome<KeptSettings>> SettingsInParameterStore::read() {
    auto turn = line_.queue();
    const auto called = clock_.now();
    bool mine = false;
    const bool looked = co_await async::within(clock_.deadline_in(patience), look_in_turn(turn, mine));
    if (!mine) {
        auto kept = co_await behind_.load();
        if (kept) kept->doubt = doubt_both("A change of settings is on its way to AWS and takes long.");
        co_return kept;
    }
    if (!looked) did_not_look(called);
    const auto before = co_await behind_.load();
    if (!before) co_return before;
    KeptSettings kept;
    const auto stored = co_await amend_behind([this, &kept](Settings& settings) {
        auto found = adopted(settings);
        kept.doubt = std::move(found.doubt);
        settings = std::move(found.settings);
    });
    if (!stored) {
        log_.error("settings.not_adopted", "What AWS says could not be stored here", {{"why", stored.error().what}});
        co_return KeptSettings{
            before->settings,
            doubt_both("What AWS says could not be stored here: " + for_people(stored.error()) + ".")};
    }
    kept.settings = *stored;
    doubt_what_is_unsettled(kept.settings, kept.doubt);
    const auto& known = before->settings;
    if (kept.settings.channels_document.version != known.channels_document.version ||
        kept.settings.schedule_document.version != known.schedule_document.version)
        log_.info("settings.adopted", "Took over what Parameter Store says",
                  {{"channels", kept.settings.channels.size()},
                   {"channels_version", kept.settings.channels_document.version},
                   {"schedule_version", kept.settings.schedule_document.version}});
    co_return kept;
}

}  // namespace privman::settings
