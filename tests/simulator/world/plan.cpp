#include "tests/simulator/world/plan.hpp"

#include "tests/simulator/world/chance.hpp"
#include "tests/simulator/world/closed_periods.hpp"
#include "tests/simulator/world/world.hpp"

#include <algorithm>
#include <array>

namespace privman::simulator {

using namespace std::chrono_literals;

namespace {

constexpr Millis time_to_settle = 25min;

/// Moments around which clocks are changed, people come, or go.
constexpr std::array<WallTime, 9> beginnings{
    std::chrono::sys_days{std::chrono::year{2026} / 7 / 1} + 11h,          // an ordinary Wednesday
    std::chrono::sys_days{std::chrono::year{2026} / 3 / 28} + 23h,         // the night of the 29th in Europe: forward
    std::chrono::sys_days{std::chrono::year{2026} / 10 / 24} + 23h,        // the night of the 25th in Europe: back
    std::chrono::sys_days{std::chrono::year{2026} / 11 / 1} + 5h,          // in America: back
    std::chrono::sys_days{std::chrono::year{2026} / 3 / 8} + 6h,           // in America: forward
    std::chrono::sys_days{std::chrono::year{2026} / 4 / 4} + 14h,          // on Lord Howe: half an hour
    std::chrono::sys_days{std::chrono::year{2026} / 12 / 31} + 22h,        // New Year
    std::chrono::sys_days{std::chrono::year{2026} / 7 / 1} + 21h + 30min,  // people go home in Chicago
    std::chrono::sys_days{std::chrono::year{2026} / 7 / 2} + 15h + 30min,  // and in Berlin
};

struct Menu {
    Kind kind;
    unsigned weight;
    Millis shortest;
    Millis longest;
};
constexpr std::array troubles{
    Menu{Kind::pm_unreachable, 3, 5s, 4min},
    Menu{Kind::pm_slow, 3, 10s, 4min},
    Menu{Kind::pm_errors, 4, 20s, 5min},
    Menu{Kind::pm_loses_answers, 8, 20s, 6min},
    Menu{Kind::pm_malformed, 2, 20s, 3min},
    Menu{Kind::pm_lags, 3, 20s, 4min},
    Menu{Kind::pm_refuses_login, 1, 10s, 1min},
    Menu{Kind::list_lies, 4, 0s, 0s},
    Menu{Kind::slack_unreachable, 3, 5s, 3min},
    Menu{Kind::slack_slow, 2, 10s, 3min},
    Menu{Kind::slack_errors, 4, 10s, 4min},
    Menu{Kind::slack_loses_answers, 6, 10s, 4min},
    Menu{Kind::slack_throttles, 3, 10s, 3min},
    Menu{Kind::channel_refuses, 2, 10s, 4min},
    Menu{Kind::socket_cut, 5, 0s, 0s},
    Menu{Kind::socket_silent, 2, 0s, 0s},
    Menu{Kind::socket_refresh, 6, 0s, 0s},
    Menu{Kind::socket_refused, 2, 2s, 1min},
    Menu{Kind::disk_full, 2, 2s, 2min},
    Menu{Kind::disk_write_errors, 2, 5s, 2min},
    Menu{Kind::disk_sync_errors, 2, 5s, 2min},
    Menu{Kind::disk_read_errors, 4, 5s, 2min},
    Menu{Kind::disk_slow, 3, 10s, 3min},
    Menu{Kind::crash, 6, 1s, 3min},
    Menu{Kind::crash_at_call, 6, 1s, 4min},
    Menu{Kind::crash_at_write, 5, 1s, 2min},
    Menu{Kind::clock_jump, 2, 0s, 0s},
    Menu{Kind::sleep, 3, 200ms, 20min},
    Menu{Kind::demote, 1, 0s, 0s},
    Menu{Kind::edit_row, 6, 0s, 0s},
    Menu{Kind::double_row, 4, 20s, 6min},
    Menu{Kind::late_command, 5, 1s, 170s},
    Menu{Kind::flood, 2, 0s, 0s},
    Menu{Kind::replies_throttled, 3, 30s, 5min},
    Menu{Kind::socket_ghosts, 3, 1min, 12min},
    Menu{Kind::second_thoughts, 6, 2s, 25s},
    Menu{Kind::edit_at_claim, 5, 0s, 2s},
};

const Menu& chosen(Chance& chance) {
    unsigned sum = 0;
    for (const auto& one : troubles) sum += one.weight;
    auto ticket = chance.below(sum);
    for (const auto& one : troubles) {
        if (ticket < one.weight) return one;
        ticket -= one.weight;
    }
    return troubles.back();
}

/// An hour or less in which much happens.
void fill(Plan& plan, Chance& chance, Millis from, Millis to, unsigned requests, unsigned misfortunes) {
    auto& all = plan.happenings;
    const auto when = [&] { return Millis{chance.between(from.count(), to.count())}; };
    const auto add = [&](Kind kind, Millis at, Millis length = {}) {
        const auto luck = chance.next();
        all.push_back({at, kind, length, luck});
    };
    for (unsigned i = 0; i < requests; ++i) {
        const auto at = when();
        add(Kind::raise, at);
        const auto presses = chance.below(3);
        for (unsigned p = 0; p < presses; ++p) {
            const auto later = at + Millis{chance.between(20'000, 240'000)};
            if (later < to) add(chance.per_cent(30) ? Kind::crowd : Kind::press, later);
        }
        if (chance.per_cent(15)) {
            const auto later = at + Millis{chance.between(5'000, 300'000)};
            if (later < to) add(Kind::console, later);
        }
    }
    for (unsigned i = 0; i < misfortunes; ++i) {
        const auto& one = chosen(chance);
        const auto at = when();
        const auto length = Millis{chance.between(one.shortest.count(), one.longest.count())};
        add(one.kind, at, std::min(length, to - at));
        // What a failing disk leaves in the log is seen by the next life only, and what that one believes by the one
        // after a loss of power.
        if ((one.kind == Kind::disk_sync_errors || one.kind == Kind::disk_write_errors) && chance.per_cent(60)) {
            const auto dies =
                at + Millis{chance.between(std::min<std::int64_t>(length.count(), 12'000), length.count())};
            const auto away = Millis{chance.between(1'000, 15'000)};
            add(Kind::press, std::max(at, dies - 12s));
            add(Kind::kill, dies, away);
            if (chance.per_cent(60)) add(Kind::crash_at_write, dies + away + Millis{chance.between(0, 2'000)});
        }
        // What holds answers up is told from what holds up the switch.
        if (one.kind == Kind::replies_throttled || one.kind == Kind::flood)
            add(Kind::command, at + Millis{chance.between(200, 20'000)});
        // Somebody acts in the middle of it: that is what makes it interesting.
        if (chance.per_cent(50))
            add(Kind::press, at + Millis{chance.between(0, std::max<std::int64_t>(length.count(), 3'000))});
    }
    const auto commands = chance.below(3);
    for (unsigned i = 0; i < commands; ++i) add(Kind::command, when());
    if (chance.per_cent(20)) add(Kind::delete_card, when());
}

/// What the schedule would approve a minute later: somebody presses before that, and often nothing comes of it.
void click_before_ratings(Plan& plan) {
    auto chance = Chance::of(plan.seed, "before ratings");
    if (plan.sparse || !plan.rates || !plan.takes_unknown || plan.trouble_ends < 12min) return;
    for (auto times = chance.between(1, 3); times > 0; --times) {
        const auto at = Millis{chance.between(15'000, (plan.trouble_ends - 6min).count())};
        const auto pressed = at + Millis{chance.between(32'000, 80'000)};
        plan.happenings.push_back({at, Kind::raise_unrated, {}, chance.next()});
        plan.happenings.push_back({pressed, Kind::early_press, {}, chance.next()});
        const auto length = Millis{chance.between(125'000, 200'000)};
        if (chance.per_cent(50)) plan.happenings.push_back({pressed, Kind::pm_unreachable, length, chance.next()});
        // The wait begins anew when the row asks for something else.
        const auto edited = at + Millis{chance.between(32'000, 75'000)};
        if (chance.per_cent(40)) plan.happenings.push_back({edited, Kind::edit_unrated, {}, chance.next()});
    }
}

/// Somebody decides, loses his rights, and goes on pressing while what was known of him is still remembered.
void press_without_rights(Plan& plan) {
    auto chance = Chance::of(plan.seed, "without rights");
    if (plan.sparse || !chance.per_cent(15) || plan.trouble_ends < 16min) return;
    auto at = Millis{chance.between(15'000, (plan.trouble_ends - 12min).count())};
    const auto add = [&](Kind kind, std::uint64_t luck) { plan.happenings.push_back({at, kind, {}, luck}); };
    constexpr std::uint64_t of_bob = 0;
    for (unsigned presses = 0; presses < 3; ++presses) {
        add(Kind::raise, chance.next());
        at += Millis{chance.between(35'000, 60'000)};
        add(Kind::bob_presses, chance.next());
        at += Millis{chance.between(1'000, 40'000)};
        if (presses == 0) add(Kind::demote, of_bob);
        at += Millis{chance.between(31'000, 90'000)};
    }
}

/// What stalls does so in the middle of something.
void stall(Plan& plan) {
    auto chance = Chance::of(plan.seed, "stalls");
    if (chance.per_cent(4)) {
        const auto off = chance.per_cent(50) ? Millis{chance.between(10 * 60'000, 12 * 3'600'000)}
                                             : Millis{std::chrono::days{chance.between(1, 500)}};
        plan.wrong_clock = chance.per_cent(50) ? off : -off;
    }
    if (plan.sparse || !chance.per_cent(35) || plan.trouble_ends < 12min) return;
    for (auto times = chance.between(1, 3); times > 0; --times) {
        const auto at = Millis{chance.between(40'000, (plan.trouble_ends - 6min).count())};
        const auto add = [&](Kind kind, Millis when, Millis length = {}) {
            plan.happenings.push_back({when, kind, length, chance.next()});
        };
        const auto within = [&](Millis length) { return at + Millis{chance.between(0, length.count())}; };
        // Something is about to be decided, by people and by the schedule.
        add(Kind::raise, at - 35s);
        if (chance.per_cent(50)) add(Kind::raise, at - Millis{chance.between(1'000, 30'000)});
        if (chance.per_cent(30)) add(Kind::strange_press, at + Millis{chance.between(0, 60'000)});
        switch (chance.below(3)) {
            case 0: {
                const auto length = Millis{chance.between(4'000, 150'000)};
                add(Kind::disk_stalls, at, length);
                add(Kind::press, within(length));
                if (chance.per_cent(60)) add(Kind::command, within(length));
                break;
            }
            case 1: {
                const auto length = Millis{chance.between(10'000, 240'000)};
                add(Kind::process_stops, at, length);
                // Not before its connections have something in them.
                for (auto presses = chance.between(1, 3); presses > 0; --presses) add(Kind::press, within(length));
                if (chance.per_cent(70)) add(Kind::off, within(length));
                break;
            }
            default: {
                const auto length = Millis{chance.between(2'000, 100'000)};
                add(Kind::directory_fails, at, length);
                if (chance.per_cent(15)) add(Kind::storm, at + 500ms);
                add(Kind::press, within(length));
                add(Kind::crowd, within(length));
            }
        }
    }
}

}  // namespace

Plan plan_of(std::uint64_t seed) {
    auto chance = Chance::of(seed, "plan");
    Plan plan;
    plan.seed = seed;
    plan.begins = beginnings[chance.below(beginnings.size())];
    plan.sparse = chance.per_cent(20);
    plan.lenient_server = chance.per_cent(35);
    plan.named_approvers = chance.per_cent(50);
    plan.timetable = static_cast<unsigned>(chance.below(timetables().size()));
    static constexpr std::array<std::size_t, 5> places{25, 25, 3, 6, 0};
    plan.cards_at_once = places[chance.below(places.size())];
    plan.limit = chance.per_cent(50) ? 20 : static_cast<unsigned>(chance.between(1, 3));
    plan.limit_computer = chance.per_cent(60) ? 60 : static_cast<unsigned>(chance.between(1, 4));
    plan.rates = chance.per_cent(40);
    plan.takes_unknown = chance.per_cent(50);
    plan.hashes = chance.per_cent(50);
    plan.one_time = chance.per_cent(50);
    // Lists in quick succession: that two of them are two has to be seen to.
    if (!plan.sparse && chance.per_cent(20)) plan.poll_interval = Millis{chance.between(2'000, 8'000)};
    if (!plan.sparse) {
        const auto length = Millis{chance.between(Millis{25min}.count(), Millis{110min}.count())};
        const auto requests = static_cast<unsigned>(chance.between(4, 22));
        const auto misfortunes = static_cast<unsigned>(chance.between(0, 30));
        plan.trouble_ends = length;
        fill(plan, chance, 15s, length, requests, misfortunes);
    } else {
        // Minutes of life around hours of absence, at all times of the week.
        Millis at{0};
        while (at < std::chrono::days{7}) {
            const auto episode = Millis{chance.between(Millis{4min}.count(), Millis{15min}.count())};
            const auto requests = static_cast<unsigned>(chance.between(0, 3));
            const auto misfortunes = static_cast<unsigned>(chance.between(0, 3));
            fill(plan, chance, at + 15s, at + episode, requests, misfortunes);
            at += episode;
            const auto away = Millis{chance.between(Millis{2h}.count(), Millis{26h}.count())};
            const auto luck = chance.next();
            plan.happenings.push_back({at, luck % 3 == 0 ? Kind::sleep : Kind::crash, away, luck});
            plan.trouble_ends = at + away + 1s;
            at += away;
        }
    }
    click_before_ratings(plan);
    press_without_rights(plan);
    stall(plan);
    std::ranges::sort(plan.happenings, {}, [](const Happening& one) { return std::pair{one.at, one.luck}; });
    std::erase_if(plan.happenings, [&](const Happening& one) { return one.at >= plan.trouble_ends; });
    plan.ends = plan.trouble_ends + time_to_settle;
    return plan;
}

const char* name_of(Kind kind) {
    static constexpr const char* names[] = {"a request is raised",
                                            "somebody decides in the console",
                                            "somebody presses",
                                            "two press at once",
                                            "a command",
                                            "a card is deleted",
                                            "somebody loses his rights",
                                            "a row is edited",
                                            "a row is listed twice",
                                            "a command is on its way for long",
                                            "a member floods the bot with commands",
                                            "Privilege Manager is unreachable",
                                            "Privilege Manager is slow",
                                            "Privilege Manager answers with errors",
                                            "Privilege Manager's answers are lost",
                                            "its lists are malformed",
                                            "its lists lag behind",
                                            "it refuses the login",
                                            "one list lies",
                                            "Slack is unreachable",
                                            "Slack is slow",
                                            "Slack answers with errors",
                                            "Slack's answers are lost",
                                            "Slack says 429",
                                            "a channel refuses",
                                            "answers to people get a 429",
                                            "the connections break",
                                            "the connections die silently",
                                            "the connections die, and Slack goes on counting them",
                                            "Slack asks for new connections",
                                            "Slack takes no connection",
                                            "the disk is full",
                                            "writes fail",
                                            "syncs fail",
                                            "reads fail",
                                            "the disk is slow",
                                            "a crash",
                                            "a kill",
                                            "a crash around a call",
                                            "the lights go out in a write",
                                            "the wall clock jumps",
                                            "the machine sleeps",
                                            "somebody has second thoughts after a claim",
                                            "a row is edited after a claim",
                                            "a request without a rating is raised",
                                            "somebody presses before there is a rating",
                                            "bob presses",
                                            "a row without a rating is edited",
                                            "the disk stalls",
                                            "the process stands still",
                                            "carol switches off",
                                            "somebody presses what never was",
                                            "a crowd storms one card",
                                            "nobody says who somebody is"};
    static_assert(std::size(names) == kinds);
    return names[static_cast<std::size_t>(kind)];
}

std::string in_words(const Happening& happening) {
    auto text = clock_text(happening.at) + "  " + name_of(happening.kind);
    if (happening.length > Millis{0}) text += ", for " + std::to_string(happening.length.count()) + " ms";
    return text;
}

}  // namespace privman::simulator
