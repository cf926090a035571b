#include "doctor/pretty_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace privman::doctor {

namespace json = boost::json;

namespace {

constexpr std::size_t fits_on_a_line = 90;

void write(const json::value& value, std::size_t depth, std::string& out) {
    const auto flat = json::serialize(value);
    const bool nested = value.is_object() || value.is_array();
    if (!nested || (depth > 0 && flat.size() + 2 * depth <= fits_on_a_line)) {
        out += flat;
        return;
    }
    const std::string indent(2 * (depth + 1), ' ');
    bool first = true;
    const auto begin_item = [&] {
        out += first ? "\n" : ",\n";
        out += indent;
        first = false;
    };
    out += value.is_object() ? '{' : '[';
    if (const auto* object = value.if_object()) {
        for (const auto& [key, item] : *object) {
            begin_item();
            out += json::serialize(json::value(key)) + ": ";
            write(item, depth + 1, out);
        }
    } else {
        for (const auto& item : value.get_array()) {
            begin_item();
            write(item, depth + 1, out);
        }
    }
    if (!first) out += "\n" + std::string(2 * depth, ' ');
    out += value.is_object() ? '}' : ']';
}

}  // namespace

std::string pretty(const json::value& value) {
    std::string out;
    write(value, 0, out);
    return out + "\n";
}

}  // namespace privman::doctor
