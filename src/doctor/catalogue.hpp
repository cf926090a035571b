// Every check by name: what it asks, and how to mend it when nothing better is known. The table of docs/doctor.md.
#pragma once

#include <span>
#include <string_view>

namespace privman::doctor {

struct CheckName {
    std::string_view id;    ///< stable, for machines: `slack.app_token`; what stands before the dot is its group
    std::string_view asks;  ///< what is true when it is fine
    std::string_view mend;  ///< one sentence
};

/// In the order in which they are shown.
std::span<const CheckName> catalogue();

/// Null for an unknown id.
const CheckName* find_check(std::string_view id);

}  // namespace privman::doctor
