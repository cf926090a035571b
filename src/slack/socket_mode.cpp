#include "slack/socket_mode.hpp"

#include "async/mailbox.hpp"
#include "async/task_scope.hpp"
#include "async/wait_list.hpp"
#include "async/within.hpp"
#include "domain/match.hpp"
#include "net/url.hpp"
#include "observe/log.hpp"
#include "slack/api_errors.hpp"
#include "slack/dedupe.hpp"
#include "slack/escape.hpp"
#include "slack/json_read.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace privman::slack {

using namespace std::chrono_literals;

namespace {

constexpr Millis ack_limit = 3s;  // https://docs.slack.dev/apis/events-api/using-socket-mode
constexpr Millis remember_for = 1h;
constexpr std::size_t remember_most = 20'000;
constexpr std::size_t most_acks_waiting = 1024;
/// Whoever was not heard of for longer, on a connection on which Slack pings every few seconds, may have stood still.
constexpr Millis silence_of_the_awake = 12s;
constexpr Millis noticed_late = 5s;
/// A connection is usually back by then.
constexpr Millis wait_for_another = 60s;

}  // namespace

/// Kept alive by its coroutines; they leave when the connections are closed, or when the owner is gone.
struct SocketMode::State : std::enable_shared_from_this<SocketMode::State> {
    /// Says that an arrival needs no ack any more, however that came about: written, refused, forgotten.
    class Owed {
    public:
        Owed(std::weak_ptr<State> state, Generation generation) : state_{std::move(state)}, generation_{generation} {}
        Owed(Owed&& other) noexcept : state_{std::exchange(other.state_, {})}, generation_{other.generation_} {}
        Owed& operator=(Owed&&) = delete;
        ~Owed() {
            if (const auto state = state_.lock()) state->no_longer_owed(generation_);
        }

    private:
        std::weak_ptr<State> state_;
        Generation generation_;
    };

    struct Ack {
        std::string envelope;
        BootTime arrived;
        std::shared_ptr<Owed> owed;
        bool second_try = false;
    };

    struct Link {
        Link(Generation number, boost::asio::any_io_executor loop, async::TaskScope::OnFailure on_failure)
            : generation{number}, tasks{std::move(loop), std::move(on_failure)} {}

        Generation generation;
        std::shared_ptr<Socket> socket;  ///< null until upgraded
        bool over = false;               ///< nothing can be written any more
        bool draining = false;
        std::size_t owed = 0;
        std::optional<BootTime> heard_until;                 ///< what was said before has been taken; nothing: no hello
        std::map<std::string, BootTime, std::less<>> pings;  ///< not answered yet: when they were sent
        async::Mailbox<std::optional<Ack>> outbox{most_acks_waiting};  ///< nothing: look whether it is over
        async::TaskScope tasks;
    };

    State(Deps d, boost::asio::any_io_executor where, Expected e)
        : deps{d}, loop{std::move(where)}, expected{std::move(e)}, session{d.randomness}, tasks{loop, on_failure()} {}

    // --- what the session wishes ---

    void feed(const SessionEvent& event) {
        for (const auto& wish : session.handle(event, deps.clock.now()))
            std::visit(match{
                           [this](const AskForUrl& w) { begin(w.generation); },
                           [this](const Connect& w) { connect(w.generation, w.url); },
                           [this](const Drain& w) { drain(w.generation); },
                           [this](const Close& w) { close(w.generation); },
                       },
                       wish);
        poked.wake_all();
        news->arrived.wake_all();
    }

    void begin(Generation generation) {
        const auto link = std::make_shared<Link>(generation, loop, on_failure());
        links.emplace(generation, link);
        link->tasks.start([self = shared_from_this(), generation] { return ask_for_url(self, generation); });
    }

    void connect(Generation generation, const std::string& url) {
        if (const auto link = find(generation))
            link->tasks.start([self = shared_from_this(), link, url] { return live(self, link, url); });
    }

    void drain(Generation generation) {
        const auto link = find(generation);
        if (!link) return;
        link->draining = true;
        if (link->owed == 0) feed(Drained{generation});
    }

