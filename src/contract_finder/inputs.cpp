#include "contract_finder/inputs.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <functional>

namespace privman::contract_finder {

namespace json = boost::json;

namespace {

constexpr std::size_t most_inputs = 150;
constexpr std::size_t deepest_body = 4;

void collect_body(const json::object& schema, const Schemas& schemas, const Input& above, bool required,
                  std::vector<Input>& into) {
    for (const auto& property : schemas.properties(schema)) {
        if (into.size() >= most_inputs) return;
        auto input = above;
        input.keys.push_back(property.name);
        input.schema = property.schema;
        input.required = required && property.required;
        input.description = schemas.text(*property.schema, "description");
        for (auto& word : words_of(property.name)) input.words.push_back(std::move(word));
        if (schemas.type(*property.schema) == "object" && input.keys.size() < deepest_body)
            collect_body(*property.schema, schemas, input, input.required, into);
        else
            into.push_back(std::move(input));
    }
}

bool is_text(const Input& input, const Schemas& schemas) {
    const auto type = schemas.type(*input.schema);
    return type == "string" || (type.empty() && !schemas.member(*input.schema, "items"));
}
bool is_number(const Input& input, const Schemas& schemas) {
    const auto type = schemas.type(*input.schema);
    return type == "integer" || type == "number";
}
bool is_flag(const Input& input, const Schemas& schemas) { return schemas.type(*input.schema) == "boolean"; }

int likeness_to_duration(const Input& input, const Schemas& schemas) {
    if ((!is_text(input, schemas) && !is_number(input, schemas)) || !schemas.choices(*input.schema).empty()) return 0;
    const auto& words = input.words;
    if (has_any(words, {"unit", "units", "id", "max", "maximum", "until", "at", "date"})) return 0;
    const auto format = lower(schemas.text(*input.schema, "format"));
    int score = format == "duration" || format == "time-span" || format == "timespan" ? 4 : 0;
    if (has(words, "duration")) return score + 6;
    if (has_any(words, {"minutes", "mins", "hours", "seconds", "secs", "timespan"})) return score + 5;
    if (has_any(words, {"period", "lifetime", "ttl", "validity", "length"}) || has_all(words, "valid for")) score += 4;
    return score;
}

int likeness_to_unit(const Input& input, const Schemas& schemas) {
    if (!is_text(input, schemas) || !has_any(input.words, {"unit", "units", "uom"})) return 0;
    const auto choices = schemas.choices(*input.schema);
    const bool of_time =
        std::ranges::any_of(choices, [](const Choice& one) { return lower(one.name).starts_with("min"); });
    return of_time ? 6 : choices.empty() && has_any(input.words, {"duration", "time", "period"}) ? 4 : 0;
}

int likeness_to_one_time(const Input& input, const Schemas& schemas) {
    if (!is_flag(input, schemas)) return 0;
    const auto& words = input.words;
    return has_all(words, "one time") || has_all(words, "single use") || has_any(words, {"onetime", "once"}) ? 5 : 0;
}

int likeness_to_comment(const Input& input, const Schemas& schemas) {
    if (!is_text(input, schemas) || !schemas.choices(*input.schema).empty()) return 0;
    if (!schemas.text(*input.schema, "format").empty() || has_any(input.words, {"id", "code", "type", "format"}))
        return 0;
    int score = 10;
    for (const auto* word : {"comment", "comments", "remark", "remarks", "note", "notes", "justification", "reason",
                             "message", "memo", "text"}) {
        if (has(input.words, word)) return score;
        if (score > 1) --score;
    }
    return 0;
}

int likeness_to_approver(const Input& input, const Schemas& schemas) {
    if (!is_text(input, schemas) || !schemas.text(*input.schema, "format").empty() || has(input.words, "id")) return 0;
    if (has_any(input.words, {"approver", "responder", "decider", "reviewer"})) return 5;
    for (const auto* phrase : {"approved by", "decided by", "responded by", "resolved by", "reviewed by"})
        if (has_all(input.words, phrase)) return 5;
    return 0;
}

std::optional<std::size_t> best(const std::vector<Input>& inputs, const std::function<int(const Input&)>& likeness) {
    std::optional<std::size_t> found;
    int highest = 0;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const auto score = likeness(inputs[i]);
        if (score > highest) {
            highest = score;
            found = i;
        }
    }
    return found;
}

/// The one word for yes and the one for no; two of a kind tell nothing.
struct Pair {
    std::vector<json::value> yes, no;

