#include "contract/template.hpp"
#include "net/url.hpp"
#include "privilege_manager/durations.hpp"
#include "privilege_manager/json_lookup.hpp"
#include "privilege_manager/wire.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace privman::pm {

namespace json = boost::json;
using contract::Placeholder;

namespace {

/// Thrown inside this file only: the template asks for what this decision cannot give.
struct CannotSay {
    std::string why;
};

/// What each placeholder stands for; one that is absent is left out.
using Meanings = std::map<Placeholder, json::value>;

enum class Place { json_text, url, xml, plain };

std::string xml_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&apos;"; break;
            // XML 1.0 has no way to say other control characters.
            default: out += static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r' ? ' ' : c;
        }
    }
    return out;
}

std::string escaped(std::string text, Place place) {
    switch (place) {
        case Place::json_text: return text;  // the serializer escapes the whole string
        case Place::url: return net::encode_component(text);
        case Place::xml: return xml_escaped(text);
        case Place::plain:
            // The only structure of plain text is its lines.
            std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
            return text;
    }
    return {};
}

std::string render(std::string_view text, const Meanings& meanings, Place place) {
    const auto pieces = contract::pieces_of(text);
    if (!pieces) throw CannotSay{pieces.error()};
    std::string out;
    for (const auto& piece : *pieces) {
        if (const auto* literal = std::get_if<std::string>(&piece)) {
            out += *literal;
            continue;
        }
        const auto placeholder = std::get<Placeholder>(piece);
        const auto found = meanings.find(placeholder);
        const auto value = found == meanings.end() ? std::nullopt : as_text(found->second);
        if (!value)
            throw CannotSay{
                fmt::format("{{{}}} stands inside other text and cannot be left out there", name_of(placeholder))};
        out += escaped(*value, place);
    }
    return out;
}

/// Nothing: the value, and the key in front of it, are left out.
std::optional<json::value> render_json(const json::value& document, const Meanings& meanings) {
    if (document.is_string()) {
        const auto text = text_view(document);
        const auto sole = contract::sole_placeholder(text);
        if (!sole) return json::value(render(text, meanings, Place::json_text));
        const auto found = meanings.find(*sole);
        return found == meanings.end() ? std::nullopt : std::optional{found->second};
    }
    if (const auto* list = document.if_array()) {
        json::array out;
        for (const auto& item : *list)
            if (auto value = render_json(item, meanings)) out.push_back(std::move(*value));
        return json::value(std::move(out));
    }
    if (const auto* object = document.if_object()) {
        json::object out;
        for (const auto& one : *object)
            if (auto value = render_json(one.value(), meanings)) out.emplace(one.key(), std::move(*value));
        return json::value(std::move(out));
    }
    return document;
}

/// A query or a form.
std::string render_fields(std::string_view text, const Meanings& meanings) {
    std::string out;
    for (const auto& field : contract::fields_of(text)) {
        const auto sole = contract::sole_placeholder(field.value);
        if (sole && !meanings.contains(*sole)) continue;
        if (!out.empty()) out += '&';
        out += render(field.name, meanings, Place::url);
        if (field.has_value) out += '=' + render(field.value, meanings, Place::url);
    }
    return out;
}

std::string render_path(std::string_view text, const Meanings& meanings) {
    auto path = render(text, meanings, Place::url);
    // Dots need no encoding, so an id of two dots would climb out of the approval calls.
    for (std::size_t at = 0; at < path.size();) {
        const auto end = std::min(path.find('/', at), path.size());
        const auto segment = std::string_view{path}.substr(at, end - at);
        if (segment == "." || segment == "..") throw CannotSay{"the id would change the path of the call"};
        at = end + 1;
    }
    return path;
}

std::string render_body(const contract::Body& body, const Meanings& meanings) {
    switch (body.kind) {
        case contract::BodyKind::none: return {};
        case contract::BodyKind::json:
            return json::serialize(render_json(body.document, meanings).value_or(json::object{}));
        case contract::BodyKind::form: return render_fields(body.text, meanings);
        case contract::BodyKind::xml: return render(body.text, meanings, Place::xml);
        case contract::BodyKind::text: return render(body.text, meanings, Place::plain);
    }
    return {};
}

EncodedCall render_call(const contract::Call& call, const Meanings& meanings) {
    EncodedCall out{.method = call.method,
                    .target = render_path(call.path, meanings),
                    .content_type = call.body.content_type,
                    .body = render_body(call.body, meanings)};
    if (const auto query = render_fields(call.query, meanings); !query.empty()) out.target += '?' + query;
    return out;
}

void add_grant(const contract::Profile& profile, const Grant& grant, Meanings& meanings) {
    const auto spelled = spell_grant(profile.duration, profile.one_time, grant);
    if (!spelled) throw CannotSay{spelled.error()};
    if (spelled->duration) meanings[Placeholder::duration] = *spelled->duration;
    if (spelled->unit) meanings[Placeholder::duration_unit] = *spelled->unit;
    meanings[Placeholder::one_time] = grant.is_one_time();
    // A length that the call has no place for would silently become something else.
    if (spelled->duration && !uses_of(profile.approve, Placeholder::duration).any())
        throw CannotSay{"the approval has no place for {duration}"};
}

}  // namespace

std::expected<EncodedCall, std::string> encode_decision(const contract::Profile& profile, const Decision& decision) {
    const bool approve = decision.choice.approve;
    Meanings meanings{{Placeholder::id, json::value(decision.id.value)},
                      {Placeholder::response, json::value(approve ? profile.approve_word : profile.deny_word)},
                      {Placeholder::comment, json::value(decision.comment)},
                      {Placeholder::approver, json::value(decision.approver)}};
    try {
        if (approve) add_grant(profile, decision.choice.grant, meanings);
        return render_call(approve ? profile.approve : profile.deny, meanings);
    } catch (const CannotSay& reason) {
        return std::unexpected{reason.why};
    }
}

EncodedCall encode_list_call(const contract::Profile& profile) {
    if (profile.list.source == contract::ListSource::report) {
        const Meanings report{{Placeholder::report_id, json::value(profile.list.report_id)}};
        return {.method = "POST",
                .target = render_path(profile.list.report_path, report),
                .content_type = "application/json",
                .body = json::serialize(profile.list.report_parameters)};
    }
    return render_call(profile.list.call, {});
}

bool can_encode(const contract::Profile& profile, const Grant& grant) {
    const Decision probe{
        .id = RequestId{"1"}, .choice = {.approve = true, .grant = grant}, .comment = "c", .approver = "a"};
    return encode_decision(profile, probe).has_value();
}

}  // namespace privman::pm
