#include "tests/simulator/world/simulation.hpp"

#include "domain/digest.hpp"
#include "stores/record.hpp"
#include "tests/simulator/people/people.hpp"
#include "tests/simulator/people/spellings.hpp"
#include "tests/simulator/world/bot_life.hpp"
#include "workflows/doubts.hpp"

#include <algorithm>
#include <array>

namespace privman::simulator {

using namespace std::chrono_literals;

namespace {

/// What its supervisor waits before it starts the bot again.
constexpr Millis restart_pause = 2s;
/// More than this at one time is no queue any more.
constexpr std::size_t most_tasks = 2'000;
constexpr std::size_t most_log_bytes = 8U << 20;

template <class Policy>
void further(Policy& policy, const Plan& plan) {
    if constexpr (requires { policy.limit_computer; }) policy.limit_computer = plan.limit_computer;
    if constexpr (requires { policy.ratings; }) {
        policy.ratings = {"clean", "good"};
        if (plan.takes_unknown) policy.ratings.push_back("unknown");
    }
}

BotPolicy policy_of(const Plan& plan) {
    BotPolicy policy;
    if (plan.named_approvers)
        policy.approvers =
            TheseDecide{{UserId{"UADA"}, UserId{"UBOB"}, UserId{"UCAROL"}, UserId{"UEVE"}, UserId{"UGUS"}}};
    policy.cards_at_once = plan.cards_at_once;
    policy.poll_interval = plan.poll_interval;
    policy.rest_after = plan.seed % 2 == 0 ? Millis{0} : Millis{std::chrono::minutes{10}};
    if (plan.seed % 3 == 0) policy.calls = {.all = 2, .schedule = 1};
    policy.keep_decided = plan.sparse ? Millis{std::chrono::days{2}} : Millis{std::chrono::days{90}};
    policy.unattended.limit = plan.limit;
    policy.unattended.except = {RequestPattern{.path = fenced_path}};
    if (plan.one_time)
        policy.unattended.grant = Grant::one_time();
    else
        policy.unattended.grant = Grant::lasting(4h);
    further(policy.unattended, plan);
    return policy;
}

Rules rules_of(const Plan& plan, const BotPolicy& policy) {
    return {.approvers = policy.approvers,
            .decision_limit = policy.decision_limit,
            .keep_decided = policy.keep_decided,
            .poll_interval = policy.poll_interval,
            .calls = policy.calls,
            .unattended = {.limit = plan.limit,
                           .limit_computer = plan.limit_computer,
                           .takes_unknown = plan.takes_unknown,
                           .grant = plan.one_time ? 0min : 240min,
                           .remembers_since = plan.begins}};
}

class Simulation {
public:
    Simulation(const Plan& plan, bool with_story)
        : plan_{plan},
          policy_{policy_of(plan)},
          world_{plan.seed, plan.begins},
          rights_{policy_.approvers},
          witness_{world_, rights_, rules_of(plan, policy_)},
          disk_{world_, plan.seed},
          server_{world_, witness_, plan.seed, plan.lenient_server},
          workspace_{world_, witness_, rights_, plan.seed},
          hub_{world_, witness_, plan.seed},
          people_{{world_, rights_, witness_, workspace_, hub_, server_,
                   [this](const Message& card) { return seal_of(card); }},
                  {.rated = plan.rates, .hashed = plan.hashes, .until = plan.trouble_ends}},
          chance_{Chance::of(plan.seed, "simulation")} {
        if (with_story) world_.tell_story();
        world_.look_away(plan.ignored);
        machine_ = new_machine();
        disk_.on_power_cut = [this] {
            world_.tell([] { return std::string{"disk      the lights go out"}; });
            die_after_this_step(true);
        };
        witness_.on_submit = [this] {
            if (crash_at_call_ == 1 || crash_at_call_ == 2)
                crash_in_ = 1 + chance_.below(std::exchange(crash_at_call_, 0) == 1 ? 1 : 40);
        };
        witness_.on_answer = witness_.on_submit;
        witness_.on_told = [this] {
            if (crash_at_call_ != 3) return;
            crash_at_call_ = 0;
            crash_in_ = 1 + chance_.below(8);
        };
        witness_.on_two_polls = [this] {
            const auto minutes = 1 + witness_.wrong_cards(workspace_) / edits_per_minute;
            // A call of the last moment of trouble is given up fifteen seconds later, and may land for a minute.
            const auto certain = plan_.trouble_ends + 15s + may_land_within + 5s;
            world_.in(std::max<Millis>(minutes * 1min, certain - world_.now()), nobody,
                      [this] { witness_.as_promised(workspace_, server_); });
        };
        witness_.commands().is_on_its_way = [this](const std::string& envelope) {
            return hub_.is_on_its_way(envelope);
        };
        witness_.on_claim = [this](const Life& life) { after_claim(life); };
        workspace_.on_offers = [this](const ReplyTo& to, const auto& offers) { people_.take_offer(to, offers); };
        for (const auto& one : plan.happenings) world_.at(one.at, nobody, [this, &one] { happen(one); });
        world_.at(plan.trouble_ends, nobody, [this] { end_trouble(); });
        world_.at(0s, nobody, [this] { begin_life(); });
        // Somebody who may not is the first to try, at times; and somebody who may, mistypes.
        if (plan.seed % 3 == 0)
            world_.at(5s, nobody, [this] { people_.say(UserId{"UMAL"}, ChannelId{"COPS"}, "register"); });
        if (plan.seed % 5 == 0)
            world_.at(6s, nobody, [this] { people_.say(UserId{"UCAROL"}, ChannelId{"CSEC"}, "unregister please"); });
        world_.at(8s, nobody, [this] { people_.say(UserId{"UCAROL"}, ChannelId{"COPS"}, "register"); });
        world_.at(10s, nobody, [this] { people_.say(UserId{"UCAROL"}, ChannelId{"CSEC"}, "register"); });
        world_.at(12s, nobody, [this] { set_schedule(); });
        // What looks like a slip is asked back first.
        world_.at(35s, nobody, [this] { people_.say(UserId{"UCAROL"}, ChannelId{"COPS"}, "autoapprove enable"); });
        look_after_bounds();
    }
    Simulation(const Simulation&) = delete;
    Simulation& operator=(const Simulation&) = delete;
    ~Simulation() { end_life(false); }

