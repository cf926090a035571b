#include "contract/check.hpp"

#include "contract/template.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

namespace privman::contract {

namespace json = boost::json;

namespace {

using Allowed = std::initializer_list<Placeholder>;

constexpr Allowed in_decisions = {
    Placeholder::id,      Placeholder::response, Placeholder::duration, Placeholder::duration_unit,
    Placeholder::comment, Placeholder::approver, Placeholder::one_time};

class Checker {
public:
    explicit Checker(Faults& faults) : faults_{faults} {}

    void add(std::string pointer, std::string what) {
        faults_.push_back({.pointer = std::move(pointer), .what = std::move(what), .others = {}});
    }

    void check_template(const std::string& pointer, std::string_view text, Allowed allowed) {
        const auto pieces = pieces_of(text);
        if (!pieces) return add(pointer, pieces.error());
        for (const auto& piece : *pieces)
            if (const auto* used = std::get_if<Placeholder>(&piece);
                used && std::ranges::find(allowed, *used) == allowed.end())
                add(pointer, fmt::format("{{{}}} means nothing here", name_of(*used)));
    }

    void check_document(const std::string& pointer, const json::value& value, Allowed allowed) {
        if (const auto* text = value.if_string()) {
            check_template(pointer, {text->data(), text->size()}, allowed);
        } else if (const auto* list = value.if_array()) {
            for (std::size_t i = 0; i < list->size(); ++i)
                check_document(fmt::format("{}/{}", pointer, i), (*list)[i], allowed);
        } else if (const auto* object = value.if_object()) {
            for (const auto& member : *object) {
                const std::string_view key{member.key().data(), member.key().size()};
                check_document(fmt::format("{}/{}", pointer, key), member.value(), allowed);
            }
        }
    }

    void check_path(const std::string& pointer, std::string_view path) {
        if (!path.starts_with('/')) return add(pointer, "must begin with a slash; it stands below the base URL");
        const auto unfit = [](char c) {
            return static_cast<unsigned char>(c) <= ' ' || c == '?' || c == '#' || c == '\x7f';
        };
        if (std::ranges::any_of(path, unfit)) add(pointer, "must not hold spaces, control characters, '?' or '#'");
    }

