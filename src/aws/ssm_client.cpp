#include "aws/ssm_client.hpp"

#include "aws/dates.hpp"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace privman::aws {

namespace {

namespace json = boost::json;

constexpr std::size_t most_names = 10;
constexpr int most_pages = 1000;

std::optional<std::string> text_in(const json::object& from, std::string_view name) {
    const auto* found = from.if_contains(name);
    if (!found || !found->is_string()) return std::nullopt;
    return std::string{found->get_string()};
}

std::optional<std::int64_t> version_in(const json::object& from) {
    const auto* found = from.if_contains("Version");
    if (!found || !found->is_int64() || found->get_int64() < 1) return std::nullopt;
    return found->get_int64();
}

std::unexpected<Failure> malformed(std::string_view operation, std::string_view why) {
    return fail(Trouble::malformed, fmt::format("The answer of AWS to ssm {} cannot be read: {}.", operation, why));
}

std::optional<Parameter> parameter_of(const json::value& from) {
    if (!from.is_object()) return std::nullopt;
    const auto& object = from.get_object();
    auto name = text_in(object, "Name");
    auto value = text_in(object, "Value");
    const auto version = version_in(object);
    if (!name || !value || !version) return std::nullopt;
    Parameter parameter{.name = std::move(*name),
                        .value = std::move(*value),
                        .type = text_in(object, "Type").value_or(""),
                        .version = *version,
                        .modified = {}};
    if (const auto* modified = object.if_contains("LastModifiedDate"); modified && modified->is_number())
        parameter.modified = from_epoch_seconds(modified->to_number<double>());
    return parameter;
}

/// All of `Parameters`; nothing when one of them is none.
std::optional<std::vector<Parameter>> parameters_in(const json::object& answer) {
    const auto* list = answer.if_contains("Parameters");
    if (!list || !list->is_array()) return std::nullopt;
    std::vector<Parameter> parameters;
    for (const auto& one : list->get_array()) {
        auto parameter = parameter_of(one);
        if (!parameter) return std::nullopt;
        parameters.push_back(std::move(*parameter));
    }
    return parameters;
}

bool lists(const json::object& answer, std::string_view member, std::string_view name) {
    const auto* list = answer.if_contains(member);
    if (!list || !list->is_array()) return false;
    return std::ranges::any_of(list->get_array(), [&](const json::value& one) {
        return one.is_string() && std::string_view{one.get_string()} == name;
    });
}

std::optional<Failure> objection_to(std::string_view name, std::string_view value) {
    const auto refuse = [&](std::string_view why) {
        return fail(Trouble::refused, fmt::format("The parameter {} was not written: {}.", name, why)).error();
    };
    if (value.empty()) return refuse("AWS takes no empty value");
    if (value.size() > ParameterStore::longest_value)
        return refuse(fmt::format("its value has {} bytes, and a parameter holds {}", value.size(),
                                  ParameterStore::longest_value));
    if (value.contains("{{")) return refuse("AWS would read {{ in its value as a reference to another parameter");
    return std::nullopt;
}

}  // namespace

Async<Result<FoundParameters>> SsmClient::get(std::vector<std::string> names) {
    std::vector<std::string> distinct;
    for (auto& name : names)
        if (std::ranges::find(distinct, name) == distinct.end()) distinct.push_back(std::move(name));
    if (distinct.empty()) co_return FoundParameters{};
    if (distinct.size() > most_names)
        co_return fail(Trouble::refused,
                       fmt::format("{} parameters were asked for at once, and AWS answers at most {}.", distinct.size(),
                                   most_names));

    const auto answer = co_await client_.read(
        "GetParameters", {{"Names", json::array(distinct.begin(), distinct.end())}, {"WithDecryption", true}});
    if (!answer) co_return std::unexpected{answer.error()};
    auto parameters = answer->contains("Parameters") ? parameters_in(*answer) : std::vector<Parameter>{};
    if (!parameters) co_return malformed("GetParameters", "a parameter lacks its name, value or version");

    FoundParameters sorted;
    for (auto& name : distinct) {
        const auto found = std::ranges::find(*parameters, name, &Parameter::name);
        if (found != parameters->end())
            sorted.found.push_back(std::move(*found));
        else if (lists(*answer, "InvalidParameters", name))
            sorted.missing.push_back(std::move(name));
        else  // neither there nor missing: not to be taken for empty
            co_return malformed("GetParameters", "it says nothing about " + name);
    }
    co_return sorted;
}

Async<Result<std::int64_t>> SsmClient::put(std::string name, std::string value) {
    if (auto objection = objection_to(name, value)) co_return std::unexpected{std::move(*objection)};
    const auto answer = co_await client_.write("PutParameter", {{"Name", std::move(name)},
                                                                {"Value", std::move(value)},
                                                                {"Type", "String"},
                                                                {"Overwrite", true},
                                                                {"Tier", "Standard"}});
    if (!answer) co_return std::unexpected{answer.error()};
    const auto version = version_in(*answer);
    if (!version) co_return malformed("PutParameter", "it names no version");
    co_return *version;
}

Async<Result<std::vector<Parameter>>> SsmClient::history(std::string name, std::int64_t after) {
    std::vector<Parameter> versions;
    std::set<std::string> tokens;
    std::string token;
    for (int page = 0; page < most_pages; ++page) {
        json::object input{{"Name", name}, {"WithDecryption", true}, {"MaxResults", 50}};
        if (!token.empty()) input["NextToken"] = token;
        const auto answer = co_await client_.read("GetParameterHistory", std::move(input));
        if (!answer) co_return std::unexpected{answer.error()};
        auto parameters = parameters_in(*answer);
        if (!parameters) co_return malformed("GetParameterHistory", "a version lacks its name, value or number");
        for (auto& one : *parameters)
            if (one.version > after) versions.push_back(std::move(one));
        // A page may be empty and not the last.
        token = text_in(*answer, "NextToken").value_or("");
        if (token.empty()) {
            std::ranges::sort(versions, {}, &Parameter::version);
            co_return versions;
        }
        if (!tokens.insert(token).second) break;
    }
    co_return malformed("GetParameterHistory", "its pages do not end");
}

}  // namespace privman::aws
