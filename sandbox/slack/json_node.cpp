#include "sandbox/slack/json_node.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace privman::sandbox::slack {

namespace {

bool contains(JsonNode::Names names, std::string_view name) { return std::ranges::find(names, name) != names.end(); }

std::string_view view(const json::string& text) { return {text.data(), text.size()}; }

}  // namespace

std::size_t characters(std::string_view utf8) {
    std::size_t units = 0;
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xC0) != 0x80) ++units;  // a lead byte: one code point
        if (byte >= 0xF0) ++units;           // outside the basic plane: a surrogate pair
    }
    return units;
}

void JsonNode::complain(std::string_view what) const {
    complaints_->push_back(fmt::format("[ERROR] {} [json-pointer:{}]", what, pointer_));
}

bool JsonNode::is_object_of(Names required, Names optional) const {
    const json::object* object = value_->if_object();
    if (!object) {
        complain("must be an object");
        return false;
    }
    for (const auto name : required) {
        if (!object->contains(name)) complain(fmt::format("missing required field: {}", name));
    }
    for (const auto& [name, unused] : *object) {
        if (!contains(required, name) && !contains(optional, name)) {
            complain(fmt::format("invalid additional property: {}", std::string_view{name}));
        }
    }
    return true;
}

bool JsonNode::is_array_of(std::size_t least, std::size_t most) const {
    const json::array* array = value_->if_array();
    if (!array) {
        complain("must be an array");
        return false;
    }
    if (array->size() < least) complain(fmt::format("no less than {} items required", least));
    if (array->size() > most) complain(fmt::format("no more than {} items allowed", most));
    return true;
}

bool JsonNode::is_string_of(std::size_t least, std::size_t most) const {
    const json::string* text = value_->if_string();
    if (!text) {
        complain("must be a string");
        return false;
    }
    const auto length = characters(view(*text));
    if (length < least) complain(fmt::format("must be more than {} characters", least - 1));
    if (length > most) complain(fmt::format("must be less than {} characters", most + 1));
    return length >= least && length <= most;
}

bool JsonNode::is_boolean() const {
    if (value_->is_bool()) return true;
    complain("must be a boolean");
    return false;
}

bool JsonNode::is_one_of(Names words) const {
    const json::string* text = value_->if_string();
    if (text && contains(words, view(*text))) return true;
    complain(fmt::format("must be one of: {}", fmt::join(words, ", ")));
    return false;
}

std::optional<JsonNode> JsonNode::member(std::string_view name) const {
    const json::object* object = value_->if_object();
    const json::value* found = object ? object->if_contains(name) : nullptr;
    if (!found) return std::nullopt;
    return JsonNode{*found, fmt::format("{}/{}", pointer_, name), *complaints_};
}

std::vector<JsonNode> JsonNode::items() const {
    std::vector<JsonNode> nodes;
    if (const json::array* array = value_->if_array()) {
        for (std::size_t i = 0; i < array->size(); ++i) {
            nodes.emplace_back((*array)[i], fmt::format("{}/{}", pointer_, i), *complaints_);
        }
    }
    return nodes;
}

std::string_view JsonNode::word(std::string_view name) const {
    const json::object* object = value_->if_object();
    const json::value* found = object ? object->if_contains(name) : nullptr;
    const json::string* text = found ? found->if_string() : nullptr;
    return text ? view(*text) : std::string_view{};
}

void JsonNode::optional_string(std::string_view name, std::size_t most) const {
    if (const auto found = member(name)) found->is_string_of(0, most);
}

void JsonNode::optional_boolean(std::string_view name) const {
    if (const auto found = member(name)) found->is_boolean();
}

}  // namespace privman::sandbox::slack
