#include "workflows/fences.hpp"

#include <string>

namespace privman {

Words fences_in_words(std::span<const RequestPattern> fences, FencesFor reader) {
    Words words;
    if (fences.empty()) return words;
    const auto count = std::to_string(fences.size());
    words << (fences.size() == 1 ? std::string{"One pattern always waits"} : count + " patterns always wait")
          << " for people";
    // Whoever knows them knows what to call his program.
    if (reader == FencesFor::channel) return words << "; admins are told which by direct message.";
    words << ":";
    for (const auto& fence : fences) words << NewLine{} << "• " << Code{spelling(fence)};
    return words;
}

}  // namespace privman
