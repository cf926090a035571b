// The browser page, as it was when the program was built.
#pragma once

#include <span>
#include <string_view>

namespace privman::sandbox {

struct PageFile {
    std::string_view path;  ///< "/", "/style.css", ...
    std::string_view content_type;
    std::string_view body;
};

/// Every file of the page. Defined by a source that the build generates from this folder.
[[nodiscard]] std::span<const PageFile> page_files();

}  // namespace privman::sandbox
