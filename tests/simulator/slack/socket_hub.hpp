// Slack's side of Socket Mode: who is connected as Slack sees it, what is on its way, and what becomes of it. The bot's
// own driver and session run against this through their seams; only the address and the frames are JSON.
#pragma once

#include "async/mailbox.hpp"
#include "slack/transport.hpp"
#include "tests/simulator/world/chance.hpp"
#include "tests/simulator/world/letter.hpp"
#include "tests/simulator/world/witness.hpp"
#include "tests/simulator/world/world.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace privman::simulator {

class SocketHub {
public:
    SocketHub(World& world, Witness& witness, std::uint64_t seed);

    // How it is at the moment; the plan switches.
    bool refuses = false;  ///< no new connection
    bool slow = false;

    /// One connection, seen from both ends.
    struct Line {
        unsigned number = 0;
        LifeNumber whose = nobody;
        bool open_at_slack = false;
        bool open_at_bot = true;
        bool silent = false;   ///< half open: nothing gets through any more, and neither end knows
        bool excused = false;  ///< it was going to be closed by force: what is under way may be lost
        Millis last_arrival{};
        Millis not_before{};  ///< its process stood still, and the network is slow to notice that it does not any more
        std::string closed_because;
        slack::OnControl on_control;
        async::Mailbox<net::NetResult<net::Frame>> inbound{4096};
    };

    /// Sends a frame over one of the app's connections, as Slack chooses. False: Slack sees none.
    bool send(const std::string& envelope, std::string frame);

    // Misfortunes.
    void cut_all();
    /// They die, and neither end knows; Slack goes on counting them for so long.
    void silence_all(Millis counted);
    /// Nothing is counted any more that is not there.
    void forget_ghosts();
    void ask_to_reconnect(const std::string& reason);
    /// What its destructors say from now on is not heard.
    void life_is_dying(LifeNumber number) { dying_.insert(number); }
    void life_ended(LifeNumber number, bool noticed);
    /// Slack waits for pongs, too: it gives up a machine that sleeps for longer than half a minute.
    void machine_sleeps(LifeNumber number, Millis length);
    /// Its process stands still: what is sent to it meanwhile waits, and comes so long after it goes on.
    void process_stops(LifeNumber number, Millis until);
    [[nodiscard]] std::size_t open_lines() const;
    /// It was sent over a connection that stands, and has not arrived.
    [[nodiscard]] bool is_on_its_way(const std::string& envelope) const;

    // The bot's side.
    void open_url(LifeNumber whose, const LetterTo<net::NetResult<net::HttpResponse>>& answer);
    void connect(LifeNumber whose, slack::OnControl on_control,
                 const LetterTo<net::NetResult<std::shared_ptr<slack::Socket>>>& answer);
    void hung_up(const std::shared_ptr<Line>& line);
    void pinged(const std::shared_ptr<Line>& line, const std::string& payload);
    void close_from_bot(const std::shared_ptr<Line>& line);
    void wrote(const std::shared_ptr<Line>& line, const std::string& text);
    void later(Millis when, LifeNumber whose, World::Event event) { world_.at(when, whose, std::move(event)); }
    Millis small_delay() { return Millis{chance_.between(1, 40)}; }

private:
    void hello(const std::shared_ptr<Line>& line);
    void ping(const std::shared_ptr<Line>& line);
    void push(const std::shared_ptr<Line>& line, Millis after, std::string frame, std::string envelope = {});
    void close_at_slack(const std::shared_ptr<Line>& line, Millis bot_hears_after);

    World& world_;
    Witness& witness_;
    Chance chance_;
    std::vector<std::shared_ptr<Line>> lines_;
    std::set<LifeNumber> dying_;
    std::map<std::string, std::shared_ptr<Line>> on_their_way_;  ///< by envelope
    unsigned count_ = 0;
};

/// The seams of slack::SocketMode, for one life.
class HubSockets final : public slack::Sockets {
public:
    HubSockets(SocketHub& hub, LifeNumber whose) : hub_{hub}, whose_{whose} {}
    Async<net::NetResult<std::shared_ptr<slack::Socket>>> connect(std::string url,
                                                                  slack::OnControl on_control) override;

private:
    SocketHub& hub_;
    LifeNumber whose_;
};

class HubHttp final : public net::Http {
public:
    HubHttp(SocketHub& hub, LifeNumber whose) : hub_{hub}, whose_{whose} {}
    Async<net::NetResult<net::HttpResponse>> send(std::string url, net::HttpRequest request,
                                                  net::HttpLimits limits) override;

private:
    SocketHub& hub_;
    LifeNumber whose_;
};

}  // namespace privman::simulator
