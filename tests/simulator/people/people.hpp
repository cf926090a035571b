// People with phones and consoles: they look, they press, they press again, they type.
#pragma once

#include "tests/simulator/people/rights.hpp"
#include "tests/simulator/privilege_manager/server.hpp"
#include "tests/simulator/slack/socket_hub.hpp"
#include "tests/simulator/slack/workspace.hpp"
#include "tests/simulator/world/chance.hpp"
#include "tests/simulator/world/witness.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace privman::simulator {

class People {
public:
    struct Deps {
        World& world;
        Rights& rights;
        Witness& witness;
        Workspace& workspace;
        SocketHub& hub;
        Server& server;
        /// The tag on a button: what the card's own bot put there.
        std::function<std::string(const Message&)> seal_of;
    };

    /// What Privilege Manager says about what they ask for.
    struct Asking {
        bool rated = false;
        bool hashed = false;
        Millis until{};  ///< nothing is rated any more
    };

    People(Deps deps, Asking asking) : deps_{std::move(deps)}, asking_{asking} {}

    /// Somebody looks at a card with buttons, thinks, and presses one; `crowd`: and somebody else at the same time.
    void press(std::uint64_t luck, bool crowd);
    /// Somebody, approver or not, presses Approve on the newest card without a rating.
    void press_early(std::uint64_t luck);
    /// Somebody presses "Show more" on the digest of a channel, if there is one.
    void want_more(const UserId& who, const ChannelId& channel);
    /// Delivered at once, or `held` later.
    void say(const UserId& who, const ChannelId& channel, const std::string& text, Millis held = {});
    /// Presses the last of these buttons, which means what was typed; or does not.
    void take_offer(const ReplyTo& to, const std::vector<Offer>& offers);
    /// `may_be_rated`: where Privilege Manager says how good files are, it may say so, at once or later.
    void raise(std::uint64_t luck, bool may_be_rated = true);
    /// Somebody changes what a waiting request says: another file, or only what was not known before.
    void edit(std::uint64_t luck);
    void edit(const RequestId& id, std::uint64_t luck);
    /// Approve, on the newest card that has buttons.
    void press_newest(const UserId& who, std::uint64_t luck);
    /// Somebody sends what no card of ours could: another app's button, a card or a request that never was.
    void press_strangely(std::uint64_t luck);
    /// More people than may wait press on one card within a few seconds.
    void storm(std::uint64_t luck);
    /// The newest request without a rating asks for another file.
    void edit_unrated(std::uint64_t luck);
    void list_twice(std::uint64_t luck, Millis length);
    /// Somebody who had rights has none any more.
    void demote(std::uint64_t luck);
    void decide_in_console(std::uint64_t luck);
    void delete_a_card(std::uint64_t luck);

private:
    void press_now(Message seen, UserId who, Choice choice, unsigned tries, Chance luck);

    void rate_later(const RequestId& id, Chance chance);

    Deps deps_;
    Asking asking_;
    std::map<UserId, std::string> typed_;  ///< the last schedule of each
    std::uint64_t count_ = 0;
    std::uint64_t requests_ = 0;
};

/// What the picker offers.
const std::vector<Grant>& grants_on_offer();

}  // namespace privman::simulator
