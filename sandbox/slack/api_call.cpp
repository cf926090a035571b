#include "sandbox/slack/api_call.hpp"

#include "sandbox/control.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace privman::sandbox::slack {

namespace {

std::string lower(std::string_view text) {
    std::string result{text};
    std::ranges::transform(result, result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

void take_fields(const net::Fields& fields, json::object& into) {
    for (const auto& [name, value] : fields) into.insert_or_assign(name, value);
}

}  // namespace

std::unexpected<Refusal> refuse_with(std::string error, const std::vector<std::string>& messages) {
    json::array list;
    for (const auto& message : messages) list.emplace_back(message);
    return refuse(std::move(error), {{"response_metadata", json::object{{"messages", std::move(list)}}}});
}

std::unexpected<Refusal> refuse_argument(std::string_view what, std::string_view name) {
    return refuse_with("invalid_arguments", {fmt::format("[ERROR] {} [json-pointer:/{}]", what, name)});
}

std::expected<ApiCall, Refusal> ApiCall::read(std::string method, const net::HttpRequest& request, bool form_only) {
    ApiCall call;
    call.method_ = std::move(method);
    take_fields(parse_target(request.target).query, call.arguments_);

    const std::string type = lower(request.headers.find("Content-Type").value_or(""));
    const bool has_charset = type.contains("charset=");
    if (request.body.empty()) {
        // Nothing to read; the type of nothing does not matter.
    } else if (type.starts_with("application/x-www-form-urlencoded")) {
        if (has_charset) call.warnings_.emplace_back("superfluous_charset");
        take_fields(net::parse_form(request.body), call.arguments_);
    } else if (type.starts_with("application/json")) {
        if (!has_charset) call.warnings_.emplace_back("missing_charset");
        if (has_charset && !type.contains("utf-8")) return refuse("invalid_charset");
        if (!form_only) {
            boost::system::error_code ec;
            auto body = json::parse(request.body, ec);
            if (ec) return refuse("invalid_json");
            if (!body.is_object()) return refuse("json_not_object");
            for (auto& [name, value] : body.get_object()) call.arguments_.insert_or_assign(name, std::move(value));
        }
    } else {
        return refuse(type.empty() ? "missing_post_type" : "invalid_post_type");
    }
    call.arguments_.erase("token");
    return call;
}

std::optional<std::string> ApiCall::text(std::string_view name) const {
    const auto* value = arguments_.if_contains(name);
    if (!value || !value->is_string()) return std::nullopt;
    return std::string{value->get_string()};
}

bool ApiCall::flag(std::string_view name) const {
    const auto* value = arguments_.if_contains(name);
    if (!value) return false;
    if (value->is_bool()) return value->get_bool();
    return value->is_string() && (value->get_string() == "true" || value->get_string() == "1");
}

std::int64_t ApiCall::number(std::string_view name, std::int64_t otherwise) const {
    const auto* value = arguments_.if_contains(name);
    if (!value) return otherwise;
    if (value->is_string()) {
        const auto& text = value->get_string();
        std::int64_t number = otherwise;
        std::from_chars(text.data(), text.data() + text.size(), number);
        return number;
    }
    boost::system::error_code ec;
    const auto number = value->to_number<std::int64_t>(ec);
    return ec ? otherwise : number;
}

std::expected<std::optional<json::value>, std::string> ApiCall::structure(std::string_view name) const {
    const auto* value = arguments_.if_contains(name);
    if (!value || value->is_null()) return std::nullopt;
    if (!value->is_string()) return *value;
    boost::system::error_code ec;
    auto parsed = json::parse(value->get_string(), ec);
    if (ec) return std::unexpected{fmt::format("{} is not JSON", name)};
    if (parsed.is_null()) return std::nullopt;
    return parsed;
}

}  // namespace privman::sandbox::slack
