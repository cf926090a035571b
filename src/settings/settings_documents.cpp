#include "settings/settings_documents.hpp"

#include "domain/schedule_text.hpp"
#include "observe/text.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <utility>

namespace privman::settings {

namespace json = boost::json;

namespace {

template <class T>
using Understood = std::expected<T, std::string>;

/// Far above any id, far below what a document may hold.
constexpr std::size_t longest_id = 32;

// --- writing

std::string quoted(std::string_view text) {
    std::string out;
    for (const char c : json::serialize(json::value(observe::as_utf8(text)))) {
        if (c == '{')
            out += "\\u007b";
        else
            out += c;
    }
    return out;
}

std::string moment(WallTime when) { return quoted(observe::as_timestamp(when.time_since_epoch().count())); }

// --- reading

bool is_id(std::string_view text, std::string_view first) {
    return text.size() >= 2 && text.size() <= longest_id && first.contains(text.front()) &&
           std::ranges::all_of(text, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

/// `2026-03-08T02:30:00Z`, with or without seconds and their fractions.
std::optional<WallTime> parse_moment(std::string_view text) {
    namespace chr = std::chrono;
    const auto number = [&text](std::size_t digits, std::string_view before = {}) -> std::optional<int> {
        if (!text.starts_with(before) || text.size() < before.size() + digits) return std::nullopt;
        text.remove_prefix(before.size());
        int value = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            if (text[i] < '0' || text[i] > '9') return std::nullopt;
            value = value * 10 + (text[i] - '0');
        }
        text.remove_prefix(digits);
        return value;
    };
    const auto year = number(4);
    const auto month = number(2, "-");
    const auto day = number(2, "-");
    const auto hour = number(2, "T");
    const auto minute = number(2, ":");
    if (!year || !month || !day || !hour || !minute) return std::nullopt;
    const auto second = text.starts_with(':') ? number(2, ":") : std::optional{0};
    int millis = 0;
    if (second && text.starts_with('.')) {
        text.remove_prefix(1);
        const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
        if (end == 0) return std::nullopt;
        for (std::size_t i = 0; i < 3; ++i) millis = millis * 10 + (i < end ? text[i] - '0' : 0);
        text.remove_prefix(end);
    }
    const chr::year_month_day date{chr::year{*year}, chr::month{static_cast<unsigned>(*month)},
                                   chr::day{static_cast<unsigned>(*day)}};
    if (text != "Z" || !date.ok() || *hour > 23 || *minute > 59 || !second || *second > 59) return std::nullopt;
    return WallTime{chr::sys_days{date} + chr::hours{*hour} + chr::minutes{*minute} + chr::seconds{*second} +
                    Millis{millis}};
}

Understood<json::value> parsed(std::string_view text) {
    boost::system::error_code error;
    auto value = json::parse(text, error);
    if (error) return std::unexpected{std::string{"it is not JSON"}};
    const auto* object = value.if_object();
    const auto* form = object ? object->if_contains("v") : nullptr;
    if (!form) return value;
    const auto* number = form->if_int64();
    if (!number || *number < 1) return std::unexpected{std::string{"`v` is not 1"}};
    if (*number > document_form)
        return std::unexpected{std::string{"it was written by a newer version of me (`v` is above 1)"}};
    return value;
}

Understood<std::optional<WallTime>> maybe_moment(const json::object& object, const char* name) {
    const auto* value = object.if_contains(name);
    if (!value || value->is_null()) return std::nullopt;
    const auto when = value->is_string() ? parse_moment(value->get_string()) : std::nullopt;
    if (!when) return std::unexpected{"`" + std::string{name} + "` is no time like 2026-03-08T02:30:00Z"};
    return when;
}

Understood<UserId> maybe_user(const json::object& object) {
    const auto* value = object.if_contains("by");
    if (!value || value->is_null()) return UserId{};
    if (!value->is_string()) return std::unexpected{std::string{"`by` is no text"}};
    return UserId{std::string{value->get_string()}};
}

Understood<MaybeSchedule> schedule_of(const json::object& object) {
    const auto* enabled = object.if_contains("enabled");
    const auto* text = object.if_contains("schedule");
    if (!enabled || !enabled->is_bool()) return std::unexpected{std::string{"`enabled` is neither true nor false"}};
    if (!text) return std::unexpected{std::string{"`schedule` is missing"}};
    if (text->is_null()) {
        if (enabled->get_bool()) return std::unexpected{std::string{"it is enabled and says no `schedule`"}};
        return std::nullopt;
    }
    if (!text->is_string()) return std::unexpected{std::string{"`schedule` is no text"}};
    StoredSchedule schedule{.text = std::string{text->get_string()}, .enabled = enabled->get_bool()};
    if (const auto hours = parse_schedule(schedule.text); !hours)
        return std::unexpected{"the schedule: " + hours.error().why};
    auto enabled_at = maybe_moment(object, "enabled_at");
    if (!enabled_at) return std::unexpected{std::move(enabled_at.error())};
    auto changed_at = maybe_moment(object, "changed_at");
    if (!changed_at) return std::unexpected{std::move(changed_at.error())};
    auto by = maybe_user(object);
    if (!by) return std::unexpected{std::move(by.error())};
    schedule.enabled_at = *enabled_at;
    schedule.changed_at = changed_at->value_or(WallTime{});
    schedule.by = std::move(*by);
    return schedule;
}

}  // namespace

std::string channels_document(const ChannelList& channels) {
    std::string out = R"({"v": 1, "channels": [)";
    for (std::size_t i = 0; i < channels.size(); ++i) {
        if (i > 0) out += ',';
        out += quoted(channels[i].value);
    }
    return out + "]}";
}

std::string schedule_document(const MaybeSchedule& schedule) {
    if (!schedule) return R"({"v": 1, "enabled": false, "schedule": null})";
    auto out = R"({"v": 1, "enabled": )" + std::string{schedule->enabled ? "true" : "false"} + R"(, "schedule": )" +
               quoted(schedule->text);
    if (schedule->enabled_at) out += R"(, "enabled_at": )" + moment(*schedule->enabled_at);
    out += R"(, "by": )" + quoted(schedule->by.value) + R"(, "changed_at": )" + moment(schedule->changed_at);
    return out + "}";
}

Understood<ChannelList> parse_channels_document(std::string_view text) {
    const auto document = parsed(text);
    if (!document) return std::unexpected{document.error()};
    const auto* object = document->if_object();
    const auto* list = object ? object->if_contains("channels") : &*document;
    if (!list || !list->is_array())
        return std::unexpected{std::string{R"(it is not of the form {"v": 1, "channels": ["C…"]})"}};
    return channels_named_in(list->get_array());
}

Understood<ChannelList> channels_named_in(const json::array& list) {
    ChannelList channels;
    for (const auto& entry : list) {
        const auto* id = entry.if_string();
        if (!id || !is_id(*id, "CG")) return std::unexpected{std::string{"a channel is named by its id (C…)"}};
        if (const ChannelId channel{std::string{*id}}; std::ranges::find(channels, channel) == channels.end())
            channels.push_back(channel);
    }
    if (channels.size() > most_channels)
        return std::unexpected{"it names " + std::to_string(channels.size()) + " channels; at most " +
                               std::to_string(most_channels) + " can be registered"};
    return channels;
}

Understood<MaybeSchedule> parse_schedule_document(std::string_view text) {
    const auto document = parsed(text);
    if (!document) return std::unexpected{document.error()};
    const auto* object = document->if_object();
    if (!object)
        return std::unexpected{
            std::string{R"(it is not of the form {"v": 1, "enabled": true, "schedule": "mon-fri 08:00-17:00 …"})"}};
    return schedule_of(*object);
}

}  // namespace privman::settings
