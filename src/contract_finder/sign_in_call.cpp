#include "contract_finder/sign_in_call.hpp"

#include "contract_finder/inputs.hpp"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace privman::contract_finder {

namespace json = boost::json;

namespace {

const json::object* schemes_of(const json::object& document) {
    if (const auto* two = document.if_contains("securityDefinitions")) return two->if_object();
    const auto* components = document.if_contains("components");
    const auto* inner = components ? components->if_object() : nullptr;
    const auto* schemes = inner ? inner->if_contains("securitySchemes") : nullptr;
    return schemes ? schemes->if_object() : nullptr;
}

bool is_sign_in(const Described& operation, const Schemas& schemas) {
    if (operation.method != "POST" || operation.deprecated) return false;
    if (!has_any(operation.path_words, {"token", "tokens", "logon", "login", "signin", "session", "sessions", "auth"}))
        return false;
    bool name = false;
    bool secret = false;
    for (const auto& input : inputs_of(operation, schemas)) {
        name = name || (input.where == Input::Where::body && lower(input.keys.back()) == "username");
        secret = secret || (input.where == Input::Where::body && lower(input.keys.back()) == "password");
    }
    return name && secret;
}

void find_header(const json::object& document, const Schemas& schemas, contract::TokenRule& rule, Notes& notes) {
    const auto* all = schemes_of(document);
    if (!all) return notes.guessed.push_back("How the token travels is not described; it is sent as a bearer token.");
    for (const auto& one : *all) {
        const auto* scheme = schemas.resolved(&one.value());
        if (!scheme) continue;
        const auto type = lower(schemas.text(*scheme, "type"));
        if (type == "http" && lower(schemas.text(*scheme, "scheme")) == "bearer") {
            rule.header = "Authorization";
            rule.scheme = "Bearer";
            return notes.read.push_back("The token travels as a bearer token.");
        }
        if (type != "apikey" || lower(schemas.text(*scheme, "in")) != "header") continue;
        const auto header = schemas.text(*scheme, "name");
        if (header.empty() || header.size() > 100) continue;
        rule.header = header;
        rule.scheme = lower(header) == "authorization" ? "Bearer" : "";
        return notes.read.push_back(fmt::format("The token travels in the header {}.", header));
    }
    notes.guessed.push_back("How the token travels is not described; it is sent as a bearer token.");
}

}  // namespace

void find_sign_in(const json::object& document, const Api& api, const Schemas& schemas, contract::Profile& profile,
                  Notes& notes) {
    const auto found =
        std::ranges::find_if(api.operations, [&](const Described& one) { return is_sign_in(one, schemas); });
    if (found != api.operations.end() && !found->path.contains('{')) {
        profile.token.path = found->path;
        notes.read.push_back(fmt::format("The login call is POST {}.", found->path));
    } else {
        notes.guessed.push_back(fmt::format("No login call is described; {} is used.", profile.token.path));
    }
    find_header(document, schemas, profile.token, notes);
    const auto is_version = [](const Described& one) {
        return one.method == "GET" && has(one.path_words, "version") && !one.path.contains('{');
    };
    const auto as_before = [&](const Described& one) { return same_name(one.path, profile.version_path); };
    if (std::ranges::any_of(api.operations, as_before)) return;
    if (const auto version = std::ranges::find_if(api.operations, is_version); version != api.operations.end())
        profile.version_path = version->path;
}

}  // namespace privman::contract_finder
