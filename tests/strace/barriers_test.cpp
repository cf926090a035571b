// The real bot under strace: several people at once, the schedule, a lost answer; then every barrier is looked for. And
// the same trace with barriers taken out, so that finding none is known to mean that none is missing.
#include "tests/strace/barriers.hpp"

#include "tests/strace/trace.hpp"
#include "tests/tools/rig.hpp"
#include "tests/tools/slack_eyes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <thread>

namespace privman::strace {
namespace {

using tools::eventually;
using tools::Rig;

constexpr auto strace_program = "/usr/bin/strace";
constexpr auto here = "#approvals";
constexpr auto there = "#helpdesk";

bool holds(const std::string& text, const std::string& what) { return text.find(what) != std::string::npos; }

/// Why nothing can be traced here; empty when it can.
std::string why_not_traceable() {
    if (!std::filesystem::exists(strace_program)) return "strace is not installed";
    const tools::TemporaryDirectory directory;
    const auto output = directory.path() / "said";
    tools::Process attempt{{.words = {strace_program, "-f", "-o", (directory.path() / "trace").string(), "/bin/true"},
                            .environment = {},
                            .directory = directory.path(),
                            .output = output}};
    if (attempt.wait(tools::patience) == 0) return {};
    const auto said = tools::content_of(output);
    return "no process may be traced on this machine (" + said.substr(0, said.find('\n')) + ")";
}

tools::Programs traced_into(const std::string& trace) {
    tools::Programs programs{.bot = PRIVMAN_BOT, .sandbox = PRIVMAN_SANDBOX};
    programs.bot_runs_under = {strace_program};
    programs.bot_runs_under.insert(programs.bot_runs_under.end(), std::begin(options), std::end(options));
    programs.bot_runs_under.push_back(trace);
    return programs;
}

bool all_settled(const Rig& rig, const std::vector<std::string>& requests) {
    for (const auto& request : requests)
        for (const auto* channel : {here, there}) {
            const auto cards = rig.cards(channel, request);
            if (cards.empty()) return false;
            for (const auto& card : cards)
                if (tools::has_buttons(card) || tools::text_of(card).find(" by <@") == std::string::npos) return false;
        }
    return true;
}

/// People decide eight requests, four pressing at once on each, one call is lost and sent again; then, on a Saturday,
/// the schedule approves three. Leaves the trace in the file.
void live_and_stop(Rig& rig) {
    rig.set_clock("2027-02-06T12:00:00Z");
    rig.start_working_bot();
    rig.register_channel(here);
    rig.register_channel(there);
    std::vector<std::string> requests;
    for (int i = 0; i < 8; ++i) rig.raise(requests.emplace_back("by-hand-" + std::to_string(i)));
    for (const auto& request : requests)
        ASSERT_TRUE(
            eventually([&] { return !rig.cards(here, request).empty() && !rig.cards(there, request).empty(); }));
    rig.fail_privilege_manager({{"call", "decide"}, {"kind", "drop_before"}, {"times", 1}});
    const std::vector<std::string> people{"ada", "bob", "eve", "carol"};
    {
        std::vector<std::jthread> hands;
        hands.reserve(people.size());
        for (std::size_t i = 0; i < people.size(); ++i)
            hands.emplace_back([&rig, &requests, &who = people[i], i] {
                for (std::size_t j = 0; j < requests.size(); ++j) try {
                        const auto& request = requests[(i % 2 == 0 ? j : requests.size() - 1 - j)];
                        rig.click(who, i < 2 ? here : there, request, (i + j) % 3 == 0 ? "deny" : "approve");
                    } catch (const tools::ControlRefused&) {
                        continue;  // the card had lost its buttons: somebody was faster
                    }
            });
    }
    ASSERT_TRUE(eventually([&] { return all_settled(rig, requests); }, std::chrono::seconds{60})) << rig.log();

    rig.say("carol", here, "@privman autoapprove set mon-fri 08:00-17:00 Europe/Berlin");
    ASSERT_TRUE(eventually([&] { return rig.log().find("schedule.set") != std::string::npos; })) << rig.log();
    rig.say("carol", here, "@privman autoapprove enable");
    ASSERT_TRUE(eventually([&] { return rig.log().find("schedule.enabled") != std::string::npos; })) << rig.log();
    for (const auto* request : {"alone-0", "alone-1", "alone-2"})
        rig.raise(request, {{"user", "LAB\\night"}, {"path", "C:\\Tools\\night.exe"}, {"hash", nullptr}});
    for (const auto* request : {"alone-0", "alone-1", "alone-2"})
        ASSERT_TRUE(eventually([&] {
            const auto cards = rig.cards(here, request);
            return !cards.empty() && tools::text_of(cards.back()).find("Approved automatically") != std::string::npos;
        })) << rig.log();
    ASSERT_EQ(rig.stop_bot(std::chrono::seconds{10}), 0) << rig.log();
}

Findings findings_of(const std::string& trace) {
    std::istringstream in{trace};
    return find_barriers(in);
}

/// The trace in which every sync, but for the first `kept`, fails.
std::string with_failing_syncs(const std::string& trace, std::size_t kept) {
    std::istringstream in{trace};
    std::string out;
    for (std::string line; std::getline(in, line); out += line + '\n') {
        const bool sync = line.find("fdatasync") != std::string::npos || line.find("fsync") != std::string::npos;
        if (!sync || !line.ends_with("= 0")) continue;
        if (kept > 0)
            --kept;
        else
            line.replace(line.size() - 1, 1, "-1 EIO (Input/output error)");
    }
    return out;
}

enum class Sync { missing, late };

/// The trace in which the last sync before the first decision is not there, or ends only after the call was sent.
std::string with_last_sync_before_the_decision(const std::string& trace, Sync how) {
    std::string path;
    for (const char c : std::string{"/approval/approve"}) {
        constexpr auto digits = "0123456789abcdef";
        const auto byte = static_cast<unsigned char>(c);
        path += {'\\', 'x', digits[byte / 16], digits[byte % 16]};
    }
    std::vector<std::string> lines;
    std::istringstream in{trace};
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    const auto call = static_cast<std::size_t>(
        std::find_if(lines.begin(), lines.end(), [&](const auto& line) { return holds(line, path); }) - lines.begin());
    auto end = call;
    while (!holds(lines[end], "fdatasync") || !lines[end].ends_with("= 0")) --end;
    auto begin = end;
    while (!holds(lines[begin], "fdatasync(")) --begin;
    const auto sync = lines[begin].substr(lines[begin].find(' '), lines[begin].rfind('>') - lines[begin].find(' ') + 1);
    if (how == Sync::late)
        lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(call) + 1, "1 0.0 <... fdatasync resumed>) = 0");
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(end));
    if (begin != end) lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(begin));
    // On a thread of its own: the real one goes on.
    if (how == Sync::late)
        lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(begin),
                     "1" + sync.substr(0, sync.find('>') + 1) + " <unfinished ...>");
    std::string out;
    for (const auto& line : lines) out += line + '\n';
    return out;
}

