// What we have tried to write and are not sure of: seen later, it is no edit by hand.
#pragma once

#include "domain/settings.hpp"
#include "settings/adopt_settings.hpp"

#include <cstdint>
#include <vector>

namespace privman::settings {

/// Lives as long as the process: what a killed one had tried is announced as an edit by hand.
class OwnPuts {
public:
    // Before each put: the version that stands there as far as is known, and what shall stand there.
    void will_write_channels(std::uint64_t known, const std::vector<RegisteredChannel>& wanted);
    void will_write_schedule(std::uint64_t known, const MaybeSchedule& wanted);
    /// What was to switch on before is not wanted any more, even if it arrives late: it is left to `adopt`.
    void switched_off();
    /// The same of these channels.
    void removed(const std::vector<ChannelId>& channels);
    /// The last one announced was surely not carried out.
    void was_refused(SettingsDocument document);

    /// `known` with what a reading shows and we had tried to write ourselves, kept for telling as `ours`. A schedule
    /// that is found enabled counts as enabled now. Everything else is left to `adopt`.
    [[nodiscard]] Settings recognised(Settings known, const DocumentsRead& read, WallTime now);

private:
    template <class Content>
    struct Tried {
        std::uint64_t after = 0;  ///< the version that was known then
        std::vector<Content> contents;
    };

    Tried<std::vector<RegisteredChannel>> channels_;
    Tried<MaybeSchedule> schedule_;
};

}  // namespace privman::settings
