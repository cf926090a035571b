// The two calls of the Security Token Service that a bot needs: forms in, XML out.
#pragma once

#include "net/http_message.hpp"
#include "sandbox/aws/account.hpp"
#include "sandbox/aws/refusal.hpp"

#include <string>
#include <string_view>

namespace privman::sandbox::aws {

/// The action of a form body; empty when there is none.
[[nodiscard]] std::string sts_action(const net::HttpRequest& request);

/// Who signed: for GetCallerIdentity.
[[nodiscard]] std::string caller_identity_xml(const AccessKey& key, std::string_view request_id);

/// Unsigned by design: the web identity token is the proof. Issues a temporary key.
[[nodiscard]] Answer<std::string> assume_role_xml(Account& account, const net::HttpRequest& request,
                                                  std::string_view request_id);

/// The same refusal in the words of AWS's query services.
[[nodiscard]] Refusal in_sts_words(Refusal refusal);

[[nodiscard]] std::string error_xml(const Refusal& refusal, std::string_view request_id);

}  // namespace privman::sandbox::aws
