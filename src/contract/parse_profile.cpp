#include "contract/check.hpp"
#include "contract/profile.hpp"
#include "contract/reader.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/string.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace privman::contract {

namespace json = boost::json;

BodyKind kind_of(std::string_view content_type) {
    const auto type = content_type.substr(0, content_type.find(';'));
    if (type == "application/json" || type.ends_with("+json") || type == "text/json") return BodyKind::json;
    if (type == "application/x-www-form-urlencoded") return BodyKind::form;
    if (type == "application/xml" || type == "text/xml" || type.ends_with("+xml")) return BodyKind::xml;
    return BodyKind::text;
}

bool is_sendable(std::string_view content_type) {
    return std::ranges::all_of(content_type, [](char c) { return c >= ' ' && c <= '~'; });
}

namespace {

void read_body(Reader& reader, Body& body) {
    std::string content_type;
    reader.text("contentType", content_type);
    const auto* value = reader.value("body");
    if (!value) {
        if (!content_type.empty() && kind_of(content_type) != body.kind)
            reader.fault("contentType", "needs a body of its own kind beside it");
        else if (!is_sendable(content_type))
            reader.fault("contentType", "must be plain ASCII");
        else if (!content_type.empty())
            body.content_type = content_type;
        return;
    }
    if (value->is_null()) {
        body = {};
        return;
    }
    if (content_type.empty()) content_type = "application/json";
    if (!is_sendable(content_type)) return reader.fault("contentType", "must be plain ASCII");
    const auto kind = kind_of(content_type);
    if (kind == BodyKind::json) {
        if (!value->is_object() && !value->is_array())
            return reader.fault("body", fmt::format("must be an object or a list with contentType {}, not {}",
                                                    content_type, kind_in_words(*value)));
        body = {.kind = kind, .content_type = content_type, .document = *value, .text = {}};
        return;
    }
    const auto* text = value->if_string();
    if (!text)
        return reader.fault(
            "body", fmt::format("must be a string with contentType {}, not {}", content_type, kind_in_words(*value)));
    body = {.kind = kind, .content_type = content_type, .document = {}, .text = {text->data(), text->size()}};
}

void read_call(Reader& reader, Call& call) {
    reader.text("method", call.method);
    reader.text("path", call.path);
    reader.text("query", call.query);
    read_body(reader, call.body);
}

void read_fields(Reader& outer, std::string_view key, FieldMap& fields) {
    const auto* object = outer.object(key);
    if (!object) return;
    Reader reader{*object, outer.pointer_to(key), outer.faults()};
    for (const auto& [field, word] : Spelling<Field>::words) {
        std::vector<std::string> names;
        const auto before = reader.faults().size();
        reader.texts(word, names);
        if (object->contains({word.data(), word.size()}) && reader.faults().size() == before) fields[field] = names;
    }
}

void read_list(Reader& outer, ListCall& list) {
    const auto* object = outer.object("list");
    if (!object) return;
    Reader reader{*object, outer.pointer_to("list"), outer.faults()};
    reader.word("source", list.source);
    read_call(reader, list.call);
    reader.texts("arrays", list.arrays);
    const auto* report = reader.object("report");
    if (!report) return;
    Reader inner{*report, reader.pointer_to("report"), reader.faults()};
    inner.text("id", list.report_id);
    inner.text("path", list.report_path);
    if (const auto* parameters = inner.value("parameters")) {
        if (parameters->is_array())
            list.report_parameters = *parameters;
        else
            inner.fault("parameters", fmt::format("must be a list, not {}", kind_in_words(*parameters)));
    }
    read_fields(inner, "columns", list.columns);
}

void read_decision(Reader& outer, std::string_view key, Call& call) {
    const auto* object = outer.object(key);
    if (!object) return;
    Reader reader{*object, outer.pointer_to(key), outer.faults()};
    read_call(reader, call);
}

void read_encodings(Reader& outer, Profile& p) {
    if (const auto* object = outer.object("responses")) {
        Reader reader{*object, outer.pointer_to("responses"), outer.faults()};
        reader.text("approve", p.approve_word);
        reader.text("deny", p.deny_word);
    }
    if (const auto* object = outer.object("duration")) {
        Reader reader{*object, outer.pointer_to("duration"), outer.faults()};
        reader.word("encoding", p.duration.encoding);
        reader.text("minutesWord", p.duration.minutes_word);
        reader.text("hoursWord", p.duration.hours_word);
        reader.text("daysWord", p.duration.days_word);
    }
    if (const auto* object = outer.object("oneTime")) {
        Reader reader{*object, outer.pointer_to("oneTime"), outer.faults()};
        reader.word("encoding", p.one_time.encoding);
        reader.text("word", p.one_time.word);
    }
}

void read_success(Reader& outer, SuccessRule& rule) {
    const auto* object = outer.object("success");
    if (!object) return;
    Reader reader{*object, outer.pointer_to("success"), outer.faults()};
    reader.statuses("statuses", rule.statuses);
    reader.word("body", rule.body);
    const auto* test = reader.value("test");
    if (!test) return;
    if (test->is_null()) {
        rule.test.reset();
        return;
    }
    const auto* test_object = test->if_object();
    if (!test_object)
        return reader.fault("test", fmt::format("must be an object or null, not {}", kind_in_words(*test)));
    Reader inner{*test_object, reader.pointer_to("test"), reader.faults()};
    JsonTest wanted;
    inner.text("pointer", wanted.pointer);
    if (const auto* equals = inner.value("equals"))
        wanted.equals = *equals;
    else
        inner.fault("equals", "is missing");
    rule.test = std::move(wanted);
}

std::optional<std::optional<std::chrono::minutes>> zone_of(std::string_view text) {
    using Zone = std::optional<std::chrono::minutes>;
    if (text == "unknown") return Zone{};
    if (text == "UTC" || text == "Z") return Zone{std::chrono::minutes{0}};
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
    const auto two_digits = [](std::string_view digits) -> int {
        int number = -1;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + 2, number);
        return error == std::errc{} && end == digits.data() + 2 ? number : -1;
    };
    const int hours = two_digits(text.substr(1, 2));
    const int minutes = two_digits(text.substr(4, 2));
    if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59) return std::nullopt;
    const std::chrono::minutes distance{hours * 60 + minutes};
    return Zone{text[0] == '-' ? -distance : distance};
}

