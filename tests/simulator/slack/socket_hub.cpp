#include "tests/simulator/slack/socket_hub.hpp"

#include <algorithm>
#include <utility>

namespace privman::simulator {

using namespace std::chrono_literals;

namespace {

constexpr Millis ping_every = 10s;

net::NetError gone() { return {net::NetTrouble::closed, true, "the connection is gone"}; }

class HubSocket final : public slack::Socket {
public:
    HubSocket(World& world, SocketHub& hub, std::shared_ptr<SocketHub::Line> line)
        : world_{world}, hub_{hub}, line_{std::move(line)} {}
    HubSocket(const HubSocket&) = delete;
    HubSocket& operator=(const HubSocket&) = delete;
    /// As the real one: whoever lets go of it in the middle of dialling has hung up.
    ~HubSocket() override { hub_.hung_up(line_); }

    Async<net::NetResult<net::Frame>> read() override { co_return co_await line_->inbound.receive(); }

    Async<net::NetResult<void>> write(std::string text) override {
        const auto letter = std::make_shared<Letter<net::NetResult<void>>>();
        world_.in(hub_.small_delay(), line_->whose, [this, letter, line = line_, text = std::move(text)] {
            if (!line->open_at_bot) return letter->put(std::unexpected{gone()});
            hub_.wrote(line, text);
            letter->put({});
        });
        co_return co_await opened(letter);
    }

    Async<net::NetResult<void>> ping(std::string payload) override {
        const auto letter = std::make_shared<Letter<net::NetResult<void>>>();
        world_.in(hub_.small_delay(), line_->whose, [this, letter, line = line_, payload = std::move(payload)] {
            if (!line->open_at_bot) return letter->put(std::unexpected{gone()});
            hub_.pinged(line, payload);
            letter->put({});
        });
        co_return co_await opened(letter);
    }

    /// A close handshake: what Slack sent before it heard of it still arrives.
    Async<void> close(std::uint16_t, Millis limit) override {
        if (!line_->open_at_bot) co_return;
        const auto letter = std::make_shared<Letter<bool>>();
        const auto& world = world_;
        world_.in(hub_.small_delay(), line_->whose,
                  [&world, &hub = hub_, line = line_, letter, until = world_.now() + limit] {
                      line->open_at_slack = false;
                      const auto reply = std::max(world.now() + hub.small_delay(), line->last_arrival + Millis{1});
                      hub.later(std::min(reply, until), line->whose, [letter] { letter->put(true); });
                  });
        co_await opened(letter);
        hub_.close_from_bot(line_);
    }

    void abort() override { hub_.close_from_bot(line_); }

private:
    World& world_;
    SocketHub& hub_;
    std::shared_ptr<SocketHub::Line> line_;
};

}  // namespace

SocketHub::SocketHub(World& world, Witness& witness, std::uint64_t seed)
    : world_{world}, witness_{witness}, chance_{Chance::of(seed, "sockets")} {}

std::size_t SocketHub::open_lines() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(lines_, [](const auto& line) { return line->open_at_slack; }));
}

