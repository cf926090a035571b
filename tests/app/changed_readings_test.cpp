// An upgrade names, once, what means something else now.
#include "app/changed_readings.hpp"

#include "clocks/system_clock.hpp"
#include "stores/memory_store.hpp"
#include "tests/async/loop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace privman::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct ChangedReadings : ::testing::Test {
    std::vector<std::string> lines;
    observe::Log log{[this](std::string_view line) { lines.emplace_back(line); }, [] { return std::int64_t{0}; }};
    testing::Loop loop;
    clocks::SystemClock clock;
    stores::MemorySettings store;

    void start(const std::vector<Reread>& reread) {
        lines.clear();
        SettingsKeeper settings{store, clock, log};
        ASSERT_TRUE(loop.run(settings.open()).has_value());
        loop.run(name_changed_readings(reread, settings, log));
        std::erase_if(lines, [](const std::string& line) { return !line.contains("setting."); });
    }
};

const Reread except{"AUTO_APPROVE_EXCEPT", ".env line 3", "path=C:Windows*", "path=C:\\Windows\\*"};

TEST_F(ChangedReadings, AreNamedOnceWithBothReadings) {
    start({except});
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_THAT(lines[0], HasSubstr("setting.reads_differently"));
    EXPECT_THAT(lines[0], HasSubstr("path=C:Windows*"));
    EXPECT_THAT(lines[0], HasSubstr(R"(path=C:\\Windows\\*)"));
    EXPECT_THAT(lines[0], HasSubstr(".env line 3"));
    start({except});
    EXPECT_EQ(lines.size(), 0u);
}

TEST_F(ChangedReadings, AnotherValueIsNamedAgain) {
    start({except});
    auto other = except;
    other.now = "path=D:\\*";
    start({other});
    EXPECT_EQ(lines.size(), 1u);
}

TEST_F(ChangedReadings, ASecretIsNeverShownNorRemembered) {
    const Reread password{"PRIVMAN_PASSWORD", ".env line 1", "hunter2", "hun\\ter2"};
    start({password});
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_THAT(lines[0], HasSubstr("PRIVMAN_PASSWORD"));
    EXPECT_THAT(lines[0], Not(HasSubstr("ter2")));
    EXPECT_EQ(mark_of(password), "PRIVMAN_PASSWORD");
    start({password});
    EXPECT_EQ(lines.size(), 0u);
}

TEST_F(ChangedReadings, NothingChangedNothingSaid) {
    start({});
    EXPECT_EQ(lines.size(), 0u);
}

}  // namespace
}  // namespace privman::app
