// Any bytes that somebody leaves in a parameter are a document or a named fault; what was read is written so that AWS
// takes it, and read back equal.
#include "settings/settings_documents.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace settings = privman::settings;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    if (const auto channels = settings::parse_channels_document(bytes)) {
        const auto written = settings::channels_document(*channels);
        const auto again = settings::parse_channels_document(written);
        if (written.contains("{{") || !again || *again != *channels) std::abort();
    } else if (channels.error().empty()) {
        std::abort();
    }
    if (const auto schedule = settings::parse_schedule_document(bytes)) {
        const auto written = settings::schedule_document(*schedule);
        const auto again = settings::parse_schedule_document(written);
        if (written.contains("{{") || !again || *again != *schedule) std::abort();
    } else if (schedule.error().empty()) {
        std::abort();
    }
    return 0;
}
