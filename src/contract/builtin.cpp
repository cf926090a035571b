// The default contract. Public sources document the token calls, the envelope and the URL of the approval callback;
// field names are the ServiceNow integration's without their prefix; the rest is a guess that a profile corrects.
#include "contract/profile.hpp"
#include "contract/spelling.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace privman::contract {

namespace {

Call decision_call(boost::json::value document) {
    return {
        .method = "POST",
        .path = "/services/api/v1/approval/approve",
        .query = {},
        .body = {
            .kind = BodyKind::json, .content_type = "application/json", .document = std::move(document), .text = {}}};
}

FieldMap default_fields() {
    return {
        {Field::id, {"ApprovalId", "RequestId", "ApprovalRequestId", "Id", "ItemId"}},
        {Field::user, {"InitiatorUserName", "UserName", "InitiatorName", "User"}},
        // In practice `UserName` is a display name and `InitiatorUserName` the account; whichever repeats the account
        // is skipped.
        {Field::user_full_name, {"UserName", "InitiatorName", "UserFullName", "DisplayName"}},
        {Field::computer, {"AgentName", "ComputerName", "Computer", "Agent"}},
        {Field::path, {"FilePath", "Path", "FileName"}},
        {Field::application, {"FileProductName", "FileDescription", "FileOriginalFileName", "FileName"}},
        {Field::version, {"FileProductVersion", "FileVersion"}},
        {Field::command_line, {"FileCommandLine", "CommandLine"}},
        {Field::company, {"FileCompanyName", "CompanyName", "Publisher"}},
        // No signature field is known; a profile that maps one vouches for it.
        {Field::signer, {}},
        {Field::reason, {"UserReason", "Reason", "Justification"}},
        {Field::policy, {"PolicyName", "Policy"}},
        {Field::rating, {"SecurityRating", "Reputation", "Rating"}},
        {Field::hash, {"FileSha256Hash", "Sha256", "FileSha1Hash", "Sha1"}},
        {Field::requested, {"Requested", "RequestedDate", "CreatedDate", "Created", "Time"}},
        {Field::status, {"ApprovalStatus", "Status", "State"}},
    };
}

}  // namespace

std::string_view name_of(Field field) { return word_for(field); }

std::optional<Field> field_of(std::string_view name) { return meaning_of<Field>(name); }

Profile builtin() {
    Profile p;
    p.name = "builtin";
    p.verified = false;
    p.list.source = ListSource::api;
    p.list.call = {.method = "GET", .path = "/services/api/v1/approval/pending", .query = {}, .body = {}};
    p.list.arrays = {"/Result", "/Result/Data", ""};
    p.list.report_path = "/services/api/v1/reports/{reportId}";
    p.list.report_parameters = boost::json::array{};
    p.fields = default_fields();
    p.status.pending = {"pending"};
    p.status.decided = {"approved", "denied",    "rejected",  "invalid",  "expired",
                        "timedout", "timed out", "cancelled", "canceled", "completed"};
    p.approve = decision_call(
        {{"RequestId", "{id}"}, {"Response", "{response}"}, {"Duration", "{duration}"}, {"Comment", "{comment}"}});
    p.deny = decision_call({{"RequestId", "{id}"}, {"Response", "{response}"}, {"Comment", "{comment}"}});
    p.approve_word = "Approve";
    p.deny_word = "Deny";
    p.success.body = AnswerBody::json_or_empty;
    p.already_decided.statuses = {404, 409, 410};
    p.already_decided.messages = {"already been",   "already approved",  "already denied", "already decided",
                                  "already closed", "no longer pending", "is not pending", "not in a pending"};
    p.dates.formats = {DateFormat::iso8601, DateFormat::dotnet_json};
    p.dates.zone = std::chrono::minutes{0};
    p.token = {.path = "/services/api/logon/token",
               .header = "Authorization",
               .scheme = "Bearer",
               .renew_after = std::chrono::minutes{25}};
    p.version_path = "/services/api/v1/version/current";
    p.swagger_path = "/services/swagger/docs/v1";
    return p;
}

}  // namespace privman::contract
