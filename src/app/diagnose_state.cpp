#include "app/diagnose_state.hpp"

#include "app/ephemeral_state.hpp"
#include "app/setting_reader.hpp"
#include "doctor/check_settings.hpp"

#include <filesystem>
#include <sstream>
#include <string_view>
#include <system_error>

namespace privman::app {

namespace {

namespace fs = std::filesystem;

/// Each engine leaves its own mark.
bool in_container(const Environment& environment) {
    std::error_code error;
    for (const auto* mark : {"/.dockerenv", "/run/.containerenv"})
        if (fs::exists(mark, error)) return true;
    for (const auto* mark : {"container", "KUBERNETES_SERVICE_HOST"})
        if (environment.get(mark)) return true;
    return false;
}

/// Of `36 35 98:0 /source /mounted/on …` the source of what is mounted at `folder`, the last of several.
std::string source_of(const std::string& mountinfo, const std::string& folder) {
    std::string found;
    std::istringstream lines{mountinfo};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words{line};
        std::string id, parent, device, source, mounted_at;
        if (words >> id >> parent >> device >> source >> mounted_at && mounted_at == folder) found = source;
    }
    return found;
}

}  // namespace

std::string why_state_is_fleeting(const Environment& environment, const std::string& path) {
    const auto mountinfo = file_content("/proc/self/mountinfo");
    if (path.empty() || !mountinfo) return {};
    std::error_code error;
    const auto resolved = fs::weakly_canonical(fs::absolute(path, error), error);
    const auto mount = error ? std::nullopt : mount_of(*mountinfo, resolved.string());
    if (!mount) return {};
    return doctor::why_state_is_fleeting({.path = path,
                                          .mounted_at = mount->folder,
                                          .file_system = mount->file_system,
                                          .source = source_of(*mountinfo, mount->folder),
                                          .in_container = in_container(environment)});
}

}  // namespace privman::app
