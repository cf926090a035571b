#include "observe/prometheus_text.hpp"

#include <fmt/format.h>

#include <cmath>

namespace privman::observe {

namespace {

std::string escaped(std::string_view text, bool quotes_too) {
    std::string out;
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == '\\' || (quotes_too && c == '"')) out += '\\';
        out += c;
    }
    return out;
}

std::string number(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
    return fmt::format("{}", value);
}

std::string_view word_for(MetricType type) {
    switch (type) {
        case MetricType::counter: return "counter";
        case MetricType::gauge: return "gauge";
        case MetricType::histogram: return "histogram";
    }
    return "untyped";
}

void append_line(std::string& out, std::string_view name, std::span<const MetricLabel> labels, std::string_view bound,
                 const std::string& value) {
    out += name;
    std::string inside;
    for (const auto& label : labels)
        inside += fmt::format("{}{}=\"{}\"", inside.empty() ? "" : ",", label.name, escaped(label.value, true));
    if (!bound.empty()) inside += fmt::format("{}le=\"{}\"", inside.empty() ? "" : ",", bound);
    if (!inside.empty()) out += '{' + inside + '}';
    out += ' ' + value + '\n';
}

void append_histogram(std::string& out, const MetricFamily& family, const MetricSample& sample,
                      const Histogram& histogram) {
    for (std::size_t i = 0; i < histogram.bounds().size(); ++i)
        append_line(out, family.name + "_bucket", sample.labels, number(histogram.bounds()[i]),
                    std::to_string(histogram.below(i)));
    append_line(out, family.name + "_bucket", sample.labels, "+Inf", std::to_string(histogram.count()));
    append_line(out, family.name + "_sum", sample.labels, {}, number(histogram.sum()));
    append_line(out, family.name + "_count", sample.labels, {}, std::to_string(histogram.count()));
}

}  // namespace

std::string prometheus_text(std::span<const MetricFamily> families) {
    std::string out;
    for (const auto& family : families) {
        if (family.samples.empty()) continue;
        out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", family.name, escaped(family.help, false), family.name,
                           word_for(family.type));
        for (const auto& sample : family.samples) {
            if (const auto* histogram = std::get_if<const Histogram*>(&sample.value))
                append_histogram(out, family, sample, **histogram);
            else
                append_line(out, family.name, sample.labels, {}, number(std::get<double>(sample.value)));
        }
    }
    return out;
}

}  // namespace privman::observe
