// kill_rounds --bot FILE --sandbox FILE [--rounds N] [--seed S]: kills the real bot at random moments while people
// press buttons and everything around it fails, and then reads from the sandbox's records whether every promise was
// kept.
#include "tests/kill_rounds/ledger.hpp"
#include "tests/kill_rounds/people.hpp"
#include "tests/kill_rounds/promises.hpp"
#include "tests/kill_rounds/troubles.hpp"
#include "tests/tools/slack_eyes.hpp"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <thread>

namespace {

using namespace privman;
using namespace privman::kill_rounds;
namespace json = boost::json;

/// One Privilege Manager and one Slack live through this many kills before they are looked at.
constexpr int rounds_in_a_story = 12;

struct Options {
    tools::Programs programs;
    int rounds = 60;
    std::uint64_t seed = 0;
};

void decide_in_the_console(const tools::Rig& rig, const std::string& request, bool approve) {
    try {
        rig.control().post("/privilege-manager/decide", {{"id", request}, {"response", approve ? "approve" : "deny"}});
    } catch (const tools::ControlRefused&) {
        // The bot was faster.
    }
}

/// What people press on: the newest requests; where not every request has a card, those that have one as well.
std::vector<std::string> worth_a_look(const tools::Rig& rig, const Story& story, std::uint64_t newest) {
    std::vector<std::string> all(story.requests.end() - static_cast<std::ptrdiff_t>(newest), story.requests.end());
    if (story.cards_at_once == 0) return all;
    for (const auto& message : rig.messages("#approvals"))
        if (tools::has_buttons(message)) all.push_back(tools::request_of(message));
    return all;
}

void switch_schedule_on(tools::Rig& rig) {
    rig.say("carol", "#approvals", "@privman autoapprove set mon-fri 08:00-17:00 Europe/Berlin");
    const auto logged = [&](const char* what) {
        return tools::eventually([&] { return rig.log().find(what) != std::string::npos; });
    };
    if (!logged("schedule.set")) throw std::runtime_error{"the schedule was not set"};
    rig.say("carol", "#approvals", "@privman autoapprove enable");
    if (!logged("schedule.enabled")) throw std::runtime_error{"the schedule was not enabled"};
}

void play_round(tools::Rig& rig, Story& story, Chance& chance, int number) {
    const auto more = 2 + below(chance, 4);
    for (std::uint64_t i = 0; i < more; ++i) {
        story.requests.push_back("r" + std::to_string(number) + "-" + std::to_string(i));
        rig.raise(story.requests.back(),
                  below(chance, 2) == 0 ? json::object{{"path", kept_from_schedule}} : json::object{});
    }
    // Behind a digest a new request may have no card; then there is nothing to wait for.
    const std::chrono::milliseconds moment{story.cards_at_once == 0 ? 2'000 : 400};
    const auto& newest = story.requests.back();
    tools::eventually([&] { return !rig.cards("#approvals", newest).empty(); }, moment);
    cause_trouble(rig, chance);

    const auto kill_after = std::chrono::microseconds{below(chance, 180'000)};
    const auto end = below(chance, 4) == 0 ? SIGTERM : SIGKILL;
    std::jthread killer{[&rig, kill_after, end] {
        std::this_thread::sleep_for(kill_after);
        rig.bot()->signal(end);
    }};
    const auto latest = worth_a_look(rig, story, more);
    for (auto& press : press_at_once(rig, latest, {"ada", "bob", "eve", "carol"}, chance))
        story.presses.push_back(std::move(press));
    if (below(chance, 4) == 0) decide_in_the_console(rig, latest.front(), below(chance, 2) == 0);
    killer.join();
    if (end == SIGTERM) {
        ++story.stops;
        const auto code = rig.bot()->wait(std::chrono::seconds{10});
        if (code != 0)
            story.bad_stops.push_back("asked to end in round " + std::to_string(number) + ", it ended with " +
                                      (code ? std::to_string(*code) : std::string{"nothing, within 10 s"}));
    }
    rig.kill_bot();
    ++story.kills;
    if (below(chance, 2) == 0) end_trouble(rig);
    rig.start_bot();
}

/// The lines about one request, and those about lives of the bot.
void print_log_about(const tools::Rig& rig, const std::string& request) {
    std::istringstream lines{rig.log()};
    for (std::string line; std::getline(lines, line);)
        if (line.find('"' + request + '"') != std::string::npos || line.find("bot.started") != std::string::npos)
            std::printf("    %s\n", line.c_str());
}

std::vector<std::string> play_story(const Options& options, std::uint64_t seed, int rounds, Figures& figures) {
    Chance chance{seed};
    Story story;
    story.schedule = below(chance, 3) == 0;
    story.cards_at_once = below(chance, 2) == 0 ? 4 : 0;
    tools::Rig rig{options.programs};
    rig.settings()["PRIVMAN_TIMEOUT"] = "1";
    rig.settings()["CARDS_AT_ONCE"] = std::to_string(story.cards_at_once);
    rig.settings()["AUTO_APPROVE_EXCEPT"] = "path=" + std::string{kept_pattern};
    rig.settings()["AUTO_APPROVE_LIMIT"] = "1000";
    if (story.schedule) rig.set_clock("2027-02-06T12:00:00Z");  // a Saturday
    rig.start_working_bot();
    rig.register_channel("#approvals");
    rig.register_channel("#helpdesk");
    if (story.schedule) switch_schedule_on(rig);
    for (int round = 0; round < rounds; ++round) play_round(rig, story, chance, round);
    end_trouble(rig);
    rig.kill_bot();
    rig.start_working_bot();
    // What may still be at work in Privilege Manager ends, and buttons that wait for it return.
    for (int i = 0; i < 3; ++i) rig.advance(std::chrono::seconds{120});
    auto broken = broken_promises(rig, story, figures);
    broken.insert(broken.end(), story.bad_stops.begin(), story.bad_stops.end());
    if (const auto code = rig.stop_bot(std::chrono::seconds{10}); code != 0)
        broken.emplace_back("asked to end in the end, it did not end well");
    else
        for (auto& fault : ledger_faults(rig, story, figures)) broken.push_back(std::move(fault));
    figures.presses += story.presses.size();
    if (!broken.empty()) print_log_about(rig, broken.front().substr(0, broken.front().find(' ')));
    std::printf("seed %llu: %zu requests, %zu kills, %zu stops%s%s: %s\n", static_cast<unsigned long long>(seed),
                story.requests.size(), story.kills - story.stops, story.stops, story.schedule ? ", schedule" : "",
                story.cards_at_once > 0 ? ", digest" : "", broken.empty() ? "kept" : "BROKEN");
    return broken;
}

int run(const Options& options) {
    std::size_t broken_stories = 0;
    Figures figures;
    int done = 0;
    for (std::uint64_t story = 0; done < options.rounds; ++story) {
        const int rounds = std::min(rounds_in_a_story, options.rounds - done);
        const auto seed = options.seed + story;
        const auto broken = play_story(options, seed, rounds, figures);
        for (const auto& promise : broken)
            std::printf("seed %llu: %s\n", static_cast<unsigned long long>(seed), promise.c_str());
        broken_stories += broken.empty() ? 0 : 1;
        done += rounds;
        std::printf(
            "%d rounds, %zu clicks, %zu calls that decide, %zu took effect (%zu the schedule's), %zu lines in the "
            "ledger, %zu unconfirmed, %zu digests, %zu stories with a broken promise\n",
            done, figures.presses, figures.calls, figures.effective, figures.by_schedule, figures.facts,
            figures.unconfirmed, figures.digests, broken_stories);
        std::fflush(stdout);
    }
    return broken_stories == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    std::map<std::string, std::string> given;
    for (int i = 1; i + 1 < argc; i += 2) given[argv[i]] = argv[i + 1];
    if (given["--bot"].empty() || given["--sandbox"].empty()) {
        std::fputs("usage: kill_rounds --bot FILE --sandbox FILE [--rounds N] [--seed S]\n", stderr);
        return 2;
    }
    try {
        Options options{.programs = {.bot = std::filesystem::absolute(given["--bot"]).string(),
                                     .sandbox = std::filesystem::absolute(given["--sandbox"]).string()}};
        if (!given["--rounds"].empty()) options.rounds = std::stoi(given["--rounds"]);
        options.seed = given["--seed"].empty() ? std::random_device{}() : std::stoull(given["--seed"]);
        std::printf("seed %llu\n", static_cast<unsigned long long>(options.seed));
        return run(options);
    } catch (const std::exception& failure) {
        std::printf("kill_rounds: %s\n", failure.what());
        return 1;
    }
}
