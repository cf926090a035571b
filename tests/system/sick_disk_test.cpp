// A store on a disk that is full, written-protected, held by somebody else, damaged, or of another time: the real bot
// names what is wrong, decides nothing, and goes on where it was once that is mended.
#include "tests/system/bench.hpp"
#include "tests/system/small_disk.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <fstream>

namespace privman::system_tests {
namespace {

using tools::eventually;
using tools::Rig;

constexpr auto here = "#approvals";

class SickDisk : public testing::Test {
protected:
    void card_stands(const std::string& request) {
        ASSERT_TRUE(eventually([&] { return !rig.cards(here, request).empty(); })) << rig.log();
    }
    /// A bot has run here, knows `request`, and has ended.
    void once_worked(const std::string& request) {
        rig.start_working_bot();
        rig.register_channel(here);
        rig.raise(request);
        card_stands(request);
        ASSERT_EQ(rig.stop_bot(std::chrono::seconds{5}), 0) << rig.log();
    }
    void expect_refusal(const std::string& event, const std::string& words) {
        const auto ended = run_bot({"run"}, rig.directory(), rig.settings());
        EXPECT_EQ(ended.code, 1) << ended.output;
        EXPECT_TRUE(holds(ended.output, event)) << ended.output;
        EXPECT_TRUE(holds(ended.output, words)) << ended.output;
        EXPECT_EQ(rig.decisions_sent(), 0u);
    }
    void expect_to_decide(const std::string& request) {
        rig.click("ada", here, request, "approve");
        EXPECT_TRUE(eventually([&] { return all_say(rig, here, request, "Approved by <@U0ADA>"); })) << rig.log();
        EXPECT_EQ(rig.status(request), "approved");
        EXPECT_EQ(rig.decide_calls(request), 1);
        EXPECT_EQ(rig.cards(here, request).size(), 1u);
    }

