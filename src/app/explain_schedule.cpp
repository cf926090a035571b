#include "app/explain_schedule.hpp"

#include "app/config.hpp"
#include "app/environment.hpp"
#include "app/known_secrets.hpp"
#include "app/setting_reader.hpp"
#include "clocks/zone_database.hpp"
#include "domain/next_switch.hpp"
#include "domain/schedule_text.hpp"
#include "domain/words.hpp"
#include "stores/sqlite_store.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdio>
#include <unistd.h>

namespace privman::app {

namespace {

using std::chrono::seconds;

struct Read {
    int code = 1;
    std::optional<StoredSchedule> schedule;
    DocumentMark document = {};
};

Async<Read> read_stored(std::string path, observe::Log& log) {
    const auto opened = co_await stores::open_sqlite(
        {.path = std::move(path), .lock_wait = Millis{0}, .any_owner = ::geteuid() == 0}, log);
    if (!opened) {
        std::fprintf(
            stderr,
            "The stored schedule cannot be read: %s.\nAsk the running bot (autoapprove status), or give --schedule.\n",
            opened.error().what.c_str());
        co_return Read{};
    }
    const auto kept = co_await opened->settings->load();
    if (!kept) {
        std::fprintf(stderr, "The stored schedule cannot be read: %s\n", kept.error().what.c_str());
        co_return Read{};
    }
    co_return Read{0, kept->settings.schedule, kept->settings.schedule_document};
}

/// What the store holds now, without starting anything else.
Read stored_schedule() {
    const auto environment = read_environment(".", environ);
    SettingReader read{environment};
    const auto where = read.text("STATE_STORE");
    if (!where.starts_with("sqlite:") || !file_content(where.substr(7))) {
        const auto shown = redactor_for(environment).clean(where);
        std::fprintf(stderr, "There is no store at STATE_STORE=%s yet. Give --schedule.\n", shown.c_str());
        return {};
    }
    observe::Log log{observe::Log::to_file(stderr), [] { return std::int64_t{0}; }, observe::Log::Format::text,
                     observe::Level::error};
    boost::asio::io_context loop{1};
    Read result;
    boost::asio::co_spawn(loop, read_stored(where.substr(7), log), [&](const std::exception_ptr& error, Read stored) {
        if (!error) result = std::move(stored);
    });
    loop.run();
    return result;
}

void say_where(const DocumentMark& mark) {
    const auto config = read_settings(read_environment(".", environ), false).config;
    if (config.settings_in_aws) std::printf("%s\n", read_from(mark, config.ssm_schedule_param).c_str());
}

void print_at(const char* what, WallTime when, const BusinessHours& hours, const TimeZones& zones) {
    const auto span = zones.span_at(hours.zone, when);
    const auto utc = plain_text(Words{} << At{when});
    if (!span) return (void)std::printf("%s %s\n", what, utc.c_str());
    const auto there = local(*span, when);
    static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    const auto minute = there.since_midnight.count() / 60;
    std::printf("%s %s %02d:%02d in %s (%s)\n", what, days[there.day.c_encoding()], static_cast<int>(minute / 60),
                static_cast<int>(minute % 60), hours.zone.c_str(), utc.c_str());
}

}  // namespace

std::string read_from(const DocumentMark& mark, const std::string& parameter) {
    const auto copy = mark.version == 0 ? "which has seen none in " + parameter
                                        : "version " + std::to_string(mark.version) + " of " + parameter;
    return "Read:     from the bot's own copy, " + copy +
           (mark.unread ? " (which could not be read, so an older one is shown)" : "") +
           "; AWS was not asked and may hold a newer one, which `autoapprove status` shows.";
}

std::optional<WallTime> moment_at(const std::string& text, const std::string& zone, const TimeZones& zones) {
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    unsigned hour = 0;
    unsigned minute = 0;
    int used = 0;
    if (std::sscanf(text.c_str(), "%4d-%2u-%2uT%2u:%2u%n", &year, &month, &day, &hour, &minute, &used) != 5 &&
        std::sscanf(text.c_str(), "%4d-%2u-%2u %2u:%2u%n", &year, &month, &day, &hour, &minute, &used) != 5)
        return std::nullopt;
    unsigned second = 0;
    auto rest = text.substr(static_cast<std::size_t>(used));
    if (int more = 0; std::sscanf(rest.c_str(), ":%2u%n", &second, &more) == 1)
        rest = rest.substr(static_cast<std::size_t>(more));
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    const auto written =
        std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} + seconds{second};
    if (rest == "Z" || rest == "z") return written;
    if (!rest.empty()) {
        char sign = 0;
        unsigned hours = 0;
        unsigned minutes = 0;
        int end = 0;
        if (std::sscanf(rest.c_str(), "%c%2u:%2u%n", &sign, &hours, &minutes, &end) != 3 ||
            static_cast<std::size_t>(end) != rest.size() || (sign != '+' && sign != '-') || hours > 15 || minutes > 59)
            return std::nullopt;
        const auto offset = std::chrono::hours{hours} + std::chrono::minutes{minutes};
        return sign == '+' ? written - offset : written + offset;
    }
    // The moments whose local clock reads `written` lie within a day of it; the earliest is taken.
    std::optional<WallTime> found;
    for (WallTime probe = written - std::chrono::hours{26}; probe <= written + std::chrono::hours{26};
         probe += std::chrono::hours{1}) {
        const auto span = zones.span_at(zone, probe);
        if (!span) return std::nullopt;
        const WallTime candidate = written - span->offset;
        if (candidate >= span->begins && candidate < span->ends && (!found || candidate < *found)) found = candidate;
    }
    return found;
}