    void close(Generation generation) {
        const auto link = find(generation);
        if (!link) return;
        if (!link->socket) {
            // An attempt in the middle of dialling: dropping the work drops the connection.
            links.erase(generation);
            return link->tasks.cancel();
        }
        link->over = true;
        tasks.start([self = shared_from_this(), link] { return say_goodbye(self, link); });
    }

    // --- the coroutines ---

    static Async<void> ask_for_url(std::shared_ptr<State> self, Generation generation) {
        const auto answer = co_await self->deps.api.call("apps.connections.open");
        auto url = answer ? text_of(*answer, "url") : std::string{};
        if (answer && self->may_follow(url)) co_return self->feed(UrlOpened{generation, std::move(url)});
        const auto why = answer
                             ? Failure{Trouble::malformed,
                                       "Slack answered with an address that is not a wss:// one under its own domain"}
                             : answer.error();
        self->deps.log.warning("slack.socket.open_failed", "Slack gave no connection",
                               {{"why", why.what}, {"permanent", is_permanent(why)}});
        self->feed(OpenFailed{generation, is_permanent(why), why.retry_after, why.what});
        if (const auto link = self->find(generation)) self->remove(link);
    }

    static Async<void> live(std::shared_ptr<State> self, std::shared_ptr<Link> link, std::string url) {
        const auto generation = link->generation;
        auto socket = co_await self->deps.sockets.connect(
            std::move(url), [weak = std::weak_ptr{self}, generation](net::ControlKind kind, std::string_view payload) {
                if (const auto state = weak.lock()) state->take_control(generation, kind, payload);
            });
        if (!socket) {
            self->deps.log.warning("slack.socket.connect_failed", "The Socket Mode connection could not be made",
                                   {{"why", socket.error().what}});
            self->feed(Lost{generation, socket.error().what});
            co_return self->remove(link);
        }
        link->socket = std::move(*socket);
        link->tasks.start([self, link] { return write_acks(self, link); });
        self->feed(Upgraded{generation});
        for (;;) {
            auto frame = co_await link->socket->read();
            if (!frame) {
                self->lost(link, frame.error().what);
                break;
            }
            self->something_came(generation);
            if (frame->text) self->take(link, frame->data);
        }
        self->remove(link);
    }

    static Async<void> write_acks(std::shared_ptr<State> self, std::shared_ptr<Link> link) {
        while (!link->over || link->outbox.size() > 0) {
            auto ack = co_await link->outbox.receive();
            if (!ack) continue;
            const bool written = !link->over && (co_await link->socket->write(ack_of(ack->envelope))).has_value();
            if (!written) {
                self->send_elsewhere(link->generation, std::move(*ack));
                continue;
            }
            ++self->health.acks;
            const auto took = self->deps.clock.now() - ack->arrived;
            if (took <= ack_limit) continue;
            ++self->health.late_acks;
            self->deps.log.warning("slack.socket.late_ack",
                                   "Slack was answered too late: the person saw a warning sign",
                                   {{"milliseconds", took.count()}});
        }
    }

    static Async<void> say_goodbye(std::shared_ptr<State> self, std::shared_ptr<Link> link) {
        co_await link->socket->close(1000, 1s);
        link->socket->abort();
        self->news->arrived.wake_all();
    }

    static Async<void> keep_time(std::shared_ptr<State> self) {
        for (;;) {
            const auto at = self->session.wake_at();
            if (!at) {
                co_await self->poked.wait();
            } else if (*at <= self->deps.clock.now() ||
                       !co_await async::within(self->deps.clock.deadline_at(*at), self->poked.wait())) {
                self->may_have_stood_still = self->may_have_stood_still || self->deps.clock.now() - *at > noticed_late;
                self->feed(TimeIsUp{});
            }
        }
    }

    static Async<void> run(std::shared_ptr<State> self) {
        struct Leave {  // also when this coroutine is cancelled
            State& state;
            ~Leave() { state.drop_everything(); }
        } leave{*self};
        self->tasks.start([self] { return keep_time(self); });
        self->feed(Start{});
        while (!self->news->failure && !self->is_over()) co_await self->news->arrived.wait();
        self->tasks.cancel();
        co_await self->tasks.join();
        if (self->news->failure) std::rethrow_exception(self->news->failure);
    }

