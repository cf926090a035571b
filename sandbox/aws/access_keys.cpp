#include "sandbox/aws/access_keys.hpp"

#include "sandbox/aws/digest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace privman::sandbox::aws {

const AccessKey* AccessKeys::find(std::string_view id) const {
    const auto found = keys_.find(id);
    return found == keys_.end() ? nullptr : &found->second;
}

void AccessKeys::rotate(std::string id, std::string secret) {
    keys_.erase(lasting_);
    lasting_ = id;
    keys_[id] = {.id = id, .secret = std::move(secret), .principal = "arn:aws:iam::123456789012:user/sandbox"};
}

const AccessKey& AccessKeys::issue(std::string_view role_arn, std::string_view session, std::int64_t expires_ms) {
    const auto number = ++issued_;
    const auto seed = hex(sha256(fmt::format("temporary key {}", number)));
    AccessKey key{.id = fmt::format("ASIASANDBOX{:09}", number),
                  // Slashes and plus signs belong to real secrets, and are what encoders get wrong.
                  .secret = fmt::format("{}/+{}", seed.substr(0, 19), seed.substr(19, 19)),
                  .session_token = fmt::format("IQoJb3JpZ2luX2Vj{}+/{}==", number, seed.substr(38)),
                  .expires_ms = expires_ms,
                  .principal = assumed_role_arn(role_arn, session)};
    return add(std::move(key));
}

const AccessKey& AccessKeys::add(AccessKey key) {
    auto id = key.id;
    return keys_.insert_or_assign(std::move(id), std::move(key)).first->second;
}

void AccessKeys::expire(std::int64_t now_ms) {
    for (auto& [id, key] : keys_) {
        if (key.temporary()) key.expires_ms = std::min(key.expires_ms, now_ms);
    }
}

std::string assumed_role_arn(std::string_view role_arn, std::string_view session) {
    // Of a role's path only the last name is kept.
    return fmt::format("arn:aws:sts::123456789012:assumed-role/{}/{}", role_arn.substr(role_arn.rfind('/') + 1),
                       session);
}

}  // namespace privman::sandbox::aws
