#include "stores/private_file.hpp"
#include "tests/stores/sqlite_fixture.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace privman::testing {
namespace {

using namespace std::chrono_literals;

class SqliteOpening : public SqliteFixture {
protected:
    static mode_t mode_of(const std::string& file) {
        struct stat facts{};
        return ::stat(file.c_str(), &facts) == 0 ? facts.st_mode & 07777U : 0;
    }

    /// What `work` says in a child process without root's rights, so that modes mean something.
    static std::string said_by_nobody(const std::function<std::string()>& work) {
        int ends[2];
        if (::pipe(ends) != 0) throw std::runtime_error{"no pipe"};
        const auto child = ::fork();
        if (child == 0) {
            constexpr uid_t nobody = 65534;
            if (::geteuid() == 0 &&
                (::setresgid(nobody, nobody, nobody) != 0 || ::setresuid(nobody, nobody, nobody) != 0))
                ::_exit(1);
            const auto said = work();
            const auto sent = ::write(ends[1], said.data(), said.size());
            ::_exit(sent == static_cast<ssize_t>(said.size()) ? 0 : 1);
        }
        ::close(ends[1]);
        std::string all;
        char part[512];
        for (ssize_t n = 0; (n = ::read(ends[0], part, sizeof part)) > 0;)
            all.append(part, static_cast<std::size_t>(n));
        ::close(ends[0]);
        ::waitpid(child, nullptr, 0);
        return all;
    }
};

TEST_F(SqliteOpening, OnlyTheOwnerCanReadTheFileAndItsLog) {
    const auto before = ::umask(0);
    open();
    keep(LifeBuilder{"r1"}.build());
    ::umask(before);
    EXPECT_EQ(mode_of(path), 0600U);
    EXPECT_EQ(mode_of(path + "-wal"), 0600U);
}

TEST_F(SqliteOpening, AFileThatOthersMayReadOrWriteIsRefusedWithTheCommandThatMendsIt) {
    open();
    close();
    for (const mode_t mode : {0604U, 0602U, 0640U, 0620U, 0644U, 0660U, 0666U, 0777U, 0606U}) {
        ::chmod(path.c_str(), mode);
        const auto refused = try_open({.path = path});
        ASSERT_FALSE(refused.has_value()) << std::oct << mode;
        EXPECT_EQ(refused.error().kind, Trouble::forbidden);
        EXPECT_EQ(refused.error().code, "not_private");
        EXPECT_NE(refused.error().what.find("chmod 600 '" + path + "'"), std::string::npos) << refused.error().what;
        EXPECT_EQ(mode_of(path), mode) << "left as it is: somebody must look who has read it";
    }
    ::chmod(path.c_str(), 0600);
    open();
}

TEST_F(SqliteOpening, RightsOfTheOwnerAloneAreFine) {
    for (const mode_t mode : {0600U, 0700U, 0611U}) {
        open();
        close();
        ::chmod(path.c_str(), mode);
    }
    open();
}

TEST_F(SqliteOpening, TheLogBesideTheFileIsLookedAtToo) {
    open();
    close();
    for (const auto* beside : {"-wal", "-shm", "-journal"}) {
        const auto log_file = path + beside;
        std::ofstream{log_file} << "";
        ::chmod(log_file.c_str(), 0646);
        const auto refused = try_open({.path = path});
        ASSERT_FALSE(refused.has_value()) << beside;
        EXPECT_EQ(refused.error().code, "not_private");
        EXPECT_NE(refused.error().what.find("chmod 600 '" + log_file + "'"), std::string::npos) << refused.error().what;
        std::filesystem::remove(log_file);
    }
}

TEST_F(SqliteOpening, AFileOfAnotherUserIsRefused) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
    open();
    close();
    ASSERT_EQ(::chown(path.c_str(), 12345, static_cast<gid_t>(-1)), 0);
    const auto refused = try_open({.path = path});
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, "not_private");
    EXPECT_NE(refused.error().what.find("belongs to user 12345"), std::string::npos) << refused.error().what;
    EXPECT_NE(refused.error().what.find("chown 0 '" + path + "'"), std::string::npos) << refused.error().what;
    close();
    open({.path = path, .any_owner = true});
}

