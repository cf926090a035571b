#include "aws/caller_identity.hpp"

#include "aws/xml.hpp"

#include <utility>

namespace privman::aws {

Async<Result<CallerIdentity>> ask_caller_identity(SignedCalls& sts) {
    SignedCall call{
        .name = "sts GetCallerIdentity",
        .request = {.method = "POST",
                    .target = {},
                    .headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
                    .body = "Action=GetCallerIdentity&Version=2011-06-15"},
        .changes_nothing = true,
        .read_refusal = read_xml_refusal,
    };
    const auto response = co_await sts.send(std::move(call));
    if (!response) co_return std::unexpected{response.error()};
    co_return read_caller_identity(response->body);
}

Result<CallerIdentity> read_caller_identity(std::string_view xml) {
    const auto values = read_xml(xml);
    if (values) {
        const auto account = values->find("GetCallerIdentityResult/Account");
        const auto arn = values->find("GetCallerIdentityResult/Arn");
        if (account != values->end() && arn != values->end() && !account->second.empty() && !arn->second.empty())
            return CallerIdentity{.account = account->second, .arn = arn->second};
    }
    return fail(Trouble::malformed, "The answer of AWS to sts GetCallerIdentity names no account and ARN.");
}

}  // namespace privman::aws
