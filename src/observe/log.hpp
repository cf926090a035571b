// One line per fact, for machines (JSON) or for a terminal (text). Every value is escaped by a serializer, none is ever
// longer than it may be, and secrets are blotted out wherever they turn up.
#pragma once

#include "observe/redactor.hpp"

#include <concepts>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace privman::observe {

enum class Level { debug, info, warning, error };

/// "debug", "info", "warning", "error".
std::string_view word_for(Level);

/// A name and a value beside the sentence: `{"request", id.value}`, `{"waiting", lives.size()}`, `{"dry", true}`.
struct LogField {
    using Value = std::variant<std::string, std::int64_t, bool, double>;

    LogField(std::string_view field, std::string text) : name{field}, value{std::move(text)} {}
    LogField(std::string_view field, std::string_view text) : name{field}, value{std::string{text}} {}
    LogField(std::string_view field, const char* text) : name{field}, value{std::string{text}} {}
    LogField(std::string_view field, std::same_as<bool> auto truth) : name{field}, value{truth} {}
    LogField(std::string_view field, std::floating_point auto number)
        : name{field}, value{static_cast<double>(number)} {}
    /// What does not fit into 64 signed bits is written as text: a hash stays a hash.
    template <std::integral Number>
        requires(!std::same_as<Number, bool>)
    LogField(std::string_view field, Number number) : name{field} {
        if (std::in_range<std::int64_t>(number))
            value = static_cast<std::int64_t>(number);
        else
            value = std::to_string(number);
    }

    std::string_view name;  ///< must live until the line is written
    Value value;
};

class Log {
public:
    enum class Format { json, text };
    /// Takes one finished line, without its newline. Called inside the logging call.
    using Sink = std::function<void(std::string_view line)>;
    /// The same for one that may have to drop some: warnings, errors and what became of decisions matter.
    using WeighingSink = std::function<void(std::string_view line, bool matters)>;
    /// Milliseconds since 1970, UTC.
    using WallMillis = std::function<std::int64_t()>;

    /// Lines longer than this are never written: values are cut in the middle until the line fits. More than 64 fields
    /// are counted instead of written.
    static constexpr std::size_t longest_line = 16'000;

    Log(Sink sink, WallMillis now, Format format = Format::json, Level least = Level::info);
    Log(WeighingSink sink, WallMillis now, Format format = Format::json, Level least = Level::info);

    /// Writes lines to `file`, which must outlive the log, each flushed at once.
    static Sink to_file(std::FILE* file);

    /// `event` is a stable dotted name for machines ("store.opened"), `sentence` is for people.
    void debug(std::string_view event, std::string_view sentence, std::initializer_list<LogField> fields = {});
    void info(std::string_view event, std::string_view sentence, std::initializer_list<LogField> fields = {});
    void warning(std::string_view event, std::string_view sentence, std::initializer_list<LogField> fields = {});
    void error(std::string_view event, std::string_view sentence, std::initializer_list<LogField> fields = {});
    void write(Level level, std::string_view event, std::string_view sentence, std::span<const LogField> fields);

    /// From now on every JSON line carries these after its message: which of several processes has written it. For a
    /// few short values that stay; lines for a terminal go without.
    void stamp(std::vector<std::pair<std::string, std::string>> marks) { marks_ = std::move(marks); }
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& marks() const { return marks_; }

    /// A finished line of JSON for machines, written as it is, whatever the format and the level: metrics. It holds
    /// nothing that would have to be blotted out.
    void measurement(std::string_view line) { sink_(line, false); }

    [[nodiscard]] bool writes(Level level) const { return level >= least_; }

    /// From now on `secret` appears in no line any more, not URL-encoded, in base64 or JSON-escaped either. Secrets
    /// shorter than `Redactor::shortest_secret` bytes are ignored: blotting them out would only show them.
    void forget(std::string secret) { redactor_.forget(std::move(secret)); }
    /// The same for what is replaced every few hours; see `Redactor::forget_passing`.
    void forget_passing(std::string secret) { redactor_.forget_passing(std::move(secret)); }

    /// What `forget` and the patterns blot out, for text that leaves by another way (a diagnosis, a dump).
    [[nodiscard]] const Redactor& redactor() const { return redactor_; }

private:
    [[nodiscard]] std::string json_line(Level, std::string_view event, std::string_view sentence,
                                        std::span<const LogField>, std::int64_t at, std::size_t longest_value) const;
    [[nodiscard]] std::string text_line(Level, std::string_view sentence, std::span<const LogField>, std::int64_t at,
                                        std::size_t longest_value) const;
    [[nodiscard]] std::string presentable(std::string_view text, std::size_t longest_value) const;

    WeighingSink sink_;
    WallMillis now_;
    Format format_;
    Level least_;
    Redactor redactor_;
    std::vector<std::pair<std::string, std::string>> marks_;
};

}  // namespace privman::observe
