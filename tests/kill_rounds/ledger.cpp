#include "tests/kill_rounds/ledger.hpp"

#include "tests/tools/slack_eyes.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <map>
#include <stdexcept>

namespace privman::kill_rounds {

namespace {

namespace json = boost::json;
using Lives = std::map<std::string, json::object>;

Lives stored_lives(const std::string& file) {
    Lives lives;
    sqlite3* database = nullptr;
    const auto read = [](void* into, int, char** columns, char**) {
        static_cast<Lives*>(into)->emplace(columns[0], json::parse(columns[1]).as_object());
        return 0;
    };
    const bool done = sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK &&
                      sqlite3_exec(database, "SELECT id, record FROM life", read, &lives, nullptr) == SQLITE_OK;
    const std::string why = done ? "" : sqlite3_errmsg(database);
    sqlite3_close(database);
    if (!done) throw std::runtime_error{"the store cannot be read after a stop: " + why};
    return lives;
}

std::string stage_of(const json::object& life) { return tools::word(life.at("stage").as_object(), "kind"); }

/// What is wrong with one life's ledger; empty when nothing is.
std::string fault_of(const json::object& life, const json::object& request, Figures& figures) {
    const auto id = tools::word(life, "id");
    std::vector<const json::object*> decided;
    std::size_t number = 0;
    for (const auto& value : life.at("ledger").as_array()) {
        const auto& fact = value.as_object();
        ++figures.facts;
        if (tools::word(fact, "id") != id + "#" + std::to_string(++number)) return "its lines are not numbered in turn";
        const auto kind = tools::word(fact, "kind");
        if (kind == "approved" || kind == "denied") decided.push_back(&fact);
    }
    const auto stage = stage_of(life);
    figures.unconfirmed += stage == "unconfirmed" ? 1 : 0;
    const auto* decision = request.if_contains("decision");
    const bool ours = decision && decision->is_object() && tools::word(decision->as_object(), "by") == "api";
    if (stage == "submitting") return "it is still being submitted";
    if (stage != "settled") {
        if (!decided.empty()) return "it holds a decision, and the life is " + stage;
        // Decided by a call of ours, and not known to be: then that is what must be said.
        return ours && stage != "unconfirmed" ? "it lacks our decision, and the life is " + stage : std::string{};
    }
    if (decided.size() != 1) return "it holds the decision " + std::to_string(decided.size()) + " times";
    if (!ours) return "it holds a decision that Privilege Manager does not know as ours";
    const auto& fact = *decided.front();
    if (tools::word(fact, "kind") != tools::word(request, "status")) return "it holds another decision";
    const auto by = tools::word(fact, "by");
    const auto comment = tools::word(decision->as_object(), "comment");
    const bool same = comment.find(by == "schedule" ? "Approved automatically: " : "(" + by + ")") != std::string::npos;
    return same ? std::string{} : "it names " + by + ", and the call said \"" + comment + "\"";
}

/// The digest counts exactly those that wait and have no card that the bot knows of.
std::string digest_fault(const tools::Rig& rig, const std::string& name, const Lives& lives) {
    const auto channel = rig.channel(name);
    std::size_t without_card = 0;
    for (const auto& [id, life] : lives) {
        if (stage_of(life) != "waiting") continue;
        const auto* copies = life.at("cards").as_object().if_contains(channel);
        const auto known = [](const json::value& copy) { return copy.as_object().contains("ts"); };
        without_card += !copies || std::ranges::none_of(copies->as_array(), known) ? 1 : 0;
    }
    std::string newest;
    for (const auto& message : rig.messages(name))
        if (tools::element(message, "show_more")) newest = tools::text_of(message);
    if (without_card == 0 ? newest.empty() : newest.starts_with(std::to_string(without_card) + " more request"))
        return {};
    return "digest: " + std::to_string(without_card) + " wait in " + name +
           " without a card that is known, and it says \"" + newest.substr(0, 80) + '"';
}

}  // namespace

std::vector<std::string> ledger_faults(const tools::Rig& rig, const Story& story, Figures& figures) {
    std::vector<std::string> faults;
    const auto lives = stored_lives((rig.directory() / "bot.db").string());
    for (const auto& value : rig.control().get("/privilege-manager").at("requests").as_array()) {
        const auto& request = value.as_object();
        const auto id = tools::word(request, "id");
        if (std::ranges::find(story.requests, id) == story.requests.end()) continue;
        const auto life = lives.find(id);
        if (life == lives.end()) {
            // Raised and decided in the console before any list held it.
            const auto* decision = request.if_contains("decision");
            const bool seen = !decision || !decision->is_object() || tools::word(decision->as_object(), "by") == "api";
            if (seen) faults.push_back(id + " has no record in the store");
            continue;
        }
        if (const auto fault = fault_of(life->second, request, figures); !fault.empty())
            faults.push_back(
                fmt::format("{} and its ledger: {}: {}", id, fault, json::serialize(life->second.at("ledger"))));
    }
    if (story.cards_at_once > 0)
        for (const auto* channel : {"#approvals", "#helpdesk"})
            if (auto fault = digest_fault(rig, channel, lives); !fault.empty()) faults.push_back(std::move(fault));
    return faults;
}

}  // namespace privman::kill_rounds
