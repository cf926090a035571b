// Who may sign: keys that last, and temporary ones with a session token and an end.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace privman::sandbox::aws {

struct AccessKey {
    std::string id;
    std::string secret;
    std::string session_token;    ///< empty for keys that last
    std::int64_t expires_ms = 0;  ///< of AWS's wall clock; only with a session token
    std::string principal;        ///< the ARN that GetCallerIdentity tells

    [[nodiscard]] bool temporary() const { return !session_token.empty(); }
};

/// Ids and secrets of temporary keys are numbered, so that runs repeat.
class AccessKeys {
public:
    AccessKeys(std::string id, std::string secret) { rotate(std::move(id), std::move(secret)); }

    /// Valid until changed. Temporary ones are found after their end too: whoever asks must look at the clock.
    [[nodiscard]] const AccessKey* find(std::string_view id) const;

    /// The key that lasts is replaced; the one before is unknown from now on.
    void rotate(std::string id, std::string secret);

    /// Adds a key, or replaces the one of that id.
    const AccessKey& add(AccessKey key);

    /// A new temporary key for a role.
    const AccessKey& issue(std::string_view role_arn, std::string_view session, std::int64_t expires_ms);

    /// Every temporary key ends now.
    void expire(std::int64_t now_ms);

private:
    std::map<std::string, AccessKey, std::less<>> keys_;
    std::string lasting_;
    std::uint64_t issued_ = 0;
};

/// "arn:aws:sts::123456789012:assumed-role/bot/session" for the role "arn:aws:iam::123456789012:role/bot".
[[nodiscard]] std::string assumed_role_arn(std::string_view role_arn, std::string_view session);

}  // namespace privman::sandbox::aws
