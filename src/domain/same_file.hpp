// Do two requests ask for the same program? For the memory of what people have said no to.
#pragma once

#include "domain/elevation_request.hpp"
#include "domain/fold.hpp"

#include <string>

namespace privman {

/// What a request says about the file that it asks for.
struct FileNamed {
    std::string path;
    std::string hash;
    std::string computer;
    friend bool operator==(const FileNamed&, const FileNamed&) = default;
};

FileNamed file_of(const ElevationRequest&);

/// Equal hashes, or paths that could lead to one file, however they are spelled. A file without a path could be any.
bool could_be_same_file(const FileNamed&, const FileNamed&, const Fold&);

}  // namespace privman
