// Channels and schedule in AWS SSM Parameter Store, where people may edit them by hand; everything else in the store
// behind this one, which also remembers which versions of the two were seen.
#pragma once

#include "async/turnstile.hpp"
#include "aws/parameter_store.hpp"
#include "domain/adopt_settings.hpp"
#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/state_store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace privman::stores {

struct ParameterNames {
    std::string channels;
    std::string schedule;
};

/// A read of AWS never makes a read of this store fail: what cannot be trusted now is in `Snapshot::settings_doubt`. A
/// change of a document in doubt is refused (`settings_refused`); one that somebody overtook by hand is a `conflict`,
/// and the next read has what he wrote.
class SettingsInParameterStore final : public StateStore {
public:
    /// How long a read may wait for AWS.
    static constexpr Millis patience{3'000};
    /// A reading serves others for so long.
    static constexpr Millis fresh_for{1'000};
    /// AWS may show old copies for a while: a change looks so often, a second apart, before it gives up.
    static constexpr int most_looks = 4;

    /// Everything given must outlive the loop's work.
    SettingsInParameterStore(StateStore& behind, aws::ParameterStore& parameters, ParameterNames names, Clock& clock,
                             observe::Log& log)
        : behind_{behind}, parameters_{parameters}, names_{std::move(names)}, clock_{clock}, log_{log} {}

    Async<Outcome<Snapshot>> load() override { return read(std::nullopt); }
    Async<Outcome<void>> commit(Change change) override;
    Async<Outcome<Snapshot>> changed_since(std::uint64_t mark) override { return read(mark); }

private:
    struct Reading {
        BootTime began{};
        BootTime finished{};
        DocumentsRead read;
    };
    /// When AWS last dated a version: kept here until something else is to be stored.
    struct Dated {
        std::uint64_t version = 0;
        std::optional<WallTime> modified;
    };
    /// What others wrote between our reading and our writing.
    struct Overtaken {
        std::vector<aws::Parameter> versions;  ///< the oldest first
        bool complete = false;                 ///< false: some of it is not known, or the document was deleted
    };
    /// What came of writing one document.
    struct Written {
        std::optional<HandEdit> overwritten;
        bool as_asked = true;  ///< false: what somebody did by hand at the same moment made it another
    };

    // settings_in_parameter_store.cpp
    Async<Outcome<Snapshot>> read(std::optional<std::uint64_t> mark);
    Async<Outcome<void>> commit_settings(Settings wanted);
    /// Looks until nothing speaks against changing these documents.
    Async<Outcome<void>> may_be_changed(const Settings& known, bool channels, bool schedule);
    Async<void> look_in_turn(async::Turnstile::Turn& turn, bool& mine);
    Async<void> look();
    [[nodiscard]] bool looked_just_now() const;
    void did_not_look(BootTime began);
    [[nodiscard]] DocumentsRead understood(const aws::Result<aws::FoundParameters>& answer);
    [[nodiscard]] Settings dated(Settings settings) const;
    void remember_dates();

    // write_parameters.cpp
    Async<Outcome<void>> write(const Settings& known, Settings wanted, bool channels, bool schedule);
    Async<Outcome<Written>> write_channels(const Settings& known, Settings& wanted);
    Async<Outcome<Written>> write_schedule(const Settings& known, Settings& wanted);
    Async<Outcome<std::uint64_t>> put(const std::string& name, std::string value);
    /// The versions between `known` and our own; nothing when there are none.
    Async<std::optional<Overtaken>> overtaken(const std::string& name, std::uint64_t known, std::uint64_t own);
    void wrote(const Settings& settings, bool channels, bool schedule);

    StateStore& behind_;
    aws::ParameterStore& parameters_;
    ParameterNames names_;
    Clock& clock_;
    observe::Log& log_;
    async::Turnstile line_;  ///< whoever reads or writes the two documents
    std::optional<Reading> latest_;
    std::uint64_t mark_ = 0;  ///< of the store behind, as far as was read: to ask it for settings alone
    Dated channels_dated_;
    Dated schedule_dated_;
    std::optional<BootTime> channels_missing_since_;
    std::optional<BootTime> schedule_missing_since_;
};

}  // namespace privman::stores