TEST_F(SqliteOpening, AFileOfRootIsFineForAnybodyWhoCanOpenIt) {
    open();
    close();
    EXPECT_FALSE(stores::why_not_private(path, 12345).has_value() && ::geteuid() == 0);
}

TEST_F(SqliteOpening, AFolderInWhichOthersCouldReplaceTheFileIsWarnedOf) {
    open();
    close();
    EXPECT_FALSE(log_has("store.replaceable"));
    ::chmod(home.path().c_str(), 01777);
    open();
    close();
    EXPECT_FALSE(log_has("store.replaceable")) << "the sticky bit holds others back";
    ::chmod(home.path().c_str(), 0770);
    open();
    EXPECT_TRUE(log_has("store.replaceable"));
    EXPECT_TRUE(log_has("chmod go-w '" + home.path() + "'"));
    ::chmod(home.path().c_str(), 0700);
}

TEST_F(SqliteOpening, AQuoteInThePathStaysInsideTheCommand) {
    const auto odd = home.path("it's; rm.db");
    std::ofstream{odd} << "";
    ::chmod(odd.c_str(), 0644);
    EXPECT_EQ(stores::why_not_private(odd, ::geteuid())->mend, "chmod 600 '" + home.path() + "/it'\\''s; rm.db'");
}

TEST_F(SqliteOpening, AFileBehindALinkIsJudgedByItself) {
    open();
    close();
    const auto link = home.path("link.db");
    std::filesystem::create_symlink(path, link);
    ::chmod(path.c_str(), 0640);
    const auto refused = try_open({.path = link});
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, "not_private");
}

TEST_F(SqliteOpening, WhatIsWrongWithAFileIsSaidWithoutOpeningIt) {
    open();
    close();
    ::chmod(path.c_str(), 0644);
    const auto why = stores::why_not_private(path, ::geteuid());
    ASSERT_TRUE(why.has_value());
    EXPECT_EQ(why->what.find(path + " can be read by its group and by everybody else (mode 644)"), 0u) << why->what;
    EXPECT_EQ(why->mend, "chmod 600 '" + path + "'");
    ::chmod(path.c_str(), 0620);
    EXPECT_NE(stores::why_not_private(path, std::nullopt)->what.find("written by its group (mode 620)"),
              std::string::npos);
    ::chmod(path.c_str(), 0600);
    EXPECT_FALSE(stores::why_not_private(path, ::geteuid()).has_value());
    EXPECT_FALSE(stores::why_not_private(home.path("nowhere"), ::geteuid()).has_value()) << "what is not there is made";
    EXPECT_EQ(stores::owner_of(home.path("nowhere")), std::nullopt);
}

TEST_F(SqliteOpening, NoSharedMemoryFileIsUsed) {
    open();
    keep(LifeBuilder{"r1"}.build());
    EXPECT_EQ(mode_of(path + "-shm"), 0U);
}

TEST_F(SqliteOpening, ASecondOpenerWaitsAndThenSaysWhoIsInTheWay) {
    open();
    const auto second = try_open({.path = path, .lock_wait = 300ms});
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().kind, Trouble::conflict);
    EXPECT_EQ(second.error().code, "locked");
    EXPECT_NE(second.error().what.find("another process holds " + path), std::string::npos) << second.error().what;
    EXPECT_TRUE(log_has("store.locked"));
}

