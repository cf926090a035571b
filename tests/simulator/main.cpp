// privman-slack-simulate: many seeds, in several processes, until one breaks a rule; that one is told as a story.
#include "app/version.hpp"
#include "clocks/zone_database.hpp"
#include "tests/simulator/world/simulation.hpp"
#include "workflows/tally.hpp"

#include <CLI/CLI.hpp>

#include <array>
#include <cstdio>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

using namespace privman;
using namespace privman::simulator;

struct Options {
    std::uint64_t from = 1;
    std::uint64_t seeds = 1000;
    unsigned jobs = 1;
    std::optional<unsigned> part;
    std::optional<std::uint64_t> seed;
    bool trace = false;
    unsigned tries = 150;
    std::vector<std::string> without;
    unsigned again_every = 50;
    bool all = false;
};

struct Sums {
    std::uint64_t seeds = 0;
    std::uint64_t steps = 0;
    std::uint64_t lives = 0;
    std::uint64_t claims = 0;
    std::uint64_t settled = 0;
    std::uint64_t unattended = 0;
    std::uint64_t presses = 0;
    std::uint64_t syncs = 0;
    std::int64_t simulated_ms = 0;
    std::int64_t cpu_us = 0;
    std::int64_t longest_us = 0;
    std::uint64_t longest_seed = 0;
    std::uint64_t first_broken = 0;
    std::uint64_t told_twice = 0;  ///< seeds that were run a second time
    Reached reached;

    void add(const Sums& other) {
        seeds += other.seeds;
        told_twice += other.told_twice;
        reached.add(other.reached);
        steps += other.steps;
        lives += other.lives;
        claims += other.claims;
        settled += other.settled;
        unattended += other.unattended;
        presses += other.presses;
        syncs += other.syncs;
        simulated_ms += other.simulated_ms;
        cpu_us += other.cpu_us;
        if (other.longest_us > longest_us) {
            longest_us = other.longest_us;
            longest_seed = other.longest_seed;
        }
        if (other.first_broken != 0 && (first_broken == 0 || other.first_broken < first_broken))
            first_broken = other.first_broken;
    }
};

std::int64_t cpu_micros() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto micros = [](const timeval& time) {
        return static_cast<std::int64_t>(time.tv_sec) * 1'000'000 + time.tv_usec;
    };
    return micros(used.ru_utime) + micros(used.ru_stime);
}

void tell(const std::vector<std::string>& story) {
    for (const auto& line : story) std::printf("%s\n", line.c_str());
}

std::string zone_data() { return clocks::zone_data_version().value_or("unknown"); }

Plan planned(std::uint64_t seed, const Options& options) {
    auto plan = plan_of(seed);
    plan.ignored = {options.without.begin(), options.without.end()};
    return plan;
}

/// The seed, what broke, the plan that is left of it, and what happened.
void explain(std::uint64_t seed, const Options& options) {
    const auto plan = planned(seed, options);
    const auto first = simulate(plan, false);
    if (!first.violation) return;
    const auto small = shrunk(plan, first.violation->rule, options.tries);
    const auto verdict = simulate(small, true);
    std::printf("\nseed %llu breaks a rule (%s, zone data %s)\n", static_cast<unsigned long long>(seed),
                app::version_line().c_str(), zone_data().c_str());
    std::printf("the plan, cut from %zu to %zu happenings; begins %s\n", plan.happenings.size(),
                small.happenings.size(), utc_text(small.begins).c_str());
    for (const auto& one : small.happenings) std::printf("  %s\n", in_words(one).c_str());
    std::printf("the story\n");
    tell(verdict.story);
    const auto& broken = verdict.violation ? *verdict.violation : *first.violation;
    std::printf("seed %llu, at %s: %s: %s\n", static_cast<unsigned long long>(seed), clock_text(broken.at).c_str(),
                broken.rule.c_str(), broken.what.c_str());
}

Sums work_through(const Options& options, unsigned job) {
    Sums sums;
    for (auto seed = options.from + job; seed < options.from + options.seeds; seed += options.jobs) {
        const auto before = cpu_micros();
        const auto verdict = simulate(planned(seed, options), false);
        const auto took = cpu_micros() - before;
        Sums one{1,
                 verdict.steps,
                 verdict.lives,
                 verdict.claims,
                 verdict.settled,
                 verdict.unattended,
                 verdict.presses,
                 verdict.syncs,
                 verdict.simulated.count(),
                 took,
                 took,
                 seed,
                 verdict.violation ? seed : 0,
                 0,
                 verdict.reached};
        if (options.again_every > 0 && seed % options.again_every == 0 && !verdict.violation) {
            one.told_twice = 1;
            if (simulate(planned(seed, options), false).fingerprint != verdict.fingerprint) {
                std::printf("seed %llu: the second run is another one\n", static_cast<unsigned long long>(seed));
                std::fflush(stdout);
                one.first_broken = seed;
            }
        }
        sums.add(one);
        if (one.first_broken != 0 && !verdict.violation) break;
        if (verdict.violation) {
            std::printf("seed %llu: %s: %s\n", static_cast<unsigned long long>(seed), verdict.violation->rule.c_str(),
                        verdict.violation->what.c_str());
            std::fflush(stdout);
            break;
        }
    }
    return sums;
}

