#include "app/memory_image.hpp"

#include <cerrno>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <system_error>

namespace privman::app {

namespace {

bool limited() {
    rlimit limit{};
    return getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur == 0;
}

}  // namespace

std::expected<void, std::string> keep_no_memory_image() {
    const auto refused = [](const char* what, const char* instead) {
        const auto why = std::generic_category().message(errno);
        return std::unexpected{std::string{"A crash may leave a memory image with every token on the disk: "} + what +
                               " failed (" + why + "). " + instead};
    };
    const rlimit none{.rlim_cur = 0, .rlim_max = 0};
    // A service manager may have limited it already and forbidden the call.
    if (setrlimit(RLIMIT_CORE, &none) != 0 && !limited())
        return refused("setrlimit", "Start the program with a core limit of 0 (ulimit -c 0, LimitCORE=0).");
    // The limit does not hold where images are piped to a collector; this does.
    if (prctl(PR_SET_DUMPABLE, 0) != 0) return refused("prctl", "Let the program call prctl, or collect no images.");
    return {};
}

}  // namespace privman::app
