#include "tests/simulator/world/bot_life.hpp"

#include "async/cancellation.hpp"
#include "stores/sqlite_store.hpp"
#include "tests/domain/recount.hpp"
#include "tests/simulator/people/people.hpp"
#include "tests/simulator/world/watched_store.hpp"
#include "unicode/fold.hpp"
#include "workflows/mind_store.hpp"
#include "workflows/remind.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace privman::simulator {

using namespace std::chrono_literals;

Async<void> MachineClock::sleep_until(BootTime when) {
    const auto list = std::make_shared<async::WaitList>();
    struct Leave {  // also when cancelled, and when the loop dies
        World& world;
        std::optional<World::Ticket> ticket;
        ~Leave() {
            if (ticket) world.cancel(*ticket);
        }
    } leave{world_, {}};
    // Nothing here belongs to this frame: an event that a sleeping machine has put off outlives its cancellation.
    if (when != BootTime::max())
        leave.ticket = world_.at(when.time_since_epoch() - machine_.boot_offset, whose_, [list] { list->wake_all(); });
    co_await list->wait();
}

std::string LifeChance::bytes(std::size_t count) {
    std::string out(count, '\0');
    for (auto& c : out) c = static_cast<char>(chance_.next());
    return out;
}

/// Slack's own clock is right.
Async<std::optional<WallTime>> slack_says(const World& world) { co_return world.true_wall(); }

/// This machine's is what the plan makes of it.
ClockCheck clock_check(const World& world, const Clock& clock) {
    return {.ahead_of_chat = [&world, &clock] { return std::optional<Millis>{clock.wall() - world.true_wall()}; }};
}

/// What app/workings wires, member by member in the same order.
struct BotLife::Works {
    Works(const Given& given, LifeNumber number, boost::asio::any_io_executor loop, MachineClock& clock,
          Randomness& randomness, Records& records, SettingsKeeper& settings, const TimeZones& zones,
          async::TaskScope& tasks, observe::Log& log)
        : seal{records.seal_key()->secret, home_team},
          board{given.workspace, number},
          directory{given.workspace, given.world, number},
          sockets{given.hub, number},
          http{given.hub, number},
          web_api{http, clock, {.bot_token = "xoxb-0", .app_token = "xapp-0"}},
          source{given.server, number},
          announcer{settings, board, clock, tasks, tally, log},
          people{directory, clock, tasks},
          unattended{
              {.records = records,
               .settings = settings,
               .zones = zones,
               .announcer = announcer,
               .clock = clock,
               .fold = unicode::fold,
               .holds_lease = [this] { return !socket.health().others_connected; },
               .log = log,
               .people_are_heard = [this] { return socket.has_said_hello(); },
               .heard = [this](BootTime since) { return socket.heard(since); },
               .clock_trouble = [check = clock_check(given.world, clock)] { return check.disagreement_with_chat(); }},
              given.policy.unattended},
          watch{{source, records, settings, unattended, announcer, clock, randomness, tasks, tally, log},
                given.policy.poll_interval},
          showing{.cards = {.offered = grants_on_offer(),
                            .preselected = Grant::one_time(),
                            .somebody_may_decide = !std::holds_alternative<NobodyDecides>(given.policy.approvers)},
                  .cards_at_once = given.policy.cards_at_once},
          cards{{records, settings, board, announcer, clock, randomness, tasks, tally, log,
                 [this](const Life& life) { return unattended.answers_until(life); }},
                showing,
                {.posts_per_second = given.policy.posts_per_second}},
          decide{{records, settings, source, watch, unattended, board, people, seal, announcer, clock, randomness,
                  tasks, tally, log},
                 {.rights = {given.policy.approvers, false},
                  .home = home_team,
                  .limit = given.policy.decision_limit,
                  .fold = unicode::fold,
                  .calls = given.policy.calls}},
          commands{{.records = records,
                    .settings = settings,
                    .watch = watch,
                    .unattended = unattended,
                    .board = board,
                    .directory = directory,
                    .people = people,
                    .zones = zones,
                    .announcer = announcer,
                    .clock = clock,
                    .log = log,
                    .tasks = tasks,
                    .randomness = randomness,
                    .further_status = [] { return std::vector<Words>{}; },
                    .stirred = [this](const ChannelId& channel) { cards.try_again(channel); },
                    .look_again = [this] { cards.look_again(); },
                    .chat_now = [&world = given.world](bool) { return slack_says(world); },
                    .clock_check = clock_check(given.world, clock)},
                   {.approvers = given.policy.approvers,
                    .admins = {},
                    .home = home_team,
                    .version = "simulated",
                    .reservations = {},
                    .zone_names = {}}},
          clicks{
              {.records = records,
               .board = board,
               .clock = clock,
               .tasks = tasks,
               .tally = tally,
               .log = log,
               .age_of = [&world = given.world](WallTime then) -> std::optional<Millis> {
                   return std::max<Millis>(world.true_wall() - then, Millis{0});
               },
               .stand_still = [this] { return unattended.off_latch().stand_still(); }},
              [this](CommandArrived said) { return commands.answer(std::move(said)); },
              [this](MoreWanted more) { return show_more(*this, std::move(more)); },
              [this](OfferTaken taken) { return commands.take(std::move(taken)); },
              [this](RequestId id, KeptClick click) { return decide.take_unknown(std::move(id), std::move(click)); }},
          socket{{web_api, sockets, clock, randomness, clicks, log},
                 std::move(loop),
                 {.self = {UserId{"UBOT"}, home_team, "home"},
                  .bot_id = "BBOT",
                  .app_id = {},
                  .offered = grants_on_offer()}},
          rest{{records, settings, cards, watch, unattended, clock, log, clock_check(given.world, clock)},
               {.after = given.policy.rest_after,
                .look_every = given.policy.rest_after > Millis{0} ? Millis{30s} : Millis{1s},
                .keep_decided = given.policy.keep_decided}} {}

