#include "domain/same_request.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <string_view>

namespace privman {

namespace {

/// ASCII only: what is compared are the products' own words.
std::string lower(std::string_view text) {
    std::string out;
    for (const char c : text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

/// How bad a file is said to be: 0 is the best. Nothing for a word that cannot be judged.
std::optional<unsigned> badness(std::string_view rating) {
    struct Level {
        std::string_view word;
        unsigned badness;
    };
    static constexpr std::array levels{
        Level{"clean", 0},   Level{"good", 0},       Level{"unknown", 1}, Level{"unrated", 1},
        Level{"suspect", 2}, Level{"suspicious", 2}, Level{"bad", 3},     Level{"malicious", 3},
    };
    const auto word = lower(rating);
    const auto* found = std::ranges::find(levels, word, &Level::word);
    return found == levels.end() ? std::nullopt : std::optional{found->badness};
}

/// Without a rating a file is as good as one that is not known.
constexpr unsigned unrated = 1;

bool rating_got_worse(const std::string& shown, const std::string& listed) {
    if (lower(shown) == lower(listed)) return false;
    const auto before = shown.empty() ? std::optional{unrated} : badness(shown);
    const auto now = listed.empty() ? std::optional{unrated} : badness(listed);
    return !before || !now || *now > *before;
}

/// A signature field may say that there is none, or that it is not to be trusted.
bool speaks_against_it(const std::string& signer) {
    const auto text = lower(signer);
    return std::ranges::any_of(
        std::array{"unsigned", "not signed", "no signature", "invalid", "revoked", "expired", "untrusted",
                   "not trusted", "not verified", "unverified", "mismatch", "tampered", "unknown"},
        [&](std::string_view word) { return text.contains(word); });
}

bool signer_got_worse(const std::string& shown, const std::string& listed) {
    return shown.empty() ? speaks_against_it(listed) : shown != listed;
}

/// Whoever wrote the file claims it: another claim, or none any more, is not what was shown.
bool company_got_worse(const std::string& shown, const std::string& listed) {
    return !shown.empty() && shown != listed;
}

/// To the second, as lists have it; with the rest of it where there is one.
std::string requested_in_text(const ElevationRequest& r) {
    if (!r.requested) return r.requested_text;
    const auto day = std::chrono::floor<std::chrono::days>(*r.requested);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{*r.requested - day};
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02d", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    std::string all = text.data();
    if (const auto rest = time.subseconds().count(); rest != 0) {
        std::snprintf(text.data(), text.size(), ".%03d", static_cast<int>(rest));
        all += text.data();
    }
    return all + " UTC";
}

}  // namespace

std::vector<FactChange> differences(const ElevationRequest& shown, const ElevationRequest& listed) {
    std::vector<FactChange> all;
    const auto compare = [&](const char* name, std::string ElevationRequest::* fact, auto is_another) {
        // What nobody could be shown is no part of what people were shown.
        if (!was_heard_of(shown, fact) || !was_heard_of(listed, fact)) return;
        if (is_another(shown.*fact, listed.*fact)) all.push_back({name, shown.*fact, listed.*fact});
    };
    const auto differs = [](const std::string& before, const std::string& now) { return before != now; };
    const auto differs_once_known = [](const std::string& before, const std::string& now) {
        return !before.empty() && before != now;
    };
    compare("User", &ElevationRequest::user, differs);
    compare("Computer", &ElevationRequest::computer, differs);
    compare("Reason", &ElevationRequest::reason, differs_once_known);
    compare("Path", &ElevationRequest::path, differs);
    compare("Command line", &ElevationRequest::command_line, differs);
    compare("Company (claimed)", &ElevationRequest::company, company_got_worse);
    compare("Signer", &ElevationRequest::signer, signer_got_worse);
    compare("Rating", &ElevationRequest::rating, rating_got_worse);
    compare("Hash", &ElevationRequest::hash, differs_once_known);
    compare("Policy", &ElevationRequest::policy, differs_once_known);
    if (shown.requested != listed.requested || shown.requested_text != listed.requested_text)
        if (auto before = requested_in_text(shown), now = requested_in_text(listed); differs_once_known(before, now))
            all.push_back({"Requested", std::move(before), std::move(now)});
    return all;
}

}  // namespace privman
