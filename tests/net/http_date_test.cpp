#include "net/http_date.hpp"

#include <gtest/gtest.h>

namespace privman::net {
namespace {

using namespace std::chrono_literals;

TEST(HttpDate, IsReadAsItIsWritten) {
    constexpr std::chrono::sys_seconds when{std::chrono::sys_days{std::chrono::year{1994} / 11 / 6} + 8h + 49min + 37s};
    EXPECT_EQ(http_date(when), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), when);
}

TEST(HttpDate, OtherSpellingsAreNotGuessedAt) {
    for (const auto* wrong :
         {"", "Sun", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 08:49:37", "Sun, 6 Nov 1994 08:49:37 GMT",
          "Sun, 06 Noc 1994 08:49:37 GMT", "Sun, 06 ovD 1994 08:49:37 GMT", "Sun, 36 Nov 1994 08:49:37 GMT",
          "Fri, 31 Feb 2026 12:00:00 GMT", "Sun, 06 Nov 1994 28:49:37 GMT", "Sun, +6 Nov 1994 08:49:37 GMT",
          "Sun, 06 Nov 1994 08:49:-7 GMT", "Friday, 02-Jan-26 12:00:00 GMT", "Sun Nov  6 08:49:37 1994"})
        EXPECT_FALSE(parse_http_date(wrong)) << wrong;
}

}  // namespace
}  // namespace privman::net
