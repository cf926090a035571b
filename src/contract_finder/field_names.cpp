#include "contract_finder/field_names.hpp"

#include "contract_finder/inputs.hpp"
#include "contract_finder/words.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace privman::contract_finder {

namespace {

using contract::Field;

/// Phrases in order of trust; every word of a phrase must be in the name, and none of `never`.
struct Likeness {
    Field field;
    std::vector<std::string_view> phrases;
    std::vector<std::string_view> never;
};

const std::vector<Likeness>& likenesses() {
    static const std::vector<std::string_view> no_account{
        "id",   "guid", "sid",   "approver", "approved", "decided", "responder", "reviewer", "email",
        "mail", "role", "group", "domain",   "full",     "display", "file",      "reason"};
    static const std::vector<Likeness> all{
        {Field::user,
         {"initiator user", "requester account", "requestor account", "user name", "account name", "logon name",
          "login name", "sam account", "username", "requested by", "requester", "requestor", "initiator", "account",
          "login", "logon", "user", "principal", "upn"},
         no_account},
        {Field::user_full_name,
         {"full name", "display name", "fullname", "displayname"},
         {"id", "file", "policy", "computer", "machine", "application", "app", "product", "approver", "reviewer",
          "group", "device", "host"}},
        {Field::computer,
         {"computer name", "machine name", "host name", "device name", "agent name", "endpoint name", "computer",
          "machine", "hostname", "workstation", "endpoint", "device", "host", "agent"},
         {"id", "guid", "user", "version", "type", "group", "os", "ip", "serial"}},
        {Field::path,
         {"file path", "full path", "executable path", "process path", "image path", "executable", "path", "filepath"},
         {"command", "policy", "icon", "working", "url"}},
        {Field::application,
         {"application name", "product name", "app name", "program name", "file description", "application", "product",
          "program", "app", "software"},
         {"id", "version", "path", "company", "vendor", "publisher", "policy", "command", "hash", "type"}},
        {Field::version,
         {"file version", "product version", "application version", "app version", "version"},
         {"agent", "api", "policy", "os", "row", "schema", "client"}},
        {Field::command_line,
         {"command line", "cmd line", "commandline", "cmdline", "command", "arguments", "args"},
         {"id"}},
        {Field::company,
         {"company name", "company", "publisher", "vendor", "manufacturer"},
         {"id", "user", "signed", "signer", "signature", "certificate", "verified"}},
        {Field::reason,
         {"user reason", "request reason", "justification", "reason", "explanation", "why"},
         {"id", "code", "deny", "denial", "reject", "rejection", "decision", "approver"}},
        {Field::policy, {"policy name", "policy", "rule name"}, {"id", "guid", "type", "version"}},
        {Field::rating, {"security rating", "risk score", "reputation", "rating", "risk"}, {"id", "url"}},
        {Field::hash,
         {"sha256", "sha 256", "sha1", "sha 1", "checksum", "digest", "hash"},
         {"certificate", "policy", "algorithm", "type", "password"}},
        {Field::requested,
         {"requested at", "requested on", "request date", "request time", "requested date", "requested time",
          "requested",    "created at",   "created on",   "created date", "created time",   "created",
          "submitted at", "submitted on", "submitted",    "raised at",    "raised on",      "raised",
          "opened at",    "opened on",    "timestamp"},
         {"by", "id", "user", "duration", "modified", "expires", "name"}},
        {Field::status,
         {"approval status", "request status", "status", "state"},
         {"id", "code", "agent", "policy", "text"}},
    };
    return all;
}

constexpr int unlike = 1'000;

/// 0 is the best; `unlike` is not at all. Words that the phrase leaves over count a little.
int distance(const Words& words, const Likeness& likeness) {
    if (std::ranges::any_of(likeness.never, [&](auto word) { return has(words, word); })) return unlike;
    int rank = 0;
    for (const auto phrase : likeness.phrases) {
        if (has_all(words, phrase)) return rank * 10 + static_cast<int>(std::min<std::size_t>(words.size(), 9));
        ++rank;
    }
    return unlike;
}

bool is_scalar(const Property& property, const Schemas& schemas) {
    const auto type = schemas.type(*property.schema);
    return type != "array" && type != "object" && type != "boolean";
}

/// Something with a name of its own that could be who signed: looked at by people only.
bool speaks_of_signature(const Words& words) {
    return has_stem(words, "sign") || has_stem(words, "certificat") || has(words, "issuer");
}

std::vector<std::string> known_keys(const std::vector<Property>& row, const std::vector<std::string>& candidates) {
    std::vector<std::string> keys;
    for (const auto& candidate : candidates)
        for (const auto& property : row)
            if ((same_name(property.name, candidate) || same_name(property.name, "pm" + candidate)) &&
                std::ranges::find(keys, property.name) == keys.end())
                keys.push_back(property.name);
    return keys;
}

/// The one property that only its description gives away; none when there are two.
std::string by_description(const std::vector<Property>& row, const Schemas& schemas, const Likeness& likeness,
                           const std::set<std::string>& taken) {
    std::string found;
    for (const auto& property : row) {
        if (taken.contains(property.name) || !is_scalar(property, schemas)) continue;
        const auto said = words_of(schemas.text(*property.schema, "description"));
        if (speaks_of_signature(said) || distance(said, likeness) == unlike) continue;
        if (!found.empty()) return {};
        found = property.name;
    }
    return found;
}

std::string id_of(const std::vector<Property>& row, const Schemas& schemas) {
    std::string found;
    int highest = 0;
    for (const auto& property : row) {
        const Input input{.keys = {property.name},
                          .schema = property.schema,
                          .required = property.required,
                          .words = words_of(property.name)};
        auto score = likeness_to_id(input, schemas);
        if (score == 1) score = 0;  // somebody else's id
        if (score > highest) {
            highest = score;
            found = property.name;
        }
    }
    return found;
}

}  // namespace

