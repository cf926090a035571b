// `std::visit` with one lambda per alternative.
#pragma once

namespace privman {

template <class... Arms>
struct match : Arms... {  // NOLINT(readability-identifier-naming): reads as a keyword
    using Arms::operator()...;
};

}  // namespace privman
