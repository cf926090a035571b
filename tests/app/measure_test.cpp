// Settings that were never read are missing; those that were read once hold.
#include "app/measure.hpp"

#include "tests/support/fake_clock.hpp"
#include "tests/support/turn.hpp"

#include <boost/asio/co_spawn.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace privman::app {
namespace {

/// Says what a test lets it say.
class SaidStore final : public SettingsStore {
public:
    Async<Outcome<KeptSettings>> load() override {
        co_await privman::testing::a_turn();
        co_return says;
    }
    Async<Outcome<KeptSettings>> read() override { return load(); }
    Async<SettingsSet> change(Settings wanted) override {
        co_await privman::testing::a_turn();
        co_return wanted;
    }

    KeptSettings says;
};

struct SettingsInAws : ::testing::Test {
    observe::Readiness readiness() {
        SettingsKeeper settings{store, clock, log};
        boost::asio::co_spawn(loop, settings.open(),
                              [](const std::exception_ptr&, const Outcome<void>& done) { EXPECT_TRUE(done); });
        clock.run();
        observe::Readiness seen;
        tell_of_settings(settings, seen);
        return seen;
    }

    boost::asio::io_context loop{1};
    privman::testing::FakeClock clock{loop};
    observe::Log log{[](std::string_view) {}, [] { return std::int64_t{0}; }};
    SaidStore store;
};

TEST_F(SettingsInAws, ThatWereNeverReadAreMissingWithTheReason) {
    store.says.doubt.channels = "AWS denied ssm:GetParameters";
    const auto seen = readiness();
    ASSERT_EQ(seen.missing.size(), 1u);
    EXPECT_EQ(seen.missing.front().what, "settings");
    EXPECT_THAT(seen.missing.front().why, ::testing::HasSubstr("never been read"));
    EXPECT_THAT(seen.missing.front().why, ::testing::HasSubstr("AWS denied ssm:GetParameters"));
}

TEST_F(SettingsInAws, ThatWereReadOnceHold) {
    store.says.doubt.channels = "AWS denied ssm:GetParameters";
    store.says.settings.version = 1;
    store.says.settings.ever_had_channels = true;
    EXPECT_TRUE(readiness().ready());
}

TEST_F(SettingsInAws, WithoutAChannelAndWithoutDoubtAreComplete) { EXPECT_TRUE(readiness().ready()); }

}  // namespace
}  // namespace privman::app
