#include "sandbox/privilege_manager/console.hpp"

#include "sandbox/demo.hpp"
#include "sandbox/privilege_manager/rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace privman::sandbox::pm {

namespace {

constexpr std::array<std::string_view, 14> field_names{
    "user",   "display_name", "computer", "application", "path",    "command_line", "reason",
    "policy", "company",      "signer",   "hash",        "version", "rating",       "requested"};

json::value minutes_of(std::int64_t seconds) {
    if (seconds % 60 == 0) return seconds / 60;
    return static_cast<double>(seconds) / 60;
}

/// `one_time`, and `minutes` with `seconds` when there is a length; minutes are null otherwise.
void put_time(json::object& into, const std::optional<GrantedTime>& time) {
    into["one_time"] = time && time->one_time;
    into["minutes"] = nullptr;
    if (time && !time->one_time) {
        into["minutes"] = minutes_of(time->seconds);
        into["seconds"] = time->seconds;
    }
}

json::object decision_json(const RequestDecision& decision) {
    json::object out{{"response", decision.approved ? "approve" : "deny"}};
    put_time(out, decision.time);
    out["comment"] = decision.comment;
    if (!decision.approver.empty()) out["approver"] = decision.approver;
    out["by"] = decision.by_console ? "console" : "api";
    out["at_ms"] = decision.at_ms;
    return out;
}

json::object request_json(const QueuedRequest& request) {
    json::object out{{"id", request.id}};
    for (const auto& [name, value] : request.fields) out.emplace(name, value);
    out["status"] = name_of(request.status);
    if (request.decision) out["decision"] = decision_json(*request.decision);
    out["calls"] = request.decide_calls;
    return out;
}

json::object entry_json(const JournalEntry& entry) {
    json::object out{{"at_ms", entry.at_ms},
                     {"call", entry.call},
                     {"method", entry.method},
                     {"executed", entry.executed},
                     {"status", entry.status}};
    if (!entry.fault.empty()) out["fault"] = entry.fault;
    if (!entry.error.empty()) out["error"] = entry.error;
    if (entry.rows) out["rows"] = *entry.rows;
    if (!entry.id.empty()) out["id"] = entry.id;
    if (!entry.body.empty()) out["body"] = entry.body;
    if (entry.decision) {
        out["response"] = entry.decision->approve ? "approve" : "deny";
        put_time(out, entry.decision->time);
        out["comment"] = entry.decision->comment;
        if (!entry.decision->approver.empty()) out["approver"] = entry.decision->approver;
    }
    return out;
}

}  // namespace

net::HttpResponse Console::answer(const net::HttpRequest& request) {
    constexpr std::string_view root = "/_sandbox/privilege-manager";
    const auto target = parse_target(request.target);
    const auto what = std::string_view{target.path}.substr(root.size());
    const bool reads = request.method == "GET";
    if (!reads && request.method != "POST") throw BadCall{"the control interface knows GET and POST", 405};

    if (what.empty() && reads) return json_answer(overview());
    if (what == "/calls" && reads) return json_answer(calls(target));
    if (reads) throw BadCall{fmt::format("nothing can be read at {}", target.path), 404};
    if (what == "/raise") return json_answer(raise(Arguments{request}));
    if (what == "/decide") return json_answer(decide(Arguments{request}));
    if (what == "/expire") return json_answer(expire(Arguments{request}));
    if (what == "/edit") return json_answer(edit(Arguments{request}));
    if (what == "/reappear") return json_answer(reappear(Arguments{request}));
    if (what == "/rules") return json_answer(set_rules(Arguments{request}));
    if (what == "/faults") {
        Arguments arguments{request};
        instance_.faults.set(arguments);
        return json_answer(json::object{{"faults", instance_.faults.as_json()}});
    }
    throw BadCall{fmt::format("there is no control call {}", target.path), 404};
}

json::object Console::overview() const {
    json::array requests;
    for (const auto& request : instance_.queue.all()) requests.push_back(request_json(request));
    return {{"requests", std::move(requests)},
            {"profile", instance_.options.profile.name},
            {"faults", instance_.faults.as_json()},
            {"rules", json::object{{"reject_login", instance_.rules.reject_login},
                                   {"list_lag_ms", instance_.rules.list_lag_ms},
                                   {"list_decided", instance_.rules.list_decided}}}};
}

json::object Console::calls(const Target& target) const {
    const auto wanted = target.find("call");
    json::array list;
    for (const auto& entry : instance_.journal.entries()) {
        if (!wanted || entry.call == *wanted) list.push_back(entry_json(entry));
    }
    return {{"calls", std::move(list)}};
}

