// Who may what, and how it changes: people are made guests, or leave, in the middle of it.
#pragma once

#include "domain/authorisation.hpp"
#include "domain/moment.hpp"
#include "domain/person.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace privman::simulator {

inline const TeamId home_team{"T0HOME"};

/// Approvers, two admins, requesters, and those who may not decide: a guest, a stranger, somebody who has left. Whoever
/// asks for elevation does so under his handle.
const std::vector<Person>& cast();
const Person* find_member(const UserId& id);

class Rights {
public:
    explicit Rights(WhoDecides approvers) : approvers_{std::move(approvers)} {}

    /// From now on this person is a guest, or has left.
    void end(const UserId& who, bool left, Millis now);
    /// As Slack knows this person now.
    [[nodiscard]] Person person(const Person& member) const;
    [[nodiscard]] std::optional<Millis> ended(const UserId& who) const;
    /// Rights that ended since count for a little while: nobody is asked more often.
    [[nodiscard]] bool had_rights(const UserId& who, Millis since) const;

    // Told apart from the bot's own rules on purpose, by the cast.
    [[nodiscard]] bool is_approver(const UserId& who, Millis since) const;
    [[nodiscard]] bool is_admin(const UserId& who, Millis since) const;
    [[nodiscard]] bool may_register(const UserId& who, Millis since) const;
    /// Approver, and not the one who asks.
    [[nodiscard]] bool may_decide(const UserId& who, const std::string& requester, Millis since) const;

private:
    struct End {
        Millis at{};
        bool left = false;
    };
    WhoDecides approvers_;
    std::map<UserId, End> ended_;
};

}  // namespace privman::simulator
