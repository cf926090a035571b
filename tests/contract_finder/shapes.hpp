// The five instances of tests/profiles.
#pragma once

#include "contract/profile.hpp"

#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

namespace privman::testing {

inline constexpr std::array shapes{"one_endpoint", "paths_and_iso", "forms_and_units", "patched_resource",
                                   "flags_and_millis"};

inline std::string file_of_shape(std::string_view shape, std::string_view file) {
    const auto path = std::string{PRIVMAN_SOURCE_DIR "/tests/profiles/"} + std::string{shape} + "/" + std::string{file};
    std::ifstream in{path, std::ios::binary};
    if (!in) throw std::runtime_error{"cannot read " + path};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// As written by hand.
inline contract::Profile profile_of_shape(std::string_view shape) {
    auto profile = contract::parse_profile(file_of_shape(shape, "profile.json"), contract::builtin());
    if (!profile) throw std::runtime_error{contract::text_of(profile.error())};
    return std::move(*profile);
}

}  // namespace privman::testing
