#include "domain/same_file.hpp"

namespace privman {

FileNamed file_of(const ElevationRequest& request) {
    return {.path = request.path, .hash = request.hash, .computer = request.computer};
}

bool could_be_same_file(const FileNamed& a, const FileNamed& b, const Fold& fold) {
    if (!a.hash.empty() && !b.hash.empty() && fold(a.hash) == fold(b.hash)) return true;
    return a.path.empty() || b.path.empty() || fold(a.path) == fold(b.path);
}

}  // namespace privman