    Rig rig{programs};
};

class OnASmallDisk : public SickDisk {
protected:
    void SetUp() override {
        if (!disk.why_not().empty()) {
            std::printf("NOT CHECKED: small disks: nothing may be mounted on this machine (%s)\n",
                        disk.why_not().c_str());
            GTEST_SKIP() << disk.why_not();
        }
        rig.settings()["STATE_STORE"] = "sqlite:" + (disk.path() / "bot.db").string();
    }
    SmallDisk disk;
};

TEST_F(OnASmallDisk, ThatFillsUpWhileItRunsRefusesTheDecisionAndTellsItsClicker) {
    rig.start_working_bot();
    rig.register_channel(here);
    rig.raise("r1");
    card_stands("r1");
    disk.fill();
    rig.click("ada", here, "r1", "approve");
    rig.click("bob", here, "r1", "deny");
    for (const auto* who : {"ada", "bob"})
        EXPECT_TRUE(eventually([&] {
            const auto told = rig.told(who);
            return !told.empty() && holds(told.back(), "is full");
        })) << who
            << rig.log();
    rig.raise("r2");
    rig.let_it_poll();
    EXPECT_TRUE(holds(rig.log(), "click.not_kept")) << rig.log();
    EXPECT_TRUE(holds(rig.log(), "store.commit_failed")) << rig.log();
    EXPECT_TRUE(holds(rig.log(), "is full: free some space")) << rig.log();
    EXPECT_EQ(rig.decisions_sent(), 0u);
    EXPECT_EQ(rig.status("r1"), "pending");
    EXPECT_TRUE(tools::has_buttons(rig.cards(here, "r1").front()));
    EXPECT_TRUE(rig.bot()->running());

    disk.empty();
    card_stands("r2");
    expect_to_decide("r1");
    expect_to_decide("r2");
}

TEST_F(OnASmallDisk, ThatFillsUpBetweenClaimAndAnswerSaysNothingUntilTheOutcomeIsStored) {
    rig.start_working_bot();
    rig.register_channel(here);
    rig.raise("r1");
    card_stands("r1");
    // Long enough to fill the disk while Privilege Manager works.
    rig.fail_privilege_manager({{"call", "decide"}, {"kind", "late"}, {"late_ms", 2'000}});
    rig.click("ada", here, "r1", "approve");
    ASSERT_TRUE(eventually([&] { return rig.decisions_sent() == 1; })) << rig.log();
    disk.fill();
    ASSERT_TRUE(eventually([&] { return holds(rig.log(), "decision.not_stored"); })) << rig.log();
    EXPECT_EQ(rig.status("r1"), "approved");
    EXPECT_FALSE(all_say(rig, here, "r1", "Approved by")) << "said before it was stored";

    disk.empty();
    EXPECT_TRUE(eventually([&] { return all_say(rig, here, "r1", "Approved by <@U0ADA>"); })) << rig.log();
    EXPECT_EQ(rig.decisions_sent(), 1u);
}

TEST_F(OnASmallDisk, ThatIsFullFromTheBeginningIsNamed) {
    disk.fill();
    expect_refusal("store.cannot_open", "is full: free some space");
    disk.empty();
    rig.start_working_bot();
    rig.register_channel(here);
    rig.raise("r1");
    expect_to_decide("r1");
}

/// Reading needs no space: it starts, and refuses every decision until there is some.
TEST_F(OnASmallDisk, ThatIsFullAtTheNextStartDecidesNothing) {
    once_worked("r1");
    if (HasFatalFailure()) return;
    disk.fill();
    rig.start_working_bot();
    rig.click("ada", here, "r1", "approve");
    EXPECT_TRUE(eventually([&] {
        const auto told = rig.told("ada");
        return !told.empty() && holds(told.back(), "is full");
    })) << rig.log();
    EXPECT_TRUE(holds(rig.log(), "click.not_kept")) << rig.log();
    EXPECT_EQ(rig.decisions_sent(), 0u);
    disk.empty();
    expect_to_decide("r1");
}

TEST_F(OnASmallDisk, ThatMayNotBeWrittenIsNamed) {
    once_worked("r1");
    if (HasFatalFailure()) return;
    ASSERT_TRUE(disk.protect(true));
    expect_refusal("store.cannot_open", "cannot be written");
    ASSERT_TRUE(disk.protect(false));
    rig.start_working_bot();
    expect_to_decide("r1");
}

/// This process holds the file, as another bot or somebody with a shell would.
class HeldFile {
public:
    explicit HeldFile(const std::filesystem::path& file) {
        sqlite3_open(file.c_str(), &database_);
        held_ = sqlite3_exec(database_, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr) == SQLITE_OK;
    }
    HeldFile(const HeldFile&) = delete;
    HeldFile& operator=(const HeldFile&) = delete;
    ~HeldFile() { sqlite3_close(database_); }
    [[nodiscard]] bool held() const { return held_; }

private:
    sqlite3* database_ = nullptr;
    bool held_ = false;
};

TEST_F(SickDisk, HeldBySomebodyElseIsWaitedForAndNothingIsDecidedMeanwhile) {
    once_worked("r1");
    if (HasFatalFailure()) return;
    auto held = std::make_unique<HeldFile>(rig.directory() / "bot.db");
    ASSERT_TRUE(held->held());
    rig.start_bot();
    EXPECT_TRUE(eventually([&] { return holds(rig.log(), "store.locked"); })) << rig.log();
    EXPECT_TRUE(rig.bot()->running());
    EXPECT_EQ(rig.control().get("/slack").at("connections").as_int64(), 0);
    EXPECT_EQ(rig.decisions_sent(), 0u);
    held.reset();
    EXPECT_TRUE(eventually([&] { return rig.control().get("/slack").at("connections").as_int64() > 0; })) << rig.log();
    expect_to_decide("r1");
}

TEST_F(SickDisk, OfANewerVersionDecidesNothingAndGoesOnWithTheOldFile) {
    once_worked("r1");
    if (HasFatalFailure()) return;
    const auto file = rig.directory() / "bot.db";
    const auto good = tools::content_of(file);
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(database, "PRAGMA user_version = 99999", nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(database);
    expect_refusal("store.cannot_open", "reads up to schema");
    std::ofstream{file, std::ios::binary | std::ios::trunc} << good;
    rig.start_working_bot();
    expect_to_decide("r1");
}

constexpr std::size_t page_size = 4'096;

class DamagedPage : public SickDisk {
protected:
    void put(const std::string& content) const {
        for (const auto* rest : {"bot.db-wal", "bot.db-journal"}) std::filesystem::remove(rig.directory() / rest);
        std::ofstream{file, std::ios::binary | std::ios::trunc} << content;
    }
    /// What the present life of the bot has said.
    [[nodiscard]] std::string said() const { return rig.log().substr(said_before); }
    [[nodiscard]] bool damage_is_named() const {
        return holds(said(), "is damaged: restore it from a backup") || holds(said(), "is no SQLite file");
    }
    /// True when it runs; false when it ended by itself.
    bool start() {
        said_before = rig.log().size();
        rig.start_bot();
        EXPECT_TRUE(eventually([&] {
            return !rig.bot()->running() || rig.control().get("/slack").at("connections").as_int64() > 0;
        })) << said();
        return rig.bot()->running();
    }
    /// Somebody asks and somebody decides: it works, or it is said why not, and then nothing is decided.
    void decide_or_say_why(const std::string& request) {
        rig.raise(request);
        EXPECT_TRUE(eventually([&] { return damage_is_named() || !rig.cards(here, request).empty(); })) << said();
        if (!damage_is_named()) {
            rig.click("ada", here, request, "approve");
            EXPECT_TRUE(eventually([&] {
                return damage_is_named() || all_say(rig, here, request, "Approved by <@U0ADA>");
            })) << said();
        }
        if (rig.status(request) == "pending") EXPECT_FALSE(all_say(rig, here, request, "Approved by"));
    }

    std::filesystem::path file = rig.directory() / "bot.db";
    std::size_t said_before = 0;
};

TEST_F(DamagedPage, WhicheverItIsIsNamedWhenItIsReadAndNothingIsDecidedOnIt) {
    rig.start_working_bot();
    rig.register_channel(here);
    for (int i = 0; i < 12; ++i) rig.raise("r" + std::to_string(i));
    for (int i = 0; i < 12; ++i) card_stands("r" + std::to_string(i));
    ASSERT_EQ(rig.stop_bot(std::chrono::seconds{5}), 0) << rig.log();
    const auto good = tools::content_of(file);
    const auto pages = good.size() / page_size;
    ASSERT_GE(pages, 12u);

    std::size_t refused = 0;
    std::size_t named = 0;
    for (std::size_t page = 0; page < pages; ++page) {
        SCOPED_TRACE("page " + std::to_string(page + 1) + " of " + std::to_string(pages));
        auto bad = good;
        std::fill_n(bad.begin() + static_cast<std::ptrdiff_t>(page * page_size), page_size, '\xA5');
        put(bad);
        if (start()) {
            decide_or_say_why("new-" + std::to_string(page));
            named += damage_is_named() ? 1 : 0;
            rig.kill_bot();
            continue;
        }
        ++refused;
        EXPECT_EQ(rig.bot()->wait(tools::patience), 1) << said();
        EXPECT_TRUE(holds(said(), "store.cannot_")) << said();
        EXPECT_TRUE(damage_is_named()) << said();
        // Left as it is, for whoever wants to save what is left.
        EXPECT_EQ(tools::content_of(file), bad);
    }
    std::printf(
        "damaged pages: of %zu, %zu stop the start by name, %zu are named when they are reached, %zu are not "
        "needed\n",
        pages, refused, named, pages - refused - named);
    EXPECT_GE(refused, pages / 2);
    put(good);
    rig.start_working_bot();
    for (int i = 0; i < 12; ++i) expect_to_decide("r" + std::to_string(i));
}

}  // namespace
}  // namespace privman::system_tests
