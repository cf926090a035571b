#include "doctor/check_aws.hpp"

#include "settings/read_parameter.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace privman::doctor {

namespace {

const char* mend_for(aws::Trouble kind) {
    switch (kind) {
        case aws::Trouble::refused: return "Set AWS_REGION, and AWS_ENDPOINT_URL only for an endpoint of your own.";
        case aws::Trouble::credentials:
            return "Renew the credentials, and switch on time synchronisation: AWS refuses signatures from clocks that "
                   "are minutes apart.";
        case aws::Trouble::denied:
            return "Allow ssm:GetParameters, ssm:GetParameterHistory and ssm:PutParameter on both parameters for the "
                   "role that is named.";
        case aws::Trouble::unreachable:
            return "Let this machine reach the endpoints of AWS in its region (a VPC endpoint, a NAT, or HTTPS_PROXY).";
        case aws::Trouble::throttled: return "Wait a minute, and run doctor again.";
        case aws::Trouble::no_credentials:
        case aws::Trouble::not_found:
        case aws::Trouble::exists:
        case aws::Trouble::conflict:
        case aws::Trouble::malformed: break;
    }
    return "";
}

Async<bool> check_identity(const AwsAtHand& aws, Report& report) {
    const auto caller = co_await aws.who_are_we();
    if (!caller && caller.error().kind == aws::Trouble::no_credentials) {
        report_no_session(caller.error(), report);
        co_return false;
    }
    if (!aws.warning.empty())
        report.warning("aws.credentials", fmt::format("{}; {}", aws.described, aws.warning));
    else
        report.fine("aws.credentials", aws.described);
    if (caller) {
        report.fine("aws.identity", fmt::format("{} in the account {}", caller->arn, caller->account));
        co_return true;
    }
    const auto& failure = caller.error();
    // The bot itself never needs STS: a network that lets only Parameter Store through is a good one.
    if (failure.kind == aws::Trouble::unreachable || failure.kind == aws::Trouble::throttled)
        report.warning("aws.identity", failure.what, "Nothing, if only Parameter Store is meant to be reachable.");
    else
        report.fault("aws.identity", failure.what, mend_for(failure.kind));
    co_return failure.kind != aws::Trouble::credentials;
}

template <class Content>
std::optional<Content> understood(const std::string& name, const aws::FoundParameters& all,
                                  std::expected<Content, std::string> (*read)(const aws::Parameter&), Report& report) {
    const auto found = std::ranges::find(all.found, name, &aws::Parameter::name);
    if (found == all.found.end()) {
        report.fine("aws.documents", "not there yet; the bot writes it when it is needed", name);
        return std::nullopt;
    }
    auto content = read(*found);
    if (!content) {
        report.fault("aws.documents", content.error(), {}, name);
        return std::nullopt;
    }
    report.fine("aws.documents", fmt::format("version {} can be read", found->version), name);
    return std::move(*content);
}

}  // namespace

void report_no_session(const aws::Failure& failure, Report& report) {
    report.fault("aws.credentials", failure.what, mend_for(failure.kind));
}

Async<AwsDocuments> check_aws(AwsAtHand aws, Report& report) {
    AwsDocuments documents;
    if (!co_await check_identity(aws, report)) co_return documents;
    const auto all = co_await aws.parameters.get({aws.names.channels, aws.names.schedule});
    if (!all) {
        report.fault("aws.parameters", all.error().what, mend_for(all.error().kind));
        co_return documents;
    }
    report.fine("aws.parameters", fmt::format("{} of 2 are there", all->found.size()));
    documents.channels = understood(aws.names.channels, *all, settings::channels_in, report);
    documents.schedule = understood(aws.names.schedule, *all, settings::schedule_in, report);
    co_return documents;
}

}  // namespace privman::doctor
