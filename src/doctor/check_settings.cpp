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
        const auto better = seen.mends.find(parts.name);
        // What the finder leaves open when nothing lists requests.
        const bool no_report = fault.find("/list/report/id") != std::string::npos;
        const auto mend =
            better != seen.mends.end() ? better->second
            : no_report
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
    if (const auto why = because_of(seen.faults, {"APPROVERS"}); !why.empty())
        return report.skipped("settings.approvers", why);
    switch (seen.approvers) {
        case SettingsSeen::Approvers::nobody:
            return report.warning("settings.approvers", "APPROVERS names nobody: cards carry no buttons");
        case SettingsSeen::Approvers::channel:
            if (!seen.admins_named && because_of(seen.faults, {"ADMINS"}).empty())
                report.warning("settings.approvers",
                               "APPROVERS=channel AND NO ADMINS: whoever is in a registered channel decides, and "
                               "nobody is named who may say which channels those are; every owner and admin of the "
                               "workspace may",
                               "Set ADMINS to the member ids of those who may register channels (in Slack: profile, "
                               "⋮, Copy member ID).");
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

void check_clock_setting(const SettingsSeen& seen, Report& report) {
    constexpr std::string_view id = "settings.clock";
    if (const auto why = because_of(seen.faults, {"SANDBOX_CLOCK"}); !why.empty()) return report.skipped(id, why);
    if (seen.clock_can_be_set) return report.warning(id, "SANDBOX_CLOCK is set: the bot lives in a sandbox's time");
    report.fine(id, "The machine's own clock");
}

void check_memory(const SettingsSeen& seen, Report& report) {
    constexpr std::string_view id = "settings.memory";
    if (const auto why = because_of(seen.faults, {"STATE_STORE"}); !why.empty()) return report.skipped(id, why);
    if (seen.forgetful)
        return report.warning(
            id,
            "STATE_STORE=memory: the state dies with the process or its container: channels, schedule "
            "and decisions are forgotten at every restart");
    if (!seen.state_dies.empty()) return report.fault(id, seen.state_dies);
    if (!seen.state_is_fleeting.empty())
        return report.warning(id, seen.state_is_fleeting,
                              "Mount a named volume, or a folder of the host, on the folder of STATE_STORE (docker run "
                              "--volume privman-slack:/data).");
    report.fine(id, "STATE_STORE survives a restart");
}

/// As an engine names a volume that nobody named: every new container gets another one.
bool is_volume_without_a_name(std::string_view source) {
    constexpr std::string_view end = "/_data";
    constexpr std::string_view folder = "volumes/";
    constexpr std::size_t digits = 64;
    if (!source.ends_with(end)) return false;
    source.remove_suffix(end.size());
    if (source.size() < digits) return false;
    const auto name = source.substr(source.size() - digits);
    return source.substr(0, source.size() - digits).ends_with(folder) &&
           std::ranges::all_of(name, [](unsigned char c) { return std::isxdigit(c) != 0; });
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

std::string because_of(const std::vector<std::string>& faults, std::initializer_list<std::string_view> names) {
    for (const auto name : names)
        for (const auto& fault : faults) {
            const auto at_fault = take_apart(fault).name;
            if (at_fault == name || at_fault == std::string{name} + "_FILE")
                return "because " + at_fault + " is at fault";
        }
    return {};
}

std::string why_state_is_fleeting(const StatePlace& place) {
    const auto where = fmt::format("it lies on {} mounted at {}", place.file_system, place.mounted_at);
    if (place.file_system == "tmpfs" || place.file_system == "ramfs")
        return fmt::format("The state in {} dies with the {}: {}, which is memory", place.path,
                           place.in_container ? "container" : "next restart of this machine", where);
    const bool layered = place.file_system == "overlay" || place.file_system == "aufs";
    if (layered || (place.in_container && place.mounted_at == "/"))
        return fmt::format("The state in {} dies with the container: no volume is mounted there, {}", place.path,
                           where);
    if (is_volume_without_a_name(place.source))
        return fmt::format(
            "The state in {} dies with the container: the volume at {} has no name, and the next "
            "container gets another one",
            place.path, place.mounted_at);
    return {};
}

void check_settings(const SettingsSeen& seen, Report& report) {
    check_values(seen, report);
    for (const auto& slip : seen.slips) report.warning("settings.names", slip);
    if (seen.slips.empty()) report.fine("settings.names", "No name looks like a slip");
    check_approvers(seen, report);
    check_transport(seen, report);
    check_clock_setting(seen, report);
    check_memory(seen, report);
    check_secret_files(seen, report);
}

}  // namespace privman::doctor
