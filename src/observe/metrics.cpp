#include "observe/metrics.hpp"

#include <cmath>

namespace privman::observe {

void Histogram::record(double value) {
    if (!std::isfinite(value)) return;
    value = std::max(value, 0.0);
    for (std::size_t i = 0; i < bounds_.size(); ++i) below_[i] += value <= bounds_[i] ? 1 : 0;
    ++count_;
    sum_ += value;

    if (++skipped_ < every_) return;
    skipped_ = 0;
    if (samples_.size() == most_samples) {
        for (std::size_t i = 0; i < most_samples / 2; ++i) samples_[i] = samples_[2 * i + 1];
        samples_.resize(most_samples / 2);
        every_ *= 2;
    }
    samples_.push_back(value);
}

std::vector<double> Histogram::take_samples() {
    every_ = 1;
    skipped_ = 0;
    return std::exchange(samples_, {});
}

void add_sample(MetricFamily& family, std::vector<MetricLabel> labels, const Counter& counter) {
    family.samples.push_back({std::move(labels), counter.total()});
}

void add_sample(MetricFamily& family, std::vector<MetricLabel> labels, const Gauge& gauge) {
    if (const auto value = gauge.value()) family.samples.push_back({std::move(labels), *value});
}

void add_sample(MetricFamily& family, std::vector<MetricLabel> labels, const Histogram& histogram) {
    family.samples.push_back({std::move(labels), &histogram});
}

}  // namespace privman::observe
