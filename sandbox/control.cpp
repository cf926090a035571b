#include "sandbox/control.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace privman::sandbox {

std::optional<std::string_view> Target::find(std::string_view name) const {
    const auto it = std::ranges::find(query, name, &net::Fields::value_type::first);
    if (it == query.end()) return std::nullopt;
    return it->second;
}

std::optional<std::int64_t> Target::find_number(std::string_view name) const {
    const auto text = find(name);
    if (!text) return std::nullopt;
    std::int64_t value = 0;
    const auto [end, ec] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (ec != std::errc{} || end != text->data() + text->size()) {
        throw BadCall{fmt::format("query field {} is not a whole number: {}", name, *text)};
    }
    return value;
}

Target parse_target(std::string_view target) {
    const auto mark = target.find('?');
    Target parsed;
    // '+' means a space in a query only, so a path keeps its own.
    std::string path{target.substr(0, mark)};
    for (std::size_t at = 0; (at = path.find('+', at)) != std::string::npos; at += 3) path.replace(at, 1, "%2B");
    parsed.path = net::decode_component(path);
    if (mark != std::string_view::npos) parsed.query = net::parse_form(target.substr(mark + 1));
    return parsed;
}

net::HttpResponse json_answer(const json::value& body, unsigned status) {
    net::HttpResponse response{.status = status};
    response.headers.set("Content-Type", "application/json; charset=utf-8");
    response.headers.set("Cache-Control", "no-store");
    response.body = json::serialize(body);
    return response;
}

net::HttpResponse error_answer(unsigned status, std::string_view error) {
    return json_answer(json::object{{"error", error}}, status);
}

Arguments::Arguments(const net::HttpRequest& request) {
    if (request.body.find_first_not_of(" \t\r\n") == std::string::npos) return;
    boost::system::error_code ec;
    auto body = json::parse(request.body, ec);
    if (ec) throw BadCall{fmt::format("the body is not JSON: {}", ec.message())};
    if (!body.is_object()) throw BadCall{"the body must be a JSON object"};
    arguments_ = std::move(body.get_object());
}

const json::value* Arguments::any(std::string_view name) {
    asked_.emplace(name);
    return arguments_.if_contains(name);
}

bool Arguments::has(std::string_view name) { return any(name) != nullptr; }

std::optional<std::string> Arguments::text(std::string_view name) {
    const auto* value = any(name);
    if (!value || value->is_null()) return std::nullopt;
    if (!value->is_string()) throw BadCall{fmt::format("{} must be a string", name)};
    return std::string{value->get_string()};
}

std::optional<std::int64_t> Arguments::number(std::string_view name) {
    const auto* value = any(name);
    if (!value || value->is_null()) return std::nullopt;
    boost::system::error_code ec;
    const auto number = value->to_number<std::int64_t>(ec);
    if (ec) throw BadCall{fmt::format("{} must be a whole number", name)};
    return number;
}

std::optional<bool> Arguments::flag(std::string_view name) {
    const auto* value = any(name);
    if (!value || value->is_null()) return std::nullopt;
    if (!value->is_bool()) throw BadCall{fmt::format("{} must be true or false", name)};
    return value->get_bool();
}

const json::object* Arguments::object(std::string_view name) {
    const auto* value = any(name);
    if (!value || value->is_null()) return nullptr;
    if (!value->is_object()) throw BadCall{fmt::format("{} must be an object", name)};
    return &value->get_object();
}

std::string Arguments::needed_text(std::string_view name) {
    auto value = text(name);
    if (!value) throw BadCall{fmt::format("{} is missing", name)};
    return std::move(*value);
}

std::string Arguments::needed_one_of(std::string_view name, std::span<const std::string_view> words) {
    auto value = needed_text(name);
    if (std::ranges::find(words, value) == words.end()) {
        throw BadCall{fmt::format("{} must be one of {}; it is \"{}\"", name, fmt::join(words, ", "), value)};
    }
    return value;
}

void Arguments::nothing_else() const {
    for (const auto& [name, value] : arguments_) {
        if (!asked_.contains(name)) throw BadCall{fmt::format("unknown argument: {}", std::string_view{name})};
    }
}

}  // namespace privman::sandbox