void SocketHub::open_url(LifeNumber whose, const LetterTo<net::NetResult<net::HttpResponse>>& answer) {
    const auto after = Millis{chance_.between(20, slow ? 6'000 : 300)};
    net::HttpResponse response;
    response.body = R"({"ok":true,"url":"wss://wss-primary.slack.com/link/?ticket=1"})";
    net::NetResult<net::HttpResponse> outcome = std::move(response);
    if (refuses) outcome = std::unexpected{net::NetError{net::NetTrouble::connect, false, "connection refused"}};
    world_.in(after, whose, [answer, outcome = std::move(outcome)]() mutable { answer->put(std::move(outcome)); });
}

void SocketHub::connect(LifeNumber whose, slack::OnControl on_control,
                        const LetterTo<net::NetResult<std::shared_ptr<slack::Socket>>>& answer) {
    const auto after = Millis{chance_.between(20, slow ? 4'000 : 250)};
    if (refuses) {
        world_.in(after, whose, [answer] {
            answer->put(std::unexpected{net::NetError{net::NetTrouble::connect, false, "connection refused"}});
        });
        return;
    }
    const auto line = std::make_shared<Line>();
    line->number = ++count_;
    line->whose = whose;
    line->on_control = std::move(on_control);
    lines_.push_back(line);
    world_.in(after, whose, [this, line, answer] {
        answer->put(std::static_pointer_cast<slack::Socket>(std::make_shared<HubSocket>(world_, *this, line)));
        world_.in(Millis{chance_.between(5, 200)}, nobody, [this, line] { hello(line); });
    });
}

void SocketHub::hello(const std::shared_ptr<Line>& line) {
    if (!line->open_at_bot) return;
    line->open_at_slack = true;
    const auto lifetime = chance_.between(1'800, 18'000);
    world_.tell([&] { return "slack     connection " + std::to_string(line->number) + " is open"; });
    push(line, small_delay(),
         R"({"type":"hello","num_connections":)" + std::to_string(open_lines()) +
             R"(,"connection_info":{"app_id":"A0BOT"},"debug_info":{"approximate_connection_time":)" +
             std::to_string(lifetime) + "}}");
    ping(line);
}

void SocketHub::ping(const std::shared_ptr<Line>& line) {
    world_.in(ping_every, line->whose, [this, line] {
        if (!line->open_at_slack) return;
        if (!line->silent && line->open_at_bot && line->on_control) line->on_control(net::ControlKind::ping, {});
        ping(line);
    });
}

void SocketHub::push(const std::shared_ptr<Line>& line, Millis after, std::string frame, std::string envelope) {
    // A connection is a stream: nothing overtakes.
    line->last_arrival = std::max({line->last_arrival + Millis{1}, world_.now() + after, line->not_before});
    if (!envelope.empty()) on_their_way_[envelope] = line;
    const bool held_back = line->last_arrival > world_.now() + after + 1s;
    world_.at(line->last_arrival, line->whose,
              [this, line, held_back, frame = std::move(frame), envelope = std::move(envelope)]() mutable {
                  on_their_way_.erase(envelope);
                  if (line->silent) return;
                  if (!line->open_at_bot) {
                      // What a network has held back for longer than a handover lasts is nobody's fault.
                      if (!envelope.empty() && !line->excused && !held_back)
                          witness_.dropped_by_close(envelope, line->closed_because);
                      return;
                  }
                  if (!envelope.empty()) witness_.delivered(envelope, line->whose);
                  static_cast<void>(line->inbound.send(net::Frame{true, std::move(frame)}));
              });
}

/// Answered after everything that is on its way already.
void SocketHub::pinged(const std::shared_ptr<Line>& line, const std::string& payload) {
    if (!line->open_at_slack) return;
    line->last_arrival = std::max({line->last_arrival + Millis{1}, world_.now() + small_delay(), line->not_before});
    world_.at(line->last_arrival, line->whose, [line, payload] {
        if (!line->silent && line->open_at_bot && line->on_control) line->on_control(net::ControlKind::pong, payload);
    });
}

bool SocketHub::send(const std::string& envelope, std::string frame) {
    std::vector<std::shared_ptr<Line>> open;
    for (const auto& line : lines_)
        if (line->open_at_slack) open.push_back(line);
    if (open.empty()) return false;
    const auto& line = open[chance_.below(open.size())];
    push(line, Millis{chance_.between(10, slow ? 900 : 250)}, std::move(frame), envelope);
    return true;
}

void SocketHub::close_at_slack(const std::shared_ptr<Line>& line, Millis bot_hears_after) {
    line->open_at_slack = false;
    line->excused = true;
    world_.in(bot_hears_after, line->whose, [line] {
        if (std::exchange(line->open_at_bot, false)) static_cast<void>(line->inbound.send(std::unexpected{gone()}));
    });
}

void SocketHub::cut_all() {
    for (const auto& line : lines_)
        if (line->open_at_slack) {
            world_.tell([&] { return "slack     connection " + std::to_string(line->number) + " breaks"; });
            close_at_slack(line, Millis{5});
        }
    std::erase_if(lines_, [](const auto& line) { return !line->open_at_slack && !line->open_at_bot; });
}

void SocketHub::silence_all(Millis counted) {
    for (const auto& line : lines_) {
        if (!line->open_at_slack) continue;
        world_.tell(
            [&] { return "slack     connection " + std::to_string(line->number) + " is dead, and nobody knows"; });
        line->silent = true;
        line->excused = true;
        world_.in(counted, nobody, [line] { line->open_at_slack = false; });
    }
}

void SocketHub::forget_ghosts() {
    for (const auto& line : lines_)
        if (line->silent) line->open_at_slack = false;
}

void SocketHub::ask_to_reconnect(const std::string& reason) {
    for (const auto& line : lines_) {
        if (!line->open_at_slack) continue;
        world_.tell(
            [&] { return "slack     connection " + std::to_string(line->number) + " is asked to go: " + reason; });
        push(line, small_delay(), R"({"type":"disconnect","reason":")" + reason + R"("})");
        // Slack itself closes ten seconds later; sooner when it says so in anger.
        const auto patience = reason == "too_many_websockets" || reason == "link_disabled" ? 200ms : 10s;
        if (patience < 1s) line->excused = true;
        world_.in(patience, nobody, [this, line] {
            if (line->open_at_slack) close_at_slack(line, 20ms);
        });
    }
}

void SocketHub::life_ended(LifeNumber number, bool noticed) {
    for (const auto& line : lines_) {
        if (line->whose != number) continue;
        line->open_at_bot = false;
        line->excused = true;
        line->on_control = {};
        if (noticed) {
            line->open_at_slack = false;
        } else {
            line->silent = true;
            world_.in(30s, nobody, [line] { line->open_at_slack = false; });
        }
    }
    std::erase_if(lines_, [](const auto& line) { return !line->open_at_slack && !line->open_at_bot; });
}

void SocketHub::machine_sleeps(LifeNumber number, Millis length) {
    if (length < 30s) return;
    world_.in(30s, nobody, [this, number] {
        for (const auto& line : lines_)
            if (line->whose == number && line->open_at_slack) close_at_slack(line, 1ms);
    });
}

void SocketHub::process_stops(LifeNumber number, Millis until) {
    const auto late = Millis{chance_.between(0, 9'000)};
    for (const auto& line : lines_)
        if (line->whose == number) line->not_before = until + late;
}

bool SocketHub::is_on_its_way(const std::string& envelope) const {
    const auto found = on_their_way_.find(envelope);
    if (found == on_their_way_.end()) return false;
    const auto& line = *found->second;
    return line.open_at_bot && line.open_at_slack && !line.silent && !line.excused;
}

void SocketHub::hung_up(const std::shared_ptr<Line>& line) {
    if (!line->open_at_bot || dying_.contains(line->whose)) return;
    line->excused = true;
    close_from_bot(line);
}

void SocketHub::close_from_bot(const std::shared_ptr<Line>& line) {
    if (dying_.contains(line->whose) || !std::exchange(line->open_at_bot, false)) return;
    line->closed_because =
        "connection " + std::to_string(line->number) + " was closed by the bot at " + clock_text(world_.now());
    static_cast<void>(line->inbound.send(std::unexpected{gone()}));
    world_.in(small_delay(), nobody, [line] { line->open_at_slack = false; });
}

void SocketHub::wrote(const std::shared_ptr<Line>& line, const std::string& text) {
    if (line->silent) return;
    // {"envelope_id":"…"}
    const auto from = text.find(':');
    if (from == std::string::npos) return;
    const auto begin = text.find('"', from) + 1;
    witness_.acked(text.substr(begin, text.find('"', begin) - begin), line->whose);
}

Async<net::NetResult<std::shared_ptr<slack::Socket>>> HubSockets::connect(std::string, slack::OnControl on_control) {
    const auto letter = std::make_shared<Letter<net::NetResult<std::shared_ptr<slack::Socket>>>>();
    hub_.connect(whose_, std::move(on_control), letter);
    co_return co_await opened(letter);
}

Async<net::NetResult<net::HttpResponse>> HubHttp::send(std::string, net::HttpRequest, net::HttpLimits) {
    const auto letter = std::make_shared<Letter<net::NetResult<net::HttpResponse>>>();
    hub_.open_url(whose_, letter);
    co_return co_await opened(letter);
}

}  // namespace privman::simulator
