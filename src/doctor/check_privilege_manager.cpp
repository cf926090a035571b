#include "doctor/check_privilege_manager.hpp"

#include "doctor/reach.hpp"
#include "net/url.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace privman::doctor {

namespace {

using contract::Field;

/// A person with a phone in his hand waits for it.
constexpr Millis slow_list{5'000};

/// Without these a card says too little, and the schedule approves nothing.
constexpr Field needed_fields[] = {Field::user, Field::computer, Field::path};

std::string mend_for_answer(unsigned status, std::string_view call) {
    switch (status) {
        case 401: return "Look at the role and the lock of the API Client user.";
        case 403:
            return fmt::format("Give the role of the API Client user the right to {} (docs/privilege-manager.md).",
                               call);
        case 404:
        case 410:
            return fmt::format(
                "Check PRIVMAN_BASE_URL; if it is right, PRIVMAN_PROFILE names another call than this "
                "instance has to {}.",
                call);
        default: break;
    }
    if (status >= 500) return "Look at Privilege Manager's own log, and run doctor again.";
    if (status >= 300 && status < 400) return "Set PRIVMAN_BASE_URL to the address that it redirects to.";
    return {};
}

Async<bool> check_reach(PrivilegeManagerAtHand instance, Report& report) {
    const auto version = co_await instance.client.version();
    if (const auto& error = instance.http.error()) {
        const auto obstacle = obstacle_of(*error, "PRIVMAN_BASE_URL", "PRIVMAN_CA_FILE");
        report.fault("privman.reachable", obstacle.seen, obstacle.mend);
        co_return false;
    }
    report.fine("privman.reachable", "It answers");
    if (version) {
        report.fine("privman.version", "Version " + *version);
        co_return true;
    }
    // A role may hide the version; what counts is said by login and list.
    report.fault("privman.version", version.error().what,
                 version.error().kind == Trouble::malformed && instance.http.status() == 200
                     ? "Something else answers there (a login page?): set PRIVMAN_BASE_URL to the address up to and "
                       "including /Tms."
                     : mend_for_answer(instance.http.status(), "say its version"));
    co_return true;
}

Async<PrivilegeManagerFound> check_login(PrivilegeManagerAtHand instance, Report& report) {
    PrivilegeManagerFound found{.reachable = true};
    const auto signed_in = co_await instance.client.sign_in();
    if (signed_in) {
        report.fine("privman.login", "Accepted");
        found.logged_in = true;
        co_return found;
    }
    if (const auto& error = instance.http.error()) {
        const auto obstacle = obstacle_of(*error, "PRIVMAN_BASE_URL", "PRIVMAN_CA_FILE");
        report.fault("privman.login", obstacle.seen, obstacle.mend);
        co_return found;
    }
    const auto status = instance.http.status();
    found.no_login_call = status == 404 || status == 405 || status == 410;
    if (found.no_login_call && !instance.profile_at_fault.empty()) {
        report.skipped("privman.login", instance.profile_at_fault);
        co_return found;
    }
    const bool credential = status == 400 || status == 401 || status == 403 || (status >= 200 && status < 300);
    report.fault("privman.login", signed_in.error().what,
                 credential ? std::string{} : mend_for_answer(status, "log in"));
    co_return found;
}

void check_rows(const pm::DecodedList& decoded, Report& report) {
    if (decoded.list.remarks.empty())
        return report.fine("privman.rows", fmt::format("{} wait for a decision", decoded.list.requests.size()));
    for (const auto& remark : decoded.list.remarks)
        report.warning(
            "privman.rows", "Left out: " + remark,
            remark.find("unknown status") != std::string::npos
                ? "Add the word to status.pending or status.decided in PRIVMAN_PROFILE."
            : remark.find("id") != std::string::npos
                ? "Add the name of the id to fields.id in PRIVMAN_PROFILE; without it nothing can be decided."
                : "");
}

void check_fields(const pm::DecodedList& decoded, Report& report) {
    if (decoded.seen.empty())
        return report.skipped("privman.fields", "no request waits: raise one, and run doctor again");
    std::string missing;
    for (const auto field : needed_fields)
        if (!decoded.seen.contains(field))
            missing += (missing.empty() ? "" : ", ") + std::string{contract::name_of(field)};
    const auto mapping = mapping_of(decoded);
    if (missing.empty()) return report.fine("privman.fields", mapping);
    report.warning("privman.fields", fmt::format("Nowhere in the list: {}. Found: {}", missing, mapping),
                   "Add the instance's names for them to `fields` in PRIVMAN_PROFILE; without them the schedule "
                   "approves nothing.");
}

/// Each decision waits for a list, so that what was shown is what is decided.
void check_time(Millis took, Report& report) {
    const auto seen = fmt::format("Complete, after {:.1f} seconds", std::chrono::duration<double>(took).count());
    if (took <= slow_list) return report.fine("privman.list", seen);
    report.warning("privman.list", seen + ": every click waits for such a list before it is sent",
                   "Look why Privilege Manager answers slowly (its SQL server, the network, the number of pending "
                   "requests); above PRIVMAN_TIMEOUT nothing can be decided.");
}

Async<void> check_list(PrivilegeManagerAtHand instance, Report& report) {
    if (!listing_only_asks(instance.client.profile()))
        co_return report.skipped("privman.list", "the profile lists with the call that decides: it was not sent");
    const auto decoded = co_await instance.client.inspect_list();
    if (decoded) {
        check_time(instance.http.took(), report);
        check_rows(*decoded, report);
        co_return check_fields(*decoded, report);
    }
    if (const auto& error = instance.http.error()) {
        const auto obstacle = obstacle_of(*error, "PRIVMAN_BASE_URL", "PRIVMAN_CA_FILE");
        co_return report.fault("privman.list", obstacle.seen, obstacle.mend);
    }
    if (!instance.profile_at_fault.empty()) co_return report.skipped("privman.list", instance.profile_at_fault);
    const auto& failure = decoded.error();
    auto mend = mend_for_answer(instance.http.status(), "list approvals");
    if (mend.empty() && failure.what.find("unknown") == std::string::npos &&
        failure.what.find("has an id") != std::string::npos)
        mend = "Add the name of the id to fields.id in PRIVMAN_PROFILE.";
    else if (mend.empty() && failure.what.find("status") != std::string::npos)
        mend = "Add the instance's words to status.pending and status.decided in PRIVMAN_PROFILE.";
    report.fault("privman.list", failure.what, mend);
}

}  // namespace

bool listing_only_asks(const contract::Profile& profile) {
    const auto list = pm::encode_list_call(profile);
    const auto path = list.target.substr(0, list.target.find('?'));
    const auto decides = [&](const contract::Call& call) { return call.method == list.method && call.path == path; };
    return !decides(profile.approve) && !decides(profile.deny);
}

std::vector<Question> privilege_manager_questions(const contract::Profile& profile, const std::string& base_url) {
    const auto at = [&](const char* method, const std::string& path) {
        const auto whole = base_url + path;
        return Question{method, whole.substr(0, whole.find('?'))};
    };
    std::vector<Question> questions{at("GET", profile.version_path), at("POST", profile.token.path),
                                    at("DELETE", profile.token.path), at("GET", profile.swagger_path)};
    const auto list = pm::encode_list_call(profile);
    if (listing_only_asks(profile)) questions.push_back(at(list.method.c_str(), list.target));
    return questions;
}

Async<PrivilegeManagerFound> check_privilege_manager(PrivilegeManagerAtHand instance, Report& report) {
    if (!co_await check_reach(instance, report)) co_return PrivilegeManagerFound{};
    PrivilegeManagerFound found{.reachable = true};
    if (instance.not_logged_in.empty())
        found = co_await check_login(instance, report);
    else
        report.skipped("privman.login", instance.not_logged_in);
    if (found.logged_in) co_await check_list(instance, report);
    check_clock_against(instance.http, "Privilege Manager's clock", "privman.clock", report);
    co_return found;
}

void check_profile_in_use(const contract::Profile& profile, const std::vector<Grant>& durations, Report& report) {
    bool all = true;
    for (const auto& grant : durations) {
        if (pm::can_encode(profile, grant)) continue;
        all = false;
        report.fault("privman.durations", "cannot be said exactly in the profile's encoding", {}, spelling(grant));
    }
    if (all && !durations.empty())
        report.fine("privman.durations", fmt::format("{} durations can be said exactly", durations.size()));
    const auto& link = profile.console_link;
    if (link.empty())
        report.fine("privman.console_link", "The profile has none: cards carry no link");
    else if (link.starts_with("{base}"))
        report.fine("privman.console_link", "Cards link to " + link);
    else
        report.warning("privman.console_link", "Cards link to " + link + ", which is not below PRIVMAN_BASE_URL");
    if (profile.verified)
        report.fine("contract.verified", fmt::format("The profile {} says that somebody has", profile.name));
    else
        report.warning("contract.verified",
                       fmt::format("The profile {} is not verified: nobody has confirmed that its calls mean what they "
                                   "should",
                                   profile.name));
}

std::string mapping_of(const pm::DecodedList& decoded) {
    std::string all;
    for (const auto& [field, keys] : decoded.seen) {
        std::string names;
        for (const auto& [key, times] : keys) names += (names.empty() ? "" : "/") + key;
        all += fmt::format("{}{} ← {}", all.empty() ? "" : ", ", contract::name_of(field), names);
    }
    return all;
}

}  // namespace privman::doctor
