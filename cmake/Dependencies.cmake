# Every library that is not ours, found once and given a short name.

set(OPENSSL_USE_STATIC_LIBS ${PRIVMAN_STATIC})
set(Boost_USE_STATIC_LIBS ${PRIVMAN_STATIC})
if(PRIVMAN_STATIC)
    set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
endif()

find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(SQLite3 REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(CLI11 REQUIRED)

add_library(dep_asio INTERFACE)
target_link_libraries(dep_asio INTERFACE Boost::headers Threads::Threads)
target_compile_definitions(dep_asio INTERFACE
    BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE
    BOOST_BEAST_SEPARATE_COMPILATION BOOST_BEAST_USE_STD_STRING_VIEW)

add_library(dep_json INTERFACE)
target_link_libraries(dep_json INTERFACE Boost::json Boost::headers)

# Debian has fmt as headers and as a shared library. Compiled once, here, instead of in each file that formats a number.
file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/compiled/fmt.cpp" @ONLY CONTENT [[
#include <fmt/format-inl.h>
FMT_BEGIN_NAMESPACE
namespace detail {
template FMT_API locale_ref::locale_ref(const std::locale&);
template FMT_API auto locale_ref::get<std::locale>() const -> std::locale;
template FMT_API auto dragonbox::to_decimal(float) noexcept -> dragonbox::decimal_fp<float>;
template FMT_API auto dragonbox::to_decimal(double) noexcept -> dragonbox::decimal_fp<double>;
template FMT_API auto thousands_sep_impl<char>(locale_ref) -> thousands_sep_result<char>;
template FMT_API auto decimal_point_impl<char>(locale_ref) -> char;
template FMT_API void buffer<char>::append(const char*, const char*);
template FMT_API void vformat_to(buffer<char>&, string_view, basic_format_args<FMT_BUFFER_CONTEXT(char)>, locale_ref);
}  // namespace detail
FMT_END_NAMESPACE
]])
add_library(dep_fmt STATIC "${CMAKE_BINARY_DIR}/compiled/fmt.cpp")

# Debian's Abseil package describes only its shared libraries, so a static link names the archives itself.
add_library(dep_zones INTERFACE)
if(PRIVMAN_STATIC)
    target_link_libraries(dep_zones INTERFACE
        absl_time absl_time_zone absl_civil_time absl_strings absl_strings_internal absl_int128
        absl_throw_delegate absl_base absl_raw_logging_internal absl_spinlock_wait absl_log_severity)
else()
    find_package(absl REQUIRED)
    target_link_libraries(dep_zones INTERFACE absl::time)
endif()

# Debian's package describes itself to pkg-config only.
find_path(UTF8PROC_INCLUDE utf8proc.h REQUIRED)
find_library(UTF8PROC_LIBRARY utf8proc REQUIRED)
add_library(dep_unicode INTERFACE)
target_include_directories(dep_unicode SYSTEM INTERFACE "${UTF8PROC_INCLUDE}")
target_link_libraries(dep_unicode INTERFACE "${UTF8PROC_LIBRARY}")
