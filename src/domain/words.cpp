#include "domain/words.hpp"

#include "domain/match.hpp"

#include <array>
#include <cstdio>

namespace privman {

namespace {

std::string utc(WallTime when) {
    const auto day = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date{day};
    const auto minutes = std::chrono::floor<std::chrono::minutes>(when - day).count();
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02d:%02d UTC", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(minutes / 60), static_cast<int>(minutes % 60));
    return text.data();
}

}  // namespace

std::string plain_text(const Words& words) {
    std::string text;
    for (const auto& span : words.spans())
        text += std::visit(match{
                               [](const Plain& s) { return s.text; },
                               [](const Strong& s) { return s.text; },
                               [](const Code& s) { return s.text; },
                               [](const Mention& s) { return "@" + s.who.value; },
                               [](const ChannelRef& s) { return "#" + s.channel.value; },
                               [](const At& s) { return utc(s.when); },
                               [](const NewLine&) { return std::string{"\n"}; },
                           },
                           span);
    return text;
}

}  // namespace privman
