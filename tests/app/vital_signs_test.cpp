#include "app/vital_signs.hpp"

#include "async/task_scope.hpp"
#include "tests/support/fake_clock.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace privman::app {
namespace {

using namespace std::chrono_literals;

struct Signs : ::testing::Test {
    ~Signs() override {
        tasks.cancel();
        clock.run();
    }
    void print() {
        tasks.start([this] { return signs.print(clock); });
        clock.run();
    }
    boost::json::object line(std::size_t i) { return boost::json::parse(lines.at(i)).as_object(); }

    boost::asio::io_context loop{1};
    testing::FakeClock clock{loop};
    Config config;
    std::vector<std::string> lines;
    observe::Log log{[this](std::string_view said) { lines.emplace_back(said); }, [] { return std::int64_t{0}; }};
    VitalSigns signs{loop, config, log, {.readiness = {}, .measure = [](Tally& tally) { tally.pending.set(3); }}};
    async::TaskScope tasks{loop.get_executor(), [](const std::exception_ptr&) {}};
};

TEST_F(Signs, MetricsArePrintedOnceAMinuteEachWithWhatHappenedInIt) {
    config.metrics = MetricsFormat::emf;
    log.stamp({{"task", "abc"}});
    print();
    signs.tally().cards_posted.add(2);
    clock.advance(59s);
    EXPECT_EQ(lines.size(), 0u);
    clock.advance(1s);
    ASSERT_EQ(lines.size(), 1u);
    signs.tally().cards_posted.add(5);
    clock.advance(2min);
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_EQ(line(0).at("CardsPosted").as_int64(), 2);
    EXPECT_EQ(line(1).at("CardsPosted").as_int64(), 5);
    EXPECT_EQ(line(2).at("CardsPosted").as_int64(), 0);
    EXPECT_EQ(line(0).at("PendingRequests").as_int64(), 3);
    EXPECT_EQ(line(0).at("task").as_string(), "abc");
    const auto at = [&](std::size_t i) { return line(i).at("_aws").at("Timestamp").as_int64(); };
    EXPECT_EQ(at(2) - at(1), 60'000);
}

TEST_F(Signs, WithoutEmfNothingIsPrinted) {
    print();
    clock.advance(10min);
    signs.print_once(clock);
    EXPECT_TRUE(lines.empty());
}

}  // namespace
}  // namespace privman::app
