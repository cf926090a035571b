#include "privilege_manager/json_lookup.hpp"

#include "net/http_message.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include <algorithm>
#include <charconv>

namespace privman::pm {

namespace json = boost::json;

const json::value* member(const json::object& object, std::string_view key) {
    if (const auto* exact = object.if_contains({key.data(), key.size()})) return exact;
    for (const auto& candidate : object)
        if (net::equal_ignoring_case({candidate.key().data(), candidate.key().size()}, key)) return &candidate.value();
    return nullptr;
}

const json::value* member(const json::value& value, std::string_view key) {
    const auto* object = value.if_object();
    return object ? member(*object, key) : nullptr;
}

const json::value* at_pointer(const json::value& root, std::string_view pointer) {
    const auto* here = &root;
    while (here && !pointer.empty()) {
        if (!pointer.starts_with('/')) return nullptr;
        pointer.remove_prefix(1);
        const auto end = pointer.find('/');
        std::string step;
        for (std::size_t i = 0; i < std::min(end, pointer.size()); ++i) {
            const bool escape =
                pointer[i] == '~' && i + 1 < pointer.size() && (pointer[i + 1] == '0' || pointer[i + 1] == '1');
            if (escape) ++i;
            step += escape ? (pointer[i] == '0' ? '~' : '/') : pointer[i];
        }
        pointer = end == std::string_view::npos ? std::string_view{} : pointer.substr(end);
        if (const auto* list = here->if_array()) {
            std::size_t index = 0;
            const auto [stop, error] = std::from_chars(step.data(), step.data() + step.size(), index);
            const bool fits = error == std::errc{} && stop == step.data() + step.size() && index < list->size();
            here = fits ? &(*list)[index] : nullptr;
        } else {
            here = member(*here, step);
        }
    }
    return here;
}

std::string_view text_view(const json::value& string) {
    const auto* text = string.if_string();
    return text ? std::string_view{text->data(), text->size()} : std::string_view{};
}

std::optional<std::string> as_text(const json::value& value) {
    switch (value.kind()) {
        case json::kind::string: return std::string{text_view(value)};
        case json::kind::bool_:
        case json::kind::int64:
        case json::kind::uint64:
        case json::kind::double_: return json::serialize(value);
        case json::kind::null:
        case json::kind::array:
        case json::kind::object: return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace privman::pm
