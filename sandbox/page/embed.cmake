# Writes a C++ source that holds the page: cmake -DPAGE=<folder> -DOUTPUT=<file> -P embed.cmake

set(html "text/html")
set(css "text/css")
set(js "text/javascript")

set(arrays "")
set(entries "")
file(GLOB files RELATIVE "${PAGE}" "${PAGE}/*.html" "${PAGE}/*.css" "${PAGE}/*.js")
list(SORT files)
foreach(name ${files})
    string(MAKE_C_IDENTIFIER "file_${name}" symbol)
    string(REGEX REPLACE ".*\\." "" extension "${name}")
    set(path "/${name}")
    if(name STREQUAL "index.html")
        set(path "/")
    endif()
    file(READ "${PAGE}/${name}" bytes HEX)
    string(LENGTH "${bytes}" digits)
    math(EXPR size "${digits} / 2")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
    string(APPEND arrays "constexpr unsigned char ${symbol}[] = {${bytes}0};\n")
    string(APPEND entries
        "        {\"${path}\", \"${${extension}}; charset=utf-8\", {reinterpret_cast<const char*>(${symbol}), ${size}}},\n")
endforeach()

file(WRITE "${OUTPUT}" "// Generated from the files of sandbox/page.
#include \"sandbox/page/page.hpp\"

#include <array>

namespace privman::sandbox {

namespace {
${arrays}}  // namespace

std::span<const PageFile> page_files() {
    static const auto files = std::to_array<PageFile>({
${entries}    });
    return files;
}

}  // namespace privman::sandbox
")