    void check_call(const std::string& pointer, const Call& call, Allowed allowed,
                    std::initializer_list<std::string_view> methods) {
        if (std::ranges::find(methods, call.method) == methods.end())
            add(pointer + "/method", fmt::format("\"{}\" is not a method for this call", call.method));
        check_path(pointer + "/path", call.path);
        check_template(pointer + "/path", call.path, allowed);
        const auto unfit = [](char c) {
            return static_cast<unsigned char>(c) <= ' ' || c == '?' || c == '#' || c == '\x7f';
        };
        if (std::ranges::any_of(call.query, unfit))
            add(pointer + "/query", "must be percent-encoded and come without a question mark");
        check_template(pointer + "/query", call.query, allowed);
        if (call.body.kind == BodyKind::json) check_document(pointer + "/body", call.body.document, allowed);
        if (call.body.kind != BodyKind::none && call.body.kind != BodyKind::json)
            check_template(pointer + "/body", call.body.text, allowed);
        if (call.body.kind != BodyKind::none && call.method == "GET")
            add(pointer + "/body", "a GET carries no body; set it to null");
    }

private:
    Faults& faults_;
};

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

void replace_response(std::string& text, const std::string& word) {
    constexpr std::string_view placeholder = "{response}";
    for (auto at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder, at + word.size()))
        text.replace(at, placeholder.size(), word);
}

/// What tells an approval from a denial: members that only an approval has, and remarks, do not.
json::value essence_of(const json::value& value, const std::string& word) {
    if (const auto* text = value.if_string()) {
        auto said = lower({text->data(), text->size()});
        replace_response(said, word);
        return json::value(said);
    }
    if (const auto* list = value.if_array()) {
        json::array out;
        for (const auto& item : *list) out.push_back(essence_of(item, word));
        return out;
    }
    if (const auto* object = value.if_object()) {
        json::object out;
        for (const auto& member : *object) {
            const auto* text = member.value().if_string();
            const auto sole = text ? sole_placeholder({text->data(), text->size()}) : std::nullopt;
            if (sole && *sole != Placeholder::id && *sole != Placeholder::response) continue;
            out.emplace(member.key(), essence_of(member.value(), word));
        }
        return out;
    }
    return value;
}

Call essence(Call call, const std::string& word) {
    const auto said = lower(word);
    for (auto* text : {&call.path, &call.query, &call.body.text}) {
        *text = lower(std::move(*text));
        replace_response(*text, said);
    }
    call.body.document = essence_of(call.body.document, said);
    return call;
}

void check_decision(const Profile& p, const Call& call, const std::string& pointer, Checker& check) {
    // No GET: it may be repeated by anything between here and there.
    check.check_call(pointer, call, in_decisions, {"POST", "PUT", "PATCH", "DELETE"});
    if (!uses_of(call, Placeholder::id).any())
        check.add(pointer,
                  "{id} stands nowhere in path, query or body, so the call cannot say which request it decides");
    if (p.duration.encoding != DurationEncoding::value_and_unit && uses_of(call, Placeholder::duration_unit).any())
        check.add(pointer, "{durationUnit} has a meaning only when duration.encoding is \"value+unit\"");
}

void check_decisions(const Profile& p, Checker& check) {
    check_decision(p, p.approve, "/approve", check);
    check_decision(p, p.deny, "/deny", check);

    if (uses_of(p.approve, Placeholder::response).any() && p.approve_word.empty())
        check.add("/responses/approve", "must not be empty");
    if (uses_of(p.deny, Placeholder::response).any() && p.deny_word.empty())
        check.add("/responses/deny", "must not be empty");
    if (essence(p.approve, p.approve_word) == essence(p.deny, p.deny_word))
        check.add("/deny", "reads like the approval: it needs its own path, body or response word");

    if (p.duration.encoding == DurationEncoding::value_and_unit) {
        if (uses_of(p.approve, Placeholder::duration).any() != uses_of(p.approve, Placeholder::duration_unit).any())
            check.add("/approve", "with duration.encoding \"value+unit\" use {duration} and {durationUnit} together");
        if (p.duration.minutes_word.empty() && p.duration.hours_word.empty() && p.duration.days_word.empty())
            check.add("/duration", "names no unit at all");
    }
    if (p.one_time.encoding == OneTimeEncoding::boolean && !uses_of(p.approve, Placeholder::one_time).any())
        check.add("/approve", "{oneTime} stands nowhere, but oneTime.encoding is \"boolean\"");
    if (p.one_time.encoding == OneTimeEncoding::word && p.one_time.word.empty())
        check.add("/oneTime/word", "must not be empty when oneTime.encoding is \"word\"");
    for (const auto left_out : {Placeholder::duration, Placeholder::duration_unit, Placeholder::one_time})
        if (uses_of(p.deny, left_out).embedded > 0)
            check.add("/deny",
                      fmt::format("a denial has no {{{}}}; as a whole value it would be left out, inside other "
                                  "text it cannot",
                                  name_of(left_out)));
}

void check_list(const Profile& p, Checker& check) {
    if (p.list.source == ListSource::api) check.check_call("/list", p.list.call, {}, {"GET", "POST"});
    if (p.list.arrays.empty()) check.add("/list/arrays", "must name at least one place; \"\" is the whole answer");
    for (const auto& pointer : p.list.arrays)
        if (!pointer.empty() && !pointer.starts_with('/'))
            check.add("/list/arrays", fmt::format("\"{}\" is no JSON pointer: it begins with a slash", pointer));
    if (p.list.source == ListSource::report) {
        const auto fits = [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '-';
        };
        if (p.list.report_id.empty() || !std::ranges::all_of(p.list.report_id, fits))
            check.add("/list/report/id", "must be the report's GUID, without braces, when list.source is \"report\"");
        check.check_path("/list/report/path", p.list.report_path);
        check.check_template("/list/report/path", p.list.report_path, {Placeholder::report_id});
        if (!p.list.report_path.contains("{reportId}"))
            check.add("/list/report/path", "{reportId} stands nowhere in it");
    }
    const auto id = p.fields.find(Field::id);
    const auto column = p.list.columns.find(Field::id);
    if ((id == p.fields.end() || id->second.empty()) && (column == p.list.columns.end() || column->second.empty()))
        check.add("/fields/id", "must name at least one key");
    for (const auto& [field, keys] : p.fields)
        if (std::ranges::any_of(keys, [](const std::string& key) { return key.empty(); }))
            check.add(fmt::format("/fields/{}", name_of(field)), "must not hold an empty key");
    if (p.status.pending.empty()) check.add("/status/pending", "must hold at least one word");
    for (const auto& word : p.status.pending)
        if (std::ranges::any_of(p.status.decided, [&](const auto& other) { return lower(other) == lower(word); }))
            check.add("/status", fmt::format("\"{}\" is both pending and decided", word));
}

void check_answers(const Profile& p, Checker& check) {
    for (const auto status : p.success.statuses)
        if (status / 100 != 2) check.add("/success/statuses", fmt::format("{} is not a success", status));
    if (p.success.test && !p.success.test->pointer.empty() && !p.success.test->pointer.starts_with('/'))
        check.add("/success/test/pointer", "is no JSON pointer: it begins with a slash");
    for (const auto status : p.already_decided.statuses)
        if (status < 400 || status == 401 || status == 429)
            check.add("/alreadyDecided/statuses", fmt::format("{} cannot mean \"already decided\"", status));
    for (const auto& message : p.already_decided.messages)
        if (std::ranges::all_of(message, [](char c) { return c == '*' || c == ' '; }))
            check.add("/alreadyDecided/messages", "a pattern that fits every message would hide every failure");
    if (p.dates.formats.empty()) check.add("/dates/formats", "must name at least one format");
}

void check_token(const Profile& p, Checker& check) {
    check.check_path("/token/path", p.token.path);
    const auto in_name = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    };
    if (p.token.header.empty() || !std::ranges::all_of(p.token.header, in_name))
        check.add("/token/header", "must be the name of a header");
    if (std::ranges::any_of(p.token.scheme, [](char c) { return c <= ' ' || c > '~'; }))
        check.add("/token/scheme", "must be one word, or empty");
    check.check_path("/versionPath", p.version_path);
    check.check_path("/swaggerPath", p.swagger_path);
    check.check_template("/consoleLink", p.console_link, {Placeholder::base, Placeholder::id});
    if (!p.console_link.empty() && !p.console_link.starts_with("{base}/") && !p.console_link.starts_with("https://"))
        check.add("/consoleLink", "must begin with {base}/ or https://");
}

}  // namespace

void check_profile(const Profile& p, Faults& faults) {
    Checker check{faults};
    check_list(p, check);
    check_decisions(p, check);
    check_answers(p, check);
    check_token(p, check);
}

}  // namespace privman::contract
