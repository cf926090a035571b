// What is read from the file follows what changed: no statement walks through all that is remembered. SQLite chooses,
// and the order of an answer was once enough for it to read the whole table at every look for news.
#include "stores/sqlite_records.hpp"
#include "stores/sqlite_schema.hpp"
#include "tests/stores/temporary_directory.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <functional>
#include <string>

namespace privman::testing {
namespace {

void each_row(sqlite3* database, const std::string& sql, const std::function<void(std::string)>& visit) {
    sqlite3_stmt* statement = nullptr;
    ASSERT_EQ(sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr), SQLITE_OK) << sql;
    while (sqlite3_step(statement) == SQLITE_ROW)
        visit(reinterpret_cast<const char*>(sqlite3_column_text(statement, 3)));
    sqlite3_finalize(statement);
}

TEST(SqlitePlans, NoStatementWalksThroughAllThatIsRemembered) {
    const TemporaryDirectory home;
    auto opened = stores::open_for_us_alone({.path = home.path("store.db")}, std::chrono::milliseconds{0});
    ASSERT_TRUE(opened) << opened.error().what;

    auto* const database = (*opened)->handle();
    const stores::SqliteRecords records{std::move(*opened), "store.db"};

    std::vector<std::string> all;
    for (auto* next = sqlite3_next_stmt(database, nullptr); next; next = sqlite3_next_stmt(database, next))
        all.emplace_back(sqlite3_sql(next));
    ASSERT_GT(all.size(), 20U);
    for (const auto& sql : all)
        each_row(database, "EXPLAIN QUERY PLAN " + sql, [&sql](const std::string& step) {
            // What is awake, and what may count, is what a start reads.
            const bool is_the_start = sql.contains("SELECT id FROM awake UNION");
            const bool looks_at_one = sql.contains(" FROM setting ") || sql.contains("EXISTS (SELECT 1 FROM life)") ||
                                      sql.contains("count(*) FROM set_aside");
            const bool once_an_hour = sql.contains("count(*) FROM resting");
            // Asked only for what this process did not write itself, or wrote before a commit that failed.
            const bool lost_track = sql.contains(" FROM life WHERE mark >");
            EXPECT_TRUE(!step.starts_with("SCAN") || is_the_start || looks_at_one || once_an_hour || lost_track)
                << sql << "\n  " << step;
        });
}

}  // namespace
}  // namespace privman::testing
