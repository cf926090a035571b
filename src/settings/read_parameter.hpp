// One parameter, as found, to one document, as understood.
#pragma once

#include "aws/parameter_store.hpp"
#include "settings/adopt_settings.hpp"

#include <expected>
#include <string>

namespace privman::settings {

// What the parameter says, or why that is not known, in one clause.
std::expected<ChannelList, std::string> channels_in(const aws::Parameter&);
std::expected<MaybeSchedule, std::string> schedule_in(const aws::Parameter&);

/// For people: what to do about a value that cannot be read.
std::string cannot_be_read(const std::string& name, const std::string& why);
/// What went wrong, without what AWS says about accounts and roles: `AccessDeniedException for ssm:PutParameter`.
std::string briefly(const aws::Failure& failure, const std::string& action);
std::string could_not_be_asked(const std::string& name, const std::string& why);

}  // namespace privman::settings
