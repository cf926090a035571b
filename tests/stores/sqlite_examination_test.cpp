// Looking at a store without living in it.
#include "stores/sqlite_examination.hpp"

#include "tests/stores/sqlite_fixture.hpp"

#include <filesystem>
#include <fstream>

namespace privman {
namespace {

class SqliteExamination : public privman::testing::SqliteFixture {
protected:
    void keep_a_channel() {
        open();
        Settings settings;
        settings.channels.push_back({ChannelId{"C1"}, {}, {}});
        settings.ever_had_channels = true;
        set(settings);
        close();
    }
};

TEST_F(SqliteExamination, ReadsWhatIsStoredAndKeepsTheSealKeyToItself) {
    open();
    keep(SealKey{"k1", std::string(32, 's')});
    close();
    keep_a_channel();
    const auto found = stores::examine_sqlite({.path = path});
    ASSERT_TRUE(found) << found.error().what;
    EXPECT_TRUE(found->damage.empty());
    EXPECT_TRUE(found->left_out.empty());
    ASSERT_EQ(found->settings.channels.size(), 1u);
    EXPECT_FALSE(found->snapshot.seal_key);
}

TEST_F(SqliteExamination, LeavesAStoreThatSomebodyHoldsAloneAtOnce) {
    open();
    const auto found = stores::examine_sqlite({.path = path});
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, "locked");
}

TEST_F(SqliteExamination, CreatesNothing) {
    const auto found = stores::examine_sqlite({.path = path});
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, "not_there");
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(SqliteExamination, NamesRecordsThatCannotBeRead) {
    keep_a_channel();
    privman::testing::execute_sql(path,
                                  "INSERT INTO life (id, version, mark, record) VALUES ('r9', 1, 1, 'no record')");
    const auto found = stores::examine_sqlite({.path = path});
    ASSERT_TRUE(found) << found.error().what;
    ASSERT_EQ(found->left_out.size(), 1u);
    EXPECT_NE(found->left_out.front().find("r9"), std::string::npos);
}

TEST_F(SqliteExamination, FindsDamageInsideTheFile) {
    keep_a_channel();
    privman::testing::execute_sql(path, "PRAGMA journal_mode = delete");
    {
        // The second page holds the first table; its cells then point into nowhere.
        std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
        file.seekp(4096);
        file << std::string(2'000, '\x7f');
    }
    const auto found = stores::examine_sqlite({.path = path});
    EXPECT_TRUE(!found || !found->damage.empty());
}

}  // namespace
}  // namespace privman
