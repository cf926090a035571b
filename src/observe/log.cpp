#include "observe/log.hpp"

#include "observe/text.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace privman::observe {

namespace json = boost::json;

namespace {

constexpr std::size_t longest_value_at_first = 4'096;
constexpr std::size_t shortest_useful_value = 16;
constexpr std::size_t most_fields = 64;

/// Never overwrites a key: a field that is called like one of ours, or like another field, gets an underscore.
void add(json::object& line, std::string name, json::value value) {
    while (line.contains(name)) name += '_';
    line.emplace(name, std::move(value));
}

bool needs_quotes(std::string_view text) {
    return text.empty() || std::ranges::any_of(text, [](char c) {
               return static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '\\' || c == '=' || c == 0x7F;
           });
}

}  // namespace

std::string_view word_for(Level level) {
    switch (level) {
        case Level::debug: return "debug";
        case Level::info: return "info";
        case Level::warning: return "warning";
        case Level::error: return "error";
    }
    return "error";
}

Log::Log(Sink sink, WallMillis now, Format format, Level least)
    : Log{WeighingSink{[sink = std::move(sink)](std::string_view line, bool) { sink(line); }}, std::move(now), format,
          least} {}

Log::Log(WeighingSink sink, WallMillis now, Format format, Level least)
    : sink_{std::move(sink)}, now_{std::move(now)}, format_{format}, least_{least} {}

Log::Sink Log::to_file(std::FILE* file) {
    return [file](std::string_view line) {
        // One write per line, so that two processes on one file do not mix theirs. A log that cannot be written must
        // not stop the program, so the result is nobody's business.
        const auto whole = std::string{line} + '\n';
        std::fwrite(whole.data(), 1, whole.size(), file);
        std::fflush(file);
    };
}

void Log::debug(std::string_view event, std::string_view sentence, std::initializer_list<LogField> fields) {
    write(Level::debug, event, sentence, fields);
}
void Log::info(std::string_view event, std::string_view sentence, std::initializer_list<LogField> fields) {
    write(Level::info, event, sentence, fields);
}
void Log::warning(std::string_view event, std::string_view sentence, std::initializer_list<LogField> fields) {
    write(Level::warning, event, sentence, fields);
}
void Log::error(std::string_view event, std::string_view sentence, std::initializer_list<LogField> fields) {
    write(Level::error, event, sentence, fields);
}

void Log::write(Level level, std::string_view event, std::string_view sentence, std::span<const LogField> fields) {
    if (!writes(level)) return;
    const auto at = now_();
    const bool matters = level >= Level::warning || event.starts_with("decision.");
    const auto line = [&](std::span<const LogField> shown, std::size_t longest_value) {
        return format_ == Format::json ? json_line(level, event, sentence, shown, at, longest_value)
                                       : text_line(level, sentence, shown, at, longest_value);
    };
    // Escaping may lengthen a value sixfold, so only the finished line tells whether it is short enough.
    const auto first_limit = fields.size() <= most_fields ? longest_value_at_first : 0;
    for (auto longest_value = first_limit; longest_value >= shortest_useful_value; longest_value /= 2) {
        if (const auto finished = line(fields, longest_value); finished.size() <= longest_line) {
            sink_(finished, matters);
            return;
        }
    }
    // So many fields that even their stumps are too much: how many there were is then the only field.
    const LogField how_many[] = {{"fields_left_out", fields.size()}};
    sink_(line(how_many, shortest_useful_value), matters);
}

std::string Log::presentable(std::string_view text, std::size_t longest_value) const {
    // Blotted out before it is cut: half a secret is still one.
    return cut_in_the_middle(as_utf8(redactor_.clean(text)), longest_value);
}

std::string Log::json_line(Level level, std::string_view event, std::string_view sentence,
                           std::span<const LogField> fields, std::int64_t at, std::size_t longest_value) const {
    json::object line;
    line["time"] = as_timestamp(at);
    line["level"] = word_for(level);
    line["event"] = presentable(event, longest_value);
    line["message"] = presentable(sentence, longest_value);
    for (const auto& [name, value] : marks_) add(line, name, json::value(presentable(value, longest_value)));
    for (const auto& field : fields) {
        auto name = presentable(field.name, longest_value);
        if (const auto* text = std::get_if<std::string>(&field.value))
            add(line, std::move(name), json::value(presentable(*text, longest_value)));
        else if (const auto* number = std::get_if<std::int64_t>(&field.value))
            add(line, std::move(name), *number);
        else if (const auto* truth = std::get_if<bool>(&field.value))
            add(line, std::move(name), *truth);
        else if (const auto amount = std::get<double>(field.value); std::isfinite(amount))
            add(line, std::move(name), amount);
        else
            add(line, std::move(name), json::value(fmt::format("{}", amount)));  // JSON has no word for it
    }
    return json::serialize(line);
}

std::string Log::text_line(Level level, std::string_view sentence, std::span<const LogField> fields, std::int64_t at,
                           std::size_t longest_value) const {
    // `12:03:04`, out of `2026-03-08T12:03:04.567Z`.
    auto line = fmt::format("{} {:<7} {}", as_timestamp(at).substr(11, 8), word_for(level),
                            visible(presentable(sentence, longest_value)));
    std::string_view gap = "  ";
    for (const auto& field : fields) {
        line += fmt::format("{}{}=", std::exchange(gap, " "), visible(presentable(field.name, longest_value)));
        if (const auto* text = std::get_if<std::string>(&field.value)) {
            const auto shown = presentable(*text, longest_value);
            // The serializer escapes what is ASCII, `visible` the rest.
            line += visible(needs_quotes(shown) ? json::serialize(json::string_view{shown}) : shown);
        } else if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
            line += fmt::format("{}", *number);
        } else if (const auto* truth = std::get_if<bool>(&field.value)) {
            line += *truth ? "true" : "false";
        } else {
            line += fmt::format("{}", std::get<double>(field.value));
        }
    }
    return line;
}

}  // namespace privman::observe
