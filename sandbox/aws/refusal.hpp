// AWS's way of saying no: a code, most often a sentence.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace privman::sandbox::aws {

struct Refusal {
    std::string code;     ///< "ParameterNotFound"
    std::string message;  ///< empty where the real service sends none
    unsigned status = 400;
};

template <class T>
using Answer = std::expected<T, Refusal>;

[[nodiscard]] inline std::unexpected<Refusal> refused(std::string code, std::string message = {}) {
    return std::unexpected{Refusal{.code = std::move(code), .message = std::move(message)}};
}

[[nodiscard]] inline std::unexpected<Refusal> invalid(std::string message) {
    return refused("ValidationException", std::move(message));
}

}  // namespace privman::sandbox::aws
