#include "sandbox/privilege_manager/document.hpp"

#include "sandbox/privilege_manager/pattern.hpp"
#include "sandbox/privilege_manager/rows.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <tuple>

namespace privman::sandbox::pm {

namespace {

using contract::DurationEncoding;

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

json::object duration_schema(const contract::DurationRule& rule) {
    switch (rule.encoding) {
        case DurationEncoding::minutes:
            return {{"type", "integer"}, {"format", "int32"}, {"description", "Duration in minutes."}};
        case DurationEncoding::hours:
            return {{"type", "integer"}, {"format", "int32"}, {"description", "Duration in hours."}};
        case DurationEncoding::seconds:
            return {{"type", "integer"}, {"format", "int32"}, {"description", "Duration in seconds."}};
        case DurationEncoding::timespan: return {{"type", "string"}, {"format", "time-span"}, {"example", "00:15:00"}};
        case DurationEncoding::iso8601: return {{"type", "string"}, {"format", "duration"}, {"example", "PT15M"}};
        case DurationEncoding::value_and_unit:
            return {{"type", "integer"}, {"format", "int32"}, {"description", "Number of units."}};
    }
    return {};
}

json::object placeholder_schema(const contract::Profile& profile, std::string_view name) {
    if (name == "duration") return duration_schema(profile.duration);
    if (name == "oneTime") return {{"type", "boolean"}};
    if (name == "id") return {{"type", "string"}, {"format", "uuid"}};
    if (name == "response") return {{"type", "string"}, {"enum", json::array{profile.approve_word, profile.deny_word}}};
    if (name == "durationUnit") {
        json::array words;
        for (const auto& word :
             {profile.duration.minutes_word, profile.duration.hours_word, profile.duration.days_word}) {
            if (!word.empty()) words.push_back(json::string{word});
        }
        return {{"type", "string"}, {"enum", std::move(words)}};
    }
    return {{"type", "string"}};
}

json::object schema_of(const contract::Profile& profile, const json::value& part) {
    if (part.is_object()) {
        json::object properties;
        for (const auto& [key, inner] : part.get_object()) properties.emplace(key, schema_of(profile, inner));
        return {{"type", "object"}, {"properties", std::move(properties)}};
    }
    if (part.is_array()) {
        return {{"type", "array"},
                {"items", part.get_array().empty() ? json::object{} : schema_of(profile, part.get_array().front())}};
    }
    if (part.is_bool()) return {{"type", "boolean"}, {"enum", json::array{part}}};
    if (part.is_number()) return {{"type", "number"}, {"enum", json::array{part}}};
    if (!part.is_string()) return {};
    const Pattern pattern{part.get_string()};
    if (const auto name = pattern.only_placeholder(); !name.empty()) return placeholder_schema(profile, name);
    if (pattern.has_placeholders()) return {{"type", "string"}};
    return {{"type", "string"}, {"enum", json::array{part}}};
}

json::object row_schema(const contract::Profile& profile) {
    json::object properties;
    for (const auto field : contract::all_fields) {
        const auto key = key_for(profile, field, nullptr);
        if (!key) continue;
        json::object schema{{"type", "string"}};
        if (field == contract::Field::requested) schema.emplace("format", "date-time");
        if (field == contract::Field::status) schema.emplace("example", status_word(profile, RequestStatus::pending));
        properties.emplace(*key, std::move(schema));
    }
    return {{"type", "object"}, {"properties", std::move(properties)}};
}

json::array parameters_of(const contract::Profile& profile, const contract::Call& call, std::string_view body_schema) {
    json::array parameters;
    std::ignore = Pattern{call.path}.filled([&](std::string_view name) {
        auto parameter = placeholder_schema(profile, name);
        parameter.insert({{"name", name}, {"in", "path"}, {"required", true}});
        parameters.push_back(std::move(parameter));
        return std::string{};
    });
    for (std::string_view rest = call.query; !rest.empty();) {
        const auto end = rest.find('&');
        const auto field = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        const auto equals = std::min(field.find('='), field.size());
        const Pattern value{field.substr(std::min(equals + 1, field.size()))};
        auto parameter = value.only_placeholder().empty() ? json::object{{"type", "string"}}
                                                          : placeholder_schema(profile, value.only_placeholder());
        parameter.insert({{"name", field.substr(0, equals)}, {"in", "query"}});
        parameters.push_back(std::move(parameter));
    }
    if (call.body.kind != contract::BodyKind::none) {
        parameters.push_back(
            json::object{{"name", "body"},
                         {"in", "body"},
                         {"required", true},
                         {"schema", json::object{{"$ref", fmt::format("#/definitions/{}", body_schema)}}}});
    }
    return parameters;
}

class Document {
public:
    explicit Document(const contract::Profile& profile) : profile_{profile} {}

