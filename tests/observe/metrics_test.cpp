#include "observe/metrics.hpp"

#include "observe/embedded_metrics.hpp"
#include "observe/health.hpp"
#include "observe/log.hpp"
#include "observe/prometheus_text.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>

#include <array>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace privman::observe {

enum class Colour { red, blue };
enum class Size { small, large, huge };

namespace {
constexpr std::array<std::string_view, 2> colours{"red", "blue"};
constexpr std::array<std::string_view, 3> sizes{"small", "large", "huge"};
constexpr std::array bounds{1.0, 5.0};
}  // namespace

std::span<const std::string_view> words_of(Colour) { return colours; }
std::span<const std::string_view> words_of(Size) { return sizes; }

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Counting, OnlyEverGrows) {
    Counter counter;
    counter.add();
    counter.add(2.5);
    counter.add(-7);
    EXPECT_EQ(counter.total(), 3.5);
    counter.catch_up(10);
    counter.catch_up(4);
    EXPECT_EQ(counter.total(), 10);
}

TEST(Counting, EachCombinationOfLabelsApart) {
    By<Counter, Colour, Size> counters;
    counters(Colour::red, Size::huge).add();
    counters(Colour::blue, Size::small).add(2);
    std::vector<std::string> found;
    counters.each([&](const auto& words, const Counter& counter) {
        found.push_back(std::string{words[0]} + "/" + std::string{words[1]} + "=" +
                        std::to_string(static_cast<int>(counter.total())));
    });
    EXPECT_THAT(found,
                ElementsAre("red/small=0", "red/large=0", "red/huge=1", "blue/small=2", "blue/large=0", "blue/huge=0"));
}

TEST(Measuring, PutsAValueIntoEveryBucketThatHoldsIt) {
    Histogram histogram{bounds};
    for (const auto value : {0.5, 1.0, 3.0, 100.0, -2.0}) histogram.record(value);
    EXPECT_EQ(histogram.below(0), 3u) << "a bound belongs to its bucket, and less than nothing is nothing";
    EXPECT_EQ(histogram.below(1), 4u);
    EXPECT_EQ(histogram.count(), 5u);
    EXPECT_EQ(histogram.sum(), 104.5);
}

