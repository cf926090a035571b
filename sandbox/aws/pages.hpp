// Long answers in pages, the pages short or empty on demand, with a token that only its own list takes.
#pragma once

#include "sandbox/aws/refusal.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace privman::sandbox::aws {

struct Page {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::optional<std::string> next{};  ///< the token for the page after this one
};

/// One page of `total` items, `most` at a time. `manner` is one of `Rules::pages`; `list` says which list it is, so
/// that a token of another one is refused with InvalidNextToken.
[[nodiscard]] Answer<Page> cut_page(std::size_t total, std::size_t most, std::string_view manner, std::string_view list,
                                    const std::optional<std::string>& token);

}  // namespace privman::sandbox::aws
