#include "contract_finder/schemas.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include <algorithm>

namespace privman::contract_finder {

namespace json = boost::json;

namespace {

constexpr int most_hops = 32;
constexpr int deepest = 8;
constexpr std::size_t most_steps = 2'000;
constexpr std::size_t most_choices = 200;

/// `#/definitions/A~1B` and `#/components/schemas/A`; references into other documents lead nowhere.
const json::value* at_reference(const json::value& document, std::string_view reference) {
    if (!reference.starts_with("#/")) return nullptr;
    reference.remove_prefix(1);
    boost::system::error_code error;
    return document.find_pointer({reference.data(), reference.size()}, error);
}

bool is_null_schema(const json::object& schema) {
    const auto* type = schema.if_contains("type");
    return type && *type == json::value("null");
}

}  // namespace

std::string_view view_of(const json::string& text) { return {text.data(), text.size()}; }

const json::object* Schemas::resolved(const json::value* value) const {
    for (int hop = 0; value && hop < most_hops; ++hop) {
        const auto* object = value->if_object();
        if (!object) return nullptr;
        const auto* reference = object->if_contains("$ref");
        if (!reference || !reference->is_string()) return object;
        value = at_reference(document_, view_of(reference->get_string()));
    }
    return nullptr;
}

bool Schemas::step(std::size_t& budget) const {
    if (budget == 0 || work_left_ == 0) return false;
    --budget;
    --work_left_;
    return true;
}

const json::value* Schemas::member(const json::object& schema, std::string_view key) const {
    auto budget = most_steps;
    return member(schema, key, 0, budget);
}

const json::value* Schemas::member(const json::object& schema, std::string_view key, int depth,
                                   std::size_t& budget) const {
    if (const auto* own = schema.if_contains({key.data(), key.size()})) return own;
    if (depth >= deepest) return nullptr;
    for (const auto* composition : {"allOf", "oneOf", "anyOf"}) {
        const auto* parts = schema.if_contains(composition);
        if (!parts || !parts->is_array()) continue;
        for (const auto& part : parts->get_array()) {
            if (!step(budget)) return nullptr;
            const auto* inner = resolved(&part);
            if (!inner || is_null_schema(*inner)) continue;
            if (const auto* found = member(*inner, key, depth + 1, budget)) return found;
        }
    }
    return nullptr;
}

std::string Schemas::text(const json::object& schema, std::string_view key) const {
    const auto* found = member(schema, key);
    if (!found) return {};
    if (found->is_string()) return std::string{view_of(found->get_string())};
    return found->is_primitive() && !found->is_null() ? json::serialize(*found) : std::string{};
}

std::string Schemas::type(const json::object& schema) const {
    const auto* found = member(schema, "type");
    if (found && found->is_array()) {
        for (const auto& one : found->get_array())
            if (one.is_string() && one != json::value("null")) return std::string{view_of(one.get_string())};
        return {};
    }
    if (found && found->is_string()) return std::string{view_of(found->get_string())};
    if (member(schema, "properties")) return "object";
    return member(schema, "items") ? "array" : "";
}

bool Schemas::nullable(const json::object& schema) const {
    for (const auto* key : {"nullable", "x-nullable"})
        if (const auto* found = member(schema, key); found && *found == json::value(true)) return true;
    const auto* type = schema.if_contains("type");
    return type && type->is_array() &&
           std::ranges::any_of(type->get_array(), [](const json::value& one) { return one == json::value("null"); });
}

std::vector<Choice> Schemas::choices(const json::object& schema) const {
    std::vector<Choice> all;
    if (const auto* one = member(schema, "const")) return {{*one, text(schema, "const")}};
    const auto* values = member(schema, "enum");
    if (!values || !values->is_array()) return all;
    const json::value* names = nullptr;
    for (const auto* key : {"x-enumNames", "x-enum-varnames"})
        if (!names) names = member(schema, key);
    const auto& list = values->get_array();
    for (std::size_t i = 0; i < std::min(list.size(), most_choices); ++i) {
        if (list[i].is_null() || !list[i].is_primitive()) continue;
        Choice choice{list[i],
                      list[i].is_string() ? std::string{view_of(list[i].get_string())} : json::serialize(list[i])};
        if (names && names->is_array() && i < names->get_array().size() && names->get_array()[i].is_string())
            choice.name = view_of(names->get_array()[i].get_string());
        all.push_back(std::move(choice));
    }
    return all;
}

std::vector<Property> Schemas::properties(const json::object& schema) const {
    std::vector<Property> all;
    std::vector<std::string> required;
    auto budget = most_steps;
    collect(schema, all, required, 0, budget);
    for (auto& property : all) property.required = std::ranges::find(required, property.name) != required.end();
    return all;
}

void Schemas::collect(const json::object& schema, std::vector<Property>& into, std::vector<std::string>& required,
                      int depth, std::size_t& budget) const {
    if (depth >= deepest) return;
    for (const auto* composition : {"allOf", "oneOf", "anyOf"}) {
        const auto* parts = schema.if_contains(composition);
        if (!parts || !parts->is_array()) continue;
        for (const auto& part : parts->get_array()) {
            if (!step(budget)) return;
            const auto* inner = resolved(&part);
            if (inner && !is_null_schema(*inner)) collect(*inner, into, required, depth + 1, budget);
        }
    }
    if (const auto* names = schema.if_contains("required"); names && names->is_array())
        for (const auto& name : names->get_array())
            if (name.is_string() && required.size() < most_steps) required.emplace_back(view_of(name.get_string()));
    const auto* own = schema.if_contains("properties");
    if (!own || !own->is_object()) return;
    // One object does not have a name twice; only what is inherited can be said anew.
    const auto inherited = static_cast<std::ptrdiff_t>(into.size());
    for (const auto& one : own->get_object()) {
        if (!step(budget)) return;
        const auto* inner = resolved(&one.value());
        if (!inner) continue;
        std::string name{one.key().data(), one.key().size()};
        const auto last = into.begin() + inherited;
        const auto same = std::ranges::find(into.begin(), last, name, &Property::name);
        if (same == last)
            into.push_back({.name = std::move(name), .schema = inner});
        else
            same->schema = inner;
    }
}

const json::object* Schemas::items(const json::object& schema) const {
    return type(schema) == "array" ? resolved(member(schema, "items")) : nullptr;
}

}  // namespace privman::contract_finder
