// The two hashes that signatures are made of.
#pragma once

#include <string>
#include <string_view>

namespace privman::sandbox::aws {

/// Lower-case hex.
[[nodiscard]] std::string hex(std::string_view bytes);

/// 32 raw bytes.
[[nodiscard]] std::string sha256(std::string_view bytes);
/// 32 raw bytes.
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view bytes);

}  // namespace privman::sandbox::aws
