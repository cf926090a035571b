#include "privilege_manager/json_places.hpp"

#include "net/http_message.hpp"
#include "privilege_manager/json_tokens.hpp"
#include "privilege_manager/text.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace privman::pm {

std::optional<std::vector<PointerStep>> steps_of(std::string_view pointer) {
    std::vector<PointerStep> steps;
    while (!pointer.empty()) {
        if (!pointer.starts_with('/')) return std::nullopt;
        pointer.remove_prefix(1);
        const auto written = pointer.substr(0, pointer.find('/'));
        pointer.remove_prefix(written.size());
        auto& [name, index] = steps.emplace_back();
        for (std::size_t i = 0; i < written.size(); ++i) {
            const bool escape =
                written[i] == '~' && i + 1 < written.size() && (written[i + 1] == '0' || written[i + 1] == '1');
            if (escape) ++i;
            name += escape ? (written[i] == '0' ? '~' : '/') : written[i];
        }
        std::size_t number = 0;
        const auto [stop, error] = std::from_chars(name.data(), name.data() + name.size(), number);
        if (error == std::errc{} && stop == name.data() + name.size()) index = number;
    }
    return steps;
}

JsonPlaces::JsonPlaces() : nodes_(1) {}

JsonPlaces::Node* JsonPlaces::child_of(const Node& node, const PointerStep& step) {
    const auto found = std::ranges::find(node.children, step, [](const Node* child) { return child->step; });
    return found == node.children.end() ? nullptr : *found;
}

void JsonPlaces::want(std::string_view pointer) {
    const auto steps = steps_of(pointer);
    if (!steps) return;
    auto* here = &nodes_.front();
    for (const auto& step : *steps) {
        auto* child = child_of(*here, step);
        if (!child) {
            child = &nodes_.emplace_back();
            child->step = step;
            here->children.push_back(child);
        }
        here = child;
    }
}

const JsonPlace* JsonPlaces::at(std::string_view pointer) const {
    const auto steps = steps_of(pointer);
    if (!steps) return nullptr;
    const auto* here = &nodes_.front();
    for (const auto& step : *steps) {
        here = child_of(*here, step);
        if (!here) return nullptr;
    }
    return here->place ? &*here->place : nullptr;
}

boost::system::error_code JsonPlaces::find(std::string_view text) {
    text_ = text;
    levels_.clear();
    next_ = {&nodes_.front()};
    forget(nodes_.front());
    const auto error = walk_json(text, *this);
    if (error) forget(nodes_.front());
    return error;
}

void JsonPlaces::forget(Node& node) {
    node.place.reset();
    for (auto* child : node.children) {
        child->spelling.reset();
        forget(*child);
    }
}

/// The member named exactly so, else the first of those that differ in letter case only; and of two with the very same
/// name the last. That is `member` in an object out of Boost's parser.
bool JsonPlaces::names(Node& node, std::string_view key) {
    if (key != node.step.name) {
        if (!net::equal_ignoring_case(key, node.step.name)) return false;
        if (node.spelling && *node.spelling != key) return false;
    }
    node.spelling = key;
    return true;
}

bool JsonPlaces::open(Container kind, std::size_t at) {
    begin_value({.container = kind, .at = at, .depth = levels_.size()});
    const auto leads_on = [&](const Node* child) { return kind == Container::object || child->step.index; };
    const bool looks_inside =
        std::ranges::any_of(next_, [&](const Node* node) { return std::ranges::any_of(node->children, leads_on); });
    levels_.push_back({.kind = kind, .nodes = std::exchange(next_, {})});
    return looks_inside;
}

void JsonPlaces::close(std::size_t end, std::size_t size) {
    for (auto* node : levels_.back().nodes) {
        node->place->end = end;
        node->place->size = size;
    }
    levels_.pop_back();
}

void JsonPlaces::key(std::string_view token) {
    std::string room;
    auto key = plain_text(token, room);
    if (!is_valid_utf8(key)) key = room = valid_utf8(key);
    next_.clear();
    for (const auto* node : levels_.back().nodes)
        for (auto* child : node->children)
            if (names(*child, key)) next_.push_back(child);
}

void JsonPlaces::scalar(std::string_view token) {
    const auto at = static_cast<std::size_t>(token.data() - text_.data());
    begin_value({.at = at, .end = at + token.size()});
}

/// `next_` becomes what this value is called.
void JsonPlaces::begin_value(const JsonPlace& place) {
    if (!levels_.empty() && levels_.back().kind == Container::array) {
        auto& list = levels_.back();
        const auto index = list.elements++;
        next_.clear();
        for (const auto* node : list.nodes)
            for (auto* child : node->children)
                if (child->step.index == index) next_.push_back(child);
    }
    for (auto* node : next_) {
        forget(*node);
        node->place = place;
    }
}

}  // namespace privman::pm
