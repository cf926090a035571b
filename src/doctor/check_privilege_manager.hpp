// Privilege Manager: is it there, does it let us in, is its list complete, and does the profile fit what it says.
#pragma once

#include "contract/profile.hpp"
#include "doctor/reading_http.hpp"
#include "doctor/report.hpp"
#include "domain/grant.hpp"
#include "privilege_manager/client.hpp"

#include <string>
#include <vector>

namespace privman::doctor {

/// The calls that these checks make; deciding is not among them, whatever the profile says.
std::vector<Question> privilege_manager_questions(const contract::Profile& profile, const std::string& base_url);

/// False for a profile whose list call is also how it decides: that call is never sent.
bool listing_only_asks(const contract::Profile& profile);

struct PrivilegeManagerAtHand {
    pm::Client& client;                 ///< over `http`
    const ReadingHttp& http;            ///< how the last call went
    std::string not_logged_in;          ///< why no login may be tried; empty: it may
    std::string profile_at_fault = {};  ///< why calls that fail say nothing of the instance; empty: they do
};

struct PrivilegeManagerFound {
    bool reachable = false;
    bool logged_in = false;
    /// The login call itself is not there: the profile's address for it may be wrong, and nobody was refused.
    bool no_login_call = false;
};

/// Logs in once and never again after a refusal: refusals lock the user.
Async<PrivilegeManagerFound> check_privilege_manager(PrivilegeManagerAtHand instance, Report& report);

/// Needs no network: durations and console link against the profile. Without durations nothing is said of them.
void check_profile_in_use(const contract::Profile& profile, const std::vector<Grant>& durations, Report& report);

/// `id <- ApprovalId, user <- UserName`, as far as rows said it.
std::string mapping_of(const pm::DecodedList& decoded);

}  // namespace privman::doctor
