#include "sandbox/aws/aws_control.hpp"

#include "sandbox/aws/ssm_calls.hpp"
#include "sandbox/control.hpp"

#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>

namespace privman::sandbox::aws {

namespace {

constexpr std::string_view console_user = "arn:aws:sts::123456789012:assumed-role/administrator/console";

Refusal missing(std::string_view name) { return {"ParameterNotFound", fmt::format("{} does not exist", name), 404}; }

/// What the console would show in red.
[[noreturn]] void refuse(const Refusal& refusal) {
    throw BadCall{fmt::format("{}: {}", refusal.code, refusal.message), refusal.status};
}

/// In clear, and with every version that is kept: nobody has to guess what stood there.
json::object shown(const Account& account, std::string_view name) {
    const auto* versions = account.parameters.find(name);
    if (!versions) refuse(missing(name));
    const auto& last = versions->back();
    json::array history;
    for (const auto& version : *versions)
        history.push_back(json::object{{"version", version.number},
                                       {"value", version.value},
                                       {"modified_ms", version.modified_ms},
                                       {"by", version.modified_by}});
    return {{"name", name},      {"value", last.value}, {"version", last.number},
            {"type", last.type}, {"tier", last.tier},   {"history", std::move(history)}};
}

json::object put(Account& account, Arguments arguments) {
    PutOrder order{.name = arguments.needed_text("name"),
                   .value = arguments.needed_text("value"),
                   .type = arguments.text("type"),
                   .tier = arguments.text("tier"),
                   .overwrite = true};
    arguments.nothing_else();
    if (!order.type && !account.parameters.find(order.name)) order.type = "String";
    const auto version = account.parameters.put(order, account.now_ms(), console_user);
    if (!version) refuse(version.error());
    return shown(account, order.name);
}

json::object erase(Account& account, Arguments arguments) {
    const auto name = arguments.needed_text("name");
    arguments.nothing_else();
    if (!account.parameters.erase(name)) refuse(missing(name));
    return {{"deleted", name}};
}

json::object label(Account& account, Arguments arguments) {
    const auto name = arguments.needed_text("name");
    const auto label = arguments.needed_text("label");
    const auto version = arguments.number("version").value_or(0);
    arguments.nothing_else();
    if (!account.parameters.label(name, version, label)) refuse(missing(fmt::format("{}:{}", name, version)));
    return {{"labelled", version}};
}

json::object stale_json(const Account& account) {
    json::object stale{{"reads", account.stale.reads},
                       {"shows", account.stale.shows == Sight::nothing ? "nothing" : "before"}};
    if (account.stale.until_boot_ms) stale["until_boot_ms"] = *account.stale.until_boot_ms;
    return stale;
}

json::object set_stale(Account& account, Arguments arguments) {
    const auto reads = arguments.number("reads");
    const auto for_ms = arguments.number("for_ms");
    constexpr std::array<std::string_view, 2> words{"before", "nothing"};
    const auto shows = arguments.has("shows") ? arguments.needed_one_of("shows", words) : "before";
    arguments.nothing_else();
    if (reads.has_value() == for_ms.has_value()) throw BadCall{"give exactly one of reads, for_ms; 0 ends it"};
    if (reads.value_or(0) < 0 || for_ms.value_or(0) < 0) throw BadCall{"reads and for_ms must not be negative"};
    account.stale = {.reads = reads.value_or(0), .shows = shows == "nothing" ? Sight::nothing : Sight::before};
    if (for_ms && *for_ms > 0) account.stale.until_boot_ms = account.clock.boot_ms() + *for_ms;
    return stale_json(account);
}

json::object rules_json(const Account& account) {
    json::array denied;
    for (const auto& operation : account.rules.denied) denied.emplace_back(operation);
    return {{"region", account.rules.region},
            {"enforce_rate", account.rules.enforce_rate},
            {"clock_offset_ms", account.rules.clock_offset_ms},
            {"pages", account.rules.pages},
            {"denied", std::move(denied)},
            {"credentials_lifetime_ms", account.rules.credentials_lifetime_ms},
            {"instance_role", account.rules.instance_role}};
}

json::object set_rules(Account& account, Arguments arguments) {
    auto rules = account.rules;
    constexpr std::array<std::string_view, 3> manners{"full", "short", "empty"};
    rules.region = arguments.text("region").value_or(rules.region);
    rules.enforce_rate = arguments.flag("enforce_rate").value_or(rules.enforce_rate);
    rules.clock_offset_ms = arguments.number("clock_offset_ms").value_or(rules.clock_offset_ms);
    if (arguments.has("pages")) rules.pages = arguments.needed_one_of("pages", manners);
    rules.credentials_lifetime_ms = arguments.number("credentials_lifetime_ms").value_or(rules.credentials_lifetime_ms);
    rules.instance_role = arguments.flag("instance_role").value_or(rules.instance_role);
    if (const auto* denied = arguments.any("denied")) {
        if (!denied->is_array()) throw BadCall{"denied must be an array of operations"};
        rules.denied.clear();
        for (const auto& operation : denied->get_array()) {
            if (!operation.is_string() || !knows_operation(operation.get_string()))
                throw BadCall{"denied must be an array of operations, such as \"PutParameter\""};
            rules.denied.emplace(operation.get_string());
        }
    }
    arguments.nothing_else();
    if (rules.credentials_lifetime_ms <= 0) throw BadCall{"credentials_lifetime_ms must be positive"};
    account.rules = std::move(rules);
    return rules_json(account);
}

json::object set_credentials(Account& account, Metadata& metadata, Arguments arguments) {
    const auto id = arguments.text("access_key_id");
    const auto secret = arguments.text("secret_access_key");
    const auto expire = arguments.flag("expire").value_or(false);
    const auto renew = arguments.flag("renew").value_or(false);
    arguments.nothing_else();
    if (id.has_value() != secret.has_value()) throw BadCall{"access_key_id and secret_access_key go together"};
    if (!id && !expire && !renew) throw BadCall{"nothing to do: give a new key, expire, or renew"};
    if (id) account.keys.rotate(*id, *secret);
    if (expire) account.keys.expire(account.now_ms());
    if (expire || renew) metadata.renew();
    return {{"ok", true}};
}

json::object overview(const Account& account) {
    json::array parameters;
    for (const auto& name : account.parameters.names()) parameters.push_back(shown(account, name));
    return {{"parameters", std::move(parameters)},
            {"faults", account.faults.as_json()},
            {"stale", stale_json(account)},
            {"rules", rules_json(account)}};
}

}  // namespace

net::HttpResponse control(Account& account, Metadata& metadata, const net::HttpRequest& request) {
    constexpr std::string_view root = "/_sandbox/aws";
    const auto target = parse_target(request.target);
    const auto what = std::string_view{target.path}.substr(root.size());
    const bool reads = request.method == "GET";
    if (!reads && request.method != "POST") throw BadCall{"the control interface knows GET and POST", 405};

    if (what.empty() && reads) return json_answer(overview(account));
    if (what == "/parameter" && reads) return json_answer(shown(account, target.find("name").value_or("")));
    if (what == "/calls" && reads) return json_answer(json::object{{"calls", account.calls.list(target.find("call"))}});
    if (reads) throw BadCall{fmt::format("nothing can be read at {}", target.path), 404};
    if (what == "/put") return json_answer(put(account, Arguments{request}));
    if (what == "/delete") return json_answer(erase(account, Arguments{request}));
    if (what == "/label") return json_answer(label(account, Arguments{request}));
    if (what == "/stale") return json_answer(set_stale(account, Arguments{request}));
    if (what == "/rules") return json_answer(set_rules(account, Arguments{request}));
    if (what == "/credentials") return json_answer(set_credentials(account, metadata, Arguments{request}));
    if (what == "/faults") {
        Arguments arguments{request};
        account.faults.set(arguments);
        return json_answer(json::object{{"faults", account.faults.as_json()}});
    }
    throw BadCall{fmt::format("there is no control call {}", target.path), 404};
}

}  // namespace privman::sandbox::aws
