#include "sandbox/privilege_manager/read_decision.hpp"

#include "net/url.hpp"
#include "sandbox/privilege_manager/granted_time.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <ranges>
#include <utility>

namespace privman::sandbox::pm {

namespace {

using Reading = std::expected<void, std::string>;

std::string from_entities(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, char>, 5> named{
        {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}};
    std::string plain;
    while (!text.empty()) {
        const auto it = std::ranges::find_if(named, [&](const auto& entity) { return text.starts_with(entity.first); });
        if (it != named.end()) {
            plain += it->second;
            text.remove_prefix(it->first.size());
            continue;
        }
        unsigned code = 0;
        if (const auto end = text.find(';'); text.starts_with("&#") && end != std::string_view::npos) {
            const bool hex = text.substr(2).starts_with('x');
            const auto* first = text.data() + (hex ? 3 : 2);
            const auto [stop, ec] = std::from_chars(first, text.data() + end, code, hex ? 16 : 10);
            if (ec == std::errc{} && stop == text.data() + end && code < 0x80) {
                plain += static_cast<char>(code);
                text.remove_prefix(end + 1);
                continue;
            }
        }
        plain += text.front();
        text.remove_prefix(1);
    }
    return plain;
}

Reading read_json(const json::value& wanted, const json::value& given, std::string where, Captures& captures);

Reading read_json_object(const json::object& wanted, const json::object& given, const std::string& where,
                         Captures& captures) {
    for (const auto& [key, part] : wanted) {
        const auto* found = given.if_contains(key);
        const auto place = fmt::format("{}/{}", where, std::string_view{key});
        if (found) {
            if (auto read = read_json(part, *found, place, captures); !read) return read;
        } else if (!part.is_string() || Pattern{part.get_string()}.only_placeholder().empty()) {
            return std::unexpected{fmt::format("{} is missing", place)};
        }
    }
    for (const auto& [key, value] : given) {
        if (!wanted.contains(key))
            return std::unexpected{fmt::format("{}/{} is unknown", where, std::string_view{key})};
    }
    return {};
}

Reading read_json(const json::value& wanted, const json::value& given, std::string where, Captures& captures) {
    if (wanted.is_string()) {
        const Pattern pattern{wanted.get_string()};
        if (const auto name = pattern.only_placeholder(); !name.empty()) return capture(captures, name, given);
        if (given.is_string() && pattern.match(given.get_string(), {}, captures)) return {};
    } else if (wanted.is_object() && given.is_object()) {
        return read_json_object(wanted.get_object(), given.get_object(), where, captures);
    } else if (wanted.is_array() && given.is_array() && wanted.get_array().size() == given.get_array().size()) {
        for (std::size_t i = 0; i < wanted.get_array().size(); ++i) {
            if (auto read =
                    read_json(wanted.get_array()[i], given.get_array()[i], fmt::format("{}/{}", where, i), captures);
                !read)
                return read;
        }
        return {};
    } else if (wanted == given) {
        return {};
    }
    return std::unexpected{fmt::format("{} is {}, which does not fit the template", where.empty() ? "the body" : where,
                                       json::serialize(given))};
}

/// `a={x}&b=c` against fields that were sent: in any order, none missing but those whose placeholder had nothing to
/// say.
Reading read_fields(std::string_view wanted, std::string_view sent, std::string_view where, Captures& captures) {
    auto given = net::parse_form(sent);
    for (const auto part : std::views::split(wanted, '&')) {
        const std::string_view field{part.begin(), part.end()};
        if (field.empty()) continue;
        const auto equals = field.find('=');
        const auto name = net::decode_component(field.substr(0, equals));
        const Pattern value{equals == std::string_view::npos ? std::string_view{} : field.substr(equals + 1)};
        const auto it = std::ranges::find(given, name, &net::Fields::value_type::first);
        if (it == given.end()) {
            if (!value.only_placeholder().empty()) continue;
            return std::unexpected{fmt::format("{} field {} is missing", where, name)};
        }
        if (!value.match(it->second, {}, captures))
            return std::unexpected{fmt::format("{} field {} does not fit the template", where, name)};
        given.erase(it);
    }
    if (!given.empty()) return std::unexpected{fmt::format("{} field {} is unknown", where, given.front().first)};
    return {};
}

Reading read_body(const contract::Body& body, const net::HttpRequest& request, Captures& captures) {
    if (body.kind == contract::BodyKind::none) {
        if (!request.body.empty()) return std::unexpected{"a body where none belongs"};
        return {};
    }
    const auto media_type = [](std::string_view header) {
        const auto type = header.substr(0, header.find(';'));
        return type.substr(0, type.find_last_not_of(' ') + 1);
    };
    const auto content_type = request.headers.find("Content-Type").value_or("");
    if (!net::equal_ignoring_case(media_type(content_type), media_type(body.content_type))) {
        return std::unexpected{
            fmt::format("the content type is \"{}\" instead of {}", content_type, body.content_type)};
    }
    switch (body.kind) {
        case contract::BodyKind::none: break;
        case contract::BodyKind::json: {
            boost::system::error_code ec;
            const auto given = json::parse(request.body, ec);
            if (ec) return std::unexpected{fmt::format("the body is not JSON: {}", ec.message())};
            return read_json(body.document, given, "", captures);
        }
        case contract::BodyKind::form: return read_fields(body.text, request.body, "body", captures);
        case contract::BodyKind::xml:
            if (!Pattern{body.text}.match(request.body, {.never_captured = "<", .decode = from_entities}, captures)) {
                return std::unexpected{"the body does not fit the XML template"};
            }
            return {};
        case contract::BodyKind::text:
            if (!Pattern{body.text}.match(request.body, {}, captures))
                return std::unexpected{"the body does not fit the text template"};
            return {};
    }
    std::unreachable();
}

void collect_placeholders(const json::value& document, std::string& all) {
    if (document.is_string()) all += document.get_string();
    if (document.is_object())
        for (const auto& [key, part] : document.get_object()) collect_placeholders(part, all);
    if (document.is_array())
        for (const auto& part : document.get_array()) collect_placeholders(part, all);
}

/// Whether any of the call's templates has that placeholder.
bool mentions(const contract::Call& call, std::string_view placeholder) {
    auto all = call.path + call.query + call.body.text;
    collect_placeholders(call.body.document, all);
    return all.contains(placeholder);
}

std::string text_of(const Captures& captures, std::string_view name) {
    const auto it = captures.find(name);
    if (it == captures.end() || it->second.is_null()) return {};
    return it->second.is_string() ? std::string{it->second.get_string()} : json::serialize(it->second);
}

std::expected<ReadDecision, std::string> read_as(bool approve, const contract::Profile& profile,
                                                 const net::HttpRequest& request, Captures captures) {
    const auto& call = approve ? profile.approve : profile.deny;
    if (auto read = read_back(call, request, captures); !read) return std::unexpected{read.error()};

    const auto& word = approve ? profile.approve_word : profile.deny_word;
    if (mentions(call, "{response}") && text_of(captures, "response") != word) {
        return std::unexpected{
            fmt::format("the response is \"{}\" instead of \"{}\"", text_of(captures, "response"), word)};
    }
    ReadDecision decision{.id = text_of(captures, "id"),
                          .approve = approve,
                          .comment = text_of(captures, "comment"),
                          .approver = text_of(captures, "approver")};
    if (decision.id.empty()) return std::unexpected{"the request's id is missing"};
    if (approve) {
        auto time = read_granted_time(profile, captures, mentions(call, "{duration}") || mentions(call, "{oneTime}"));
        if (!time) return std::unexpected{time.error()};
        decision.time = *time;
    } else if (captures.contains("duration") || captures.contains("oneTime")) {
        return std::unexpected{"a denial with a duration"};
    }
    return decision;
}

}  // namespace

bool addresses(const contract::Call& call, std::string_view method, std::string_view path, Captures& captures) {
    if (!net::equal_ignoring_case(call.method, method)) return false;
    return Pattern{call.path}.match(path, {.ignore_case = true, .never_captured = "/", .decode = net::decode_component},
                                    captures);
}

std::expected<void, std::string> read_back(const contract::Call& call, const net::HttpRequest& request,
                                           Captures& captures) {
    const auto mark = request.target.find('?');
    const auto query =
        mark == std::string::npos ? std::string_view{} : std::string_view{request.target}.substr(mark + 1);
    if (auto read = read_fields(call.query, query, "query", captures); !read) return read;
    return read_body(call.body, request, captures);
}

std::expected<ReadDecision, std::string> read_decision(const contract::Profile& profile,
                                                       const net::HttpRequest& request, std::string_view path) {
    std::string mistakes;
    for (const bool approve : {true, false}) {
        Captures captures;
        if (!addresses(approve ? profile.approve : profile.deny, request.method, path, captures)) continue;
        auto decision = read_as(approve, profile, request, std::move(captures));
        if (decision) return decision;
        mistakes += fmt::format("{}as {}: {}", mistakes.empty() ? "" : "; ", approve ? "an approval" : "a denial",
                                decision.error());
    }
    return std::unexpected{mistakes.empty() ? "no decision is made at this path" : mistakes};
}

}  // namespace privman::sandbox::pm