TEST_F(SqliteOpening, ASecondOpenerGetsTheFileAsSoonAsTheFirstLetsGo) {
    open();
    keep(LifeBuilder{"r1"}.build());
    auto second = loop.start(stores::open_sqlite({.path = path, .lock_wait = 20'000ms}, log));
    loop.run_until([&] { return log_has("store.locked"); });
    close();
    loop.run_until_done(second);
    auto opened = second.result();
    ASSERT_TRUE(opened.has_value());
    take(std::move(*opened));
    EXPECT_EQ(load()->lives.size(), 1U);
}

TEST_F(SqliteOpening, AnotherProcessIsInTheWayToo) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const auto child = ::fork();
    if (child == 0) {
        open();
        const auto told = ::write(ends[1], "1", 1);
        ::pause();
        ::_exit(static_cast<int>(told));
    }
    char ready = 0;
    ASSERT_EQ(::read(ends[0], &ready, 1), 1);
    const auto second = try_open({.path = path, .lock_wait = 100ms});
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(ends[0]);
    ::close(ends[1]);
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().code, "locked");
    open();
}

TEST_F(SqliteOpening, WaitingForTheLockEndsWhenItIsCancelled) {
    open();
    auto second = loop.start(stores::open_sqlite({.path = path, .lock_wait = 1h}, log));
    loop.run_until([&] { return log_has("store.locked"); });
    second.cancel();
    loop.run_until_done(second);
    EXPECT_TRUE(second.was_cancelled());
}

TEST_F(SqliteOpening, ANewerSchemaIsRefusedAndItsVersionNamed) {
    open({.path = path, .written_by = "9.1.0"});
    close();
    execute_sql(path, "PRAGMA user_version = 2");
    const auto refused = try_open({.path = path});
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().kind, Trouble::newer);
    EXPECT_NE(refused.error().what.find("version 9.1.0"), std::string::npos) << refused.error().what;
}

TEST_F(SqliteOpening, ANewerSchemaWithoutOurTablesIsStillCalledNewer) {
    open();
    close();
    execute_sql(path, "DROP TABLE meta; PRAGMA user_version = 3");
    EXPECT_EQ(try_open({.path = path}).error().kind, Trouble::newer);
}

TEST_F(SqliteOpening, ANewerRecordFailsTheLoadByName) {
    open();
    keep(LifeBuilder{"r1"}.build());
    close();
    execute_sql(path, "UPDATE life SET record = json_set(record, '$.format', 2)");
    open();
    const auto loaded = load();
    ASSERT_FALSE(loaded.has_value());
    EXPECT_EQ(loaded.error().kind, Trouble::newer);
    EXPECT_NE(loaded.error().what.find("request r1"), std::string::npos) << loaded.error().what;
}

TEST_F(SqliteOpening, AFileThatIsNoDatabaseIsRefusedAndLeftAlone) {
    const std::string garbage(8'192, 'x');
    std::ofstream{path} << garbage;
    ::chmod(path.c_str(), 0600);
    const auto refused = try_open({.path = path});
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().kind, Trouble::malformed);
    EXPECT_EQ(refused.error().code, "not_a_store");
    std::ifstream now{path};
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>{now}, {}), garbage);
}

TEST_F(SqliteOpening, AnotherProgramsDatabaseIsRefused) {
    execute_sql(path, "CREATE TABLE recipe (name TEXT)");
    const auto refused = try_open({.path = path});
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, "not_a_store");
    EXPECT_NE(refused.error().what.find("another program"), std::string::npos);
}

TEST_F(SqliteOpening, AMissingDirectoryIsNamed) {
    const auto refused = try_open({.path = home.path("nowhere/store.db")});
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().kind, Trouble::forbidden);
    EXPECT_EQ(refused.error().code, "cannot_open");
}

TEST_F(SqliteOpening, AFileThatCannotBeWrittenIsNamed) {
    open();
    close();
    ::chmod(home.path().c_str(), 0755);
    constexpr uid_t nobody = 65534;
    ::chmod(path.c_str(), 0400);
    if (::geteuid() == 0) ASSERT_EQ(::chown(path.c_str(), nobody, static_cast<gid_t>(-1)), 0);
    const auto said = said_by_nobody([this] {
        const auto refused = try_open({.path = path});
        return refused ? std::string{"opened"} : refused.error().code + ": " + refused.error().what;
    });
    EXPECT_EQ(said.substr(0, 11), "read_only: ") << said;
    EXPECT_NE(said.find(path), std::string::npos);
}

TEST_F(SqliteOpening, AnUnknownVfsIsNamed) {
    const auto refused = try_open({.path = path, .vfs = "no-such"});
    ASSERT_FALSE(refused.has_value());
    EXPECT_NE(refused.error().what.find("no-such"), std::string::npos);
}

}  // namespace
}  // namespace privman::testing
