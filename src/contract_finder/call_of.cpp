// From an operation's inputs to the template of a call.
#include "contract_finder/candidates.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace privman::contract_finder {

namespace json = boost::json;

namespace {

/// Braces of the description's own are no placeholders.
std::string literal(std::string_view text) {
    std::string out;
    for (const char c : text) {
        out += c;
        if (c == '{' || c == '}') out += c;
    }
    return out;
}

/// For names and values in a query or a form, which the profile wants percent-encoded.
std::string encoded(std::string_view text) {
    constexpr std::string_view unreserved = "-._~$[]";
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (plain || unreserved.contains(c))
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

json::value literal(const json::value& value) {
    if (!value.is_string()) return value;
    return json::value(literal(view_of(value.get_string())));
}

std::string as_text(const json::value& value) {
    return value.is_string() ? std::string{view_of(value.get_string())} : json::serialize(value);
}

void put(json::object& document, const std::vector<std::string>& keys, json::value value) {
    auto* place = &document;
    for (std::size_t i = 0; i + 1 < keys.size(); ++i) {
        auto& inner = (*place)[keys[i]];
        if (!inner.is_object()) inner = json::object{};
        place = &inner.get_object();
    }
    (*place)[keys.back()] = std::move(value);
}

/// What a profile's template becomes while values are put where their inputs are.
struct Filling {
    contract::Call call;
    json::object document;

    explicit Filling(const Described& operation) {
        call.method = operation.method;
        call.path = operation.path;
    }

    /// False when there is no such place.
    bool set(const Input& input, const json::value& value) {
        switch (input.where) {
            case Input::Where::path: {
                const auto mark = "{" + input.keys.back() + "}";
                const auto at = call.path.find(mark);
                if (at == std::string::npos) return false;
                const auto text = as_text(value);
                // A parameter of that name which means something else would be filled along with it.
                if (text != mark && text.starts_with('{') && call.path.contains(text)) return false;
                call.path.replace(at, mark.size(), text);
                return true;
            }
            case Input::Where::query: add(call.query, input, value); return true;
            case Input::Where::form: add(call.body.text, input, value); return true;
            case Input::Where::header: return false;
            case Input::Where::body: put(document, input.keys, value); return true;
        }
        return false;
    }

    static void add(std::string& fields, const Input& input, const json::value& value) {
        auto text = as_text(value);
        const bool placeholder = text.starts_with('{') && text.ends_with('}');
        fields += (fields.empty() ? "" : "&") + encoded(input.keys.back()) + "=" + (placeholder ? text : encoded(text));
    }

    contract::Call done(const Described& operation) {
        const bool is_form = operation.content_type.starts_with("application/x-www-form-urlencoded");
        if (is_form && !call.body.text.empty()) {
            call.body.kind = contract::BodyKind::form;
            call.body.content_type = "application/x-www-form-urlencoded";
        } else if (!is_form && operation.body && !document.empty()) {
            // A profile tells kinds of bodies apart by this type: one that does not say JSON would be read back as
            // text, and one that cannot be sent not at all.
            const bool says_json = contract::kind_of(operation.content_type) == contract::BodyKind::json &&
                                   contract::is_sendable(operation.content_type);
            call.body = {.kind = contract::BodyKind::json,
                         .content_type = says_json ? operation.content_type : std::string{"application/json"},
                         .document = document,
                         .text = {}};
        }
        return call;
    }
};

/// Whether every `{` of the path was filled: each path parameter is described, and has a purpose or a value.
bool path_is_whole(const std::vector<Input>& inputs, const std::vector<bool>& filled, std::string_view path) {
    auto open = static_cast<std::size_t>(std::ranges::count(path, '{'));
    for (std::size_t i = 0; i < inputs.size(); ++i)
        if (inputs[i].where == Input::Where::path && filled[i] && open > 0) --open;
    return open == 0;
}

/// What stands there without anybody's choice.
std::optional<json::value> only_value(const Input& input, const Schemas& schemas) {
    const auto choices = schemas.choices(*input.schema);
    if (choices.size() == 1) return choices.front().value;
    return std::nullopt;
}

/// The same, or the default. Not for decisions: the default of an approval may be for ever.
std::optional<json::value> given_value(const Input& input, const Schemas& schemas) {
    if (const auto* value = schemas.member(*input.schema, "default");
        value && value->is_primitive() && !value->is_null())
        return *value;
    return only_value(input, schemas);
}

}  // namespace

std::optional<contract::Call> call_of(const Decider& decider, bool approve, const Schemas& schemas, Notes& notes) {
    const auto& inputs = decider.inputs;
    const auto& is = decider.purposes;
    if (!is.id) return std::nullopt;
    Filling filling{*decider.operation};
    std::vector<bool> filled(inputs.size(), false);
    const auto set = [&](std::optional<std::size_t> number, const json::value& value) {
        if (!number || filled[*number]) return;
        filled[*number] = filling.set(inputs[*number], value);
    };
    set(is.id, "{id}");
    if (is.verdict) {
        const auto& value = approve ? is.verdict->approval : is.verdict->denial;
        const bool as_word = value.is_string() || inputs[is.verdict->input].where != Input::Where::body;
        set(is.verdict->input, as_word ? json::value("{response}") : value);
    }
    if (approve) {
        if (!is.length_unwritable) set(is.duration, "{duration}");
        if (is.duration && !is.length_unwritable) set(is.unit, "{durationUnit}");
        set(is.one_time, "{oneTime}");
    }
    set(is.comment, "{comment}");
    set(is.approver, "{approver}");
    std::string unsent;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (filled[i]) continue;
        // A denial has no length, although the two share a model that wants one.
        if (!approve && (is.duration == i || is.unit == i || is.one_time == i)) continue;
        const bool header = inputs[i].where == Input::Where::header;
        if (header && has_any(inputs[i].words, {"authorization", "token", "accept"})) continue;
        if (!inputs[i].required) {
            if (!header) unsent += fmt::format("{}{}", unsent.empty() ? "" : ", ", inputs[i].shown().substr(0, 100));
            continue;
        }
        const auto value = only_value(inputs[i], schemas);
        if (value && !header) filled[i] = filling.set(inputs[i], literal(*value));
        if (filled[i]) {
            notes.guessed.push_back(
                fmt::format("{} is required and gets {}, the only value that the description allows.",
                            inputs[i].shown(), json::serialize(*value)));
            continue;
        }
        notes.guessed.push_back(fmt::format("{} {} requires {}, which nothing is known to fill: add it to the profile.",
                                            decider.operation->method, decider.operation->path, inputs[i].shown()));
    }
    if (!unsent.empty() && approve)
        notes.guessed.push_back(fmt::format(
            "The approval could also carry {}, which is not sent: check what it is then.", unsent.substr(0, 500)));
    if (!filled[*is.id] || !path_is_whole(inputs, filled, decider.operation->path)) return std::nullopt;
    return filling.done(*decider.operation);
}

