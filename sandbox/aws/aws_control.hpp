// `/_sandbox/aws`: somebody at the AWS console, and misbehaviour on request.
#pragma once

#include "net/http_message.hpp"
#include "sandbox/aws/account.hpp"
#include "sandbox/aws/metadata.hpp"

namespace privman::sandbox::aws {

/// Throws `BadCall` for what cannot be carried out.
[[nodiscard]] net::HttpResponse control(Account& account, Metadata& metadata, const net::HttpRequest& request);

}  // namespace privman::sandbox::aws
