// SSM Parameter Store as far as small documents need it.
#pragma once

#include "aws/failure.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace privman::aws {

struct Parameter {
    std::string name;
    std::string value;
    std::string type;          ///< `String`, `StringList`, `SecureString`
    std::int64_t version = 0;  ///< grows by one with each put; begins again at 1 when deleted and created
    std::optional<WallTime> modified;
};

struct FoundParameters {
    std::vector<Parameter> found;
    std::vector<std::string> missing;  ///< names that do not exist, as far as this read can tell
};

/// Reads are eventually consistent, all of them: a read may show what stood there some seconds ago, or nothing at all
/// right after a creation. There is no compare-and-set.
class ParameterStore {
public:
    /// AWS's limit for a value of the standard tier, in bytes.
    static constexpr std::size_t longest_value = 4096;

    virtual ~ParameterStore() = default;

    /// At most ten different names. A missing one is no failure.
    virtual Async<Result<FoundParameters>> get(std::vector<std::string> names) = 0;

    /// Writes `value` (1 to `longest_value` bytes; no `{{`: both are refused here, before sending) as a String, and
    /// says which version it became. Whatever stood there is overwritten. After `unreachable` it may have been written.
    virtual Async<Result<std::int64_t>> put(std::string name, std::string value) = 0;

    /// The versions after `after`, oldest first, as far as AWS keeps them (a hundred).
    virtual Async<Result<std::vector<Parameter>>> history(std::string name, std::int64_t after) = 0;
};

}  // namespace privman::aws
