#include "contract/profile.hpp"
#include "contract/spelling.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include <cstdlib>

namespace privman::contract {

namespace json = boost::json;

namespace {

template <class T>
json::array list_of(const std::vector<T>& items) {
    json::array list;
    for (const auto& item : items) list.emplace_back(item);
    return list;
}

json::value body_of(const Body& body) {
    if (body.kind == BodyKind::none) return nullptr;
    if (body.kind == BodyKind::json) return body.document;
    return json::value(body.text);
}

json::object call_of(const Call& call) {
    json::object out{{"method", call.method}, {"path", call.path}, {"query", call.query}};
    if (call.body.kind != BodyKind::none) out["contentType"] = call.body.content_type;
    out["body"] = body_of(call.body);
    return out;
}

json::object fields_of_map(const FieldMap& fields) {
    json::object out;
    for (const auto& [field, keys] : fields)
        out[json::string_view{name_of(field).data(), name_of(field).size()}] = list_of(keys);
    return out;
}

template <class Enum>
json::value word_of(Enum value) {
    const auto word = word_for(value);
    return json::value(json::string_view{word.data(), word.size()});
}

std::string zone_text(const std::optional<std::chrono::minutes>& zone) {
    if (!zone) return "unknown";
    if (zone->count() == 0) return "UTC";
    const auto distance = std::abs(zone->count());
    return fmt::format("{}{:02}:{:02}", zone->count() < 0 ? '-' : '+', distance / 60, distance % 60);
}

json::object list_object(const ListCall& list) {
    auto out = call_of(list.call);
    out["source"] = word_of(list.source);
    out["arrays"] = list_of(list.arrays);
    out["report"] = {{"id", list.report_id},
                     {"path", list.report_path},
                     {"parameters", list.report_parameters},
                     {"columns", fields_of_map(list.columns)}};
    return out;
}

json::object success_object(const SuccessRule& rule) {
    json::object out{{"statuses", list_of(rule.statuses)}, {"body", word_of(rule.body)}, {"test", nullptr}};
    if (rule.test) out["test"] = {{"pointer", rule.test->pointer}, {"equals", rule.test->equals}};
    return out;
}

json::object dates_object(const DateRule& rule) {
    json::array formats;
    for (const auto format : rule.formats) formats.push_back(word_of(format));
    return {{"formats", formats}, {"zone", zone_text(rule.zone)}};
}

}  // namespace

json::value to_json(const Profile& p) {
    return json::object{
        {"name", p.name},
        {"verified", p.verified},
        {"list", list_object(p.list)},
        {"fields", fields_of_map(p.fields)},
        {"status", {{"pending", list_of(p.status.pending)}, {"decided", list_of(p.status.decided)}}},
        {"approve", call_of(p.approve)},
        {"deny", call_of(p.deny)},
        {"responses", {{"approve", p.approve_word}, {"deny", p.deny_word}}},
        {"duration",
         {{"encoding", word_of(p.duration.encoding)},
          {"minutesWord", p.duration.minutes_word},
          {"hoursWord", p.duration.hours_word},
          {"daysWord", p.duration.days_word}}},
        {"oneTime", {{"encoding", word_of(p.one_time.encoding)}, {"word", p.one_time.word}}},
        {"success", success_object(p.success)},
        {"alreadyDecided",
         {{"statuses", list_of(p.already_decided.statuses)}, {"messages", list_of(p.already_decided.messages)}}},
        {"dates", dates_object(p.dates)},
        {"token",
         {{"path", p.token.path},
          {"header", p.token.header},
          {"scheme", p.token.scheme},
          {"renewAfterMinutes", p.token.renew_after.count()}}},
        {"versionPath", p.version_path},
        {"swaggerPath", p.swagger_path},
        {"consoleLink", p.console_link},
    };
}

}  // namespace privman::contract