TEST(Strace, BetweenEachClaimAndItsCallAndBetweenEachOutcomeAndItsCardLiesAFinishedSync) {
    if (const auto why = why_not_traceable(); !why.empty()) {
        std::printf("NOT CHECKED: barriers under strace: %s\n", why.c_str());
        GTEST_SKIP() << why;
    }
    const tools::TemporaryDirectory directory;
    const auto file = (directory.path() / "trace").string();
    Rig rig{traced_into(file)};
    live_and_stop(rig);
    if (HasFatalFailure()) return;
    // The tracer is another process, and writes a moment longer.
    ASSERT_TRUE(eventually([&] { return tools::content_of(file).find("+++ exited with 0 +++") != std::string::npos; }));
    const auto trace = tools::content_of(file);

    const auto found = findings_of(trace);
    std::printf(
        "strace: %zu of %zu calls that decide had their claim on the disk, %zu of %zu cards and answers their "
        "outcome; %zu syncs\n",
        found.claims, found.decisions, found.outcomes, found.announcements, found.syncs);
    for (const auto& fault : found.broken) ADD_FAILURE() << fault;
    // 8 by people, 3 by the schedule, 1 lost; two cards each, and an answer to each winner.
    EXPECT_GE(found.decisions, 12u);
    EXPECT_GE(found.announcements, 25u);
    EXPECT_EQ(found.decisions, rig.decisions_sent());

    // The same, had the disk stopped to obey at any moment.
    const auto blind = findings_of(with_failing_syncs(trace, 0));
    EXPECT_EQ(blind.broken.size(), found.decisions + found.announcements);
    EXPECT_EQ(blind.syncs, 0u);
    auto fewest = blind.broken.size();
    for (const auto kept : {found.syncs / 4, found.syncs / 2, found.syncs * 3 / 4, found.syncs}) {
        const auto later = findings_of(with_failing_syncs(trace, kept)).broken.size();
        EXPECT_LE(later, fewest) << kept;
        fewest = later;
    }
    EXPECT_EQ(fewest, 0u);
    // The same without the one sync before a decision, and with one that finishes only after the call was sent.
    EXPECT_FALSE(findings_of(with_last_sync_before_the_decision(trace, Sync::missing)).broken.empty());
    EXPECT_FALSE(findings_of(with_last_sync_before_the_decision(trace, Sync::late)).broken.empty());
}

}  // namespace
}  // namespace privman::strace
