#include "tests/strace/barriers.hpp"

#include "tests/strace/requests_sent.hpp"
#include "tests/tools/process.hpp"
#include "tests/tools/slack_eyes.hpp"

#include <boost/json/parse.hpp>
#include <sqlite3.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace privman::strace {

namespace {

namespace json = boost::json;
using Lives = std::map<std::string, json::object>;

bool holds(std::string_view text, std::string_view what) { return text.find(what) != std::string_view::npos; }

/// Every stored life on this disk. What SQLite cannot read is not there: that is what a restart would find.
Lives lives_on(const Files& files) {
    const tools::TemporaryDirectory directory;
    for (const auto& [path, content] : files)
        std::ofstream{directory.path() / ("read.db" + path.substr(path.rfind(".db") + 3)), std::ios::binary} << content;
    Lives lives;
    sqlite3* database = nullptr;
    const auto read = [](void* into, int, char** columns, char**) {
        static_cast<Lives*>(into)->emplace(columns[0], json::parse(columns[1]).as_object());
        return 0;
    };
    if (sqlite3_open((directory.path() / "read.db").c_str(), &database) == SQLITE_OK)
        sqlite3_exec(database, "SELECT id, record FROM life", read, &lives, nullptr);
    sqlite3_close(database);
    return lives;
}

const json::object& stage_of(const json::object& life) { return life.at("stage").as_object(); }

/// What is wrong with the life for a call that decides; empty when its claim stands in it.
std::string claim_fault(const Lives& lives, const json::object& call) {
    const auto life = lives.find(tools::word(call, "RequestId"));
    if (life == lives.end()) return "no such request";
    const auto& stage = stage_of(life->second);
    if (tools::word(stage, "kind") != "submitting") return "no claim: " + tools::word(stage, "kind");
    const auto& claim = stage.at("claim").as_object();
    if (claim.at("calls").to_number<unsigned>() == 0) return "a claim, but no intent to call";
    const bool approve = claim.at("choice").as_object().at("approve").as_bool();
    if (approve != (tools::word(call, "Response") == "Approve")) return "a claim of another choice";
    const auto& by = claim.at("by").as_object();
    const auto who =
        tools::word(by, "kind") == "person" ? tools::word(by, "who") : std::string{"Approved automatically: "};
    return holds(tools::word(call, "Comment"), who) ? "" : "a claim by somebody else";
}

/// What is wrong with the life for a message that says how it ended; empty when the outcome stands in it, and once in
/// its ledger.
std::string outcome_fault(const json::object& life, bool approved) {
    const auto& stage = stage_of(life);
    if (tools::word(stage, "kind") != "settled") return "no outcome: " + tools::word(stage, "kind");
    const auto& choice = stage.at("verdict").as_object().at("choice").as_object();
    if (choice.at("approve").as_bool() != approved) return "another outcome";
    const auto facts = std::ranges::count_if(life.at("ledger").as_array(), [&](const json::value& fact) {
        return tools::word(fact.as_object(), "kind") == (approved ? "approved" : "denied");
    });
    return facts == 1 ? "" : "the outcome " + std::to_string(facts) + " times in the ledger";
}

/// The life that a message to Slack speaks of: a card names it, an answer goes to the address that a kept click gave.
const json::object* life_of(const Lives& lives, const RequestSent& request, const json::object& body) {
    if (const auto known = lives.find(tools::request_of(body)); known != lives.end()) return &known->second;
    for (const auto& [id, life] : lives)
        for (const auto& click : life.at("clicks").as_array())
            if (tools::word(click.as_object(), "response_url").ends_with(request.path)) return &life;
    return nullptr;
}

class Judge {
public:
    void judge(const RequestSent& request) {
        if (request.path.ends_with("/approval/approve")) return decision(request);
        const bool card = request.path.ends_with("/chat.update") || request.path.ends_with("/chat.postMessage");
        if (card || holds(request.path, "/response/")) announcement(request);
    }

    Findings findings;

private:
    void decision(const RequestSent& request) {
        ++findings.decisions;
        const auto call = json::parse(request.body).as_object();
        note(claim_fault(lives_on(*request.disk), call), findings.claims,
             "Privilege Manager was told to decide " + tools::word(call, "RequestId"));
    }
    void announcement(const RequestSent& request) {
        const auto body = json::parse(request.body).as_object();
        const auto text = tools::text_of(body);
        const bool approved = holds(text, "Approved by ") || holds(text, "Approved automatically ");
        if (!approved && !holds(text, "Denied by ")) return;
        const bool answer = tools::request_of(body).empty();
        if (answer && !holds(text, "Privilege Manager confirmed it")) return;
        ++findings.announcements;
        const auto lives = lives_on(*request.disk);
        const auto* life = life_of(lives, request, body);
        note(life ? outcome_fault(*life, approved) : "no such request", findings.outcomes,
             (answer ? std::string{"a clicker was told \""} : std::string{"a card said \""}) +
                 text.substr(0, text.find('\n')) + '"');
    }
    void note(const std::string& fault, std::size_t& kept, const std::string& what) {
        if (fault.empty())
            ++kept;
        else
            findings.broken.push_back(what + ", and the disk held " + fault);
    }
};

}  // namespace

Findings find_barriers(std::istream& trace) {
    Disk disk;
    Judge judge;
    RequestsSent requests{[&judge](const RequestSent& request) { judge.judge(request); }};
    read_trace(trace, {.begins =
                           [&](const Call& call) {
                               requests.begins(call, disk);
                               disk.begins(call);
                           },
                       .ends =
                           [&](const Call& call) {
                               const bool sync = call.name == "fdatasync" || call.name == "fsync";
                               if (sync && call.result == 0) ++judge.findings.syncs;
                               disk.ends(call);
                               requests.ends(call);
                           }});
    return judge.findings;
}

}  // namespace privman::strace