void read_answers(Reader& outer, Profile& p) {
    read_success(outer, p.success);
    if (const auto* object = outer.object("alreadyDecided")) {
        Reader reader{*object, outer.pointer_to("alreadyDecided"), outer.faults()};
        reader.statuses("statuses", p.already_decided.statuses);
        reader.texts("messages", p.already_decided.messages);
    }
    if (const auto* object = outer.object("status")) {
        Reader reader{*object, outer.pointer_to("status"), outer.faults()};
        reader.texts("pending", p.status.pending);
        reader.texts("decided", p.status.decided);
    }
    if (const auto* object = outer.object("dates")) {
        Reader reader{*object, outer.pointer_to("dates"), outer.faults()};
        reader.words("formats", p.dates.formats);
        std::string zone;
        reader.text("zone", zone);
        if (const auto known = zone_of(zone))
            p.dates.zone = *known;
        else if (object->if_contains("zone") && object->at("zone").is_string())
            reader.fault("zone",
                         "must be UTC, unknown, or a fixed offset such as +02:00; names of zones with summer "
                         "time would make hours ambiguous");
    }
}

void read_token(Reader& outer, TokenRule& rule) {
    const auto* object = outer.object("token");
    if (!object) return;
    Reader reader{*object, outer.pointer_to("token"), outer.faults()};
    reader.text("path", rule.path);
    reader.text("header", rule.header);
    reader.text("scheme", rule.scheme);
    reader.minutes("renewAfterMinutes", rule.renew_after);
}

void read_profile(const json::object& object, Profile& p, Faults& faults) {
    Reader reader{object, "", faults};
    reader.text("name", p.name);
    // Whoever overrides a verified contract has to say again that the result is verified.
    p.verified = false;
    reader.flag("verified", p.verified);
    read_list(reader, p.list);
    read_fields(reader, "fields", p.fields);
    read_decision(reader, "approve", p.approve);
    read_decision(reader, "deny", p.deny);
    read_encodings(reader, p);
    read_answers(reader, p);
    read_token(reader, p.token);
    reader.text("versionPath", p.version_path);
    reader.text("swaggerPath", p.swagger_path);
    reader.text("consoleLink", p.console_link);
}

std::unexpected<ProfileFault> as_error(Faults faults) {
    ProfileFault first = std::move(faults.front());
    first.others.assign(std::make_move_iterator(faults.begin() + 1), std::make_move_iterator(faults.end()));
    return std::unexpected{std::move(first)};
}

}  // namespace

std::string text_of(const ProfileFault& fault) {
    auto text =
        fmt::format("{}: {}", fault.pointer.empty() ? std::string{"(the document)"} : fault.pointer, fault.what);
    for (const auto& other : fault.others) text += "\n" + text_of(other);
    return text;
}

std::expected<Profile, ProfileFault> parse_profile(std::string_view text, Profile base) {
    // Files from Windows editors begin with a byte order mark.
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    boost::system::error_code error;
    const auto document = json::parse({text.data(), text.size()}, error);
    if (error) return as_error({{.pointer = "", .what = "is not JSON: " + error.message(), .others = {}}});
    const auto* object = document.if_object();
    if (!object)
        return as_error(
            {{.pointer = "", .what = fmt::format("must be an object, not {}", kind_in_words(document)), .others = {}}});
    Faults faults;
    read_profile(*object, base, faults);
    // What the parts already got wrong would only be repeated by the whole.
    if (faults.empty()) check_profile(base, faults);
    if (!faults.empty()) return as_error(std::move(faults));
    return base;
}

}  // namespace privman::contract
