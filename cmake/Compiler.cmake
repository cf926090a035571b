# The compiler, its flags and the build variants. Everything here is one decision each; docs/decisions says why.

# Debian's g++ 12 destroys some temporaries inside co_await expressions twice.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    message(FATAL_ERROR "g++ ${CMAKE_CXX_COMPILER_VERSION} miscompiles coroutines. Use clang++-19 (the presets do).")
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

set(PRIVMAN_SANITIZE "" CACHE STRING "Sanitizers, comma separated: address,undefined or thread")
option(PRIVMAN_TESTS "Build the tests" ON)
option(PRIVMAN_FUZZ "Build the fuzz targets (needs address)" OFF)
option(PRIVMAN_COVERAGE "Instrument for coverage" OFF)
option(PRIVMAN_STATIC "Link programs fully static (static-pie)" OFF)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # What one checkout has compiled another one finds, wherever it lies. Precompiled headers are cached only with these
    # allowances.
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
endif()

add_library(privman_flags INTERFACE)
target_compile_options(privman_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough
    -Werror=return-type -Werror=switch -Wno-missing-field-initializers -Wno-missing-designated-field-initializers)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    target_compile_options(privman_flags INTERFACE "SHELL:-Xclang -fno-pch-timestamp")
    add_link_options(-fuse-ld=lld-19)
endif()
if(PRIVMAN_WERROR)
    target_compile_options(privman_flags INTERFACE -Werror)
endif()

if(PRIVMAN_SANITIZE)
    add_compile_options(-fsanitize=${PRIVMAN_SANITIZE} -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${PRIVMAN_SANITIZE})
    if(PRIVMAN_SANITIZE MATCHES "undefined")
        add_compile_options(-fno-sanitize-recover=undefined)
    endif()
endif()
# What fuzz targets walk through counts its edges; everything else would only be slower to compile and to run.
add_library(privman_fuzzed INTERFACE)
if(PRIVMAN_FUZZ)
    target_compile_options(privman_fuzzed INTERFACE -fsanitize-coverage=inline-8bit-counters,indirect-calls,trace-cmp,pc-table)
endif()
if(PRIVMAN_COVERAGE)
    add_compile_options(-fprofile-instr-generate -fcoverage-mapping)
    add_link_options(-fprofile-instr-generate -fcoverage-mapping)
endif()
if(PRIVMAN_STATIC)
    add_compile_options(-ffunction-sections -fdata-sections -fstack-protector-strong -D_FORTIFY_SOURCE=3)
    add_link_options(-static-pie -Wl,--gc-sections -Wl,-z,relro -Wl,-z,now)
endif()