std::map<Field, NamedField> name_fields(const std::vector<Property>& whole_row, const Schemas& schemas,
                                        const contract::FieldMap& known) {
    std::vector<Property> row;
    for (const auto& property : whole_row)
        if (is_scalar(property, schemas) && property.name.size() <= 200) row.push_back(property);

    std::map<Field, NamedField> fields;
    std::set<std::string> taken;
    const auto take = [&](Field field, std::vector<std::string> keys, bool was_known) {
        taken.insert(keys.begin(), keys.end());
        fields[field] = {.keys = std::move(keys), .known = was_known};
    };
    for (const auto& [field, candidates] : known) {
        if (field == Field::signer) continue;
        if (auto keys = known_keys(row, candidates); !keys.empty()) take(field, std::move(keys), true);
    }
    if (!fields.contains(Field::id))
        if (auto id = id_of(row, schemas); !id.empty()) take(Field::id, {std::move(id)}, false);

    for (const auto& likeness : likenesses()) {
        if (fields.contains(likeness.field)) continue;
        std::string nearest;
        int shortest = unlike;
        for (const auto& property : row) {
            const auto words = words_of(property.name);
            if (taken.contains(property.name) || speaks_of_signature(words)) continue;
            if (const auto far = distance(words, likeness); far < shortest) {
                shortest = far;
                nearest = property.name;
            }
        }
        if (shortest != unlike) take(likeness.field, {std::move(nearest)}, false);
    }
    for (const auto& likeness : likenesses()) {
        // What a status means decides what is listed at all; a sentence is not enough for that.
        if (fields.contains(likeness.field) || likeness.field == Field::status) continue;
        if (auto key = by_description(row, schemas, likeness, taken); !key.empty())
            take(likeness.field, {std::move(key)}, false);
    }
    return fields;
}

}  // namespace privman::contract_finder
