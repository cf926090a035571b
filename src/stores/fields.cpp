#include "stores/fields.hpp"

#include "stores/kept_members.hpp"

#include <algorithm>

namespace privman::stores {

namespace json = boost::json;

Fields::Fields(const json::value* value, std::string path, Fault& fault)
    : object_{value != nullptr ? value->if_object() : nullptr}, path_{std::move(path)}, fault_{&fault} {
    if (object_ == nullptr) fault_->say(path_, "is not an object");
}

bool Fields::asked_for_all() const {
    return object_ == nullptr || std::ranges::all_of(*object_, [this](const auto& member) {
               return std::ranges::find(asked_for_, std::string_view{member.key()}) != asked_for_.end();
           });
}

std::string Fields::never_asked_for(std::string_view text) const {
    return asked_for_all() ? std::string{} : members_but(text, asked_for_);
}

const json::value* Fields::find(std::string_view name) const {
    asked_for_.emplace_back(name);
    return object_ != nullptr ? object_->if_contains(name) : nullptr;
}

const json::array* Fields::array(std::string_view name) const {
    const auto* value = find(name);
    if (value == nullptr) return nullptr;
    if (!value->is_array()) wrong(name, "is not a list");
    return value->if_array();
}

std::string Fields::kind(std::string_view name) const {
    if (!has(name)) wrong(name, "is missing");
    return text(name);
}

std::string Fields::text(std::string_view name) const {
    const auto* value = find(name);
    if (value == nullptr) return {};
    if (const auto* text = value->if_string()) return std::string{*text};
    wrong(name, "is not a text");
    return {};
}

bool Fields::flag(std::string_view name) const {
    const auto* value = find(name);
    if (value == nullptr) return false;
    if (const auto* truth = value->if_bool()) return *truth;
    wrong(name, "is neither true nor false");
    return false;
}

std::int64_t Fields::integer(std::string_view name) const {
    const auto* value = find(name);
    if (value == nullptr) return 0;
    if (const auto* number = value->if_int64()) return *number;
    wrong(name, "is not an integer");
    return 0;
}

std::uint64_t Fields::unsigned_integer(std::string_view name) const {
    const auto* value = find(name);
    if (value == nullptr) return 0;
    // Boost.JSON keeps what fits into a signed number as one.
    if (const auto* number = value->if_int64(); number != nullptr && *number >= 0)
        return static_cast<std::uint64_t>(*number);
    if (const auto* number = value->if_uint64()) return *number;
    wrong(name, "is not a count");
    return 0;
}

std::optional<WallTime> Fields::maybe_wall(std::string_view name) const {
    if (!has(name)) return std::nullopt;
    return wall(name);
}

std::optional<std::string> Fields::maybe_text(std::string_view name) const {
    if (!has(name)) return std::nullopt;
    return text(name);
}

Fields Fields::object(std::string_view name) const {
    const auto* value = find(name);
    if (value == nullptr) return Fields{path(name), *fault_};
    if (!value->is_object()) wrong(name, "is not an object");
    return Fields{value, path(name), *fault_};
}

}  // namespace privman::stores