    Verdict run() {
        while (!world_.violation()) {
            if (life_ && !world_.frozen(life_->number()) && life_->step()) {
                after_step();
                continue;
            }
            if (!world_.step(plan_.ends)) break;
        }
        if (!world_.violation()) {
            if (!life_ || !life_->works())
                world_.violate("at the end", "the bot does not work although nothing has been wrong for long");
            else
                witness_.at_the_end(workspace_, server_, life_->number());
        }
        Verdict verdict{world_.violation(),
                        world_.story(),
                        world_.now(),
                        steps_,
                        lives_,
                        witness_.claims(),
                        witness_.settled(),
                        witness_.unattended(),
                        witness_.presses().size(),
                        disk_.syncs()};
        end_life(false);
        verdict.reached = reached_;
        verdict.reached.stored = witness_.stages_stored();
        verdict.reached.wrong_clocks = plan_.wrong_clock != Millis{0} ? 1 : 0;
        verdict.fingerprint = fingerprint();
        return verdict;
    }

private:
    /// Of everything that was shown, said and stored, and of how much work it was.
    [[nodiscard]] std::uint64_t fingerprint() const {
        Digest digest;
        digest << steps_ << disk_.syncs() << std::uint64_t{lives_};
        for (const auto& message : workspace_.messages())
            digest << message.channel.value << message.ts.value << hash_of(message.card) << plain_text(message.words)
                   << std::uint64_t{message.deleted};
        for (const auto& [id, life] : witness_.durable()) digest << stores::encode(life);
        for (const auto& [url, press] : witness_.presses()) digest << press.key << std::uint64_t{press.answers};
        return digest.value();
    }

    // --- the process ---

