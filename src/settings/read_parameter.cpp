#include "settings/read_parameter.hpp"

#include "settings/settings_documents.hpp"

namespace privman::settings {

namespace {

template <class Content>
std::expected<Content, std::string> read(const aws::Parameter& parameter,
                                         std::expected<Content, std::string> (*parse)(std::string_view)) {
    // A SecureString comes as ciphertext, a StringList cut at commas: neither is what somebody wrote.
    if (parameter.type != "String") return std::unexpected{"it is a " + parameter.type + " and must be a String"};
    if (parameter.version < 1) return std::unexpected{std::string{"it has no version"}};
    return parse(parameter.value);
}

}  // namespace

std::expected<ChannelList, std::string> channels_in(const aws::Parameter& parameter) {
    return read<ChannelList>(parameter, parse_channels_document);
}

std::expected<MaybeSchedule, std::string> schedule_in(const aws::Parameter& parameter) {
    return read<MaybeSchedule>(parameter, parse_schedule_document);
}

std::string cannot_be_read(const std::string& name, const std::string& why) {
    return "The value of " + name + " in AWS cannot be read: " + why +
           ". Mend or delete it in the console; I never overwrite what I cannot read.";
}

std::string briefly(const aws::Failure& failure, const std::string& action) {
    return failure.code.empty() ? failure.what : failure.code + " for " + action;
}

std::string could_not_be_asked(const std::string& name, const std::string& why) {
    return "AWS could not be asked for " + name + ": " + why + ".";
}

}  // namespace privman::settings
