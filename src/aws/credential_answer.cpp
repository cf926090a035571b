#include "aws/credential_answer.hpp"

#include "aws/answer.hpp"
#include "aws/dates.hpp"
#include "observe/text.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

namespace privman::aws {

namespace {

namespace json = boost::json;

std::string text_in(const json::object& from, std::string_view name) {
    const auto* found = from.if_contains(name);
    return found && found->is_string() ? std::string{found->get_string()} : std::string{};
}

}  // namespace

Result<Credentials> read_credentials(std::string_view body, std::string_view from) {
    const auto unreadable = [&](std::string_view why) {
        return fail(Trouble::malformed, fmt::format("The credentials from {} cannot be read: {}.", from, why));
    };
    boost::system::error_code ec;
    const auto parsed = json::parse(body, ec);
    if (ec || !parsed.is_object()) return unreadable("the answer is not a JSON object");
    const auto& object = parsed.get_object();
    if (const auto code = text_in(object, "Code"); !code.empty() && code != "Success")
        return fail(Trouble::no_credentials, fmt::format("{} answers {} instead of credentials.", from,
                                                         observe::visible(observe::cut_in_the_middle(code, 100))));
    Credentials credentials{.key_id = text_in(object, "AccessKeyId"),
                            .secret = text_in(object, "SecretAccessKey"),
                            .session_token = text_in(object, "Token"),
                            .expires = {}};
    if (credentials.key_id.empty()) return unreadable("AccessKeyId is missing");
    if (credentials.secret.empty()) return unreadable("SecretAccessKey is missing");
    if (const auto expires = text_in(object, "Expiration"); !expires.empty()) {
        credentials.expires = parse_rfc3339(expires);
        if (!credentials.expires) return unreadable("Expiration is no time");
    }
    return credentials;
}

}  // namespace privman::aws
