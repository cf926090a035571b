#include "sandbox/privilege_manager/rows.hpp"

#include "net/http_message.hpp"
#include "sandbox/clock.hpp"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <optional>
#include <span>
#include <utility>

namespace privman::sandbox::pm {

namespace {

using contract::DateFormat;
using contract::Field;

struct Named {
    Field field;
    std::string_view ours;  ///< in `QueuedRequest::fields`
};

constexpr Named named_fields[] = {
    {Field::user, "user"},
    {Field::user_full_name, "display_name"},
    {Field::computer, "computer"},
    {Field::path, "path"},
    {Field::command_line, "command_line"},
    {Field::hash, "hash"},
    {Field::company, "company"},
    {Field::signer, "signer"},
    {Field::application, "application"},
    {Field::version, "version"},
    {Field::policy, "policy"},
    {Field::reason, "reason"},
    {Field::rating, "rating"},
};

const contract::Profile& defaults() {
    static const auto profile = contract::builtin();
    return profile;
}

/// Where the documented contract does not use the built-in profile's first candidate.
constexpr std::pair<Field, std::string_view> documented_keys[] = {
    {Field::hash, "FileSha1Hash"}, {Field::version, "FileVersion"}, {Field::status, "Status"}};

/// Candidate names in the order in which the reader tries them.
std::vector<std::string> candidates(const contract::Profile& profile, Field field) {
    std::vector<std::string> names;
    const auto append = [&](const contract::FieldMap& map) {
        if (const auto it = map.find(field); it != map.end())
            names.insert(names.end(), it->second.begin(), it->second.end());
    };
    if (profile.list.source == contract::ListSource::report) append(profile.list.columns);
    append(profile.fields);
    return names;
}

bool has_key(const json::object& row, std::string_view key) {
    return std::ranges::any_of(row, [&](const auto& entry) { return net::equal_ignoring_case(entry.key(), key); });
}

json::value report_body(std::span<const json::object> rows) {
    std::vector<std::string> titles;
    for (const auto& row : rows) {
        for (const auto& [key, value] : row) {
            if (std::ranges::find(titles, key) == titles.end()) titles.emplace_back(key);
        }
    }
    json::array columns;
    for (std::size_t i = 0; i < titles.size(); ++i) {
        columns.push_back(json::object{{"title", titles[i]},
                                       {"columnName", titles[i]},
                                       {"field", fmt::format("[{}]", i)},
                                       {"hidden", false},
                                       {"dataType", "System.String"}});
    }
    json::array data;
    for (const auto& row : rows) {
        json::array cells;
        for (const auto& title : titles) cells.push_back(row.contains(title) ? row.at(title) : json::value(nullptr));
        data.push_back(std::move(cells));
    }
    return json::object{{"Result", json::object{{"Columns", std::move(columns)}, {"Data", std::move(data)}}}};
}

}  // namespace

std::optional<std::string> key_for(const contract::Profile& profile, Field field, const json::value& value) {
    const auto names = candidates(profile, field);
    if (names.empty()) return std::nullopt;
    if (field == Field::hash && value.is_string()) {
        const std::string_view digits = value.get_string().size() == 64   ? "256"
                                        : value.get_string().size() == 40 ? "ha1"
                                                                          : "";
        const auto it = std::ranges::find_if(
            names, [&](const std::string& name) { return !digits.empty() && name.contains(digits); });
        if (it != names.end()) return *it;
    }
    if (names == candidates(defaults(), field)) {
        const auto it = std::ranges::find(documented_keys, field, &std::pair<Field, std::string_view>::first);
        if (it != std::end(documented_keys)) return std::string{it->second};
    }
    return names.front();
}

std::string status_word(const contract::Profile& profile, RequestStatus status) {
    const auto containing = [](const std::vector<std::string>& words,
                               std::initializer_list<std::string_view> stems) -> std::optional<std::string> {
        for (const auto stem : stems) {
            for (const auto& word : words) {
                std::string lower = word;
                std::ranges::transform(lower, lower.begin(),
                                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
                if (lower.contains(stem)) return word;
            }
        }
        return std::nullopt;
    };
    switch (status) {
        case RequestStatus::pending:
            // The built-in profile lists the word in small letters; on the wire it is written as documented.
            if (profile.status == defaults().status || profile.status.pending.empty()) return "Pending";
            return profile.status.pending.front();
        case RequestStatus::approved:
            return containing(profile.status.decided, {"approv", "accept"}).value_or("Approved");
        case RequestStatus::denied: return containing(profile.status.decided, {"den", "reject"}).value_or("Denied");
        case RequestStatus::expired:
            return containing(profile.status.decided, {"expir", "time", "cancel"}).value_or("Expired");
    }
    std::unreachable();
}

std::string date_text(const contract::DateRule& rule, std::int64_t wall_ms) {
    using namespace std::chrono;
    const auto format = rule.formats.empty() ? DateFormat::iso8601 : rule.formats.front();
    const auto seconds_since_1970 = floor<seconds>(milliseconds{wall_ms}).count();
    // Those with a zone, or with none to speak of.
    switch (format) {
        case DateFormat::iso8601: return moment_text(seconds_since_1970 * 1000);
        case DateFormat::dotnet_json: return fmt::format("/Date({})/", wall_ms);
        case DateFormat::unix_seconds: return fmt::to_string(seconds_since_1970);
        case DateFormat::unix_millis: return fmt::to_string(wall_ms);
        case DateFormat::month_first:
        case DateFormat::day_first: break;
    }
    const sys_seconds local{seconds{seconds_since_1970} + rule.zone.value_or(minutes{0})};
    const auto midnight = floor<days>(local);
    const year_month_day date{midnight};
    const hh_mm_ss time{local - midnight};
    const auto year = static_cast<int>(date.year());
    const auto month = static_cast<unsigned>(date.month());
    const auto day = static_cast<unsigned>(date.day());
    if (format == DateFormat::day_first) {
        return fmt::format("{:02}.{:02}.{:04} {:02}:{:02}:{:02}", day, month, year, time.hours().count(),
                           time.minutes().count(), time.seconds().count());
    }
    return fmt::format("{}/{}/{:04} {}:{:02}:{:02} {}", month, day, year, make12(time.hours()).count(),
                       time.minutes().count(), time.seconds().count(), is_pm(time.hours()) ? "PM" : "AM");
}

json::object row_of(const contract::Profile& profile, const QueuedRequest& request, std::string_view status) {
    json::object row;
    const auto put = [&](Field field, const json::value& value) {
        if (auto key = key_for(profile, field, value); key && !has_key(row, *key)) row.emplace(*key, value);
    };
    put(Field::id, json::value(request.id));
    for (const auto& [field, ours] : named_fields) {
        // A display name alone would be taken for the account.
        if (field == Field::user_full_name && !request.fields.contains("user")) continue;
        if (const auto* value = request.fields.if_contains(ours)) put(field, *value);
    }
    if (const auto* requested = request.fields.if_contains("requested")) {
        const bool moment = requested->is_int64();
        const auto numeric =
            !profile.dates.formats.empty() && (profile.dates.formats.front() == DateFormat::unix_seconds ||
                                               profile.dates.formats.front() == DateFormat::unix_millis);
        const bool as_it_is = !moment || (numeric && profile.dates.formats.front() == DateFormat::unix_millis);
        if (as_it_is)
            put(Field::requested, *requested);
        else if (!numeric)
            put(Field::requested, json::value(date_text(profile.dates, requested->get_int64())));
        else
            put(Field::requested, json::value(requested->get_int64() / 1000));
    }
    put(Field::status, json::value(status));
    for (const auto& [key, value] : request.extra) {
        if (!has_key(row, key)) row.emplace(key, value);
    }
    return row;
}

void put_at(json::value& document, std::string_view pointer, json::value value) {
    auto* place = &document;
    while (!pointer.empty()) {
        pointer.remove_prefix(1);
        const auto end = pointer.find('/');
        std::string key{pointer.substr(0, end)};
        for (const auto& [escape, symbol] : {std::pair{"~1", "/"}, std::pair{"~0", "~"}}) {
            for (std::size_t at = 0; (at = key.find(escape, at)) != std::string::npos; ++at) key.replace(at, 2, symbol);
        }
        if (!place->is_object()) place->emplace_object();
        place = &place->get_object()[key];
        pointer.remove_prefix(end == std::string_view::npos ? pointer.size() : end);
    }
    *place = std::move(value);
}

json::value list_body(const contract::Profile& profile, const ListAnswer& answer) {
    if (profile.list.source == contract::ListSource::report) return report_body(answer.rows);
    json::array rows(answer.rows.begin(), answer.rows.end());
    const auto total = static_cast<std::int64_t>(rows.size()) + answer.total_off_by;
    const std::string_view pointer =
        profile.list.arrays.empty() ? std::string_view{"/Result"} : std::string_view{profile.list.arrays.front()};
    json::value body;
    put_at(body, pointer, std::move(rows));
    if (body.is_object()) body.get_object().emplace("Total", total);
    return body;
}

}  // namespace privman::sandbox::pm
