// An office in which nobody is there from 17:00 to 08:00, and what people do about that.
#pragma once

#include "tests/workflows/fixture.hpp"

namespace privman::testing {

class Unattended : public WorkflowTest {
protected:
    // The clock begins on Wednesday 2026-07-01 at 12:00; every zone is UTC here.
    void SetUp() override {
        start_registered({"C-ops", "C-two"});
        say("U-carol", "C-ops", "autoapprove set mon-fri 08:00-17:00 Europe/Berlin");
    }
    void enable() { say("U-carol", "C-ops", "autoapprove enable"); }
    void at(int day, int hour, int minute = 0) {
        world.clock.set_wall(std::chrono::sys_days{std::chrono::year{2026} / 7 / day} + std::chrono::hours{hour} +
                             std::chrono::minutes{minute});
    }
    void in_the_evening() { at(1, 20); }
    void raise_now(const std::string& id, const std::string& user = "CORP\\eve") {
        auto asked = request(id, user);
        asked.requested = world.clock.wall();
        world.source.raise(asked);
    }
    void policy(UnattendedPolicy changed) {
        settings.unattended = std::move(changed);
        restart();
    }
    [[nodiscard]] bool left_to_people(const std::string& id) const {
        return world.source.told.empty() && is<Waiting>(id) && has_buttons(id);
    }
};

}  // namespace privman::testing