    std::unique_ptr<Machine> new_machine() {
        return std::make_unique<Machine>(Machine{"boot-" + std::to_string(++machines_),
                                                 Millis{chance_.between(0, 900'000)} - world_.now(),
                                                 machine_ ? machine_->wall_error : plan_.wrong_clock});
    }

    void begin_life() {
        if (life_) return;
        witness_.bot_clock_is_off_by(machine_->wall_error);
        life_ = std::make_unique<BotLife>(BotLife::Given{world_, witness_, disk_, workspace_, hub_, server_, *machine_,
                                                         policy_, disk_takes_, disk_stalls_to_, plan_.seed},
                                          ++lives_);
        const auto number = lives_;
        world_.tell([&] { return "bot       life " + std::to_string(number) + " begins"; });
    }

    /// The order in which it dies: nothing it says is heard, nothing in the world is for it any more, then its loop,
    /// then its objects. Calls that were sent still land.
    void end_life(bool power) {
        crash_in_ = 0;
        disk_.power_cut_in = 0;
        if (!life_) return;
        const auto number = life_->number();
        life_->add_refusals(reached_.refused);
        disk_.go_dark();
        hub_.life_is_dying(number);
        world_.drop(number);
        life_.reset();
        world_.drop(number);  // what its destructors asked for
        if (power)
            disk_.lose_power();
        else
            disk_.come_back();
        witness_.life_ended(number);
        workspace_.life_ended(number);
        hub_.life_ended(number, !power);
    }

    void die(bool power, Millis away, bool new_boot) {
        if (!life_) return;
        world_.tell([&] {
            return "bot       life " + std::to_string(life_->number()) + (power ? " loses its power" : " is killed") +
                   ", away for " + std::to_string(away.count()) + " ms";
        });
        end_life(power);
        if (power || new_boot) machine_ = new_machine();
        world_.in(away, nobody, [this] { begin_life(); });
    }

    void die_after_this_step(bool power) {
        dying_ = true;
        dying_with_power_ = power;
    }

    void after_step() {
        ++steps_;
        if (dying_) {
            dying_ = false;
            return die(dying_with_power_, Millis{chance_.between(1'000, 60'000)}, false);
        }
        if (crash_in_ > 0) {
            --crash_in_;
            if (crash_in_ == 0) return die(crash_power_, crash_away_, crash_reboot_);
        }
        if (!life_->broken().empty()) return world_.violate("broken", life_->broken());
        if (steps_ % 1'000 == 0)
            if (const auto wrong = life_->recounted(); !wrong.empty()) return world_.violate("recount", wrong);
        if (life_->ended()) {
            world_.tell([&] { return "bot       ends: " + *life_->ended(); });
            end_life(false);
            world_.in(restart_pause, nobody, [this] { begin_life(); });
        }
    }

    void look_after_bounds() {
        world_.in(5min, nobody, [this] {
            if (life_ && life_->tasks() > most_tasks)
                world_.violate("bounds", "too much is at work: " + life_->what_keeps_it());
            if (disk_.bytes_in("-wal") > most_log_bytes)
                world_.violate("bounds", "the write-ahead log grows without end");
            look_after_bounds();
        });
    }

    // --- what happens ---

    void set_schedule() {
        people_.say(UserId{"UCAROL"}, ChannelId{"COPS"}, "autoapprove set " + timetables()[plan_.timetable].typed);
    }

    template <class Value>
    void for_a_while(Millis length, Value& value, Value then) {
        value = then;
        world_.in(length, nobody, [&value] { value = Value{}; });
    }

    void happen(const Happening& one);
    void note_weather(const Happening& one);
    void after_claim(const Life& life);
    void command(std::uint64_t luck);
    void late_command(std::uint64_t luck, Millis held);
    void flood(std::uint64_t luck);
    void takes_messages_again(const ChannelId& channel);
    void end_trouble();
    std::string seal_of(const Message& card);

    const Plan& plan_;
    BotPolicy policy_;
    World world_;
    Rights rights_;
    Witness witness_;
    Disk disk_;
    Server server_;
    Workspace workspace_;
    SocketHub hub_;
    People people_;
    Chance chance_;
    std::unique_ptr<Machine> machine_;
    unsigned machines_ = 0;
    Millis disk_takes_{4};
    Millis disk_stalls_to_{0};
    std::unique_ptr<BotLife> life_;
    unsigned lives_ = 0;
    std::uint64_t steps_ = 0;
    Reached reached_;
    bool dying_ = false;
    bool dying_with_power_ = false;
    std::uint64_t crash_in_ = 0;
    unsigned crash_at_call_ = 0;  ///< 1: at the next call, 2: soon after, 3: after the next private word
    bool crash_power_ = false;
    bool crash_reboot_ = false;
    Millis crash_away_{};
    std::optional<Happening> second_thoughts_;  ///< after the next claim of the schedule
    std::optional<Happening> edit_at_claim_;    ///< after the next claim
};

std::string Simulation::seal_of(const Message& card) {
    const auto& key = witness_.seal_key();
    if (!key) return "none";
    return slack::HmacSeal{key->secret, home_team}.tag(card.channel, card.attempt, card.card.facts);
}

void Simulation::command(std::uint64_t luck) {
    Chance chance{luck};
    const auto admin = UserId{chance.per_cent(75) ? "UCAROL" : "UIDA"};
    const ChannelId ops{"COPS"};
    const ChannelId sec{"CSEC"};
    static constexpr std::array off{"autoapprove disable", "autoapprove disable", "autoapprove clear"};
    switch (chance.below(13)) {
        case 0: return people_.say(admin, ops, off[chance.below(off.size())]);
        case 1: return people_.say(admin, ops, "autoapprove enable");
        case 2: return set_schedule();
        case 3: return people_.say(admin, ChannelId{"CLATE"}, "register");
        case 4: return people_.say(admin, sec, "unregister");
        case 5: return people_.say(admin, sec, "register");
        case 6: return people_.say(UserId{"UMAL"}, ops, "autoapprove disable");
        case 7: return people_.say(UserId{"UADA"}, sec, "pending");
        case 8: return people_.want_more(UserId{"UBOB"}, ops);
        case 9: return people_.say(UserId{"UADA"}, ops, "autoapprove disable");
        case 10: return people_.say(admin, ops, "autoapprove enable?");
        case 11: return people_.say(admin, ChannelId{"CLATE"}, "regsiter please");
        default: return people_.say(UserId{"UADA"}, ops, "status");
    }
}

/// What makes more be approved is on its way for long, and somebody switches off meanwhile.
void Simulation::late_command(std::uint64_t luck, Millis held) {
    Chance chance{luck};
    const UserId carol{"UCAROL"};
    const ChannelId ops{"COPS"};
    const bool set = chance.per_cent(20);
    people_.say(carol, ops, set ? "autoapprove set " + timetables()[plan_.timetable].typed : "autoapprove enable",
                held);
    if (chance.per_cent(20)) return;
    const auto meanwhile = Millis{chance.between(0, held.count() + 1'500)};
    const UserId who{chance.per_cent(70) ? "UCAROL" : "UADA"};
    static constexpr std::array off{"autoapprove disable", "autoapprove off", "autoapprove stop"};
    const auto* text = off[chance.below(off.size())];
    world_.in(meanwhile, nobody, [this, who, ops, text] { people_.say(who, ops, text); });
}

void Simulation::flood(std::uint64_t luck) {
    Chance chance{luck};
    const auto many = chance.between(20, 120);
    auto at = Millis{0};
    for (std::int64_t i = 0; i < many; ++i) {
        at += Millis{chance.between(5, 60)};
        world_.in(at, nobody, [this] { people_.say(UserId{"UMAL"}, ChannelId{"COPS"}, "version"); });
    }
}

/// Between a claim and its call: the schedule is taken back, or the row says something else.
void Simulation::after_claim(const Life& life) {
    const auto* claim = claim_of(life);
    if (second_thoughts_ && claim && std::holds_alternative<BySchedule>(claim->by)) {
        const auto one = *std::exchange(second_thoughts_, std::nullopt);
        Chance chance{one.luck};
        for_a_while(one.length, server_.turns_away, true);
        const auto after = Millis{chance.between(0, 4'000)};
        static constexpr std::array texts{"autoapprove disable", "autoapprove clear", "autoapprove off"};
        const auto* text = texts[chance.below(texts.size())];
        const bool set = chance.per_cent(25);
        // Off must hold before it can be stored.
        if (chance.per_cent(35)) {
            world_.in(0ms, nobody, [this, length = one.length, luck = one.luck] {
                happen({world_.now(), Kind::disk_slow, length, luck});
            });
        } else if (chance.per_cent(50)) {
            const auto takes = Millis{chance.between(3'000, 15'000)};
            witness_.weather().store_fails(world_.now(), world_.now() + one.length + takes + 30s);
            for_a_while(one.length, disk_.settings_take, takes);
        }
        const auto other = timetables()[(plan_.timetable + 1) % timetables().size()].typed;
        world_.in(after, nobody, [this, set, other, text] {
            people_.say(UserId{"UCAROL"}, ChannelId{"COPS"}, set ? "autoapprove set " + other : text);
        });
    }
    if (edit_at_claim_) {
        const auto one = *std::exchange(edit_at_claim_, std::nullopt);
        world_.in(one.length, nobody, [this, id = life.id, luck = one.luck] { people_.edit(id, luck); });
    }
}

/// What a rule with a time limit must excuse.
void Simulation::note_weather(const Happening& one) {
    auto& weather = witness_.weather();
    const auto until = world_.now() + one.length + 30s;
    switch (one.kind) {
        case Kind::slack_unreachable:
        case Kind::slack_slow:
        case Kind::slack_errors:
        case Kind::slack_loses_answers:
        case Kind::slack_throttles: return weather.people_unknown(world_.now(), until);
        case Kind::disk_full:
        case Kind::disk_write_errors:
        case Kind::disk_sync_errors:
        case Kind::disk_read_errors:
        case Kind::disk_stalls:
        case Kind::disk_slow: return weather.store_fails(world_.now(), until);
        case Kind::storm: return weather.answers_wait(world_.now(), until + 60s);
        case Kind::directory_fails: return weather.people_unknown(world_.now(), until);
        case Kind::process_stops:
            weather.answers_wait(world_.now(), until);
            return weather.store_fails(world_.now(), until);
        case Kind::replies_throttled: return weather.answers_wait(world_.now(), until + 5min);
        case Kind::flood:
        case Kind::channel_refuses: return weather.answers_wait(world_.now(), until + 60s);
        default: return;
    }
}

void Simulation::happen(const Happening& one) {
    world_.tell([&] { return std::string{"PLAN      "} + in_words(one).substr(14); });
    ++reached_.happened[static_cast<std::size_t>(one.kind)];
    Chance chance{one.luck};
    const auto little = static_cast<unsigned>(chance.between(100, 500));
    note_weather(one);
    switch (one.kind) {
        case Kind::raise: return people_.raise(one.luck);
        case Kind::raise_unrated: return people_.raise(one.luck, false);
        case Kind::early_press: return people_.press_early(one.luck);
        case Kind::bob_presses: return people_.press_newest(UserId{"UBOB"}, one.luck);
        case Kind::edit_unrated: return people_.edit_unrated(one.luck);
        case Kind::console: return people_.decide_in_console(one.luck);
        case Kind::press: return people_.press(one.luck, false);
        case Kind::crowd: return people_.press(one.luck, true);
        case Kind::command: return command(one.luck);
        case Kind::delete_card: return people_.delete_a_card(one.luck);
        case Kind::demote: return people_.demote(one.luck);
        case Kind::edit_row: return people_.edit(one.luck);
        case Kind::double_row: {
            const auto for_good = chance.per_cent(25);
            return people_.list_twice(one.luck, for_good ? Millis{std::chrono::days{30}} : one.length);
        }
        case Kind::late_command: return late_command(one.luck, one.length);
        case Kind::flood: return flood(one.luck);
        case Kind::second_thoughts: second_thoughts_ = one; return;
        case Kind::edit_at_claim: edit_at_claim_ = one; return;
        case Kind::pm_unreachable: return for_a_while(one.length, server_.unreachable, true);
        case Kind::pm_slow: return for_a_while(one.length, server_.slow, true);
        case Kind::pm_errors:
            if (chance.per_cent(30)) return for_a_while(one.length, server_.error_pages, true);
            return for_a_while(one.length, server_.errors, little);
        case Kind::pm_loses_answers:
            // What loses answers often has none either: a refusal after a lost answer says nothing about that one.
            if (chance.per_cent(40)) for_a_while(one.length, server_.errors, little / 2);
            return for_a_while(one.length, server_.lost, little);
        case Kind::pm_malformed: return for_a_while(one.length, server_.malformed, little);
        case Kind::pm_lags: return for_a_while(one.length, server_.lag, Millis{chance.between(500, 20'000)});
        case Kind::pm_refuses_login: return for_a_while(one.length, server_.refuses_login, true);
        case Kind::list_lies: server_.next_list_lies = true; return;
        case Kind::slack_unreachable: return for_a_while(one.length, workspace_.unreachable, true);
        case Kind::slack_slow: return for_a_while(one.length, workspace_.slow, true);
        case Kind::slack_errors: return for_a_while(one.length, workspace_.errors, little);
        case Kind::slack_loses_answers: return for_a_while(one.length, workspace_.lost, little);
        case Kind::slack_throttles: return for_a_while(one.length, workspace_.throttles, little);
        case Kind::channel_refuses: {
            const ChannelId channel{chance.per_cent(50) ? "COPS" : "CSEC"};
            workspace_.refusing[channel] = chance.per_cent(50) ? "not_in_channel" : "is_archived";
            world_.in(one.length, nobody, [this, channel] { takes_messages_again(channel); });
            return;
        }
        case Kind::socket_cut: return hub_.cut_all();
        case Kind::replies_throttled: return for_a_while(one.length, workspace_.throttles_replies, true);
        case Kind::socket_silent: return hub_.silence_all(40s);
        case Kind::socket_ghosts: return hub_.silence_all(one.length);
        case Kind::socket_refresh: {
            static constexpr std::array reasons{"refresh_requested", "warning", "refresh_requested",
                                                "too_many_websockets"};
            return hub_.ask_to_reconnect(reasons[chance.below(reasons.size())]);
        }
        case Kind::socket_refused: return for_a_while(one.length, hub_.refuses, true);
        case Kind::disk_full: return for_a_while(one.length, disk_.full, true);
        case Kind::disk_write_errors: return for_a_while(one.length, disk_.write_errors, little);
        case Kind::disk_sync_errors:
            return for_a_while(one.length, disk_.sync_errors, chance.per_cent(40) ? 1'000U : little);
        case Kind::disk_read_errors: return for_a_while(one.length, disk_.read_errors, little);
        case Kind::disk_slow: {
            disk_takes_ = Millis{chance.between(50, 2'500)};
            world_.in(one.length, nobody, [this] { disk_takes_ = Millis{4}; });
            return;
        }
        case Kind::crash:
            crash_in_ = 1 + chance.below(60);
            crash_power_ = chance.per_cent(40);
            crash_reboot_ = chance.per_cent(30);
            crash_away_ = one.length;
            return;
        case Kind::kill:
            crash_in_ = 1;
            crash_power_ = crash_reboot_ = false;
            crash_away_ = one.length;
            return;
        case Kind::crash_at_call:
            crash_at_call_ = chance.per_cent(50) ? 1 : 2;
            crash_power_ = chance.per_cent(40);
            crash_reboot_ = chance.per_cent(20);
            crash_away_ = one.length;
            if (chance.per_cent(35)) {  // after a word to somebody, and soon back: before his click is too old
                crash_at_call_ = 3;
                crash_reboot_ = false;
                crash_away_ = std::min(one.length, Millis{15'000});
            }
            return;
        case Kind::crash_at_write: disk_.power_cut_in = static_cast<unsigned>(chance.between(1, 12)); return;
        case Kind::clock_jump:
            machine_->wall_error = plan_.wrong_clock + Millis{chance.between(-240'000, 240'000)};
            witness_.bot_clock_is_off_by(machine_->wall_error);
            return;
        case Kind::sleep:
            if (!life_) return;
            world_.freeze(life_->number(), world_.now() + one.length);
            witness_.machine_sleeps(one.length);
            hub_.machine_sleeps(life_->number(), one.length);
            return;
        case Kind::process_stops:
            if (!life_) return;
            world_.freeze(life_->number(), world_.now() + one.length);
            witness_.machine_sleeps(one.length);
            hub_.process_stops(life_->number(), world_.now() + one.length);
            return;
        case Kind::strange_press: return people_.press_strangely(one.luck);
        case Kind::storm: return people_.storm(one.luck);
        case Kind::off: return people_.say(UserId{"UCAROL"}, ChannelId{"COPS"}, "autoapprove off");
        case Kind::directory_fails: return for_a_while(one.length, workspace_.knows_nobody, true);
        case Kind::disk_stalls: disk_stalls_to_ = std::max(disk_stalls_to_, world_.now() + one.length); return;
    }
}

void Simulation::takes_messages_again(const ChannelId& channel) {
    if (workspace_.refusing.erase(channel) > 0) workspace_.refused_until[channel] = world_.now();
}

void Simulation::end_trouble() {
    world_.tell([] { return std::string{"PLAN      nothing goes wrong any more"}; });
    server_.unreachable = server_.slow = server_.refuses_login = server_.next_list_lies = false;
    server_.turns_away = server_.error_pages = false;
    server_.errors = server_.lost = server_.malformed = 0;
    server_.lag = Millis{0};
    workspace_.unreachable = workspace_.slow = workspace_.throttles_replies = false;
    workspace_.errors = workspace_.lost = workspace_.throttles = 0;
    while (!workspace_.refusing.empty()) takes_messages_again(ChannelId{workspace_.refusing.begin()->first});
    witness_.trouble_ends();
    hub_.refuses = hub_.slow = false;
    hub_.forget_ghosts();
    second_thoughts_.reset();
    edit_at_claim_.reset();
    disk_.full = false;
    disk_.write_errors = disk_.sync_errors = disk_.read_errors = 0;
    disk_.settings_take = Millis{0};
    disk_.power_cut_in = 0;
    disk_takes_ = Millis{4};
    disk_stalls_to_ = Millis{0};
    workspace_.knows_nobody = false;
    crash_in_ = 0;
    crash_at_call_ = 0;
    begin_life();
}

}  // namespace

Verdict simulate(const Plan& plan, bool with_story) { return Simulation{plan, with_story}.run(); }

Plan shrunk(const Plan& plan, const std::string& rule, unsigned tries) {
    auto best = plan;
    const auto first = simulate(plan, false);
    if (first.violation)
        std::erase_if(best.happenings, [&](const Happening& one) { return one.at > first.violation->at; });
    const auto may_cost = 30 * first.steps + 1'000'000;
    std::uint64_t cost = 0;
    const auto still_breaks = [&](const Plan& candidate) {
        // Steps, not seconds: the same story is told on a slow machine.
        if (tries == 0 || cost > may_cost) return false;
        --tries;
        const auto verdict = simulate(candidate, false);
        cost += verdict.steps;
        return verdict.violation && verdict.violation->rule == rule;
    };
    // Delta debugging: ever smaller pieces are left out, for as long as that changes nothing.
    for (auto piece = best.happenings.size() / 2; piece >= 1 && tries > 0 && cost <= may_cost;) {
        bool smaller = false;
        for (std::size_t from = 0; from < best.happenings.size() && tries > 0;) {
            auto candidate = best;
            const auto begin = candidate.happenings.begin() + static_cast<std::ptrdiff_t>(from);
            const auto count = std::min(piece, candidate.happenings.size() - from);
            candidate.happenings.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
            if (still_breaks(candidate)) {
                best = std::move(candidate);
                smaller = true;
            } else {
                from += piece;
            }
        }
        if (!smaller || piece > best.happenings.size()) piece /= 2;
    }
    return best;
}

}  // namespace privman::simulator
