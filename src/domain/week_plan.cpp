#include "domain/week_plan.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace privman {

using std::chrono::minutes;

namespace {

constexpr minutes day_length{24 * 60};

using Window = std::pair<minutes, minutes>;
using Windows = std::vector<Window>;

std::array<Windows, 7> windows_by_day(const BusinessHours& business) {
    std::array<Windows, 7> week;
    for (const auto& [day, from, to] : business.hours) week[place_in_week(day)].emplace_back(from, to);
    for (auto& windows : week) {
        std::ranges::sort(windows);
        const auto repeated = std::ranges::unique(windows);
        windows.erase(repeated.begin(), repeated.end());
    }
    return week;
}

std::string clock_text(minutes since_midnight) {
    const auto two = [](auto number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return two(since_midnight / minutes{60}) + ":" + two(since_midnight.count() % 60);
}

/// `24:00` stays: a window that ends at midnight belongs to the day that ends there.
std::string window_text(const Window& window, std::string_view to) {
    const auto end = window.second > day_length ? window.second - day_length : window.second;
    return clock_text(window.first).append(to) + clock_text(end);
}

std::string joined(const std::vector<std::string>& pieces, std::string_view between) {
    std::string all;
    for (const auto& piece : pieces) {
        if (!all.empty()) all += between;
        all += piece;
    }
    return all;
}

std::string days_text(const std::array<bool, 7>& chosen, const WeekStyle& style) {
    const auto has = [&](unsigned day) { return chosen[day % 7]; };
    if (std::ranges::all_of(chosen, [](bool c) { return c; }))
        return std::string{style.days[0]}.append(style.to).append(style.days[6]);
    std::vector<std::string> runs;
    for (unsigned day = 0; day < 7; ++day) {
        if (!has(day) || has(day + 6)) continue;  // not chosen, or in the run of the day before it
        auto last = day;
        while (has(last + 1)) ++last;
        std::string run{style.days[day]};
        if (last != day) run.append(style.to).append(style.days[last % 7]);
        runs.push_back(std::move(run));
    }
    return joined(runs, style.next_days);
}

}  // namespace

unsigned place_in_week(std::chrono::weekday day) { return day.iso_encoding() - 1; }

std::string week_text(const BusinessHours& business, const WeekStyle& style) {
    const auto week = windows_by_day(business);
    std::array<bool, 7> written{};
    std::vector<std::string> parts;
    for (unsigned day = 0; day < 7; ++day) {
        if (written[day] || week[day].empty()) continue;
        std::array<bool, 7> alike{};
        for (unsigned other = day; other < 7; ++other) alike[other] = week[other] == week[day];
        for (unsigned other = day; other < 7; ++other) written[other] = written[other] || alike[other];
        std::vector<std::string> windows;
        for (const auto& window : week[day]) windows.push_back(window_text(window, style.to));
        parts.push_back(days_text(alike, style) + " " + joined(windows, style.next_window));
    }
    return joined(parts, style.next_part);
}

}  // namespace privman
