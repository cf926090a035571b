// Any bytes as a .env file: settings or named lines; what a fault says never shows what stands there; and what is
// written in single quotes is what is read.
#include "app/environment.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using privman::app::parse_env_file;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
    const auto read = parse_env_file(text);
    require(read.faults.size() <= lines && read.values.size() <= lines);
    for (const auto& fault : read.faults) require(!fault.empty() && fault.starts_with(".env"));
    for (const auto& name : read.from_file) require(read.values.contains(name));
    for (const auto& name : read.quoted) require(read.values.contains(name));

    for (const auto& [name, value] : read.values) {
        require(!name.empty());
        if (value.find_first_of("'\n\r") != std::string::npos || value.contains('\0')) continue;
        const auto again = parse_env_file(name + "='" + value + "'\n");
        require(again.faults.empty() && again.values.contains(name) && again.values.at(name) == value);
    }

    // A secret behind a line that makes no sense.
    const std::string secret = "hunter2-hunter2";
    const auto faulty = parse_env_file(std::string{text.substr(0, text.find('\n'))} + secret);
    for (const auto& fault : faulty.faults) require(!fault.contains(secret));
    return 0;
}
