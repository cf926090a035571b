// What operators are given (queries, dashboards, alerts, the table of metrics) names what the program really says.
#include "app/cloudwatch_metrics.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

namespace privman::app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using Names = std::set<std::string>;

const fs::path top{PRIVMAN_SOURCE_DIR};

std::string content(const fs::path& file) {
    std::ifstream in{top / file, std::ios::binary};
    EXPECT_TRUE(in) << file;
    return {std::istreambuf_iterator<char>{in}, {}};
}

Names found(const std::string& text, const std::string& pattern) {
    const std::regex expression{pattern};
    Names names;
    for (std::sregex_iterator match{text.begin(), text.end(), expression}, end; match != end; ++match)
        names.insert((*match)[1].str());
    return names;
}

/// Everything that the bot is made of, in one string.
const std::string& sources() {
    static const std::string all = [] {
        std::string text;
        for (const auto& entry : fs::recursive_directory_iterator{top / "src"})
            if (entry.path().extension() == ".cpp") text += content(fs::relative(entry.path(), top));
        return text;
    }();
    return all;
}

Names metrics() {
    Names names{"privman_slack_build_info"};
    for (const auto& family : Tally{}.families()) {
        names.insert(family.name);
        if (family.type == observe::MetricType::histogram)
            for (const auto* part : {"_bucket", "_sum", "_count"}) names.insert(family.name + part);
    }
    return names;
}

Names cloudwatch_metrics() {
    Tally tally;
    tally.pending.set(1);
    tally.oldest_waiting_seconds.set(1);
    tally.poll_seconds.record(1);
    tally.click_to_ack_seconds.record(1);
    tally.card_to_decision_seconds.record(1);
    tally.click_to_outcome_seconds(ClaimEnd::confirmed).record(1);
    tally.request_to_card_seconds(MadeBy::first_list).record(1);
    CloudWatchMetrics metrics;
    const auto line = json::parse(metrics.line(tally, 0, {}));
    Names names;
    for (const auto& metric : line.at("_aws").at("CloudWatchMetrics").at(0).at("Metrics").as_array())
        names.insert(metric.at("Name").as_string().c_str());
    return names;
}

bool is_said(const std::string& event) { return sources().find('"' + event + '"') != std::string::npos; }

void expect_known(const Names& named, const Names& known, const std::string& where) {
    for (const auto& name : named) EXPECT_TRUE(known.contains(name)) << name << " in " << where;
    EXPECT_FALSE(named.empty()) << where;
}

/// A query's words that are neither quoted, nor the language's own, nor made by the query itself.
Names fields_of(const std::string& query) {
    static const Names language{"fields", "filter", "stats", "sort", "limit", "desc", "asc",   "by", "as",
                                "bin",    "count",  "avg",   "max",  "min",   "sum",  "pct",   "in", "and",
                                "or",     "not",    "like",  "d",    "m",     "h",    "SOURCE"};
    const auto unquoted = std::regex_replace(query, std::regex{"\"[^\"]*\"|'[^']*'"}, " ");
    const auto made = found(unquoted, R"(\bas ([a-z_]+))");
    Names names;
    for (const auto& word : found(unquoted, R"(([@A-Za-z_][A-Za-z_]*))"))
        if (!language.contains(word) && !made.contains(word)) names.insert(word);
    return names;
}

void expect_query_is_true(const std::string& query, const std::string& where) {
    static const Names ours{"level", "event", "message", "time", "task", "rev", "@timestamp"};
    const auto measured = cloudwatch_metrics();
    for (const auto& field : fields_of(query)) {
        const bool known = ours.contains(field) || measured.contains(field) ||
                           sources().find("{\"" + field + "\"") != std::string::npos;
        EXPECT_TRUE(known) << "field " << field << " in " << where;
    }
    for (const auto& quoted : found(query, "\"([a-z_]+[.][a-z_.]+)\""))
        EXPECT_TRUE(quoted.ends_with('.') ? sources().find('"' + quoted) != std::string::npos : is_said(quoted))
            << "event " << quoted << " in " << where;
}

TEST(OperatorFiles, AlertsNameMetricsThatExist) {
    const auto alerts = content("deploy/prometheus/alerts.yaml");
    expect_known(found(alerts, "(privman_slack_[a-z_]+)"), metrics(), "alerts.yaml");
}

