// An approve or deny call as it came over the wire, read back through the profile's templates.
#pragma once

#include "contract/profile.hpp"
#include "net/http_message.hpp"
#include "sandbox/privilege_manager/pattern.hpp"
#include "sandbox/privilege_manager/queue.hpp"

#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace privman::sandbox::pm {

struct ReadDecision {
    std::string id;
    bool approve = false;
    std::optional<GrantedTime> time;  ///< of an approval, when the profile's templates carry one
    std::string comment;
    std::string approver;
};

/// Whether method and path are those of `call`; `path` begins after the base URL and is still percent-encoded. Adds
/// what stood in the path. The case of the path's own letters does not matter.
[[nodiscard]] bool addresses(const contract::Call& call, std::string_view method, std::string_view path,
                             Captures& captures);

/// Everything of the call but its method and path: query, content type and body must be what the template says, with
/// nothing left over. The error says where they differ.
[[nodiscard]] std::expected<void, std::string> read_back(const contract::Call& call, const net::HttpRequest& request,
                                                         Captures& captures);

/// The decision in a call that is addressed like an approval or a denial of this profile.
[[nodiscard]] std::expected<ReadDecision, std::string> read_decision(const contract::Profile& profile,
                                                                     const net::HttpRequest& request,
                                                                     std::string_view path);

}  // namespace privman::sandbox::pm