int explain_schedule(const ExplainOptions& options) {
    if (!clocks::zone_data_present()) {
        std::fputs("Zone data is missing or damaged. Install tzdata.\n", stderr);
        return 1;
    }
    std::string text = options.schedule;
    bool enabled = true;
    if (text.empty()) {
        const auto stored = stored_schedule();
        if (stored.code != 0) return stored.code;
        say_where(stored.document);
        if (!stored.schedule) {
            std::puts("No schedule is set: people decide every request.");
            return 0;
        }
        text = stored.schedule->text;
        enabled = stored.schedule->enabled;
    }
    const auto hours = parse_schedule(text);
    if (!hours) {
        std::fprintf(stderr, "The schedule `%s` cannot be read: `%s`: %s. For example: %s\n", text.c_str(),
                     hours.error().word.c_str(), hours.error().why.c_str(), hours.error().example.c_str());
        return 2;
    }
    const clocks::ZoneDatabase zones;
    const auto zone = zones.span_at(hours->zone, WallTime{});
    if (!zone) {
        std::fprintf(stderr, "%s\n", zone.error().what.c_str());
        return 2;
    }
    const auto at = moment_at(options.at, hours->zone, zones);
    if (!at) {
        std::fprintf(stderr,
                     "`%s` is no moment (2026-03-08T02:30, with Z, -05:00 or nothing after it), or the clocks of %s "
                     "never read it.\n",
                     options.at.c_str(), hours->zone.c_str());
        return 2;
    }
    const SpanAt span_at = [&](WallTime when) -> std::optional<ZoneSpan> {
        const auto span = zones.span_at(hours->zone, when);
        if (!span) return std::nullopt;
        return *span;
    };
    const auto span = span_at(*at);
    const bool open = span && open_at(*hours, *span, *at);
    std::printf("Schedule: people decide %s%s\n", in_words(*hours).c_str(),
                enabled ? "" : " (auto-approval is switched off)");
    print_at("Moment:  ", *at, *hours, zones);
    if (open)
        std::puts("Answer:   no. That is inside business hours: people decide.");
    else if (!enabled)
        std::puts("Answer:   no. That is outside business hours, but auto-approval is switched off.");
    else
        std::puts(
            "Answer:   yes, outside business hours, if the request was submitted and first seen since people left, "
            "names\n"
            "          account, computer and path, its rating may be approved, nobody who may decide has clicked on "
            "it,\n"
            "          nobody said no to the same in the last seven days, no exception matches, and requester and\n"
            "          computer are under their limits.");
    auto from = *at;
    bool then_open = open;
    for (int i = 0; i < 4; ++i) {
        const auto next = next_switch(*hours, from, span_at);
        if (!next) {
            std::puts("Then:     nothing changes any more.");
            break;
        }
        then_open = !then_open;
        print_at(then_open ? "People from" : "Schedule from", *next, *hours, zones);
        from = *next;
    }
    return 0;
}

}  // namespace privman::app
