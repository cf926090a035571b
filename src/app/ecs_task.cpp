#include "app/ecs_task.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace privman::app {

namespace json = boost::json;

namespace {

/// As long as the family of a task definition may be: alarms look for all of it.
constexpr std::size_t longest_mark = 255;

/// Names in AWS hold nothing else; whatever else answers here must not write into every line.
std::string as_mark(std::string_view text) {
    std::string mark;
    for (const char c : text.substr(0, longest_mark)) {
        const bool fits =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (fits) mark += c;
    }
    return mark;
}

std::string_view text_in(const json::object& object, const char* name) {
    const auto* value = object.if_contains(name);
    const auto* text = value ? value->if_string() : nullptr;
    return text ? std::string_view{text->data(), text->size()} : std::string_view{};
}

}  // namespace

std::vector<std::pair<std::string, std::string>> ecs_marks(std::string_view task_metadata) {
    boost::system::error_code broken;
    const auto document = json::parse(task_metadata, broken);
    const auto* task = broken ? nullptr : document.if_object();
    if (!task) return {};
    std::vector<std::pair<std::string, std::string>> marks;
    const auto arn = text_in(*task, "TaskARN");
    if (auto id = as_mark(arn.substr(arn.rfind('/') + 1)); !id.empty()) marks.emplace_back("task", std::move(id));
    const auto family = as_mark(text_in(*task, "Family"));
    const auto revision = as_mark(text_in(*task, "Revision"));
    if (!family.empty() && !revision.empty()) marks.emplace_back("rev", family + ":" + revision);
    return marks;
}

Async<std::vector<std::pair<std::string, std::string>>> ask_ecs(net::Http& http, std::string base) {
    net::HttpLimits limits;
    limits.total = ecs_metadata_within;
    limits.max_body = 256u << 10;
    const auto answer = co_await http.send(std::move(base) + "/task", {}, limits);
    if (!answer || answer->status != 200) co_return std::vector<std::pair<std::string, std::string>>{};
    co_return ecs_marks(answer->body);
}

}  // namespace privman::app
