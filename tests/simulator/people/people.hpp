// People with phones and consoles: they look, they press, they press again, they type.
#pragma once

#include "tests/simulator/people/cast.hpp"
#include "tests/simulator/privilege_manager/server.hpp"
#include "tests/simulator/slack/socket_hub.hpp"
#include "tests/simulator/slack/workspace.hpp"
#include "tests/simulator/world/chance.hpp"
#include "tests/simulator/world/witness.hpp"

#include <functional>
#include <string>
#include <vector>

namespace privman::simulator {

class People {
public:
    struct Deps {
        World& world;
        Witness& witness;
        Workspace& workspace;
        SocketHub& hub;
        Server& server;
        /// The tag on a button: what the card's own bot put there.
        std::function<std::string(const Message&)> seal_of;
    };

    explicit People(Deps deps) : deps_{std::move(deps)} {}

    /// Somebody looks at a card with buttons, thinks, and presses one; `crowd`: and somebody else at the same time.
    void press(std::uint64_t luck, bool crowd);
    /// Somebody presses "Show more" on the digest of a channel, if there is one.
    void want_more(const UserId& who, const ChannelId& channel);
    void say(const UserId& who, const ChannelId& channel, const std::string& text);
    void raise(std::uint64_t luck);
    void decide_in_console(std::uint64_t luck);
    void delete_a_card(std::uint64_t luck);

private:
    void press_now(Message seen, UserId who, Choice choice, unsigned tries, Chance luck);

    Deps deps_;
    std::uint64_t count_ = 0;
    std::uint64_t requests_ = 0;
};

/// What the picker offers.
const std::vector<Grant>& grants_on_offer();

}  // namespace privman::simulator
