// Whatever is set as a pattern: understood and spelled back, or refused as a whole; and matched within its limits.
#include "domain/pattern.hpp"
#include "unicode/fold.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace privman;

namespace {

void must(bool promise) {
    if (!promise) std::abort();
}

}  // namespace

/// The first line is what the patterns are held against.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto line = text.substr(0, text.find('\n'));
    const auto rest = text.substr(std::min(text.size(), line.size() + 1));

    ElevationRequest request;
    request.path = request.policy = request.company = request.user = request.computer = std::string{line};
    const auto patterns = parse_patterns(rest);
    if (!patterns) {
        must(!patterns.error().empty());
        for (const auto& fault : patterns.error()) must(!fault.why.empty() && fault.text.size() <= 60);
        return 0;
    }
    for (const auto& pattern : *patterns) {
        const auto again = parse_patterns(spelling(pattern));
        must(again && again->size() == 1 && again->front() == pattern);
    }
    const auto* found = first_match(*patterns, request, unicode::fold);
    must(!found || matches(*found, request, unicode::fold));
    for (const auto& doubt : doubts_about(*patterns)) must(!doubt.why.empty());
    must(glob_matches("*", line));
    if (line.find_first_of("*?") == std::string_view::npos) must(glob_matches(line, line));
    return 0;
}
