#include "workflows/follow_connections.hpp"

#include <utility>

namespace privman {

namespace {

constexpr Millis look_every{1'000};
constexpr const char* topic = "connections";

}  // namespace

Async<void> FollowConnections::run() {
    for (;;) {
        look();
        co_await deps_.clock.sleep_for(look_every);
    }
}

void FollowConnections::look() {
    const bool pauses = deps_.unattended.pauses();
    if (pauses != pauses_) {
        pauses_ = pauses;
        if (pauses)
            deps_.log.error("unattended.pauses",
                            "Automatic approval pauses: Slack counts more connections of this app than this process "
                            "has, a minute or more after it did so first");
        else
            deps_.log.info("unattended.goes_on", "Slack counts no connections but ours any more");
    }
    // Of no interest to people while nothing would be approved anyhow; of interest from the moment when it would be.
    if (pauses && !said_ && deps_.unattended.is_on()) {
        said_ = true;
        deps_.announcer.everywhere(
            Words{} << Strong{"Auto-approve is ON."}
                    << " It pauses now, and people decide every request: Slack counts more connections of this app "
                       "than this process has. Either another process uses the same app token (stop it), or a dead "
                       "connection is still counted, which passes by itself.",
            topic);
    }
    if (!pauses && std::exchange(said_, false))
        deps_.announcer.everywhere(
            Words{} << Strong{deps_.unattended.is_on() ? "Auto-approve is ON." : "Auto-approve is OFF."}
                    << " The pause is over: Slack counts no connections but mine any more.",
            topic);
}

}  // namespace privman
