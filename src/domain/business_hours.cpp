#include "domain/business_hours.hpp"

#include "domain/week_plan.hpp"

#include <algorithm>
#include <bitset>

namespace privman {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

constexpr minutes week{7 * 24 * 60};

bool inside(const OpenHours& window, const LocalMoment& moment) {
    if (moment.day == window.day) return moment.since_midnight >= window.from && moment.since_midnight < window.to;
    // The rest, after midnight, of a window that began on the day before.
    return moment.day == window.day + days{1} && moment.since_midnight + hours{24} < window.to;
}

}  // namespace

LocalMoment local(const ZoneSpan& span, WallTime when) {
    const auto reading = std::chrono::floor<seconds>(when) + span.offset;
    const auto midnight = std::chrono::floor<days>(reading);
    return {std::chrono::weekday{midnight}, reading - midnight};
}

bool open_at(const BusinessHours& business, const LocalMoment& moment) {
    return std::ranges::any_of(business.hours, [&](const OpenHours& window) { return inside(window, moment); });
}

bool open_at(const BusinessHours& business, const ZoneSpan& span, WallTime when) {
    return open_at(business, local(span, when));
}

minutes closed_per_week(const BusinessHours& business) {
    // Windows may overlap, also over the end of the week: marking minutes counts each once.
    std::bitset<week.count()> open;
    for (const auto& [day, from, to] : business.hours) {
        const auto midnight = place_in_week(day) * minutes{24 * 60};
        for (auto minute = midnight + from; minute < midnight + to; ++minute)
            open.set(static_cast<std::size_t>((minute % week).count()));
    }
    return week - minutes{open.count()};
}

int closed_percent(const BusinessHours& business) {
    const auto closed = closed_per_week(business);
    if (closed == minutes{0} || closed == week) return closed == week ? 100 : 0;
    return std::clamp(static_cast<int>((closed * 100 + week / 2) / week), 1, 99);
}

std::string in_words(const BusinessHours& business) {
    static constexpr WeekStyle for_people{
        .days = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"},
        .to = "–",
        .next_days = ", ",
        .next_window = " and ",
        .next_part = ", ",
    };
    return week_text(business, for_people) + " " + business.zone;
}

}  // namespace privman