void Console::apply(QueuedRequest& request, const json::object& fields) {
    for (const auto& [name, value] : fields) {
        if (std::ranges::find(field_names, std::string_view{name}) == field_names.end()) {
            throw BadCall{
                fmt::format("unknown field: {}; known are {}", std::string_view{name}, fmt::join(field_names, ", "))};
        }
        if (value.is_null())
            request.fields.stable_erase(name);
        else
            request.fields[name] = value;
    }
}

json::object Console::raise(Arguments arguments) {
    const auto count = arguments.number("count").value_or(1);
    if (count < 1 || count > 10'000) throw BadCall{"count must lie between 1 and 10000"};
    const auto id = arguments.text("id");
    if (id && count != 1) throw BadCall{"one id cannot serve several requests"};
    if (id && (id->empty() || instance_.queue.find(*id)))
        throw BadCall{fmt::format("a request with the id \"{}\" cannot be added", *id), 409};
    const auto* extra = arguments.object("extra");
    json::object given;
    for (const auto name : field_names) {
        if (const auto* value = arguments.any(name)) given.emplace(name, *value);
    }
    arguments.nothing_else();

    json::array ids;
    for (std::int64_t i = 0; i < count; ++i) {
        QueuedRequest request{.id = id ? *id : instance_.queue.next_id(),
                              .fields = demo_request(instance_.queue.all().size())};
        request.fields["requested"] = instance_.clock.wall_ms();
        // The display name belongs to the account of the demonstration, not to another.
        if (given.contains("user") && !given.contains("display_name")) request.fields.stable_erase("display_name");
        apply(request, given);
        if (extra)
            request.extra = *extra;
        else if (request.fields.contains("policy"))
            request.extra = {{"PolicyId", "{14000000-0000-4000-8000-0000000000bb}"}};
        request.raised_boot_ms = instance_.clock.boot_ms();
        ids.push_back(json::string{request.id});
        instance_.queue.add(std::move(request));
    }
    return {{"ids", std::move(ids)}};
}

QueuedRequest& Console::named(Arguments& arguments) {
    const auto id = arguments.needed_text("id");
    auto* request = instance_.queue.find(id);
    if (!request) throw BadCall{fmt::format("there is no request {}", id), 404};
    return *request;
}

json::object Console::decide(Arguments arguments) {
    constexpr std::array<std::string_view, 2> words{"approve", "deny"};
    auto& request = named(arguments);
    const bool approve = arguments.needed_one_of("response", words) == "approve";
    const auto minutes = arguments.number("minutes");
    auto comment = arguments.text("comment").value_or("");
    arguments.nothing_else();
    if (minutes && (!approve || *minutes < 1)) throw BadCall{"minutes must be positive and belong to an approval"};

    RequestDecision decision{
        .approved = approve, .comment = std::move(comment), .by_console = true, .at_ms = instance_.clock.wall_ms()};
    if (approve) decision.time = minutes ? GrantedTime{.one_time = false, .seconds = *minutes * 60} : GrantedTime{};
    if (!instance_.queue.decide(request, std::move(decision), instance_.clock.boot_ms())) {
        throw BadCall{fmt::format("request {} is {} already", request.id, name_of(request.status)), 409};
    }
    return request_json(request);
}

json::object Console::expire(Arguments arguments) {
    auto& request = named(arguments);
    arguments.nothing_else();
    if (!instance_.queue.expire(request, instance_.clock.boot_ms())) {
        throw BadCall{fmt::format("request {} is {} already", request.id, name_of(request.status)), 409};
    }
    return request_json(request);
}

json::object Console::edit(Arguments arguments) {
    auto& request = named(arguments);
    const auto* fields = arguments.object("fields");
    if (!fields) throw BadCall{"fields is missing"};
    arguments.nothing_else();
    auto edited = request;
    apply(edited, *fields);
    request = std::move(edited);
    return request_json(request);
}

json::object Console::reappear(Arguments arguments) {
    auto& request = named(arguments);
    arguments.nothing_else();
    if (request.status == RequestStatus::pending)
        throw BadCall{fmt::format("request {} is pending already", request.id), 409};
    instance_.queue.reappear(request, instance_.clock.boot_ms());
    return request_json(request);
}

json::object Console::set_rules(Arguments arguments) {
    auto rules = instance_.rules;
    const auto revoke = arguments.flag("revoke_token").value_or(false);
    rules.reject_login = arguments.flag("reject_login").value_or(rules.reject_login);
    rules.list_decided = arguments.flag("list_decided").value_or(rules.list_decided);
    rules.list_lag_ms = arguments.number("list_lag_ms").value_or(rules.list_lag_ms);
    if (rules.list_lag_ms < 0) throw BadCall{"list_lag_ms must not be negative"};
    arguments.nothing_else();
    if (revoke) instance_.tokens.revoke_all();
    instance_.rules = rules;
    return overview().at("rules").as_object();
}

}  // namespace privman::sandbox::pm