    void add(Meaning meaning, const json::value& value) {
        auto& side = meaning == Meaning::approval ? yes : no;
        if (meaning != Meaning::neither && std::ranges::find(side, value) == side.end()) side.push_back(value);
    }
    [[nodiscard]] bool clear() const { return yes.size() == 1 && no.size() == 1; }
    [[nodiscard]] bool empty() const { return yes.empty() && no.empty(); }
};

/// "Either 'Approve' or 'Deny'": words in quotes, else any.
Pair pair_in_sentence(std::string_view text) {
    Pair quoted;
    Pair plain;
    constexpr std::string_view quotes = "'\"`";
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    for (std::size_t at = 0; at < text.size();) {
        if (!is_letter(text[at])) {
            ++at;
            continue;
        }
        auto end = at;
        while (end < text.size() && is_letter(text[end])) ++end;
        const auto word = text.substr(at, end - at);
        const bool in_quotes =
            at > 0 && end < text.size() && quotes.contains(text[at - 1]) && text[end] == text[at - 1];
        (in_quotes ? quoted : plain).add(meaning_of_word(word), json::value(json::string{word.data(), word.size()}));
        at = end;
    }
    return quoted.empty() ? plain : quoted;
}

void look_for_verdict(const std::vector<Input>& inputs, std::size_t number, const Schemas& schemas, Purposes& found) {
    const auto& input = inputs[number];
    if (input.where == Input::Where::header) return;
    if (is_flag(input, schemas)) {
        auto words = words_of(input.keys.back());
        std::erase(words, "is");
        const auto meaning = words.size() == 1 ? meaning_of_word(words.front()) : Meaning::neither;
        if (meaning == Meaning::neither) return;
        if (found.verdict) found.verdict_unclear = true;
        found.verdict =
            Verdict{number, json::value(meaning == Meaning::approval), json::value(meaning == Meaning::denial), true};
        return;
    }
    Pair pair;
    const auto choices = schemas.choices(*input.schema);
    for (const auto& choice : choices) pair.add(meaning_of_word(choice.name), choice.value);
    if (choices.empty()) {
        static constexpr auto names = {"response", "decision", "verdict", "answer",     "action",
                                       "outcome",  "status",   "state",   "resolution", "result"};
        const bool named = std::ranges::any_of(names, [&](const char* name) { return has(input.words, name); });
        if (!named || !is_text(input, schemas)) return;
        pair = pair_in_sentence(input.description.substr(0, 2'000));
    }
    if (!pair.clear()) {
        found.verdict_unclear = found.verdict_unclear || !pair.empty();
        return;
    }
    if (found.verdict) found.verdict_unclear = true;
    found.verdict = Verdict{number, pair.yes.front(), pair.no.front(), !choices.empty()};
}

}  // namespace

std::string Input::shown() const {
    static constexpr std::array places{"path", "query", "header", "form", "body"};
    std::string name;
    for (const auto& key : keys) name += (name.empty() ? "" : "/") + key;
    return name + " (" + places[static_cast<std::size_t>(where)] + ")";
}

std::vector<Input> inputs_of(const Described& operation, const Schemas& schemas) {
    std::vector<Input> all;
    for (const auto& parameter : operation.parameters) {
        Input input{.keys = {parameter.name},
                    .schema = parameter.schema,
                    .required = parameter.required,
                    .description = parameter.description,
                    .words = words_of(parameter.name)};
        switch (parameter.place) {
            case Place::path: input.where = Input::Where::path; break;
            case Place::query: input.where = Input::Where::query; break;
            case Place::header: input.where = Input::Where::header; break;
            case Place::form: input.where = Input::Where::form; break;
        }
        all.push_back(std::move(input));
    }
    if (operation.body) collect_body(*operation.body, schemas, {}, true, all);
    return all;
}

int likeness_to_id(const Input& input, const Schemas& schemas) {
    if ((!is_text(input, schemas) && !is_number(input, schemas)) || !schemas.choices(*input.schema).empty()) return 0;
    const auto& words = input.words;
    if (words.empty() ||
        has_any(words, {"policy",   "user",   "agent",   "approver",  "computer",  "machine", "correlation", "tenant",
                        "template", "type",   "process", "account",   "client",    "session", "version",     "group",
                        "role",     "device", "parent",  "requester", "requestor", "owner",   "file"}))
        return 0;
    const auto whole = lower(input.keys.back());
    const bool of_request = has_any(words, {"approval", "request", "elevation", "ticket", "item"}) ||
                            whole.starts_with("approval") || whole.starts_with("request") ||
                            whole.starts_with("elevation");
    const bool names = has_any(words, {"id", "guid", "uuid", "identifier", "key", "number", "reference", "ref"}) ||
                       (of_request && (whole.ends_with("id") || whole.ends_with("guid")));
    const bool in_path = input.where == Input::Where::path;
    if (!names && !(in_path && of_request)) return 0;
    if (names && !of_request && words.size() > 1) return 1;
    const auto format = lower(schemas.text(*input.schema, "format"));
    return 3 + (of_request ? 2 : 0) + (format == "uuid" || format == "guid" ? 2 : 0) + (input.required ? 1 : 0) +
           (in_path ? 4 : 0);
}

Purposes purposes_of(const std::vector<Input>& inputs, const Schemas& schemas) {
    Purposes found;
    const auto pick = [&](auto likeness) {
        return best(inputs, [&](const Input& input) {
            return input.where == Input::Where::header ? 0 : likeness(input, schemas);
        });
    };
    found.id = pick(likeness_to_id);
    found.duration = pick(likeness_to_duration);
    found.unit = pick(likeness_to_unit);
    found.one_time = pick(likeness_to_one_time);
    found.comment = pick(likeness_to_comment);
    found.approver = pick(likeness_to_approver);
    for (std::size_t i = 0; i < inputs.size(); ++i)
        if (found.id != i) look_for_verdict(inputs, i, schemas, found);
    return found;
}

}  // namespace privman::contract_finder