    static Async<void> first_hello(std::shared_ptr<State> self) {
        const auto heard = self->news;
        while (self->health.connects == 0) co_await heard->arrived.wait();
    }

    static Async<void> heard(std::shared_ptr<State> self, BootTime since) {
        const auto news = self->news;
        while (!self->has_heard(since)) co_await async::within(self->deps.clock.deadline_in(1s), news->arrived.wait());
    }

    static Async<void> ping(std::shared_ptr<State> self, std::shared_ptr<Link> link, std::string payload) {
        static_cast<void>(self);
        static_cast<void>(co_await link->socket->ping(std::move(payload)));
    }

    // --- what was said before a moment ---

    /// Asks those who do not show it yet.
    bool has_heard(BootTime since) {
        bool open = false;
        bool all = true;
        for (const auto& [generation, link] : links) {
            if (link->over || !link->heard_until) continue;
            open = true;
            if (*link->heard_until >= since) continue;
            all = false;
            const auto asked = [since](const auto& ping) { return ping.second >= since; };
            if (std::ranges::any_of(link->pings, asked)) continue;
            auto payload = "heard " + std::to_string(++pings_sent);
            link->pings.emplace(payload, deps.clock.now());
            link->tasks.start([self = shared_from_this(), link, payload] { return ping(self, link, payload); });
        }
        if (open) return all;
        return !may_have_stood_still && ended_at && deps.clock.now() - *ended_at >= wait_for_another;
    }

    /// What comes after a silence may have waited here for somebody who stood still.
    void something_came(Generation generation) {
        const auto last = session.last_inbound();
        if (last && deps.clock.now() - *last > silence_of_the_awake) may_have_stood_still = true;
        feed(SomethingCame{generation});
    }

    void take_control(Generation generation, net::ControlKind kind, std::string_view payload) {
        const auto link = find(generation);
        if (link && kind == net::ControlKind::pong) {
            if (const auto sent = link->pings.find(payload); sent != link->pings.end()) {
                link->heard_until = std::max(link->heard_until.value_or(BootTime{}), sent->second);
                const auto until = sent->second;
                std::erase_if(link->pings, [until](const auto& ping) { return ping.second <= until; });
            }
        }
        something_came(generation);
    }

    // --- what comes in ---

    void take(const std::shared_ptr<Link>& link, const std::string& frame) {
        auto incoming = decode(frame, expected);
        std::visit(match{
                       [&](HelloFrame& hello) { said_hello(link, hello); },
                       [&](DisconnectFrame& bye) { said_disconnect(link, bye); },
                       [&](Envelope& envelope) { take_envelope(link, std::move(envelope)); },
                       [&](Noise& noise) {
                           deps.log.debug("slack.socket.noise", "A frame means nothing", {{"why", noise.why}});
                       },
                   },
                   incoming);
    }

    void said_hello(const std::shared_ptr<Link>& link, const HelloFrame& hello) {
        // Slack itself says which app this token belongs to: better than reading it out of the token.
        if (!hello.app_id.empty()) expected.app_id = hello.app_id;
        ++health.connects;
        link->heard_until = deps.clock.now();
        may_have_stood_still = false;
        ended_at.reset();
        feed(HelloSaid{link->generation, hello.connections,
                       hello.lifetime ? std::optional<Millis>{*hello.lifetime} : std::nullopt});
        deps.log.info("slack.socket.ready", "Connected to Slack",
                      {{"connection", link->generation}, {"connections_of_app", session.connections_of_app()}});
        if (session.others_suspected())
            deps.log.warning(
                "slack.socket.others",
                "Slack counts more connections of this app than ours: another process uses this app token "
                "and takes a share of the clicks, or a dead one has not been noticed yet; asked again by "
                "a polite reconnect",
                {{"connections_of_app", session.connections_of_app()}, {"pauses", session.others_connected()}});
    }

    void said_disconnect(const std::shared_ptr<Link>& link, const DisconnectFrame& bye) {
        const auto reason = known_reason(bye.reason);
        ++health.disconnects[reason];
        deps.log.info("slack.socket.disconnect", "Slack asks for a new connection",
                      {{"connection", link->generation}, {"reason", reason}});
        feed(DisconnectSaid{link->generation, bye.reason});
    }

