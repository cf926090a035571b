// Whatever is typed as a schedule: either it means hours that are spelled, read back and kept, or it is answered
// rightly.
#include "domain/next_switch.hpp"
#include "domain/schedule_text.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace privman;
using namespace std::chrono_literals;

namespace {

void must(bool promise) {
    if (!promise) std::abort();
}

void check(const ScheduleFault& fault) {
    must(fault.word.size() <= 40 && !fault.why.empty());
    must(parse_schedule(fault.example).has_value());
}

void check(const BusinessHours& hours) {
    must(!hours.hours.empty() && !hours.zone.empty());
    for (const auto& [day, from, to] : hours.hours)
        must(day.ok() && from >= 0min && from < 24h && to > from && to <= from + 24h);
    must(!in_words(hours).empty());
    const auto text = spelling(hours);
    if (text.size() <= longest_schedule) must(parse_schedule(text) == hours);

    // A zone that jumps an hour back on a Sunday, and forward again a day later.
    const WallTime now{std::chrono::days{20'000}};
    const WallTime jump = now + std::chrono::days{3} + 90min;
    const auto span_at = [jump](WallTime when) -> std::optional<ZoneSpan> {
        if (when < jump) return ZoneSpan{WallTime{}, jump, 2h};
        if (when < jump + 24h) return ZoneSpan{jump, jump + 24h, 1h};
        return ZoneSpan{jump + 24h, WallTime{} + std::chrono::days{40'000}, 2h};
    };
    const auto next = next_switch(hours, now, span_at);
    const bool always_open = closed_per_week(hours) == 0min;
    must(next.has_value() != always_open);
    if (!next) return;
    must(*next > now && open_at(hours, *span_at(*next), *next) != open_at(hours, *span_at(now), now));
    // What begins closed knows that it began there.
    if (!open_at(hours, *span_at(*next), *next)) must(closed_period_start(hours, *next, span_at) == next);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto parsed = parse_schedule({reinterpret_cast<const char*>(data), size});
    if (parsed)
        check(*parsed);
    else
        check(parsed.error());
    return 0;
}
