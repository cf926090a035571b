// The operations of Parameter Store, from their JSON input to their JSON output.
#pragma once

#include "sandbox/aws/account.hpp"
#include "sandbox/aws/input.hpp"

#include <boost/json/object.hpp>

#include <string_view>

namespace privman::sandbox::aws {

/// Whether there is such an operation ("GetParameter").
[[nodiscard]] bool knows_operation(std::string_view operation);

/// Carries out a known operation for the caller with this ARN. Throws `Refused`.
[[nodiscard]] json::object carry_out(Account& account, std::string_view operation, const Input& input,
                                     std::string_view caller);

/// The parameter as GetParameter shows it. A SecureString is shown in clear only when decrypted.
[[nodiscard]] json::object parameter_json(const Account& account, std::string_view name, const Version& version,
                                          bool decrypted);

/// The version as GetParameterHistory shows it.
[[nodiscard]] json::object history_json(std::string_view name, const Version& version, bool decrypted);

}  // namespace privman::sandbox::aws
