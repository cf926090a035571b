#include "contract_finder/rows.hpp"

#include "contract_finder/field_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace privman::contract_finder {

namespace json = boost::json;

namespace {

using contract::DateFormat;
using contract::Field;

constexpr int deepest_rows = 3;

std::string escaped(std::string_view key) {
    std::string out;
    for (const char c : key) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string{c};
    return out;
}

void look(const json::object& schema, const Schemas& schemas, const std::string& pointer, int depth,
          std::optional<Rows>& found) {
    if (const auto* row = schemas.items(schema)) {
        static const auto known = contract::builtin().fields;
        const auto fields = name_fields(schemas.properties(*row), schemas, known);
        const auto id = fields.find(Field::id);
        if (id == fields.end()) return;
        const auto fitting = static_cast<int>(fields.size());
        if (!found || fitting > found->fitting)
            found = Rows{.pointer = pointer, .row = row, .id = id->second.keys.front(), .fitting = fitting};
        return;
    }
    if (depth >= deepest_rows) return;
    for (const auto& property : schemas.properties(schema))
        look(*property.schema, schemas, pointer + "/" + escaped(property.name), depth + 1, found);
}

void read_status(const json::object& schema, const Schemas& schemas, contract::StatusRule& rule, Notes& notes) {
    const auto choices = schemas.choices(schema);
    if (choices.empty()) {
        notes.guessed.emplace_back(
            "The words of the status are not listed: check that the list shows what is pending, and "
            "nothing else.");
        return;
    }
    contract::StatusRule read;
    std::string unknown;
    for (const auto& choice : choices) {
        const auto sent = choice.value.is_string() ? choice.name : schemas.text({{"const", choice.value}}, "const");
        const auto words = words_of(choice.name);
        const bool decided =
            std::ranges::any_of(words,
                                [](const std::string& word) { return meaning_of_word(word) != Meaning::neither; }) ||
            has_stem(words, "expir") || has_stem(words, "cancel") || has_stem(words, "complet") ||
            has_stem(words, "time") || has_stem(words, "revok") || has_stem(words, "withdr") ||
            has_any(words, {"closed", "done", "invalid", "obsolete", "deleted"});
        const bool pending =
            has_any(words, {"pending", "open", "waiting", "new", "submitted", "requested", "unanswered"}) ||
            has_stem(words, "await");
        if (pending && !decided)
            read.pending.push_back(sent);
        else if (decided && !pending)
            read.decided.push_back(sent);
        else
            unknown += (unknown.empty() ? "" : ", ") + choice.name;
    }
    if (!unknown.empty())
        notes.guessed.push_back(
            fmt::format("It is not clear whether requests with the status {} wait: they are left out.", unknown));
    if (read.pending.empty()) {
        notes.guessed.emplace_back(
            "No status in the description means that a request waits: the built-in words are tried.");
        return;
    }
    rule = read;
    notes.read.push_back(fmt::format("Requests wait while their status is {}.", read.pending.front()));
}

void read_date(const json::object& schema, const Schemas& schemas, contract::DateRule& rule, Notes& notes) {
    const auto type = schemas.type(schema);
    const auto format = lower(schemas.text(schema, "format"));
    const auto said = words_of(schemas.text(schema, "description"));
    const auto example = schemas.text(schema, "example");
    if (type == "integer" || type == "number") {
        const bool millis = has_stem(said, "millisecond") || has(said, "ms") || example.size() == 13;
        const bool seconds = !millis && (has_stem(said, "second") || example.size() == 10);
        if (!millis && !seconds)
            notes.guessed.emplace_back(
                "The time of a request is a number of unknown unit; milliseconds are tried. Check "
                "the times on the cards.");
        else
            notes.read.emplace_back(millis ? "Times are milliseconds since 1970." : "Times are seconds since 1970.");
        rule.formats = {seconds ? DateFormat::unix_seconds : DateFormat::unix_millis};
        return;
    }
    if (example.starts_with("/Date(")) {
        rule.formats = {DateFormat::dotnet_json};
        notes.read.emplace_back("Times are written like /Date(0)/.");
    } else if (format == "date-time") {
        rule.formats = {DateFormat::iso8601, DateFormat::dotnet_json};
        notes.read.emplace_back("Times are written as ISO 8601 says.");
    } else {
        notes.guessed.emplace_back("How times are written is not said: check the times on the cards.");
    }
}

}  // namespace

std::optional<Rows> find_rows(const json::object& answer, const Schemas& schemas) {
    std::optional<Rows> found;
    look(answer, schemas, "", 0, found);
    return found;
}

void read_row(const Rows& rows, const Schemas& schemas, contract::Profile& profile, Notes& notes) {
    const auto properties = schemas.properties(*rows.row);
    const auto fields = name_fields(properties, schemas, profile.fields);
    std::string similar;
    std::string missing;
    for (const auto field : contract::all_fields) {
        if (field == Field::signer) continue;
        const auto named = fields.find(field);
        if (named == fields.end()) {
            missing += fmt::format("{}{}", missing.empty() ? "" : ", ", name_of(field));
            continue;
        }
        profile.fields[field] = named->second.keys;
        if (!named->second.known)
            similar +=
                fmt::format("{}{} is {}", similar.empty() ? "" : ", ", name_of(field), named->second.keys.front());
    }
    profile.fields[Field::signer] = {};
    if (!similar.empty())
        notes.guessed.push_back(
            fmt::format("By the sound of the names: {}. Compare a card with the console.", similar));
    if (!missing.empty())
        notes.guessed.push_back(fmt::format("The description of a row has nothing for: {}.", missing));
    for (const auto& property : properties)
        if (const auto words = words_of(property.name); has_stem(words, "sign"))
            notes.guessed.push_back(
                fmt::format("{} may say who signed the file. It is not used: map it to signer only when "
                            "the instance verifies the signature.",
                            property.name.substr(0, 100)));
    const auto schema_of = [&](Field field) -> const json::object* {
        const auto named = fields.find(field);
        if (named == fields.end()) return nullptr;
        const auto property = std::ranges::find(properties, named->second.keys.front(), &Property::name);
        return property == properties.end() ? nullptr : property->schema;
    };
    if (const auto* status = schema_of(Field::status)) read_status(*status, schemas, profile.status, notes);
    if (const auto* requested = schema_of(Field::requested)) read_date(*requested, schemas, profile.dates, notes);
}

}  // namespace privman::contract_finder
