// AWS, when channels and schedule live in Parameter Store: who we are there, and whether both documents can be read.
#pragma once

#include "aws/caller_identity.hpp"
#include "aws/parameter_store.hpp"
#include "doctor/report.hpp"
#include "ports/outcome.hpp"
#include "settings/adopt_settings.hpp"
#include "settings/settings_in_parameter_store.hpp"

#include <functional>
#include <optional>
#include <string>

namespace privman::doctor {

struct AwsAtHand {
    std::string described;  ///< region, and where the credentials come from
    std::string warning;    ///< what should be changed although it works; may be empty
    std::function<Async<aws::Result<aws::CallerIdentity>>()> who_are_we;
    aws::ParameterStore& parameters;
    settings::ParameterNames names;
};

/// What the documents say; nothing for one that is missing or cannot be read.
struct AwsDocuments {
    std::optional<settings::ChannelList> channels;
    std::optional<settings::MaybeSchedule> schedule;
};

/// Only reads. Whether writing is allowed shows at the first `register`: asking would be writing.
Async<AwsDocuments> check_aws(AwsAtHand aws, Report& report);

/// There is no way into AWS at all.
void report_no_session(const aws::Failure& failure, Report& report);

}  // namespace privman::doctor