std::optional<contract::Call> call_of(const Lister& lister, const Schemas& schemas, Notes& notes) {
    Filling filling{*lister.operation};
    std::vector<bool> filled(lister.inputs.size(), false);
    for (std::size_t i = 0; i < lister.inputs.size(); ++i) {
        const auto& input = lister.inputs[i];
        if (input.where == Input::Where::header) continue;
        if (has_any(input.words, {"status", "state"})) {
            for (const auto& choice : schemas.choices(*input.schema)) {
                const auto words = words_of(choice.name);
                if (filled[i] || !(has_any(words, {"pending", "open", "waiting"}) || has_stem(words, "await")))
                    continue;
                filled[i] = filling.set(input, literal(choice.value));
                notes.read.push_back(fmt::format("The list is asked for with {} = {}.", input.shown(), choice.name));
            }
        }
        // A list that comes in pages is only complete when one page holds it all.
        const bool size = has_all(input.words, "page size") ||
                          has_any(input.words, {"take", "limit", "top", "pagesize", "perpage"}) ||
                          has_all(input.words, "per page");
        if (const auto* most = schemas.member(*input.schema, "maximum");
            size && most && most->is_number() && !filled[i]) {
            filled[i] = filling.set(input, *most);
            notes.guessed.push_back(
                fmt::format("The list comes in pages of at most {}: when more than that wait, what is "
                            "beyond is not seen, and its cards are closed. Ask for a call without pages.",
                            json::serialize(*most)));
        }
        if (filled[i] || !input.required) continue;
        const auto value = given_value(input, schemas);
        if (!value) return std::nullopt;
        filled[i] = filling.set(input, literal(*value));
    }
    if (!path_is_whole(lister.inputs, filled, lister.operation->path)) return std::nullopt;
    auto call = filling.done(*lister.operation);
    if (lister.operation->method == "POST" && call.body.kind == contract::BodyKind::none && lister.operation->body)
        call.body = {.kind = contract::BodyKind::json, .content_type = "application/json", .document = json::object{}};
    return call;
}

}  // namespace privman::contract_finder
