// Says when automatic approval pauses because Slack counts connections that are not ours, and when that is over.
#pragma once

#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "workflows/announcer.hpp"
#include "workflows/approve_unattended.hpp"
#include "workflows/records.hpp"

namespace privman {

class FollowConnections {
public:
    struct Deps {
        Records& records;
        const ApproveUnattended& unattended;
        Announcer& announcer;
        Clock& clock;
        observe::Log& log;
    };

    explicit FollowConnections(Deps deps) : deps_{deps} {}

    /// Until cancelled.
    Async<void> run();

private:
    void look();

    Deps deps_;
    bool pauses_ = false;
    bool said_ = false;
};

}  // namespace privman