TEST(Measuring, KeepsAFairChoiceOfABusyTime) {
    Histogram histogram{bounds};
    for (int i = 0; i < 10'000; ++i) histogram.record(i);
    const auto samples = histogram.take_samples();
    EXPECT_LE(samples.size(), Histogram::most_samples);
    EXPECT_GE(samples.size(), Histogram::most_samples / 2);
    EXPECT_GT(samples.back(), 9'000) << "the end of it is told too";
    EXPECT_LT(samples.front(), 1'000);
    EXPECT_TRUE(histogram.take_samples().empty()) << "taken once";
    histogram.record(7);
    EXPECT_THAT(histogram.take_samples(), ElementsAre(7.0));
}

TEST(PrometheusText, SpellsCountersGaugesAndHistograms) {
    Counter counter;
    counter.add(3);
    Gauge gauge;
    gauge.set(-0.5);
    By<Histogram, Colour> histograms{std::span<const double>{bounds}};
    histograms(Colour::blue).record(2);
    const std::vector families{family("a_total", "Things.", counter), family("b", "Now.", gauge),
                               family("c_seconds", "How long.", {"colour"}, histograms)};
    EXPECT_EQ(prometheus_text(families),
              "# HELP a_total Things.\n# TYPE a_total counter\na_total 3\n"
              "# HELP b Now.\n# TYPE b gauge\nb -0.5\n"
              "# HELP c_seconds How long.\n# TYPE c_seconds histogram\n"
              "c_seconds_bucket{colour=\"red\",le=\"1\"} 0\nc_seconds_bucket{colour=\"red\",le=\"5\"} 0\n"
              "c_seconds_bucket{colour=\"red\",le=\"+Inf\"} 0\nc_seconds_sum{colour=\"red\"} 0\n"
              "c_seconds_count{colour=\"red\"} 0\n"
              "c_seconds_bucket{colour=\"blue\",le=\"1\"} 0\nc_seconds_bucket{colour=\"blue\",le=\"5\"} 1\n"
              "c_seconds_bucket{colour=\"blue\",le=\"+Inf\"} 1\nc_seconds_sum{colour=\"blue\"} 2\n"
              "c_seconds_count{colour=\"blue\"} 1\n");
}

TEST(PrometheusText, EscapesWhatWouldEndALineOrAValue) {
    const std::vector families{MetricFamily{
        .name = "m", .type = MetricType::gauge, .help = "a\\b\nc \"d\"", .samples = {{{{"version", "1\"\n\\"}}, 1.0}}}};
    EXPECT_EQ(prometheus_text(families), "# HELP m a\\\\b\\nc \"d\"\n# TYPE m gauge\nm{version=\"1\\\"\\n\\\\\"} 1\n");
}

TEST(PrometheusText, LeavesOutWhatIsNotKnown) {
    Gauge gauge;
    EXPECT_EQ(prometheus_text(std::vector{family("g", "Now.", gauge)}), "");
    gauge.set(0);
    EXPECT_THAT(prometheus_text(std::vector{family("g", "Now.", gauge)}), HasSubstr("g 0\n"));
    gauge.forget();
    EXPECT_EQ(prometheus_text(std::vector{family("g", "Now.", gauge)}), "");
}

TEST(EmbeddedMetrics, HaveTheShapeThatCloudWatchReads) {
    EmbeddedLine line{.name_space = "Ours", .timestamp = 1'767'225'600'123};
    line.metrics = {{"Latency", "Milliseconds", {1.5, 2.0}}, {"Count", "Count", {3}}, {"Unknown", "Count", {}}};
    line.others["event"] = "metrics";
    const auto root = boost::json::parse(embedded_line(line));
    EXPECT_EQ(boost::json::serialize(root.at("_aws")),
              R"({"Timestamp":1767225600123,"CloudWatchMetrics":[{"Namespace":"Ours","Dimensions":[[]],)"
              R"("Metrics":[{"Name":"Latency","Unit":"Milliseconds"},{"Name":"Count","Unit":"Count"}]}]})");
    EXPECT_EQ(boost::json::serialize(root.at("Latency")), "[1.5E0,2]");
    EXPECT_EQ(root.at("Count").as_int64(), 3);
    EXPECT_EQ(root.at("event").as_string(), "metrics");
    EXPECT_FALSE(root.as_object().contains("Unknown")) << "not known is not zero";
}

TEST(EmbeddedMetrics, ArePublishedUnderOneSetOfDimensions) {
    EmbeddedLine line{.name_space = "Ours", .dimensions = {{"Bot", "prod"}}};
    line.metrics = {{"Count", "Count", {3}}};
    line.others["Bot"] = "somebody else";
    const auto root = boost::json::parse(embedded_line(line));
    EXPECT_EQ(boost::json::serialize(root.at("_aws").at("CloudWatchMetrics").at(0).at("Dimensions")), R"([["Bot"]])");
    EXPECT_EQ(root.at("Bot").as_string(), "prod") << "CloudWatch takes the value from the line itself";
}

TEST(EmbeddedMetrics, WriteFractionsAsPeopleDo) {
    EmbeddedLine line{.name_space = "Ours"};
    line.metrics = {{"One", "Seconds", {0.004}}, {"Some", "Seconds", {41.94, 1e-9, 1234567.891, -0.5, 3e15}}};
    line.others["quoted \"name\""] =
        boost::json::object{{"half", 0.5}, {"text", "a\"b"}, {"yes", true}, {"none", nullptr}};
    const auto text = embedded_line(line);
    EXPECT_NE(text.find(R"("One":0.004)"), std::string::npos) << text;
    EXPECT_NE(text.find(R"("Some":[41.94,0,1234567.891,-0.5,3000000000000000])"), std::string::npos) << text;
    EXPECT_NE(text.find(R"("quoted \"name\"":{"half":0.5,"text":"a\"b","yes":true,"none":null})"), std::string::npos)
        << text;
}

TEST(EmbeddedMetrics, StayWithinTheLimitsHoweverMuchThereIs) {
    EmbeddedLine line{.name_space = "Ours"};
    for (std::size_t i = 0; i < most_embedded_metrics; ++i)
        line.metrics.push_back({"Metric" + std::to_string(i), "Seconds", std::vector<double>(5'000, 1234.567)});
    const auto text = embedded_line(line);
    EXPECT_LE(text.size(), longest_embedded_line);
    EXPECT_EQ(boost::json::parse(text).at("_aws").at("CloudWatchMetrics").at(0).at("Metrics").as_array().size(), 100u);
    line.metrics.resize(1);
    EXPECT_EQ(boost::json::parse(embedded_line(line)).at("Metric0").as_array().size(), 100u);
    line.metrics.resize(101, {"More", "Count", {1}});
    EXPECT_THROW(embedded_line(line), std::logic_error);
}

TEST(EmbeddedMetrics, LeaveOutWhatIsNoNumber) {
    EmbeddedLine line{.name_space = "Ours"};
    line.metrics = {{"A", "Count", {std::numeric_limits<double>::quiet_NaN()}}};
    EXPECT_THAT(embedded_line(line), Not(HasSubstr("\"A\"")));
}

TEST(Living, MeansThatTheLoopTurnedLately) {
    using std::chrono::seconds;
    Liveness liveness{seconds{10}};
    EXPECT_FALSE(liveness.alive(seconds{0})) << "not before its first turn";
    liveness.turned(seconds{100});
    EXPECT_TRUE(liveness.alive(seconds{110}));
    EXPECT_FALSE(liveness.alive(seconds{111}));
}

TEST(Readiness, NamesWhatIsMissingAsJson) {
    Readiness readiness;
    EXPECT_EQ(as_json(readiness), R"({"ready":true,"missing":[],"warnings":[]})");
    readiness.missing.push_back({"store", "the \"disk\" is full\xff"});
    readiness.warnings.emplace_back(5'000, 'w');
    const auto page = boost::json::parse(as_json(readiness));
    EXPECT_FALSE(page.at("ready").as_bool());
    EXPECT_EQ(page.at("missing").at(0).at("what").as_string(), "store");
    EXPECT_LT(page.at("warnings").at(0).as_string().size(), 1'100u);
}

TEST(StampedLog, SaysInEveryJsonLineWhoWroteIt) {
    std::vector<std::string> lines;
    Log log{[&](std::string_view line) { lines.emplace_back(line); }, [] { return std::int64_t{0}; }};
    log.stamp({{"task", "abc123"}, {"rev", "bot:7"}});
    log.info("a.b", "Something", {{"task", "a field of that name steps aside"}});
    ASSERT_EQ(lines.size(), 1u);
    const auto line = boost::json::parse(lines[0]);
    EXPECT_EQ(line.at("task").as_string(), "abc123");
    EXPECT_EQ(line.at("rev").as_string(), "bot:7");
    EXPECT_EQ(line.at("task_").as_string(), "a field of that name steps aside");
    log.measurement("{}");
    EXPECT_EQ(lines.back(), "{}");
}

TEST(StampedLog, KeepsItsLinesShort) {
    std::string last;
    Log log{[&](std::string_view line) { last = line; }, [] { return std::int64_t{0}; }};
    log.stamp({{"task", std::string(64, 't')}, {"rev", std::string(129, 'r')}});
    std::vector<std::string> names;
    for (int i = 0; i < 40; ++i) names.push_back("field" + std::to_string(i));
    std::vector<LogField> fields;
    for (const auto& name : names) fields.emplace_back(name, std::string(700, '\x01'));
    log.write(Level::info, "a.b", std::string(700, '"'), fields);
    EXPECT_LE(last.size(), Log::longest_line);
    EXPECT_EQ(boost::json::parse(last).at("event").as_string(), "a.b");
}

}  // namespace
}  // namespace privman::observe
