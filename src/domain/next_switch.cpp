#include "domain/next_switch.hpp"

#include <algorithm>
#include <vector>

namespace privman {

namespace {

constexpr Millis week = std::chrono::days{7};

/// Every place in a local week at which a window begins or ends: between two of them nothing changes.
std::vector<Millis> edges_of(const BusinessHours& business) {
    std::vector<Millis> edges;
    for (const auto& [day, from, to] : business.hours) {
        const Millis midnight = std::chrono::days{day.c_encoding()};
        edges.push_back((midnight + from) % week);
        edges.push_back((midnight + to) % week);
    }
    std::ranges::sort(edges);
    const auto repeated = std::ranges::unique(edges);
    edges.erase(repeated.begin(), repeated.end());
    return edges;
}

/// How far into its local week (from Sunday) a moment is.
Millis place_in_local_week(const ZoneSpan& span, WallTime when) {
    const auto reading = when + span.offset;
    const auto midnight = std::chrono::floor<std::chrono::days>(reading);
    return std::chrono::days{std::chrono::weekday{midnight}.c_encoding()} + (reading - midnight);
}

/// A span that does not hold its moment would make the searches run in circles: as good as unknown.
std::optional<ZoneSpan> span_around(const SpanAt& span_at, WallTime when) {
    auto span = span_at(when);
    if (span && (when < span->begins || when >= span->ends)) return std::nullopt;
    return span;
}

/// From `here` forward to the next time of `edge`, or backward to the last one: both less than a week.
Millis ahead(Millis here, Millis edge) { return edge < here ? edge - here + week : edge - here; }
Millis behind(Millis here, Millis edge) { return ahead(edge, here); }

}  // namespace

std::optional<WallTime> next_switch(const BusinessHours& business, WallTime now, const SpanAt& span_at) {
    const auto edges = edges_of(business);
    const auto horizon = now + switch_search;
    auto span = span_around(span_at, now);
    if (!span) return std::nullopt;
    const bool open_now = open_at(business, *span, now);

    for (auto from = now;;) {
        // Once round the week, nearest edge first.
        const auto here = place_in_local_week(*span, from);
        const auto first = std::ranges::lower_bound(edges, here) - edges.begin();
        for (std::size_t i = 0; i < edges.size(); ++i) {
            const auto edge = from + ahead(here, edges[(first + i) % edges.size()]);
            if (edge >= span->ends || edge > horizon) break;
            if (open_at(business, *span, edge) != open_now) return edge;
        }
        // The same hours hold until the clocks change; the change itself may jump into or out of a window.
        from = span->ends;
        if (from > horizon) return std::nullopt;
        span = span_around(span_at, from);
        if (!span) return std::nullopt;
        if (open_at(business, *span, from) != open_now) return from;
    }
}

std::optional<WallTime> last_switch(const BusinessHours& business, WallTime now, const SpanAt& span_at) {
    constexpr Millis just_before{1};
    const auto edges = edges_of(business);
    const auto horizon = now - switch_search;
    auto span = span_around(span_at, now);
    if (!span) return std::nullopt;
    const bool open_now = open_at(business, *span, now);

    for (auto from = now;;) {
        // Once round the week, the other way.
        const auto here = place_in_local_week(*span, from);
        const auto later = std::ranges::upper_bound(edges, here) - edges.begin();
        for (std::size_t i = 1; i <= edges.size(); ++i) {
            const auto edge = from - behind(here, edges[(later + edges.size() - i) % edges.size()]);
            if (edge <= span->begins || edge < horizon) break;
            if (open_at(business, *span, edge - just_before) != open_now) return edge;
        }
        const auto change = span->begins;
        if (change < horizon) return std::nullopt;
        from = change - just_before;
        span = span_around(span_at, from);
        if (!span) return std::nullopt;
        if (open_at(business, *span, from) != open_now) return change;
    }
}

std::optional<WallTime> closed_period_start(const BusinessHours& business, WallTime now, const SpanAt& span_at) {
    const auto span = span_around(span_at, now);
    if (!span || open_at(business, *span, now)) return std::nullopt;
    return last_switch(business, now, span_at);
}

std::optional<ClosedPeriod> closed_period_around(const BusinessHours& business, WallTime now, const SpanAt& span_at) {
    const auto begins = closed_period_start(business, now, span_at);
    if (!begins) return std::nullopt;
    return ClosedPeriod{*begins, next_switch(business, now, span_at)};
}

}  // namespace privman
