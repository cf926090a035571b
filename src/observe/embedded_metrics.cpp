#include "observe/embedded_metrics.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace privman::observe {

namespace json = boost::json;

namespace {

/// A thousandth of a second, or of anything, is enough; and whole numbers are written as such.
json::value number(double value) {
    static constexpr double largest_whole = 9e15;
    const auto rounded = std::round(value * 1000) / 1000;
    if (std::trunc(rounded) == rounded && std::abs(rounded) < largest_whole) return static_cast<std::int64_t>(rounded);
    return rounded;
}

/// As JSON, but never with an exponent, which the serializer writes for every fraction (4E-3): not everybody who reads
/// these lines expects one.
std::string spelled(const json::value& value) {
    std::string text;
    if (const auto* fraction = value.if_double()) {
        std::array<char, 400> room{};  // the largest double has 309 digits
        const auto end = std::to_chars(room.data(), room.data() + room.size(), *fraction, std::chars_format::fixed);
        return {room.data(), end.ptr};
    }
    if (const auto* array = value.if_array()) {
        for (const auto& element : *array) text += (text.empty() ? "" : ",") + spelled(element);
        return "[" + text + "]";
    }
    if (const auto* object = value.if_object()) {
        for (const auto& [name, element] : *object)
            text += (text.empty() ? "" : ",") + json::serialize(json::value(name)) + ":" + spelled(element);
        return "{" + text + "}";
    }
    return json::serialize(value);
}

std::vector<double> chosen(const std::vector<double>& values, std::size_t most) {
    if (values.size() <= most) return values;
    std::vector<double> some;
    for (std::size_t i = 0; i < most; ++i) some.push_back(values[i * values.size() / most]);
    return some;
}

std::string serialized(const EmbeddedLine& line, std::size_t most_values) {
    json::object root;
    json::array named;
    auto body = line.others;
    for (const auto& metric : line.metrics) {
        if (metric.values.empty()) continue;
        named.push_back(json::object{{"Name", metric.name}, {"Unit", metric.unit}});
        if (metric.values.size() == 1) {
            body[metric.name] = number(metric.values.front());
            continue;
        }
        json::array values;
        for (const auto value : chosen(metric.values, most_values)) values.push_back(number(value));
        body[metric.name] = std::move(values);
    }
    json::array together;
    for (const auto& [name, value] : line.dimensions) {
        together.emplace_back(name);
        body[name] = value;
    }
    json::array dimensions;
    dimensions.emplace_back(std::move(together));
    json::object directive;
    directive["Namespace"] = line.name_space;
    directive["Dimensions"] = std::move(dimensions);
    directive["Metrics"] = std::move(named);
    json::object& instructions = root["_aws"].emplace_object();
    instructions["Timestamp"] = line.timestamp;
    instructions["CloudWatchMetrics"].emplace_array().push_back(std::move(directive));
    for (auto& [name, value] : body) root[name] = std::move(value);
    return spelled(root);
}

}  // namespace

std::string embedded_line(EmbeddedLine line) {
    if (line.metrics.size() > most_embedded_metrics) throw std::logic_error{"more metrics than one line may hold"};
    for (auto& metric : line.metrics) std::erase_if(metric.values, [](double value) { return !std::isfinite(value); });
    auto most_values = most_embedded_values;
    auto text = serialized(line, most_values);
    while (text.size() > longest_embedded_line && most_values > 1) text = serialized(line, most_values /= 2);
    return text;
}

}  // namespace privman::observe
