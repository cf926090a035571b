#include "doctor/check_settings.hpp"

#include "net/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <sys/stat.h>

namespace privman::doctor {

namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

/// The end of the first sentence: a full stop, a space, a capital letter.
std::size_t first_sentence_end(const std::string& text) {
    for (auto at = text.find(". "); at != std::string::npos; at = text.find(". ", at + 1))
        if (at + 2 < text.size() && is_upper(text[at + 2])) return at;
    return std::string::npos;
}

void check_values(const SettingsSeen& seen, Report& report) {
    if (seen.faults.empty()) return report.fine("settings.values", "Every setting can be read");
    for (const auto& fault : seen.faults) {
        const auto parts = take_apart(fault);
        // What the finder leaves open when nothing lists requests.
        const bool no_report = fault.find("/list/report/id") != std::string::npos;
        const auto mend =
            no_report
                ? "Build a report of the open approvals with a column for the request's id, and write its GUID to "
                  "list.report.id of the profile."
            : !parts.mend.empty() ? parts.mend
            : parts.name.empty()
                ? std::string{}
                : fmt::format("Correct {} in .env or in the environment; .env.example says what it may be.",
                              parts.name);
        report.fault("settings.values", parts.what, mend, parts.name);
    }
}

void check_approvers(const SettingsSeen& seen, Report& report) {
    switch (seen.approvers) {
        case SettingsSeen::Approvers::nobody:
            return report.warning("settings.approvers", "APPROVERS names nobody: cards carry no buttons");
        case SettingsSeen::Approvers::channel:
            return report.warning("settings.approvers",
                                  "APPROVERS=channel: every full member who can click in a registered channel may "
                                  "decide; in a public channel that is everyone who joins",
                                  "Name the approvers by member id, or register private channels only.");
        case SettingsSeen::Approvers::named: break;
    }
    report.fine("settings.approvers", "APPROVERS names people");
}

void check_transport(const SettingsSeen& seen, Report& report) {
    const auto url = net::parse_url(seen.base_url);
    if (!url) return report.skipped("settings.transport", "because PRIVMAN_BASE_URL is not known");
    if (url->origin.tls) return report.fine("settings.transport", "PRIVMAN_BASE_URL is https");
    if (net::is_loopback(url->origin.host))
        return report.fine("settings.transport", "PRIVMAN_BASE_URL is this machine itself");
    report.warning("settings.transport",
                   "PRIVMAN_ALLOW_HTTP=1: secret and decisions travel unencrypted to " + url->origin.host);
}

void check_secret_files(const SettingsSeen& seen, Report& report) {
    bool all_private = true;
    for (const auto& path : seen.secret_files) {
        struct stat now{};
        if (::stat(path.c_str(), &now) != 0) continue;
        const bool closed = (now.st_mode & (S_IRWXG | S_IRWXO)) == 0;
        if (closed) continue;
        all_private = false;
        // A group may be meant (a mounted secret); the whole machine never is.
        const bool everybody = (now.st_mode & S_IROTH) != 0;
        report.warning("settings.secret_files",
                       fmt::format("{} can use it (mode {:03o})", everybody ? "Everybody on this machine" : "A group",
                                   now.st_mode & 0777U),
                       fmt::format("chmod 600 {}", path), path);
    }
    if (!all_private) return;
    report.fine("settings.secret_files", seen.secret_files.empty()
                                             ? "No file holds secrets: all settings come from the environment"
                                             : "Only their owner can read them");
}

}  // namespace

SettingFault take_apart(const std::string& fault) {
    SettingFault parts;
    auto text = fault;
    const auto colon = text.find(": ");
    const bool named =
        colon != std::string::npos && colon > 0 && std::ranges::all_of(text.substr(0, colon), [](char c) {
            return is_upper(c) || c == '_' || std::isdigit(static_cast<unsigned char>(c));
        });
    if (named) {
        parts.name = text.substr(0, colon);
        text.erase(0, colon + 2);
    }
    const auto end = first_sentence_end(text);
    parts.what = text.substr(0, end);
    if (end != std::string::npos) parts.mend = text.substr(end + 2);
    while (parts.what.ends_with('.')) parts.what.pop_back();
    return parts;
}

void check_settings(const SettingsSeen& seen, Report& report) {
    check_values(seen, report);
    for (const auto& slip : seen.slips) report.warning("settings.names", slip);
    if (seen.slips.empty()) report.fine("settings.names", "No name looks like a slip");
    check_approvers(seen, report);
    check_transport(seen, report);
    if (seen.clock_can_be_set)
        report.warning("settings.clock", "SANDBOX_CLOCK is set: the bot lives in a sandbox's time");
    else
        report.fine("settings.clock", "The machine's own clock");
    if (seen.forgetful)
        report.warning("settings.memory",
                       "STATE_STORE=memory: forgets channels, schedule and decisions at every restart");
    else if (!seen.state_dies.empty())
        report.fault("settings.memory", seen.state_dies);
    else
        report.fine("settings.memory", "STATE_STORE survives a restart");
    check_secret_files(seen, report);
}

}  // namespace privman::doctor