/// How often each thing was tried; how many never were.
std::size_t print_reached(const Reached& reached) {
    std::size_t missing = 0;
    const auto print = [&missing](const char* what, const auto& counts, const auto& name) {
        std::printf("%s:", what);
        for (std::size_t i = 0; i < counts.size(); ++i) {
            missing += counts[i] == 0 ? 1 : 0;
            std::printf("%s %s %llu", i == 0 ? "" : ",", std::string{name(i)}.c_str(),
                        static_cast<unsigned long long>(counts[i]));
        }
        std::printf("\n");
    };
    print("happened", reached.happened, [](std::size_t i) { return name_of(static_cast<Kind>(i)); });
    static constexpr std::array<const char*, Reached::stages> stages{"waiting", "submitting", "settled", "gone",
                                                                     "unconfirmed"};
    print("stages", reached.stored, [](std::size_t i) { return stages[i]; });
    print("refused", reached.refused, [](std::size_t i) { return word_for(static_cast<WhyRefused>(i)); });
    print("besides", std::array{reached.wrong_clocks}, [](std::size_t) { return "wrong clocks"; });
    if (missing > 0) std::printf("never tried: %zu of these\n", missing);
    return missing;
}

int run(const Options& options) {
    std::printf("%s, zone data %s, seeds %llu to %llu, %u processes\n", app::version_line().c_str(),
                zone_data().c_str(), static_cast<unsigned long long>(options.from),
                static_cast<unsigned long long>(options.from + options.seeds - 1), options.jobs);
    std::fflush(stdout);
    Sums sums;
    std::vector<std::pair<pid_t, int>> children;
    for (unsigned job = 0; job < options.jobs; ++job) {
        if (options.part && *options.part != job) continue;
        int pipe_ends[2];
        if (::pipe(pipe_ends) != 0) return 1;
        const auto child = ::fork();
        if (child < 0) return 1;
        if (child == 0) {
            ::close(pipe_ends[0]);
            const auto mine = work_through(options, job);
            const auto written = ::write(pipe_ends[1], &mine, sizeof mine);
            std::fflush(stdout);
            ::_exit(written == sizeof mine ? 0 : 1);
        }
        ::close(pipe_ends[1]);
        children.emplace_back(child, pipe_ends[0]);
    }
    bool all_came_back = true;
    for (const auto& [child, end] : children) {
        Sums theirs;
        const bool whole = ::read(end, &theirs, sizeof theirs) == sizeof theirs;
        int status = 0;
        ::waitpid(child, &status, 0);
        ::close(end);
        if (whole) sums.add(theirs);
        if (!whole || status != 0) all_came_back = false;
    }
    if (sums.first_broken != 0) explain(sums.first_broken, options);
    const auto hours = static_cast<double>(sums.simulated_ms) / 3'600'000.0;
    const auto cpu = static_cast<double>(sums.cpu_us) / 1'000'000.0;
    std::printf(
        "%llu seeds: %.0f simulated hours in %.1f CPU seconds (%.0f hours per CPU second), %.1f ms per seed, longest "
        "%.0f ms "
        "(seed %llu)\n",
        static_cast<unsigned long long>(sums.seeds), hours, cpu, hours / std::max(cpu, 0.001),
        cpu * 1000.0 / std::max<double>(1.0, static_cast<double>(sums.seeds)),
        static_cast<double>(sums.longest_us) / 1000.0, static_cast<unsigned long long>(sums.longest_seed));
    std::printf(
        "%llu handlers, %llu lives, %llu clicks, %llu claims (%llu by the schedule), %llu decisions, %llu syncs\n",
        static_cast<unsigned long long>(sums.steps), static_cast<unsigned long long>(sums.lives),
        static_cast<unsigned long long>(sums.presses), static_cast<unsigned long long>(sums.claims),
        static_cast<unsigned long long>(sums.unattended), static_cast<unsigned long long>(sums.settled),
        static_cast<unsigned long long>(sums.syncs));
    std::printf("%llu seeds were run twice, with the same digest of all that was shown, said and stored\n",
                static_cast<unsigned long long>(sums.told_twice));
    const auto missing = print_reached(sums.reached);
    if (!all_came_back) std::printf("a process did not come back\n");
    if (sums.first_broken == 0 && all_came_back) std::printf("no rule was broken\n");
    return sums.first_broken != 0 || !all_came_back || (options.all && missing > 0) ? 1 : 0;
}

int trace(std::uint64_t seed, const Options& options) {
    const auto verdict = simulate(planned(seed, options), true);
    std::printf("seed %llu, %s, zone data %s\n", static_cast<unsigned long long>(seed), app::version_line().c_str(),
                zone_data().c_str());
    tell(verdict.story);
    if (verdict.violation) std::printf("%s: %s\n", verdict.violation->rule.c_str(), verdict.violation->what.c_str());
    std::printf("fingerprint %016llx\n", static_cast<unsigned long long>(verdict.fingerprint));
    return verdict.violation ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app{"Runs the bot in simulated worlds; a seed decides everything that happens in one."};
    app.add_option("--from", options.from, "The first seed; the way to go on with a run that was stopped");
    app.add_option("--seeds", options.seeds, "How many seeds");
    app.add_option("--jobs", options.jobs, "How many processes")->check(CLI::Range(1, 256));
    app.add_option("--part", options.part, "Only what this one of the --jobs processes would do: for several machines");
    app.add_option("--seed", options.seed, "One seed only, explained when it breaks a rule");
    app.add_flag("--trace", options.trace, "With --seed: tells everything that happened, whether a rule broke or not");
    app.add_option("--without", options.without, "Rules that may be broken: to look for what else is")->delimiter(',');
    app.add_option("--again-every", options.again_every,
                   "Each so many seeds one is run twice, and the digests are compared; 0: none");
    app.add_flag("--all", options.all, "Fails when something that may happen never did; for 2,000 seeds or more");
    app.add_option("--tries", options.tries, "How many simulations shrinking may cost");
    CLI11_PARSE(app, argc, argv);
    if (options.seed) {
        if (options.trace) return trace(*options.seed, options);
        options.from = *options.seed;
        options.seeds = 1;
        options.jobs = 1;
    }
    return run(options);
}
