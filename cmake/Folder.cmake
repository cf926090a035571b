# What most files include is parsed once per tree, not once per file. A header is checked alone without it
# (scripts/test, "headers compile alone"), so nothing can come to depend on what it happens to bring.
function(privman_precompiled name kind)
    cmake_parse_arguments(ARG "" "" "LINKS;HEADERS" ${ARGN})
    set(target privman_precompiled_${name})
    file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/precompiled/${name}.cpp" CONTENT "// Host of a precompiled header.\n${kind}\n")
    if(kind STREQUAL "")
        add_library(${target} OBJECT "${CMAKE_BINARY_DIR}/precompiled/${name}.cpp")
    else()
        add_executable(${target} "${CMAKE_BINARY_DIR}/precompiled/${name}.cpp")
    endif()
    target_link_libraries(${target} PRIVATE privman_flags ${ARG_LINKS})
    target_include_directories(${target} PRIVATE "${CMAKE_SOURCE_DIR}/src")
    target_precompile_headers(${target} PRIVATE ${ARG_HEADERS})
endfunction()

set(privman_common_headers <algorithm> <chrono> <expected> <functional> <map> <memory> <optional> <set> <string> <string_view>
    <variant> <vector>)
set(privman_async_headers ${privman_common_headers} <boost/asio/any_completion_handler.hpp> <boost/asio/awaitable.hpp>
    <boost/asio/co_spawn.hpp> <boost/asio/post.hpp> <boost/asio/this_coro.hpp> <boost/asio/use_awaitable.hpp>)
# Lives, cards and words, as everything around the core sees them: about a tenth of what such a file costs.
set(privman_bot_headers ${privman_async_headers} <ports/clock.hpp> <ports/directory.hpp> <ports/elevation_source.hpp>
    <ports/inbox.hpp> <ports/message_board.hpp> <ports/state_store.hpp> <observe/log.hpp>)

# A folder is a target: privman_folder(domain) makes the library privman_domain from every .cpp beside the CMakeLists.txt
# that calls it. Sources are globbed on purpose: in this layout "which files belong to the target" has one answer.
# FUZZED: fuzz targets walk through it.
function(privman_folder name)
    cmake_parse_arguments(ARG "FUZZED" "" "LINKS;PRIVATE_LINKS;PCH" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
    file(GLOB headers CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.hpp")
    set(target privman_${name})
    if(sources)
        add_library(${target} STATIC ${sources})
        set(scope PUBLIC)
        target_link_libraries(${target} PRIVATE privman_flags $<$<BOOL:${ARG_FUZZED}>:privman_fuzzed> ${ARG_PRIVATE_LINKS})
        if(ARG_PCH)
            target_precompile_headers(${target} REUSE_FROM privman_precompiled_${ARG_PCH})
        endif()
    else()
        add_library(${target} INTERFACE)
        set(scope INTERFACE)
    endif()
    target_include_directories(${target} ${scope} "${CMAKE_SOURCE_DIR}/src" "${CMAKE_SOURCE_DIR}")
    target_link_libraries(${target} ${scope} ${ARG_LINKS})
    if(headers)
        target_sources(${target} ${scope} FILE_SET HEADERS BASE_DIRS "${CMAKE_SOURCE_DIR}" FILES ${headers})
        set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
    endif()
endfunction()

# One ctest test per suite: a process for each of three thousand cases costs more than the cases.
function(privman_discover_suites target prefix label)
    set(found "${CMAKE_CURRENT_BINARY_DIR}/${target}_suites.cmake")
    add_custom_command(TARGET ${target} POST_BUILD BYPRODUCTS "${found}" VERBATIM
        COMMAND "${CMAKE_COMMAND}" -DPROGRAM=$<TARGET_FILE:${target}> -DPREFIX=${prefix} -DLABEL=${label} -DTIMEOUT=300
            "-DOUTPUT=${found}" -P "${CMAKE_SOURCE_DIR}/cmake/DiscoverSuites.cmake")
    set(include_it "${CMAKE_CURRENT_BINARY_DIR}/${target}_include.cmake")
    file(WRITE "${include_it}" "if(EXISTS \"${found}\")\n  include(\"${found}\")\nelse()\n"
        "  add_test(${target}_NOT_BUILT ${target}_NOT_BUILT)\nendif()\n")
    set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${include_it}")
endfunction()

# privman_test(domain LABEL unit LINKS privman_domain): every .cpp beside it becomes one program, its suites become ctest's;
# those that run real programs, or for long, one by one.
function(privman_test name)
    cmake_parse_arguments(ARG "" "TIMEOUT" "LABEL;LINKS;PCH" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
    if(NOT sources)
        return()
    endif()
    set(target ${name}_tests)
    add_executable(${target} ${sources})
    target_link_libraries(${target} PRIVATE privman_flags ${ARG_LINKS} GTest::gmock GTest::gtest_main)
    target_include_directories(${target} PRIVATE "${CMAKE_SOURCE_DIR}/src" "${CMAKE_SOURCE_DIR}")
    # Only who asks where the sources lie (or includes who does) is told: everything else compiles to the same wherever they do.
    foreach(source ${sources})
        file(STRINGS "${source}" asks REGEX "PRIVMAN_SOURCE_DIR|contract_finder/shapes.hpp" LIMIT_COUNT 1)
        if(asks)
            set_property(SOURCE "${source}" APPEND PROPERTY COMPILE_DEFINITIONS PRIVMAN_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
        endif()
    endforeach()
    if(NOT ARG_PCH)
        set(ARG_PCH tests)
    endif()
    target_precompile_headers(${target} REUSE_FROM privman_precompiled_${ARG_PCH})
    if(NOT ARG_LABEL MATCHES "system|simulator")
        privman_discover_suites(${target} ${name} ${ARG_LABEL})
        return()
    endif()
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 60)
    endif()
    gtest_discover_tests(${target} TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60
        PROPERTIES LABELS "${ARG_LABEL}" TIMEOUT ${ARG_TIMEOUT})
endfunction()
