// Channels and schedule in AWS SSM Parameter Store, where people may edit them by hand. Another settings store behind
// this one keeps everything else, the copy that counts here, and which versions of the two documents were seen.
#pragma once

#include "async/task_scope.hpp"
#include "async/turnstile.hpp"
#include "async/wait_list.hpp"
#include "aws/parameter_store.hpp"
#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/settings_store.hpp"
#include "settings/adopt_settings.hpp"
#include "settings/own_puts.hpp"

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace privman::settings {

struct ParameterNames {
    std::string channels;
    std::string schedule;
    std::string where{};  ///< the region: a document is another one when its name or this is another
};

/// A read never fails because of AWS: what cannot be trusted now is in doubt. A change of a document in doubt is
/// refused in sentences, and so is one of a document that somebody has changed by hand: what stands there is taken over
/// first. What only takes rights away is never refused because of AWS: it is durable here, then put over whatever
/// stands there, and `Settings::off_here` and `removed_here` say while AWS does not know it. Whatever is neither
/// channels nor schedule waits for nobody but the store behind.
class SettingsInParameterStore final : public SettingsStore {
public:
    /// How long a read, or somebody with a command, waits for AWS.
    static constexpr Millis patience{3'000};
    /// How long somebody waits for AWS whose command holds already: it goes on without them.
    static constexpr Millis told_within{700};
    /// A reading serves others for so long.
    static constexpr Millis fresh_for{1'000};
    /// AWS may show old copies for a while: a change looks so often, a second apart, before it gives up.
    static constexpr int most_looks = 4;
    /// A put whose outcome is not known has shown itself by then, or was not carried out.
    static constexpr Millis settled_after{15'000};

    /// Everything given must outlive the loop's work, and so must this. `tasks` runs what nobody waits for.
    SettingsInParameterStore(async::TaskScope& tasks, SettingsStore& behind, aws::ParameterStore& parameters,
                             ParameterNames names, Clock& clock, observe::Log& log)
        : tasks_{tasks}, behind_{behind}, parameters_{parameters}, names_{std::move(names)}, clock_{clock}, log_{log} {}
    SettingsInParameterStore(const SettingsInParameterStore&) = delete;
    SettingsInParameterStore& operator=(const SettingsInParameterStore&) = delete;

    Async<Outcome<KeptSettings>> load() override;
    Async<Outcome<KeptSettings>> read() override;
    Async<SettingsSet> change(Settings wanted) override;

private:
    using Changing = std::function<void(Settings&)>;
    using Done = std::expected<void, NotSet>;

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
    /// What a command has taken away here, on its way to AWS.
    struct TakenAway {
        Settings before;
        bool schedule = false;
        bool channels = false;
        bool told = false;
        async::WaitList ended;
        Async<void> until_told() {
            while (!told) co_await ended.wait();
        }
    };

    // settings_in_parameter_store.cpp: looking
    Async<void> look_in_turn(async::Turnstile::Turn& turn, bool& mine);
    Async<void> look();
    Async<void> look_patiently();
    [[nodiscard]] bool looked_just_now() const;
    void did_not_look(BootTime began);
    [[nodiscard]] AdoptedSettings adopted(Settings known);
    void doubt_what_is_unsettled(const Settings& settings, SettingsDoubt& doubt);
    void note_failure(const std::string& what);
    [[nodiscard]] DocumentsRead understood(const aws::Result<aws::FoundParameters>& answer);
    template <class Content>
    [[nodiscard]] DocumentRead<Content> found_or_missing(
        const std::string& name, const aws::FoundParameters& answer, Sight& sight,
        std::expected<Content, std::string> (*content_in)(const aws::Parameter&)) const;
    [[nodiscard]] DocumentsRead unanswered(const std::string& why) const;
    [[nodiscard]] std::string full_name(const std::string& name) const;

    // change_parameters.cpp: what a command wants
    /// Looks until nothing speaks against changing these documents. What was changed by hand is taken over, and speaks
    /// against it.
    Async<Done> may_be_changed(bool channels, bool schedule);
    Async<SettingsSet> take_away(Settings known, Settings wanted, bool channels, bool schedule);
    static Async<void> tell_what_was_taken_away(SettingsInParameterStore& self, std::shared_ptr<TakenAway> taken);
    /// Changes what is stored behind, whatever has been stored there meanwhile.
    Async<SettingsSet> amend_behind(Changing how);

    // write_parameters.cpp: what AWS is told
    Async<Done> write_channels(const Settings& known, Settings& wanted);
    Async<Done> write_schedule(const Settings& known, Settings& wanted);
    /// The version it became. After a lost answer it is read; `unreachable` means that this did not settle it.
    Async<std::expected<std::uint64_t, NotSet>> put(const std::string& name, const std::string& value,
                                                    std::uint64_t known);
    Async<std::optional<std::uint64_t>> stored_as(const std::string& name, const std::string& value,
                                                  std::uint64_t known);
    /// The versions between `known` and our own, the oldest first, but those with our `value`: a put is tried again
    /// when its answer is lost. Nothing: none. `complete`: all of them are known.
    struct Replaced {
        std::vector<aws::Parameter> versions;
        bool complete = false;
    };
    Async<std::optional<Replaced>> replaced(const std::string& name, const std::string& value, std::uint64_t known,
                                            std::uint64_t own);
    void wrote_channels(const Settings& settings);
    void wrote_schedule(const Settings& settings);

    async::TaskScope& tasks_;
    SettingsStore& behind_;
    aws::ParameterStore& parameters_;
    ParameterNames names_;
    Clock& clock_;
    observe::Log& log_;
    OwnPuts own_puts_;
    async::Turnstile line_;  ///< whoever reads or writes the two documents
    std::optional<Reading> latest_;
    Sight channels_sight_;
    Sight schedule_sight_;
    std::optional<Unsettled> channels_unsettled_;
    std::optional<Unsettled> schedule_unsettled_;
    std::string last_failure_;  ///< as AWS said it: for the log alone, once
};

}  // namespace privman::settings