TEST(OperatorFiles, EveryAlertHasARunbookOfItsOwn) {
    const auto alerts = content("deploy/prometheus/alerts.yaml");
    const auto names = found(alerts, R"(- alert: (\w+))");
    const auto runbooks = found(alerts, R"(runbook: docs/operating\.md#(alert-[a-z-]+)\n)");
    EXPECT_GT(names.size(), 10u);
    EXPECT_EQ(names.size(), runbooks.size());
}

TEST(OperatorFiles, GrafanaShowsMetricsThatExist) {
    const auto text = content("deploy/grafana/dashboard.json");
    const auto dashboard = json::parse(text);
    Names named;
    for (const auto& panel : dashboard.at("panels").as_array())
        for (const auto& target : panel.at("targets").as_array())
            named.merge(found(target.at("expr").as_string().c_str(), "(privman_slack_[a-z_]+)"));
    expect_known(named, metrics(), "grafana/dashboard.json");
}

TEST(OperatorFiles, CloudWatchShowsMetricsFieldsAndEventsThatExist) {
    const auto dashboard = json::parse(content("deploy/cloudwatch/dashboard.json"));
    const auto known = cloudwatch_metrics();
    for (const auto& widget : dashboard.at("widgets").as_array()) {
        const auto& properties = widget.at("properties").as_object();
        if (const auto* query = properties.if_contains("query"))
            expect_query_is_true(query->as_string().c_str(), "cloudwatch/dashboard.json");
        if (const auto* rows = properties.if_contains("metrics"))
            for (const auto& row : rows->as_array()) {
                EXPECT_EQ(row.at(0).as_string(), json::string_view{cloudwatch_namespace});
                EXPECT_EQ(row.at(2).as_string(), json::string_view{cloudwatch_dimension}) << row;
                EXPECT_TRUE(known.contains(row.at(1).as_string().c_str())) << row;
            }
    }
}

TEST(OperatorFiles, SavedQueriesUseFieldsAndEventsThatExist) {
    const auto queries = json::parse(content("deploy/cloudwatch/queries.json"));
    EXPECT_GE(queries.as_array().size(), 10u);
    for (const auto& query : queries.as_array())
        expect_query_is_true(query.at("query").as_string().c_str(), query.at("name").as_string().c_str());
}

TEST(OperatorFiles, TheTableOfMetricsIsComplete) {
    const auto page = content("docs/operating-metrics.md");
    Names listed = found(page, R"(\n\| `(privman_slack_[a-z_]+)`)");
    Names known{"privman_slack_build_info"};
    for (const auto& family : Tally{}.families()) known.insert(family.name);
    EXPECT_EQ(listed, known);
    for (const auto& name : cloudwatch_metrics())
        EXPECT_NE(page.find("| `" + name + "`"), std::string::npos) << name << " is not explained";
}

/// The first argument of every call of `warning` or `error` on a log, wherever it stands: a name, or a choice of two.
Names loud_events() {
    const auto& text = sources();
    Names events;
    for (const std::string call : {"og.warning(", "og.error(", "og_.warning(", "og_.error("})
        for (auto at = text.find(call); at != std::string::npos; at = text.find(call, at + 1)) {
            const auto begin = at + call.size();
            int depth = 0;
            bool quoted = false;
            auto end = begin;
            for (; end < text.size(); ++end) {
                const char c = text[end];
                if (c == '"') quoted = !quoted;
                if (quoted) continue;
                if (c == ',' && depth == 0) break;
                depth += c == '(' || c == '{' ? 1 : c == ')' || c == '}' ? -1 : 0;
                if (depth < 0) break;
            }
            const auto names = found(text.substr(begin, end - begin), "\"([a-z_]+[.][a-z_.]+)\"");
            EXPECT_FALSE(names.empty()) << "an event without a name: " << text.substr(at, 80);
            events.insert(names.begin(), names.end());
        }
    return events;
}

TEST(OperatorFiles, TheTableOfEventsHoldsEveryWarningAndError) {
    const auto page = content("docs/operating-metrics.md");
    const auto listed = found(page, R"(\n\| `([a-z_]+\.[a-z_.]+)`)");
    const auto loud = loud_events();
    EXPECT_GT(loud.size(), 60u);
    for (const auto& event : loud) EXPECT_TRUE(listed.contains(event)) << event << " is not in the table of events";
}

TEST(OperatorFiles, TheTableOfEventsTellsTheTruth) {
    const auto page = content("docs/operating-metrics.md");
    const auto listed = found(page, R"(\n\| `([a-z_]+\.[a-z_.]+)`)");
    EXPECT_GT(listed.size(), 30u);
    for (const auto& event : listed) EXPECT_TRUE(is_said(event)) << event;
}

}  // namespace
}  // namespace privman::app