    void take_envelope(const std::shared_ptr<Link>& link, Envelope envelope) {
        const auto arrived = deps.clock.now();
        if (++link->owed == 1 && link->draining) feed(BusyAgain{link->generation});
        Ack ack{envelope.id, arrived, std::make_shared<Owed>(weak_from_this(), link->generation)};
        if (!envelope.arrival) {
            const auto note = envelope.routine ? &observe::Log::debug : &observe::Log::info;
            (deps.log.*note)("slack.socket.ignored", "An envelope was acknowledged and left alone",
                             {{"why", envelope.ignored},
                              {"type", for_plain_text(envelope.type, 60)},
                              {"by", for_plain_text(envelope.by, 60)}});
            return send(link, std::move(ack));
        }
        if (!seen.first_time(envelope.keys, arrived)) {
            ++health.duplicates;
            // While the first one is in hand only, an ack would promise what a crash could still break.
            if (const auto first = in_hand_of(envelope.keys))
                return static_cast<void>(first->echoes.emplace_back(link, std::move(ack)));
            return send(link, std::move(ack));
        }
        // What would not be finished any more is not taken: Slack sends events again, and people see that a click
        // failed.
        if (session.state() == SessionState::stopping) return seen.forget(envelope.keys);

        const auto held = hold(envelope.keys);
        held->echoes.emplace_back(link, std::move(ack));
        const bool taken = deps.inbox.arrived(std::move(*envelope.arrival), [weak = weak_from_this(), held]() {
            const auto state = weak.lock();
            if (!state) return;
            for (auto& [from, one] : std::exchange(held->echoes, {})) {
                if (const auto origin = from.lock())
                    state->send(origin, std::move(one));
                else
                    state->send_elsewhere(0, std::move(one));
            }
        });
        if (taken) return;
        seen.forget(envelope.keys);
        ++health.refused;
        deps.log.warning("slack.socket.full", "Too much is waiting: an arrival was not taken");
    }

    /// Taken, and not yet in safe hands: its ack, and those of the same thing delivered again meanwhile. Belongs to the
    /// acknowledgement that the inbox holds.
    struct InHand {
        std::vector<std::pair<std::weak_ptr<Link>, Ack>> echoes;
    };

    [[nodiscard]] std::shared_ptr<InHand> in_hand_of(const std::vector<std::string>& keys) const {
        for (const auto& key : keys)
            if (const auto found = in_hand.find(key); found != in_hand.end())
                if (auto held = found->second.lock(); held && !held->echoes.empty()) return held;
        return nullptr;
    }

    std::shared_ptr<InHand> hold(const std::vector<std::string>& keys) {
        std::erase_if(in_hand, [](const auto& entry) { return entry.second.expired(); });
        auto held = std::make_shared<InHand>();
        for (const auto& key : keys) in_hand[key] = held;
        return held;
    }

    // --- acks ---

    void send(const std::shared_ptr<Link>& link, Ack ack) {
        if (link->over || !link->socket) return send_elsewhere(link->generation, std::move(ack));
        if (!link->outbox.send(std::move(ack))) lose_ack();
    }

    /// Whether Slack takes an ack over another connection is not documented; one try costs nothing.
    void send_elsewhere(Generation not_here, Ack ack) {
        const auto ready = session.ready();
        const auto link = ready && *ready != not_here && !ack.second_try ? find(*ready) : nullptr;
        if (!link || link->over || !link->socket) return lose_ack();
        ack.second_try = true;
        if (!link->outbox.send(std::move(ack))) lose_ack();
    }

    void lose_ack() {
        ++health.acks_lost;
        deps.log.warning("slack.socket.ack_lost", "No connection was left to answer Slack");
    }

    void no_longer_owed(Generation generation) {
        const auto link = find(generation);
        if (!link || link->owed == 0) return;
        if (--link->owed == 0 && link->draining) feed(Drained{generation});
    }

    // --- ends ---

