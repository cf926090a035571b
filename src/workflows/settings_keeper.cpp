#include "workflows/settings_keeper.hpp"

namespace privman {

namespace {

/// Each retry means that somebody else's change went through, so this bound is met only when something is badly wrong.
constexpr int most_tries = 16;

}  // namespace

Async<Outcome<void>> SettingsKeeper::open() {
    auto kept = co_await store_.load();
    if (!kept) {
        note_failure(kept.error());
        co_return std::unexpected{std::move(kept.error())};
    }
    take(std::move(*kept));
    co_return Outcome<void>{};
}

std::vector<ChannelId> SettingsKeeper::channels() const {
    std::vector<ChannelId> ids;
    ids.reserve(settings_.channels.size());
    for (const auto& channel : settings_.channels) ids.push_back(channel.id);
    return ids;
}

Async<std::expected<Settings, NotSettled>> SettingsKeeper::amend(std::function<Settings(Settings)> change) {
    for (int tries = 0; tries < most_tries; ++tries) {
        if (uncertain_) {
            // A disk that hangs before it fails is not asked anew by each of many changes that wait for it.
            if (trouble_ && clock_.now() < leave_alone_until_) co_return std::unexpected{NotSettled{*trouble_}};
            if (auto fresh = co_await refresh(); !fresh)
                co_return std::unexpected{NotSettled{std::move(fresh.error())}};
        }
        const auto before = settings_;
        auto wanted = change(before);
        if (wanted == before) co_return before;
        auto stored = co_await store_.change(wanted);
        if (stored) {
            trouble_.reset();
            take(*stored);
            co_return std::move(*stored);
        }
        NotSettled failure{std::move(stored.error())};
        if (failure.kind == Trouble::conflict) {
            // A change of our own overtook this one, and memory knows it by now; or it was made behind our back, and
            // what is remembered here tells, which nobody but the disk has to be waited for.
            if (settings_.version == before.version)
                if (auto kept = co_await store_.load()) take(std::move(*kept));
            if (settings_.version == before.version)
                if (auto fresh = co_await refresh(); !fresh)
                    co_return std::unexpected{NotSettled{std::move(fresh.error())}};
            continue;
        }
        if (failure.in_sentences) {
            // What was found instead may have been taken over.
            if (auto kept = co_await store_.load()) take(std::move(kept->settings));
            co_return std::unexpected{std::move(failure)};
        }
        note_failure(failure);
        uncertain_ = true;
        if (refused_) refused_();
        const bool read = (co_await refresh()).has_value();
        auto meant = wanted;
        meant.version += 1;
        if (read && settings_ == meant) co_return meant;  // stored all the same
        failure.maybe_stored = !read || settings_.version != before.version;
        co_return std::unexpected{std::move(failure)};
    }
    co_return std::unexpected{
        NotSettled{NotSet{Failure{Trouble::conflict, "the settings keep changing under our hands"}}}};
}

Async<Outcome<void>> SettingsKeeper::refresh() {
    const auto asked = clock_.now();
    auto kept = co_await store_.read();
    leave_alone_until_ = clock_.now() + (clock_.now() - asked);
    if (!kept) {
        note_failure(kept.error());
        co_return std::unexpected{std::move(kept.error())};
    }
    trouble_.reset();
    uncertain_ = false;
    take(std::move(*kept));
    co_return Outcome<void>{};
}

void SettingsKeeper::take(KeptSettings kept) {
    if (kept.settings.version < settings_.version) return;  // a change has been made since it was read
    const bool news = kept.settings != settings_ || kept.doubt != doubt_;
    settings_ = std::move(kept.settings);
    doubt_ = std::move(kept.doubt);
    if (news) announce_change();
}

void SettingsKeeper::take(Settings settings) {
    if (settings.version <= settings_.version) return;
    settings_ = std::move(settings);
    announce_change();
}

void SettingsKeeper::announce_change() {
    changed_.wake_all();
    if (told_) told_();
}

void SettingsKeeper::note_failure(const Failure& failure) {
    ++failures_;
    if (!trouble_ || trouble_->what != failure.what)
        log_.error("settings.not_kept", "The settings can be neither stored nor read just now. It is said once",
                   {{"why", failure.what}});
    trouble_ = failure;
}

}  // namespace privman
