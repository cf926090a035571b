#include "sandbox/aws/parameters.hpp"

#include "sandbox/aws/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <regex>
#include <utility>

namespace privman::sandbox::aws {

namespace {

constexpr std::array<std::string_view, 3> types{"SecureString", "StringList", "String"};
constexpr std::array<std::string_view, 3> tiers{"Standard", "Advanced", "Intelligent-Tiering"};

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(
        std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

Answer<void> one_of(std::string_view member, const std::optional<std::string>& word, const auto& words) {
    if (!word || std::ranges::find(words, *word) != words.end()) return {};
    return invalid(
        fmt::format("1 validation error detected: Value '{}' at '{}' failed to satisfy constraint: Member "
                    "must satisfy enum value set: [{}]",
                    *word, member, fmt::join(words, ", ")));
}

/// What can be said without knowing what stands there.
Answer<void> check_order(const PutOrder& order) {
    if (auto type = one_of("type", order.type, types); !type) return type;
    if (auto tier = one_of("tier", order.tier, tiers); !tier) return tier;
    if (order.value.empty())
        return invalid(
            "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must "
            "have length greater than or equal to 1.");
    if (order.value.contains("{{"))
        return invalid("Parameter value can't nest another parameter. Do not use \"{{}}\" in the value.");
    if (order.overwrite && order.tags)
        return invalid(
            "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, "
            "please remove overwrite flag. To update tags for an existing parameter, please use "
            "AddTagsToResource or RemoveTagsFromResource.");
    if (order.description && characters(*order.description) > 1024)
        return invalid(
            "1 validation error detected: Value at 'description' failed to satisfy constraint: Member must "
            "have length less than or equal to 1024");
    return {};
}

Answer<void> check_size(const Version& version) {
    const bool standard = version.tier == "Standard";
    const std::size_t longest = standard ? 4096 : 8192;
    if (characters(version.value) <= longest) return {};
    return invalid(
        standard ? "Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger "
                   "parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, "
                   "see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-"
                   "parameters.html"
                 : "Advanced tier parameters support a maximum parameter value of 8192 characters.");
}

Answer<void> check_pattern(const Version& version) {
    if (version.allowed_pattern.empty()) return {};
    try {
        if (std::regex_match(version.value, std::regex{version.allowed_pattern})) return {};
    } catch (const std::regex_error&) {
        return refused("InvalidAllowedPatternException", "The regular expression of AllowedPattern is not valid.");
    }
    return refused(
        "ParameterPatternMismatchException",
        fmt::format("Parameter value, cannot be validated against allowedPattern: {}", version.allowed_pattern));
}

Answer<void> check_key_id(const PutOrder& order, const Version& version) {
    if (!order.key_id) return {};
    if (version.type != "SecureString") return invalid("KeyId is required for SecureString type parameter only.");
    if (*order.key_id != "alias/aws/ssm")
        return refused("InvalidKeyId", fmt::format("Invalid keyId {}", *order.key_id));
    return {};
}

/// The version that would come after `last`, or the first one.
Answer<Version> next_version(const PutOrder& order, const Version* last) {
    Version next;
    if (!last) {
        if (!order.type) return invalid("A parameter type is required when you create a parameter.");
        next.type = *order.type;
    } else {
        if (!order.overwrite)
            return refused("ParameterAlreadyExists",
                           "The parameter already exists. To overwrite this value, set the overwrite option in the "
                           "request to true.");
        if (order.type && *order.type != last->type)
            return refused("HierarchyTypeMismatchException",
                           "Parameter Store does not support changing a parameter type in a hierarchy.");
        if (last->tier == "Advanced" && order.tier == "Standard")
            return invalid(
                "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the "
                "advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the "
                "advanced parameter and recreate it as a standard parameter.");
        next = *last;
        next.labels.clear();
        ++next.number;
    }
    next.value = order.value;
    if (order.tier == "Advanced") next.tier = "Advanced";
    if (order.tier == "Intelligent-Tiering" && characters(order.value) > 4096) next.tier = "Advanced";
    if (order.description) next.description = *order.description;
    if (order.allowed_pattern) next.allowed_pattern = *order.allowed_pattern;
    if (auto key = check_key_id(order, next); !key) return std::unexpected{key.error()};
    if (next.type == "SecureString") next.key_id = "alias/aws/ssm";
    if (auto size = check_size(next); !size) return std::unexpected{size.error()};
    if (auto pattern = check_pattern(next); !pattern) return std::unexpected{pattern.error()};
    return next;
}

}  // namespace

Answer<Version> Parameters::put(const PutOrder& order, std::int64_t now_ms, std::string_view by) {
    if (auto checked = check_order(order); !checked) return std::unexpected{checked.error()};
    const auto name = read_new_name(order.name);
    if (!name) return std::unexpected{name.error()};
    const auto* existing = find(*name);
    auto next = next_version(order, existing ? &existing->back() : nullptr);
    if (!next) return next;
    const bool full = existing && existing->size() >= most_versions;
    if (full && !existing->front().labels.empty())
        return refused("ParameterMaxVersionLimitExceeded",
                       "The oldest version of the parameter carries a label and cannot be deleted: move the label to "
                       "another version first.");
    next->modified_ms = now_ms;
    next->modified_by = by;

    remember(*name);
    auto& versions = now_[*name];
    if (full) versions.erase(versions.begin());
    versions.push_back(*next);
    return next;
}

bool Parameters::erase(std::string_view name) {
    const auto found = now_.find(name);
    if (found == now_.end()) return false;
    remember(name);
    now_.erase(found);
    return true;
}

bool Parameters::label(std::string_view name, std::int64_t number, std::string_view label) {
    const auto found = now_.find(name);
    if (found == now_.end()) return false;
    const auto labelled = std::ranges::find(found->second, number, &Version::number);
    if (labelled == found->second.end()) return false;
    for (auto& version : found->second)
        if (const auto old = version.labels.find(label); old != version.labels.end()) version.labels.erase(old);
    labelled->labels.emplace(label);
    return true;
}

const Versions* Parameters::find(std::string_view name, Sight sight) const {
    if (sight == Sight::nothing) return nullptr;
    if (sight == Sight::before) {
        const auto found = before_.find(name);
        return found == before_.end() || !found->second ? nullptr : &*found->second;
    }
    const auto found = now_.find(name);
    return found == now_.end() ? nullptr : &found->second;
}

std::vector<std::string> Parameters::names(Sight sight) const {
    std::vector<std::string> found;
    for (const auto& [name, versions] : before_)
        if (find(name, sight)) found.push_back(name);
    return found;
}

/// Called before every change, so `before_` knows every name there ever was.
void Parameters::remember(std::string_view name) {
    const auto* existing = find(name);
    before_.insert_or_assign(std::string{name}, existing ? std::optional{*existing} : std::nullopt);
}

const Version* select(const Versions& versions, std::string_view selector) {
    if (selector.empty()) return &versions.back();
    const auto found = std::ranges::find_if(versions, [&](const Version& version) {
        return fmt::to_string(version.number) == selector || version.labels.contains(selector);
    });
    return found == versions.end() ? nullptr : &*found;
}

}  // namespace privman::sandbox::aws
