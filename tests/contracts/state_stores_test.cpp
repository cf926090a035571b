#include "observe/log.hpp"
#include "stores/memory_store.hpp"
#include "stores/sqlite_store.hpp"
#include "tests/contracts/state_store_contract.hpp"
#include "tests/stores/temporary_directory.hpp"

namespace privman::testing {
namespace {

const StoreUnderTest memory{.name = "memory",
                            .fresh_home = [] { return [](Loop&) { return std::make_unique<stores::MemoryStore>(); }; }};

const StoreUnderTest sqlite{.name = "sqlite", .fresh_home = [] {
                                const auto home = std::make_shared<TemporaryDirectory>();
                                const auto log = std::make_shared<observe::Log>([](std::string_view) {},
                                                                                [] { return std::int64_t{0}; });
                                return [home, log](Loop& loop) {
                                    auto opened = loop.run(stores::open_sqlite({.path = home->path("store.db")}, *log));
                                    if (!opened) throw std::runtime_error{opened.error().what};
                                    return std::move(*opened);
                                };
                            }};

std::string named(const ::testing::TestParamInfo<StoreUnderTest>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Every, StateStoreContract, ::testing::Values(memory, sqlite), named);
INSTANTIATE_TEST_SUITE_P(Every, DurableStoreContract, ::testing::Values(sqlite), named);

}  // namespace
}  // namespace privman::testing
