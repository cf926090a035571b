// The parameters with all their versions, and the rules by which one is written.
#pragma once

#include "sandbox/aws/refusal.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace privman::sandbox::aws {

struct Version {
    std::int64_t number = 1;
    std::string value;
    std::string type;  ///< String, StringList, SecureString
    std::string tier = "Standard";
    std::string description;
    std::string allowed_pattern;
    std::string key_id;  ///< of a SecureString
    std::int64_t modified_ms = 0;
    std::string modified_by;  ///< ARN
    std::set<std::string, std::less<>> labels{};
};

/// The versions that are kept, oldest first, never none.
using Versions = std::vector<Version>;

/// A PutParameter as it came; members that were left out are nothing.
struct PutOrder {
    std::string name;
    std::string value;
    std::optional<std::string> type, tier, description, allowed_pattern, key_id;
    bool overwrite = false;
    bool tags = false;
};

/// Reads are eventually consistent, so what a read sees need not be what stands there.
enum class Sight {
    current,
    before,   ///< each parameter as it was before its last change
    nothing,  ///< no parameters at all
};

class Parameters {
public:
    /// The service keeps so many versions of each.
    static constexpr std::size_t most_versions = 100;

    Answer<Version> put(const PutOrder& order, std::int64_t now_ms, std::string_view by);

    /// False when there was none.
    bool erase(std::string_view name);

    /// Moves the label to that version; false when there is no such version. The version then never goes by itself.
    bool label(std::string_view name, std::int64_t number, std::string_view label);

    /// Nothing when there is no such parameter, as far as this read can tell. Lives until the next change.
    [[nodiscard]] const Versions* find(std::string_view name, Sight sight = Sight::current) const;

    /// The names that `find` finds, in order.
    [[nodiscard]] std::vector<std::string> names(Sight sight = Sight::current) const;

private:
    void remember(std::string_view name);

    std::map<std::string, Versions, std::less<>> now_;
    std::map<std::string, std::optional<Versions>, std::less<>> before_;
};

/// Chosen by number or label; nothing when there is none. An empty selector is the latest.
[[nodiscard]] const Version* select(const Versions& versions, std::string_view selector);

}  // namespace privman::sandbox::aws