    void lost(const std::shared_ptr<Link>& link, const std::string& why) {
        const bool ours = std::exchange(link->over, true);  // closed by us: not news
        if (link->heard_until) {
            const auto last = session.last_inbound();
            ended_at = deps.clock.now();
            may_have_stood_still = may_have_stood_still || !last || *ended_at - *last > silence_of_the_awake;
        }
        if (!ours) {
            ++health.disconnects["lost"];
            deps.log.info("slack.socket.lost", "The connection ended",
                          {{"connection", link->generation}, {"why", why}});
        }
        feed(Lost{link->generation, why});
    }

    void remove(const std::shared_ptr<Link>& link) {
        link->over = true;
        // The writer looks up from its mailbox, sends what is left elsewhere, and leaves; a full box wakes it anyhow.
        static_cast<void>(link->outbox.send(std::nullopt));
        links.erase(link->generation);
        news->arrived.wake_all();
    }

    void drop_everything() {
        dropped = true;
        for (const auto& [generation, link] : std::exchange(links, {})) {
            link->over = true;
            if (link->socket) link->socket->abort();
            link->tasks.cancel();
        }
        tasks.cancel();
        news->arrived.wake_all();
    }

    // --- small things ---

    [[nodiscard]] bool is_over() const {
        return dropped || (session.state() == SessionState::stopped && links.empty());
    }

    [[nodiscard]] bool may_follow(const std::string& url) const {
        const auto parsed = net::parse_url(url);
        if (!parsed) return false;
        const auto& base = deps.api.options().base;
        if (url.starts_with("wss://")) return is_under_api(base, parsed->origin.host);
        return url.starts_with("ws://") && is_stand_in(base) && net::is_loopback(parsed->origin.host);
    }

    [[nodiscard]] std::shared_ptr<Link> find(Generation generation) const {
        const auto found = links.find(generation);
        return found == links.end() ? nullptr : found->second;
    }

    async::TaskScope::OnFailure on_failure() const {
        return [shared = news](std::exception_ptr error) {
            if (!shared->failure) shared->failure = std::move(error);
            shared->arrived.wake_all();
        };
    }

    /// What `run` waits for. Shared with the scopes, whose last child may end after this state is gone.
    struct News {
        std::exception_ptr failure;
        async::WaitList arrived;
    };

    Deps deps;
    boost::asio::any_io_executor loop;
    Expected expected;
    std::shared_ptr<News> news = std::make_shared<News>();
    SocketSession session;
    Dedupe seen{remember_most, remember_for};
    std::map<std::string, std::weak_ptr<InHand>> in_hand;  ///< by every key under which it may come again
    SocketHealth health;
    bool dropped = false;
    bool may_have_stood_still = false;  ///< since the last hello; what was said meanwhile may be unread
    std::optional<BootTime> ended_at;   ///< the last connection that had said hello, without another one since
    std::uint64_t pings_sent = 0;
    async::WaitList poked;  ///< the time to wake at may have changed
    std::map<Generation, std::shared_ptr<Link>> links;
    async::TaskScope tasks;
};

SocketMode::SocketMode(Deps deps, boost::asio::any_io_executor loop, Expected expected)
    : state_{std::make_shared<State>(deps, std::move(loop), std::move(expected))} {}

SocketMode::~SocketMode() { state_->drop_everything(); }

void SocketMode::expect(Expected expected) { state_->expected = std::move(expected); }

bool SocketMode::has_said_hello() const { return state_->health.connects > 0; }

Async<void> SocketMode::first_hello() { return State::first_hello(state_); }

Async<void> SocketMode::heard(BootTime since) { return State::heard(state_, since); }

Async<void> SocketMode::run() { return State::run(state_); }

void SocketMode::stop() { state_->feed(StopAsked{}); }

SocketHealth SocketMode::health() const {
    const auto& session = state_->session;
    auto health = state_->health;
    health.ready = session.state() == SessionState::ready;
    health.state = name_of(session.state());
    health.trouble = session.trouble();
    health.needs_person = session.needs_person();
    if (const auto last = session.last_inbound()) health.silent_for = state_->deps.clock.now() - *last;
    health.connections_of_app = session.connections_of_app();
    health.others_connected = session.others_connected();
    health.others_suspected = session.others_suspected();
    return health;
}

}  // namespace privman::slack
