#include "tests/off_rounds/round.hpp"

#include "tests/tools/slack_eyes.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <stdexcept>
#include <thread>

namespace privman::off_rounds {

namespace {

namespace json = boost::json;
using Clock = std::chrono::steady_clock;

constexpr const char* channel = "#approvals";
constexpr std::int64_t retry_after_s = 300;

struct SwitchOff {
    const char* who;
    const char* words;
};
/// carol is an admin; whoever else is in the channel may decide, and so may stop it. eve is the one who keeps it busy.
constexpr std::array switch_offs{SwitchOff{"carol", "autoapprove disable"}, SwitchOff{"ada", "autoapprove off"},
                                 SwitchOff{"carol", "autoapprove clear"}, SwitchOff{"bob", "autoapprove stop"},
                                 SwitchOff{"eve", "autoapprove disable"}};

/// Whether the schedule is on, as the file of a bot that has ended says.
bool stored_as_on(const std::string& file) {
    std::string record;
    sqlite3* database = nullptr;
    const auto read = [](void* into, int, char** columns, char**) {
        *static_cast<std::string*>(into) = columns[0];
        return 0;
    };
    const bool done = sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK &&
                      sqlite3_exec(database, "SELECT record FROM setting", read, &record, nullptr) == SQLITE_OK;
    const std::string why = done ? "" : sqlite3_errmsg(database);
    sqlite3_close(database);
    if (!done || record.empty()) throw std::runtime_error{"the settings cannot be read after a kill: " + why};
    const auto settings = json::parse(record).as_object();
    const auto* schedule = settings.if_contains("schedule");
    return schedule && schedule->is_object() && schedule->as_object().at("enabled").as_bool();
}

/// Says commands in direct messages, a few at the same moment, until it has said all or is told to stop.
class Busy {
public:
    Busy(const tools::Rig& rig, const std::string& who, int commands) : left_{commands} {
        for (auto& mouth : mouths_)
            mouth = std::jthread{[this, &rig, id = rig.person(who)] {
                try {
                    while (left_.fetch_sub(1) > 0)
                        rig.control().post("/slack/say", {{"as", id}, {"dm", true}, {"text", "version"}});
                } catch (const std::exception&) {
                    left_ = 0;
                    failed_ = true;
                }
            }};
    }
    [[nodiscard]] int left() const { return std::max(0, left_.load()); }
    [[nodiscard]] bool failed() const { return failed_; }

private:
    std::atomic<int> left_;
    std::atomic<bool> failed_ = false;
    std::array<std::jthread, 4> mouths_;
};

class Night {
public:
    Night(const Options& options, std::uint64_t seed)
        : options_{options},
          killed_{seed % 2 == 0},
          off_{switch_offs[seed / 2 % switch_offs.size()]},
          rig_{options.programs} {}

    Result play() {
        begin();
        raise("before", 3);
        if (!tools::eventually([this] { return approved() == raised_.size(); }))
            throw std::runtime_error{"the schedule approves nothing before it is switched off"};

        rig_.fail_slack({{"method", "chat.postMessage"},
                         {"kind", "ratelimited"},
                         {"retry_after", retry_after_s},
                         {"times", 1'000'000}});
        rig_.say("carol", channel, "@privman status");
        Busy busy{rig_, "eve", options_.commands};
        const auto half = options_.commands / 2;
        tools::eventually([&] { return busy.left() <= half; });
        raise("during", 2);
        const auto said_ms = wall_ms();
        rig_.say(off_.who, channel, std::string{"@privman "} + off_.words);
        std::this_thread::sleep_until(Clock::now() + options_.within);

        if (killed_) rig_.kill_bot();
        const auto off_since_ms = wall_ms();
        if (killed_) {
            expect_off("killed " + std::to_string(options_.within.count()) + " ms later");
            rig_.start_working_bot();
        }
        raise("after", 3);
        look_again();
        expect_nothing_sent_since(off_since_ms, "while Slack throttles");

        tools::eventually([&] { return busy.left() == 0; });
        if (busy.failed()) broken_.emplace_back("the sandbox took no more commands");
        rig_.fail_slack({{"method", "*"}, {"times", 0}});
        rig_.advance(std::chrono::seconds{retry_after_s});
        raise("later", 2);
        look_again();
        expect_nothing_sent_since(off_since_ms, "when Slack answers again");
        if (!killed_) expect_told_since(said_ms);
        rig_.kill_bot();
        expect_off("in the end");
        return {fmt::format("{} says \"{}\", {}", off_.who, off_.words, killed_ ? "killed" : "not killed"),
                std::move(broken_)};
    }

private:
    void begin() {
        rig_.set_clock("2027-02-06T12:00:00Z");  // a Saturday
        rig_.start_working_bot();
        rig_.register_channel(channel);
        say_and_wait("@privman autoapprove set mon-fri 08:00-17:00 Europe/Berlin", "schedule.set");
        say_and_wait("@privman autoapprove enable", "schedule.enabled");
    }

    void say_and_wait(const char* words, const char* event) {
        rig_.say("carol", channel, words);
        if (!tools::eventually([&] { return rig_.log().find(event) != std::string::npos; }))
            throw std::runtime_error{std::string{"no "} + event + " after: " + words};
    }

    /// Each by somebody else, on another computer, so that no limit holds any of them.
    void raise(const std::string& name, int count) {
        for (int i = 0; i < count; ++i) {
            const auto number = std::to_string(raised_.size());
            raised_.push_back(fmt::format("{}-{}", name, number));
            rig_.raise(raised_.back(),
                       {{"user", "CORP\\asks" + number}, {"computer", "PC-" + number}, {"rating", nullptr}});
        }
    }

    [[nodiscard]] std::size_t approved() const {
        std::size_t count = 0;
        for (const auto& id : raised_) count += rig_.status(id) == "approved" ? 1 : 0;
        return count;
    }

    [[nodiscard]] std::int64_t wall_ms() const { return rig_.control().get("/clock").at("wall_ms").as_int64(); }

    void look_again() {
        for (int i = 0; i < 3; ++i) rig_.let_it_poll();
    }

    void expect_off(const std::string& when) {
        if (stored_as_on((rig_.directory() / "bot.db").string()))
            broken_.push_back(fmt::format("{}, the store says that it is on", when));
    }

    void expect_nothing_sent_since(std::int64_t since_ms, const std::string& when) {
        std::size_t sent = 0;
        std::string first;
        for (const auto& value : rig_.control().get("/privilege-manager/calls?call=decide").at("calls").as_array()) {
            const auto& call = value.as_object();
            if (call.at("at_ms").as_int64() <= since_ms) continue;
            if (++sent == 1) first = tools::word(call, "id");
        }
        if (sent > 0) broken_.push_back(fmt::format("{}, {} decisions were sent, the first for {}", when, sent, first));
    }

    void expect_told_since(std::int64_t since_ms) {
        const auto says_off = [&] {
            for (const auto& message : rig_.messages(channel))
                if (message.at("first_shown_ms").as_int64() >= since_ms &&
                    tools::text_of(message).find("Auto-approve is OFF") != std::string::npos)
                    return true;
            return false;
        };
        if (!tools::eventually(says_off)) broken_.emplace_back("nobody was told \"Auto-approve is OFF\"");
    }

    const Options& options_;
    bool killed_;
    SwitchOff off_;
    tools::Rig rig_;
    std::vector<std::string> raised_;
    std::vector<std::string> broken_;
};

}  // namespace

Result play(const Options& options, std::uint64_t seed) { return Night{options, seed}.play(); }

}  // namespace privman::off_rounds