    static Async<void> show_more(Works& self, MoreWanted more) {
        if (!co_await self.commands.may_look(more.from.who, more.team)) co_return;
        static_cast<void>(co_await self.cards.show_more(more.channel));
    }

    Tally tally;
    slack::HmacSeal seal;
    WorkspaceBoard board;
    WorkspaceDirectory directory;
    HubSockets sockets;
    HubHttp http;
    slack::WebApi web_api;
    ServerSource source;
    Announcer announcer;
    LookUpPeople people;
    ApproveUnattended unattended;
    WatchRequests watch;
    ShowingPolicy showing;
    KeepCardsTrue cards;
    Decide decide;
    AnswerCommands commands;
    TakeClicks clicks;
    slack::SocketMode socket;
    PutToRest rest;
};

BotLife::BotLife(const Given& given, LifeNumber number)
    : given_{given},
      number_{number},
      clock_{given.world, given.machine, number},
      chance_{Chance::of(given.seed, "bot", number)},
      disk_chance_{Chance::of(given.seed, "disk turns", number)},
      log_{[this](std::string_view line) { given_.world.tell([&] { return "log       " + std::string{line}; }); },
           [this] { return clock_.wall().time_since_epoch().count(); }, observe::Log::Format::text,
           given.world.telling() ? observe::Level::debug : observe::Level::error},
      tasks_{std::make_unique<async::TaskScope>(loop_->get_executor(), [this](const std::exception_ptr& error) {
          broken_ = async::what_of(error);
          ended_ = broken_;
      })} {
    tasks_->start([this] { return live(*this); });
}

BotLife::~BotLife() {
    // The loop first: coroutines refer to the objects, never the other way round.
    loop_.reset();
}

bool BotLife::step() { return loop_->poll_one() > 0; }

void BotLife::add_refusals(std::array<std::uint64_t, Reached::reasons>& all) const {
    if (!works_) return;
    for (std::size_t reason = 0; reason < all.size(); ++reason)
        all[reason] += static_cast<std::uint64_t>(works_->tally.refusals(static_cast<WhyRefused>(reason)).total());
}

std::size_t BotLife::clicks_in_hand() const { return works_ ? works_->clicks.in_hand() : 0; }

