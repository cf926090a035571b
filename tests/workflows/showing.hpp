// Cards in two channels, and how what is said about them goes wrong.
#pragma once

#include "tests/workflows/fixture.hpp"

namespace privman::testing {

inline const Failure not_in_channel{Trouble::forbidden, "not_in_channel", {}, "not_in_channel"};
inline const Failure window_closed{Trouble::forbidden, "edit_window_closed", {}, "edit_window_closed"};
inline const Failure lost{Trouble::unreachable, "no answer"};
inline const Failure invalid_blocks{Trouble::malformed, "invalid_blocks", {}, "invalid_blocks"};

class Showing : public WorkflowTest {
protected:
    void SetUp() override { start_registered({"C-ops", "C-two"}); }
    void raise_and_poll(const std::string& id) {
        raise(id);
        poll();
    }
    [[nodiscard]] std::size_t copies(const std::string& id, const std::string& channel) const {
        const auto found = life(id).cards.find(ChannelId{channel});
        return found == life(id).cards.end() ? 0 : found->second.size();
    }
    void show_more(const std::string& channel) {
        MoreWanted more;
        more.from = {UserId{"U-ada"}, ChannelId{channel}, {}, {}};
        more.team = TeamId{"T1"};
        more.channel = ChannelId{channel};
        ASSERT_TRUE(bot->clicks.arrived(more, [] {}));
        world.clock.advance(1s);
    }
};

}  // namespace privman::testing
