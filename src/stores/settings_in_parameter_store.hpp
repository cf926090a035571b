// Channels and schedule in AWS SSM Parameter Store, where people may edit them by hand; everything else in the store
// behind this one, which also remembers which versions of the two were seen.
#pragma once

#include "async/turnstile.hpp"
#include "aws/parameter_store.hpp"
#include "domain/adopt_settings.hpp"
#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/state_store.hpp"
#include "stores/own_puts.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace privman::stores {

struct ParameterNames {
    std::string channels;
    std::string schedule;
    std::string where{};  ///< the region: a document is another one when its name or this is another
};

/// A read of AWS never makes a read of this store fail: what cannot be trusted now is in `Snapshot::settings_doubt`. A
/// change of a document in doubt is refused (`settings_refused`); one that somebody overtook by hand is a `conflict`,
/// and the next read has what he wrote. Switching automatic approval off is never refused because of AWS: it is durable
/// here before AWS is told, and `Settings::off_here` says when that failed.
class SettingsInParameterStore final : public StateStore {
public:
    /// How long a read may wait for AWS.
    static constexpr Millis patience{3'000};
    /// A reading serves others for so long.
    static constexpr Millis fresh_for{1'000};
    /// AWS may show old copies for a while: a change looks so often, a second apart, before it gives up.
    static constexpr int most_looks = 4;
    /// A put whose outcome is not known has shown itself by then, or was not carried out.
    static constexpr Millis settled_after{15'000};

    /// Everything given must outlive the loop's work.
    SettingsInParameterStore(StateStore& behind, aws::ParameterStore& parameters, ParameterNames names, Clock& clock,
                             observe::Log& log)
        : behind_{behind}, parameters_{parameters}, names_{std::move(names)}, clock_{clock}, log_{log} {}

    Async<Outcome<Snapshot>> load() override { return read(std::nullopt); }
    Async<Outcome<Mark>> commit(Change change) override;
    Async<Outcome<Snapshot>> changed_since(Mark mark) override { return read(mark); }
    Async<Outcome<Recalled>> recall(RequestId id) override { return behind_.recall(std::move(id)); }
    Async<Outcome<std::vector<Forget>>> at_rest_since_before(WallTime when, std::size_t most) override {
        return behind_.at_rest_since_before(when, most);
    }
    Async<Outcome<std::size_t>> count_at_rest() override { return behind_.count_at_rest(); }

private:
    struct Reading {
        BootTime began{};
        BootTime finished{};
        DocumentsRead read;
    };
    /// What the reads have shown of one document, all of them since a moment.
    struct Sight {
        std::optional<BootTime> missing_since;
        std::uint64_t version = 0;
        std::optional<WallTime> modified;
        BootTime shown_since{};
    };
    /// A put of which nobody knows whether it was carried out.
    struct Unsettled {
        BootTime since{};
        std::uint64_t after = 0;  ///< the version that was known
    };
    /// Somebody's version of the channels that was replaced before anybody could read it.
    struct Unmerged {
        std::uint64_t own = 0;
        std::string why;
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
    Async<Outcome<void>> stored_behind(Settings settings);
    [[nodiscard]] AdoptedSettings adopted(Settings known);
    void doubt_what_is_unsettled(const Settings& settings, SettingsDoubt& doubt);
    void note_failure(const std::string& what);
    /// Looks until nothing speaks against changing these documents.
    Async<Outcome<void>> change_channels(std::vector<RegisteredChannel> channels);
    Async<Outcome<void>> may_be_changed(const Settings& known, bool channels, bool schedule);
    Async<void> look_in_turn(async::Turnstile::Turn& turn, bool& mine);
    Async<void> look();
    [[nodiscard]] bool looked_just_now() const;
    void did_not_look(BootTime began);
    [[nodiscard]] DocumentsRead understood(const aws::Result<aws::FoundParameters>& answer);
    template <class Content>
    [[nodiscard]] DocumentRead<Content> found_or_missing(
        const std::string& name, const aws::FoundParameters& answer, Sight& sight,
        std::expected<Content, std::string> (*content_in)(const aws::Parameter&)) const;
    [[nodiscard]] DocumentsRead unanswered(const std::string& why) const;
    [[nodiscard]] std::string full_name(const std::string& name) const;

    // write_parameters.cpp
    Async<Outcome<void>> write(const Settings& known, Settings wanted, bool channels, bool schedule);
    Async<Outcome<void>> switch_off(const Settings& known, Settings wanted);
    Async<Outcome<Written>> write_channels(const Settings& known, Settings& wanted);
    Async<Outcome<Written>> write_schedule(const Settings& known, Settings& wanted);
    /// The version it became. After a lost answer it is read; `unreachable` means that this did not settle it.
    Async<Outcome<std::uint64_t>> put(const std::string& name, const std::string& value, std::uint64_t known);
    Async<std::optional<std::uint64_t>> stored_as(const std::string& name, const std::string& value,
                                                  std::uint64_t known);
    /// The versions between `known` and our own, but those with our `value`: a put is tried again when its answer is
    /// lost. Nothing when there are none.
    Async<std::optional<Overtaken>> overtaken(const std::string& name, const std::string& value, std::uint64_t known,
                                              std::uint64_t own);
    void wrote(const Settings& settings, bool channels, bool schedule);

    StateStore& behind_;
    aws::ParameterStore& parameters_;
    ParameterNames names_;
    Clock& clock_;
    observe::Log& log_;
    OwnPuts own_puts_;
    async::Turnstile line_;  ///< whoever reads or writes the two documents
    std::optional<Reading> latest_;
    std::uint64_t mark_ = 0;  ///< of the store behind, as far as was read: to ask it for settings alone
    Sight channels_sight_;
    Sight schedule_sight_;
    std::optional<Unsettled> channels_unsettled_;
    std::optional<Unsettled> schedule_unsettled_;
    std::optional<Unmerged> unmerged_;
    std::string last_failure_;  ///< as AWS said it: for the log alone, once
};

}  // namespace privman::stores