Async<void> BotLife::live(BotLife& self) {
    stores::SqliteSettings settings{.path = "privman-slack.db", .lock_wait = 1s, .written_by = "simulated"};
    settings.checkpoint_after_pages = 200;
    settings.vfs = Disk::vfs_name;
    settings.a_second = [&self]() -> Async<void> { return self.clock_.sleep_for(1s); };
    settings.turn = [&self]() -> Async<void> {
        const auto takes = Millis{self.disk_chance_.between(1, self.given_.disk_takes.count())};
        return self.clock_.sleep_for(takes + std::max(self.given_.disk_stalls_to - self.given_.world.now(), 0ms));
    };
    auto opened = co_await stores::open_sqlite(settings, self.log_);
    if (!opened) {
        self.ended_ = "the store cannot be opened: " + opened.error().what;
        co_return;
    }
    self.store_ = std::move(opened->state);
    self.settings_store_ = std::move(opened->settings);
    self.watched_ = std::make_unique<WatchedStore>(*self.store_, self.given_.disk, self.given_.witness);
    self.watched_settings_ =
        std::make_unique<WatchedSettings>(*self.settings_store_, self.given_.disk, self.clock_, self.given_.witness);
    self.records_ = std::make_unique<Records>(*self.watched_, self.clock_, self.log_);
    self.settings_ = std::make_unique<SettingsKeeper>(*self.watched_settings_, self.clock_, self.log_);
    self.settings_->when_changed([&self] { self.records_->nudge(); });
    self.settings_->when_refused([&self] { self.tasks_->start([&self] { return self.records_->try_to_write(); }); });
    auto read = co_await self.records_->open();
    if (read) read = co_await self.settings_->open();
    if (!read) {
        self.ended_ = "the store cannot be read: " + read.error().what;
        co_return;
    }
    if (!self.records_->seal_key()) {
        const auto stored = co_await self.records_->store_seal_key({"seal", self.chance_.bytes(32)});
        if (!stored) {
            self.ended_ = "the seal key cannot be stored: " + stored.error().what;
            co_return;
        }
    }
    co_await self.clock_.sleep_for(Millis{self.disk_chance_.between(50, 600)});  // who are we in Slack?
    self.works_ =
        std::make_unique<Works>(self.given_, self.number_, self.loop_->get_executor(), self.clock_, self.chance_,
                                *self.records_, *self.settings_, self.zones_, *self.tasks_, self.log_);
    auto& works = *self.works_;
    auto& tasks = *self.tasks_;
    tasks.start([&works] { return works.watch.run(); });
    tasks.start([&works] { return works.unattended.run(); });
    tasks.start([&works] { return works.clicks.run(); });
    tasks.start([&works] { return works.decide.run(); });
    tasks.start([&works] { return works.cards.run(); });
    tasks.start([&works] { return works.socket.run(); });
    tasks.start([&self, &works] { return mind_store({*self.records_, works.announcer, self.clock_, self.log_}); });
    tasks.start([&self, &works] {
        return remind({*self.records_, *self.settings_, works.board, self.clock_, *self.tasks_, self.log_},
                      self.given_.policy.remind_after);
    });
    self.given_.world.tell([&] { return "bot       life " + std::to_string(self.number_) + " works"; });
    co_await works.rest.run();
}

std::string BotLife::recounted() const {
    if (!works_) return {};
    std::vector<const Life*> lives;
    for (const auto& [id, life] : records_->lives()) lives.push_back(&life);
    const auto now = clock_.moment();
    std::set<ChannelId> channels;
    for (const auto* life : lives)
        for (const auto& [channel, copies] : life->cards) channels.insert(channel);
    std::map<ChannelId, WallTime> registered;
    for (const auto& channel : settings_->now().channels) registered.emplace(channel.id, channel.since);
    for (const auto& [channel, since] : registered) channels.insert(channel);
    std::size_t posts = 0;
    std::size_t edits = 0;
    for (const auto& channel : channels) {
        const auto known = registered.find(channel);
        auto policy = works_->showing;
        policy.cards.channel_is_registered = known != registered.end();
        const auto since = known == registered.end() ? WallTime{} : known->second;
        for (const auto& owed : testing::recount(channel, lives, records_->board(channel), policy, since, now)) {
            if (owed.starts_with("edit ") && (known != registered.end() || owed != "edit digest"))
                ++edits;
            else if (known != registered.end())
                ++posts;
        }
    }
    const auto kept = works_->cards.backlog();
    if (kept.posts == posts && kept.edits == edits) return {};
    return "the channels owe " + std::to_string(posts) + " posts and " + std::to_string(edits) +
           " edits, and the bot knows of " + std::to_string(kept.posts) + " and " + std::to_string(kept.edits);
}

std::string BotLife::what_keeps_it() const {
    return "tasks " + std::to_string(tasks()) + ", clicks in hand " + std::to_string(clicks_in_hand());
}

}  // namespace privman::simulator