    void add(const contract::Call& call, std::string_view id, std::string_view summary, std::string_view body_schema,
             std::string_view answer_schema) {
        json::object operation{{"tags", json::array{json::string{id.substr(0, id.find('_'))}}},
                               {"summary", summary},
                               {"operationId", id},
                               {"produces", json::array{"application/json"}},
                               {"parameters", parameters_of(profile_, call, body_schema)}};
        if (!call.body.content_type.empty())
            operation.emplace("consumes", json::array{json::string{call.body.content_type}});
        const auto schema = answer_schema.empty()
                                ? json::object{{"type", id == "Logon_Token" ? "string" : "object"}}
                                : json::object{{"$ref", fmt::format("#/definitions/{}", answer_schema)}};
        operation.emplace("responses", json::object{{"200", json::object{{"description", "OK"}, {"schema", schema}}}});
        auto& path = paths[below_services(call.path)];
        if (!path.is_object()) path.emplace_object();
        path.get_object().insert({{lower(call.method), std::move(operation)}});
        if (call.body.kind == contract::BodyKind::json)
            definitions.emplace(body_schema, schema_of(profile_, call.body.document));
        else if (call.body.kind != contract::BodyKind::none)
            definitions.emplace(body_schema, json::object{{"type", "string"}, {"example", call.body.text}});
    }

    json::object paths;
    json::object definitions;

private:
    /// The document's paths are relative to its basePath.
    static std::string below_services(std::string_view path) {
        constexpr std::string_view services = "/services";
        return std::string{path.starts_with(services) ? path.substr(services.size()) : path};
    }

    const contract::Profile& profile_;
};

}  // namespace

json::object api_document(const contract::Profile& profile, std::string_view host) {
    Document document{profile};
    document.add({.method = "POST",
                  .path = profile.token.path,
                  .body = {.kind = contract::BodyKind::json,
                           .content_type = "application/json",
                           .document = json::object{{"UserName", "{user}"}, {"Password", "{password}"}}}},
                 "Logon_Token", "Returns a token.", "LogonModel", "");
    document.add({.method = "GET", .path = profile.version_path}, "Version_Current",
                 "Returns the version of the server.", "", "");
    if (profile.list.source == contract::ListSource::api) {
        document.add(profile.list.call, "Approval_Pending", "Returns the approval requests that wait for a decision.",
                     "PendingQuery", "ApprovalRequestList");
    } else {
        document.add({.method = "POST",
                      .path = profile.list.report_path,
                      .body = {.kind = contract::BodyKind::json,
                               .content_type = "application/json",
                               .document = profile.list.report_parameters}},
                     "Reports_Run", "Runs a report.", "ReportParameters", "");
    }
    document.add(profile.approve, "Approval_Approve", "Answers an approval request.", "ApprovalResponseModel", "");
    // One address for both is one operation; the word in the body tells them apart.
    if (profile.deny.path != profile.approve.path || profile.deny.method != profile.approve.method)
        document.add(profile.deny, "Approval_Deny", "Denies an approval request.", "ApprovalDenialModel", "");
    document.definitions.emplace("ApprovalRequest", row_schema(profile));
    document.definitions.emplace(
        "ApprovalRequestList",
        json::object{
            {"type", "object"},
            {"properties",
             json::object{{"Result", json::object{{"type", "array"},
                                                  {"items", json::object{{"$ref", "#/definitions/ApprovalRequest"}}}}},
                          {"Total", json::object{{"type", "integer"}, {"format", "int32"}}}}}});
    return {{"swagger", "2.0"},
            {"info", json::object{{"version", "v1"}, {"title", "Privilege Manager API (sandbox)"}}},
            {"host", host},
            {"basePath", "/TMS/services"},
            {"schemes", json::array{"http"}},
            {"paths", std::move(document.paths)},
            {"definitions", std::move(document.definitions)}};
}

}  // namespace privman::sandbox::pm
