#include "sandbox/aws/ssm_calls.hpp"

#include "sandbox/aws/digest.hpp"
#include "sandbox/aws/names.hpp"
#include "sandbox/aws/pages.hpp"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>

namespace privman::sandbox::aws {

namespace {

double seconds(std::int64_t ms) { return static_cast<double>(ms) / 1000; }

std::string shown_value(const Version& version, bool decrypted) {
    if (version.type != "SecureString" || decrypted) return version.value;
    return "AQICAHh" + hex(sha256(version.value));
}

Refused not_found() { return Refused{{"ParameterNotFound", ""}}; }

struct Call {
    Account& account;
    const Input& input;
    std::string_view caller;

    [[nodiscard]] bool decrypted() const { return input.flag("WithDecryption"); }
};

json::object get_parameter(const Call& call) {
    const auto asked = needed(read_name(call.input.needed_text("Name")));
    const auto* versions = call.account.parameters.find(asked.name, call.account.next_sight());
    if (!versions) throw not_found();
    const auto* version = select(*versions, asked.selector);
    if (!version)
        throw Refused{{"ParameterVersionNotFound",
                       fmt::format("Systems Manager could not find version {} of {}. Verify the version and try again.",
                                   asked.selector, asked.name)}};
    auto parameter = parameter_json(call.account, asked.name, *version, call.decrypted());
    if (!asked.selector.empty()) parameter["Selector"] = ":" + asked.selector;
    return {{"Parameter", std::move(parameter)}};
}

json::object get_parameters(const Call& call) {
    auto names = call.input.needed_names();
    // Whoever relies on the order of what he asked for is to notice.
    std::ranges::sort(names, std::greater<>{});
    if (std::ranges::adjacent_find(names) != names.end())
        throw Refused{{"ValidationException", "Names must not contain duplicates."}};
    const auto sight = call.account.next_sight();
    json::array found;
    json::array missing;
    for (const auto& name : names) {
        const auto asked = needed(read_name(name));
        const auto* versions = call.account.parameters.find(asked.name, sight);
        const auto* version = versions ? select(*versions, asked.selector) : nullptr;
        if (!version) {
            missing.emplace_back(name);
            continue;
        }
        auto parameter = parameter_json(call.account, asked.name, *version, call.decrypted());
        if (!asked.selector.empty()) parameter["Selector"] = ":" + asked.selector;
        found.emplace_back(std::move(parameter));
    }
    return {{"Parameters", std::move(found)}, {"InvalidParameters", std::move(missing)}};
}

json::object get_by_path(const Call& call) {
    auto path = call.input.needed_text("Path");
    if (!path.starts_with('/'))
        throw Refused{{"ValidationException",
                       "The parameter doesn't meet the parameter name requirements. The "
                       "parameter name must begin with a forward slash \"/\"."}};
    if (call.input.has_some("ParameterFilters"))
        throw Refused{{"InvalidFilterKey", "The sandbox filters by path only."}};
    if (!path.ends_with('/')) path += '/';
    const auto recursive = call.input.flag("Recursive");
    const auto most = call.input.page_size(10, 10);
    const auto sight = call.account.next_sight();
    std::vector<std::string> names;
    for (auto& name : call.account.parameters.names(sight)) {
        if (!name.starts_with(path)) continue;
        if (recursive || name.find('/', path.size()) == std::string::npos) names.push_back(std::move(name));
    }
    const auto page = needed(cut_page(names.size(), most, call.account.rules.pages,
                                      fmt::format("{} {}", path, recursive), call.input.text("NextToken")));
    json::array parameters;
    for (auto at = page.begin; at < page.end; ++at) {
        const auto* versions = call.account.parameters.find(names[at], sight);
        parameters.push_back(parameter_json(call.account, names[at], versions->back(), call.decrypted()));
    }
    json::object output{{"Parameters", std::move(parameters)}};
    if (page.next) output["NextToken"] = *page.next;
    return output;
}

json::object put_parameter(const Call& call) {
    const PutOrder order{.name = call.input.needed_text("Name"),
                         .value = call.input.needed_text("Value"),
                         .type = call.input.text("Type"),
                         .tier = call.input.text("Tier"),
                         .description = call.input.text("Description"),
                         .allowed_pattern = call.input.text("AllowedPattern"),
                         .key_id = call.input.text("KeyId"),
                         .overwrite = call.input.flag("Overwrite"),
                         .tags = call.input.has_some("Tags")};
    if (call.input.text("DataType").value_or("text") != "text")
        throw Refused{{"ValidationException", "The sandbox knows the data type text only."}};
    if (!call.input.text("Policies").value_or("").empty())
        throw Refused{{"ValidationException", "The sandbox knows no parameter policies."}};
    const auto version = needed(call.account.parameters.put(order, call.account.now_ms(), call.caller));
    return {{"Version", version.number}, {"Tier", version.tier}};
}

json::object delete_parameter(const Call& call) {
    const auto asked = needed(read_name(call.input.needed_text("Name")));
    if (!call.account.parameters.erase(asked.name)) throw not_found();
    return {};
}

json::object delete_parameters(const Call& call) {
    json::array deleted;
    json::array missing;
    for (const auto& name : call.input.needed_names()) {
        const auto asked = needed(read_name(name));
        (call.account.parameters.erase(asked.name) ? deleted : missing).emplace_back(name);
    }
    return {{"DeletedParameters", std::move(deleted)}, {"InvalidParameters", std::move(missing)}};
}

json::object get_history(const Call& call) {
    const auto asked = needed(read_name(call.input.needed_text("Name")));
    const auto* versions = call.account.parameters.find(asked.name, call.account.next_sight());
    if (!versions) throw not_found();
    const auto page = needed(cut_page(versions->size(), call.input.page_size(50, 50), call.account.rules.pages,
                                      "history " + asked.name, call.input.text("NextToken")));
    json::array list;
    for (auto at = page.begin; at < page.end; ++at)
        list.push_back(history_json(asked.name, (*versions)[at], call.decrypted()));
    json::object output{{"Parameters", std::move(list)}};
    if (page.next) output["NextToken"] = *page.next;
    return output;
}

json::object describe_parameters(const Call& call) {
    if (call.input.has_some("ParameterFilters") || call.input.has_some("Filters"))
        throw Refused{{"InvalidFilterKey", "The sandbox describes all parameters or none."}};
    const auto names = call.account.parameters.names();
    const auto page = needed(cut_page(names.size(), call.input.page_size(50, 50), call.account.rules.pages, "describe",
                                      call.input.text("NextToken")));
    json::array list;
    for (auto at = page.begin; at < page.end; ++at) {
        auto described = history_json(names[at], call.account.parameters.find(names[at])->back(), false);
        described.erase("Value");
        described.erase("Labels");
        described["ARN"] = parameter_arn(call.account.rules.region, names[at]);
        list.push_back(std::move(described));
    }
    json::object output{{"Parameters", std::move(list)}};
    if (page.next) output["NextToken"] = *page.next;
    return output;
}

using Operation = json::object (*)(const Call&);
constexpr std::array<std::pair<std::string_view, Operation>, 8> operations{{
    {"GetParameter", get_parameter},
    {"GetParameters", get_parameters},
    {"GetParametersByPath", get_by_path},
    {"PutParameter", put_parameter},
    {"DeleteParameter", delete_parameter},
    {"DeleteParameters", delete_parameters},
    {"GetParameterHistory", get_history},
    {"DescribeParameters", describe_parameters},
}};

const auto* find_operation(std::string_view operation) {
    return std::ranges::find(operations, operation, [](const auto& entry) { return entry.first; });
}

}  // namespace

bool knows_operation(std::string_view operation) { return find_operation(operation) != operations.end(); }

json::object carry_out(Account& account, std::string_view operation, const Input& input, std::string_view caller) {
    return find_operation(operation)->second({account, input, caller});
}

json::object parameter_json(const Account& account, std::string_view name, const Version& version, bool decrypted) {
    return {{"Name", name},
            {"Type", version.type},
            {"Value", shown_value(version, decrypted)},
            {"Version", version.number},
            {"LastModifiedDate", seconds(version.modified_ms)},
            {"ARN", parameter_arn(account.rules.region, name)},
            {"DataType", "text"}};
}

json::object history_json(std::string_view name, const Version& version, bool decrypted) {
    json::object entry{{"Name", name},
                       {"Type", version.type},
                       {"LastModifiedDate", seconds(version.modified_ms)},
                       {"LastModifiedUser", version.modified_by},
                       {"Value", shown_value(version, decrypted)},
                       {"Version", version.number},
                       {"Tier", version.tier},
                       {"Policies", json::array{}},
                       {"DataType", "text"}};
    if (!version.key_id.empty()) entry["KeyId"] = version.key_id;
    if (!version.description.empty()) entry["Description"] = version.description;
    if (!version.allowed_pattern.empty()) entry["AllowedPattern"] = version.allowed_pattern;
    json::array labels;
    for (const auto& label : version.labels) labels.emplace_back(label);
    entry["Labels"] = std::move(labels);
    return entry;
}

}  // namespace privman::sandbox::aws
