// SHA-256 and its keyed form, as AWS signatures use them.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace privman::aws {

using Digest = std::array<unsigned char, 32>;

[[nodiscard]] Digest sha256(std::string_view bytes);

/// `key` is bytes, not text.
[[nodiscard]] Digest hmac_sha256(std::string_view key, std::string_view bytes);

/// Lower case.
[[nodiscard]] std::string hex(const Digest& digest);

/// The digest's bytes, to be the next key.
[[nodiscard]] std::string_view bytes_of(const Digest& digest);

}  // namespace privman::aws
