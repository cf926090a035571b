// What people have set, in memory and in its store at once: read it here, change it here, and the change is durable
// when the call returns. Beside the records: nobody who posts a card or decides waits for it.
#pragma once

#include "async/wait_list.hpp"
#include "domain/settings.hpp"
#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/settings_store.hpp"

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace privman {

/// Why a command about settings changed nothing.
struct NotSettled : NotSet {
    NotSettled(NotSet why, bool maybe = false) : NotSet{std::move(why)}, maybe_stored{maybe} {}

    bool maybe_stored;  ///< nobody could find out yet whether it was stored all the same
};

/// The one owner of the settings. Readers see only what has been stored. Two changes at the same time are both made,
/// one after the other: changes are functions, not values.
class SettingsKeeper {
public:
    SettingsKeeper(SettingsStore& store, Clock& clock, observe::Log& log) : store_{store}, clock_{clock}, log_{log} {}

    /// Reads what is remembered here, and waits for nobody else. To be called once, before anything else.
    Async<Outcome<void>> open();

    [[nodiscard]] const Settings& now() const { return settings_; }
    /// Why they may not be what somebody has set by hand meanwhile, as of the latest reading.
    [[nodiscard]] const SettingsDoubt& doubt() const { return doubt_; }
    [[nodiscard]] std::vector<ChannelId> channels() const;

    /// The function may run more than once; returning its argument unchanged stores nothing.
    Async<std::expected<Settings, NotSettled>> amend(std::function<Settings(Settings)> change);

    /// Takes over what stands wherever people can change it, read strongly. Fails when the store cannot be read now;
    /// what somebody else does not say is no failure, but a doubt.
    Async<Outcome<void>> refresh();

    /// Why they could not be stored or read the last time; nothing when they could.
    [[nodiscard]] const std::optional<Failure>& trouble() const { return trouble_; }
    /// A change has failed, and nobody knows yet whether it was stored.
    [[nodiscard]] bool in_doubt() const { return uncertain_; }
    /// How often storing or reading failed.
    [[nodiscard]] std::uint64_t failures() const { return failures_; }

    /// Wakes whoever derives something from the settings.
    async::WaitList& changed() { return changed_; }
    /// The same for whoever derives from other things as well, and waits elsewhere. Set once.
    void when_changed(std::function<void()> told) { told_ = std::move(told); }
    /// Told when the store here does not take a change: whoever stores other things there may look whether it takes
    /// those. Set once.
    void when_refused(std::function<void()> told) { refused_ = std::move(told); }

private:
    void take(KeptSettings kept);
    void take(Settings settings);
    void announce_change();
    void note_failure(const Failure& failure);

    SettingsStore& store_;
    Clock& clock_;
    observe::Log& log_;
    Settings settings_;
    SettingsDoubt doubt_;
    std::optional<Failure> trouble_;
    bool uncertain_ = false;
    BootTime leave_alone_until_{};  ///< a read that failed is left alone for as long as it took
    std::uint64_t failures_ = 0;
    async::WaitList changed_;
    std::function<void()> told_;
    std::function<void()> refused_;
};

}  // namespace privman
