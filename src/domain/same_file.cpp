#include "domain/same_file.hpp"

#include "domain/path_rule.hpp"

namespace privman {

FileNamed file_of(const ElevationRequest& request) {
    return {.path = request.path, .hash = request.hash, .computer = request.computer};
}

bool could_be_same_file(const FileNamed& a, const FileNamed& b, const Fold& fold) {
    if (!a.hash.empty() && !b.hash.empty() && fold(a.hash) == fold(b.hash)) return true;
    if (a.path.empty() || b.path.empty() || fold(a.path) == fold(b.path)) return true;
    // What cannot be told of either is held: each is a rule for the other.
    return PossiblePaths{a.path, a.computer, fold}.could_match(b.path) ||
           PossiblePaths{b.path, b.computer, fold}.could_match(a.path);
}

}  // namespace privman
