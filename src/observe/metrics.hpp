// Numbers that a program keeps about itself: counters, gauges and histograms, apart by labels from small fixed sets. No
// clock, no registry, no global: whoever counts owns what he counts with.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace privman::observe {

/// Only grows; starts anew with the process.
class Counter {
public:
    void add(double more = 1) { total_ += std::max(more, 0.0); }
    /// Takes over what somebody else counts.
    void catch_up(double total) { total_ = std::max(total_, total); }
    [[nodiscard]] double total() const { return total_; }

private:
    double total_ = 0;
};

/// What is so now. Not known until it was set: an unknown gauge is not shown, and is not zero.
class Gauge {
public:
    void set(double value) { value_ = value; }
    void forget() { value_.reset(); }
    [[nodiscard]] std::optional<double> value() const { return value_; }

private:
    std::optional<double> value_;
};

/// How often a value fell below each of some fixed bounds; and a fair choice of the latest values themselves.
class Histogram {
public:
    static constexpr std::size_t most_samples = 100;

    /// `bounds` ascend, without infinity, and live as long as the program.
    explicit Histogram(std::span<const double> bounds) : bounds_{bounds}, below_(bounds.size()) {}

    /// Negative values count as zero: two clocks that disagree are no reason to measure backwards.
    void record(double value);

    [[nodiscard]] std::span<const double> bounds() const { return bounds_; }
    /// How many were at most `bounds()[i]`.
    [[nodiscard]] std::uint64_t below(std::size_t i) const { return below_[i]; }
    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] double sum() const { return sum_; }

    /// Values recorded since the last call, at most `most_samples`: of more, every second, fourth, eighth … one, so
    /// that a busy minute is not told by its beginning.
    std::vector<double> take_samples();

private:
    std::span<const double> bounds_;
    std::vector<std::uint64_t> below_;
    std::uint64_t count_ = 0;
    double sum_ = 0;
    std::vector<double> samples_;
    std::size_t every_ = 1;  ///< so many values for one sample
    std::size_t skipped_ = 0;
};

/// An enumeration whose values have words, in order: `words_of(Label{})`. Labels are never ids, people or channels.
template <class Label>
concept LabelSet = std::is_enum_v<Label> && requires(Label label) {
    { words_of(label) } -> std::convertible_to<std::span<const std::string_view>>;
};

/// One metric for each combination of labels: `decisions(Kind::approved, Origin::person).add()`.
template <class Metric, LabelSet... Labels>
class By {
public:
    template <class... Arguments>
    explicit By(const Arguments&... arguments) : metrics_((words_of(Labels{}).size() * ...), Metric{arguments...}) {}

    Metric& operator()(Labels... labels) { return metrics_.at(place(labels...)); }
    const Metric& operator()(Labels... labels) const { return metrics_.at(place(labels...)); }

    /// Calls `visit(words, metric)` for each; `words` has one per label.
    template <class Visit>
    void each(Visit visit) const {
        const std::array<std::span<const std::string_view>, sizeof...(Labels)> sets{words_of(Labels{})...};
        for (std::size_t i = 0; i < metrics_.size(); ++i) {
            std::array<std::string_view, sizeof...(Labels)> words;
            auto rest = i;
            for (std::size_t k = sets.size(); k-- > 0; rest /= sets[k].size())
                words[k] = sets[k][rest % sets[k].size()];
            visit(words, metrics_[i]);
        }
    }

private:
    [[nodiscard]] static std::size_t place(Labels... labels) {
        std::size_t at = 0;
        ((at = at * words_of(Labels{}).size() + static_cast<std::size_t>(std::to_underlying(labels))), ...);
        return at;
    }

    std::vector<Metric> metrics_;
};

struct MetricLabel {
    std::string name;
    std::string value;
};

/// One line of a scrape, or for a histogram several. Borrows the histogram.
struct MetricSample {
    std::vector<MetricLabel> labels;
    std::variant<double, const Histogram*> value;
};

enum class MetricType { counter, gauge, histogram };

/// All that is shown under one name. Borrows the metrics that it was made from.
struct MetricFamily {
    std::string name;  ///< with its unit: `…_seconds`, `…_total`
    MetricType type = MetricType::counter;
    std::string help;
    std::vector<MetricSample> samples;
};

inline MetricType type_of(const Counter&) { return MetricType::counter; }
inline MetricType type_of(const Gauge&) { return MetricType::gauge; }
inline MetricType type_of(const Histogram&) { return MetricType::histogram; }

void add_sample(MetricFamily& family, std::vector<MetricLabel> labels, const Counter& counter);
void add_sample(MetricFamily& family, std::vector<MetricLabel> labels, const Gauge& gauge);
void add_sample(MetricFamily& family, std::vector<MetricLabel> labels, const Histogram& histogram);

template <class Metric>
MetricFamily family(std::string_view name, std::string_view help, const Metric& metric) {
    MetricFamily one{.name = std::string{name}, .type = type_of(metric), .help = std::string{help}};
    add_sample(one, {}, metric);
    return one;
}

template <class Metric, class... Labels>
MetricFamily family(std::string_view name, std::string_view help,
                    const std::array<std::string_view, sizeof...(Labels)>& labels,
                    const By<Metric, Labels...>& metrics) {
    MetricFamily one{.name = std::string{name}, .help = std::string{help}};
    metrics.each([&](const auto& words, const Metric& metric) {
        one.type = type_of(metric);
        std::vector<MetricLabel> with;
        with.reserve(labels.size());
        for (std::size_t i = 0; i < labels.size(); ++i) with.push_back({std::string{labels[i]}, std::string{words[i]}});
        add_sample(one, std::move(with), metric);
    });
    return one;
}

}  // namespace privman::observe
