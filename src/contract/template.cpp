#include "contract/template.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <fmt/format.h>

#include <utility>

namespace privman::contract {

namespace {

constexpr std::pair<Placeholder, std::string_view> placeholder_names[] = {
    {Placeholder::id, "id"},
    {Placeholder::response, "response"},
    {Placeholder::duration, "duration"},
    {Placeholder::duration_unit, "durationUnit"},
    {Placeholder::comment, "comment"},
    {Placeholder::approver, "approver"},
    {Placeholder::one_time, "oneTime"},
    {Placeholder::report_id, "reportId"},
    {Placeholder::base, "base"},
};

std::optional<Placeholder> placeholder_of(std::string_view name) {
    for (const auto& [placeholder, known] : placeholder_names)
        if (known == name) return placeholder;
    return std::nullopt;
}

void count_in_text(std::string_view text, Placeholder wanted, Uses& uses) {
    const auto pieces = pieces_of(text);
    if (!pieces) return;
    for (const auto& piece : *pieces)
        if (const auto* found = std::get_if<Placeholder>(&piece); found && *found == wanted) ++uses.embedded;
}

void count_in_value(std::string_view text, Placeholder wanted, Uses& uses) {
    if (const auto sole = sole_placeholder(text))
        uses.alone += *sole == wanted ? 1 : 0;
    else
        count_in_text(text, wanted, uses);
}

void count_in_fields(std::string_view text, Placeholder wanted, Uses& uses) {
    for (const auto& field : fields_of(text)) {
        count_in_text(field.name, wanted, uses);
        count_in_value(field.value, wanted, uses);
    }
}

void count_in_document(const boost::json::value& value, Placeholder wanted, Uses& uses) {
    if (const auto* text = value.if_string()) {
        count_in_value({text->data(), text->size()}, wanted, uses);
    } else if (const auto* list = value.if_array()) {
        for (const auto& item : *list) count_in_document(item, wanted, uses);
    } else if (const auto* object = value.if_object()) {
        for (const auto& member : *object) count_in_document(member.value(), wanted, uses);
    }
}

}  // namespace

std::string_view name_of(Placeholder placeholder) {
    for (const auto& [known, name] : placeholder_names)
        if (known == placeholder) return name;
    return {};
}

std::expected<std::vector<Piece>, std::string> pieces_of(std::string_view text) {
    std::vector<Piece> pieces;
    std::string literal;
    const auto flush = [&] {
        if (!literal.empty()) pieces.emplace_back(std::exchange(literal, {}));
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c != '{' && c != '}') {
            literal += c;
            continue;
        }
        if (at + 1 < text.size() && text[at + 1] == c) {
            literal += c;
            ++at;
            continue;
        }
        const auto end = c == '{' ? text.find('}', at) : std::string_view::npos;
        if (end == std::string_view::npos)
            return std::unexpected{std::string{"a brace without its partner; write {{ or }} for a brace itself"}};
        const auto name = text.substr(at + 1, end - at - 1);
        const auto placeholder = placeholder_of(name);
        if (!placeholder)
            return std::unexpected{
                fmt::format("there is no placeholder {{{}}}; write {{{{ and }}}} for braces themselves", name)};
        flush();
        pieces.emplace_back(*placeholder);
        at = end;
    }
    flush();
    return pieces;
}

std::optional<Placeholder> sole_placeholder(std::string_view text) {
    if (text.size() < 3 || text.front() != '{' || text.back() != '}') return std::nullopt;
    return placeholder_of(text.substr(1, text.size() - 2));
}

std::vector<TemplateField> fields_of(std::string_view text) {
    std::vector<TemplateField> fields;
    while (!text.empty()) {
        const auto end = text.find('&');
        const auto field = text.substr(0, end);
        const auto equals = field.find('=');
        if (!field.empty())
            fields.push_back(equals == std::string_view::npos
                                 ? TemplateField{.name = field, .value = {}, .has_value = false}
                                 : TemplateField{.name = field.substr(0, equals), .value = field.substr(equals + 1)});
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return fields;
}

Uses uses_of(const Call& call, Placeholder wanted) {
    Uses uses;
    count_in_text(call.path, wanted, uses);
    count_in_fields(call.query, wanted, uses);
    switch (call.body.kind) {
        case BodyKind::none: break;
        case BodyKind::json: count_in_document(call.body.document, wanted, uses); break;
        case BodyKind::form: count_in_fields(call.body.text, wanted, uses); break;
        case BodyKind::xml:
        case BodyKind::text: count_in_text(call.body.text, wanted, uses); break;
    }
    return uses;
}

}  // namespace privman::contract
