#include "observe/log.hpp"
#include "settings/settings_in_parameter_store.hpp"
#include "stores/memory_store.hpp"
#include "stores/sqlite_store.hpp"
#include "tests/contracts/state_store_contract.hpp"
#include "tests/stores/temporary_directory.hpp"
#include "tests/support/fake_parameter_store.hpp"

#include <algorithm>

namespace privman::testing {
namespace {

const StoreUnderTest memory{.name = "memory", .fresh_home = [] {
                                return [](Loop&) {
                                    return OpenStores{std::make_unique<stores::MemoryStore>(),
                                                      std::make_unique<stores::MemorySettings>()};
                                };
                            }};

const StoreUnderTest sqlite{.name = "sqlite", .fresh_home = [] {
                                const auto home = std::make_shared<TemporaryDirectory>();
                                const auto log = std::make_shared<observe::Log>([](std::string_view) {},
                                                                                [] { return std::int64_t{0}; });
                                return [home, log](Loop& loop) {
                                    auto opened = loop.run(stores::open_sqlite({.path = home->path("store.db")}, *log));
                                    if (!opened) throw std::runtime_error{opened.error().what};
                                    return OpenStores{std::move(opened->state), std::move(opened->settings)};
                                };
                            }};

/// A clock on which nothing takes longer than the turns of the loop that it takes.
class ClockOfTurns final : public Clock {
public:
    [[nodiscard]] BootTime now() const override { return now_; }
    [[nodiscard]] WallTime wall() const override { return WallTime{} + std::chrono::hours{500'000}; }
    [[nodiscard]] Moment moment() const override { return {wall(), now_, "boot"}; }
    Async<void> sleep_until(BootTime when) override {
        // Longer than any parameter store of this suite needs.
        for (int i = 0; i < 200; ++i) co_await a_turn();
        now_ = std::max(now_, when);
    }

    void advance(Millis length) { now_ += length; }

private:
    BootTime now_{std::chrono::hours{1}};
};

/// A store together with the one behind it.
class FrontAndBehind final : public SettingsStore {
public:
    FrontAndBehind(Loop& loop, OpenStores behind, FakeParameterStore& parameters, observe::Log& log)
        : behind_{std::move(behind)},
          tasks_{loop.executor(), [](const std::exception_ptr&) {}},
          front_{tasks_, *behind_.settings, parameters, {"/p/CHANNELS", "/p/SCHEDULE"}, clock_, log} {}

    /// What was never seen before counts only when it has been shown for a while.
    void be_believed(Loop& loop) {
        for (int looks = 0; looks < 3; ++looks) {
            if (!loop.run(front_.read())) throw std::runtime_error{"it cannot be read"};
            clock_.advance(std::chrono::seconds{20});
        }
    }

    Async<Outcome<KeptSettings>> load() override { return front_.load(); }
    Async<Outcome<KeptSettings>> read() override { return front_.read(); }
    Async<SettingsSet> change(Settings wanted) override { return front_.change(std::move(wanted)); }

private:
    ClockOfTurns clock_;
    OpenStores behind_;
    async::TaskScope tasks_;
    settings::SettingsInParameterStore front_;
};

StoreUnderTest ssm_over(const StoreUnderTest& behind, const std::string& name, unsigned turns_late, unsigned old_copies,
                        bool throttled = false) {
    return {.name = "ssm_" + name + "_over_" + behind.name, .fresh_home = [=] {
                const auto parameters = std::make_shared<FakeParameterStore>();
                parameters->turns_late = turns_late;
                parameters->old_copies_after_put = old_copies;
                parameters->histories_fail = throttled ? 2 : 0;
                const auto log =
                    std::make_shared<observe::Log>([](std::string_view) {}, [] { return std::int64_t{0}; });
                return [open = behind.fresh_home(), parameters, log](Loop& loop) {
                    auto store = std::make_unique<FrontAndBehind>(loop, open(loop), *parameters, *log);
                    store->be_believed(loop);
                    return OpenStores{nullptr, std::move(store)};
                };
            }};
}

const StoreUnderTest ssm_over_memory = ssm_over(memory, "prompt", 0, 0);
const StoreUnderTest ssm_over_sqlite = ssm_over(sqlite, "prompt", 0, 0);
const StoreUnderTest late_ssm = ssm_over(memory, "late", 20, 0);
const StoreUnderTest stale_ssm = ssm_over(memory, "stale", 3, 2);
const StoreUnderTest throttled_ssm = ssm_over(memory, "throttled", 3, 0, true);
const StoreUnderTest stale_ssm_over_sqlite = ssm_over(sqlite, "stale", 3, 2);

std::string named(const ::testing::TestParamInfo<StoreUnderTest>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Every, StateStoreContract, ::testing::Values(memory, sqlite), named);
INSTANTIATE_TEST_SUITE_P(Every, SettingsContract,
                         ::testing::Values(memory, sqlite, ssm_over_memory, ssm_over_sqlite, late_ssm, stale_ssm,
                                           stale_ssm_over_sqlite, throttled_ssm),
                         named);
INSTANTIATE_TEST_SUITE_P(Every, DurableStoreContract, ::testing::Values(sqlite), named);
INSTANTIATE_TEST_SUITE_P(Every, DurableSettingsContract,
                         ::testing::Values(sqlite, ssm_over_sqlite, stale_ssm_over_sqlite), named);

}  // namespace
}  // namespace privman::testing
