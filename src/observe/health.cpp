#include "observe/health.hpp"

#include "observe/text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace privman::observe {

namespace json = boost::json;

namespace {
constexpr std::size_t longest_reason = 1'000;

json::string presentable(const std::string& text) {
    return json::string{cut_in_the_middle(as_utf8(text), longest_reason)};
}
}  // namespace

std::string as_json(const Readiness& readiness) {
    json::array missing;
    for (const auto& [what, why] : readiness.missing)
        missing.push_back(json::object{{"what", what}, {"why", presentable(why)}});
    json::array warnings;
    for (const auto& warning : readiness.warnings) warnings.push_back(presentable(warning));
    return json::serialize(
        json::object{{"ready", readiness.ready()}, {"missing", std::move(missing)}, {"warnings", std::move(warnings)}});
}

}  // namespace privman::observe
