#include "sandbox/slack/views.hpp"

#include "sandbox/slack/block_kit.hpp"
#include "sandbox/slack/ids.hpp"
#include "sandbox/slack/payloads.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace privman::sandbox::slack {

namespace {

constexpr std::int64_t trigger_life_ms = 3'000;
constexpr std::size_t stack_limit = 3;

std::expected<json::object, Refusal> accepted(const json::value& content, std::string_view wanted_type) {
    if (json::serialize(content).size() > view_bytes_limit) return refuse("view_too_large");
    if (const auto complaints = complaints_about_view(content); !complaints.empty()) {
        return refuse_with("invalid_arguments", complaints);
    }
    json::object view = content.get_object();
    if (word(view, "type") != wanted_type) {
        return refuse_with("invalid_arguments",
                           {fmt::format("[ERROR] type must be {} [json-pointer:/view/type]", wanted_type)});
    }
    complete_blocks(view.at("blocks").get_array());
    return view;
}

json::value or_null(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value ? *value : json::value{};
}

}  // namespace

std::string Views::issue_trigger(std::string_view person, std::string_view view_id) {
    std::string id = fmt::format("{}.{}.{}", clock_.wall_ms(), 1, random_word(24));
    triggers_.emplace(id, Trigger{std::string{person}, std::string{view_id}, clock_.boot_ms() + trigger_life_ms});
    return id;
}

std::expected<Views::Trigger, Refusal> Views::redeem(std::string_view trigger) {
    const auto found = triggers_.find(trigger);
    if (found == triggers_.end()) return refuse("invalid_trigger_id");
    if (found->second.used) return refuse("exchanged_trigger_id");
    if (clock_.boot_ms() > found->second.ends_ms) return refuse("expired_trigger_id");
    found->second.used = true;
    return found->second;
}

View& Views::add(std::string_view owner, json::object content, const View* below) {
    View view{.id = "V0" + random_word(9), .owner = std::string{owner}, .content = std::move(content)};
    view.hash = fmt::format("{}.{}", clock_.wall_ms() / 1000, random_word(8));
    view.root_id = below ? below->root_id : view.id;
    if (below) view.previous_id = below->id;
    return views_.emplace_back(std::move(view));
}

std::expected<View*, Refusal> Views::open(std::string_view trigger, const json::value& content) {
    auto view = accepted(content, "modal");
    if (!view) return std::unexpected{std::move(view.error())};
    const auto external = word(*view, "external_id");
    if (!external.empty() && find_external(external)) return refuse("duplicate_external_id");
    const auto redeemed = redeem(trigger);
    if (!redeemed) return std::unexpected{redeemed.error()};
    // The client shows one stack at a time: a new root replaces what was open.
    if (View* top = top_modal(redeemed->person)) clear(*top);
    return &add(redeemed->person, std::move(*view), nullptr);
}

std::expected<View*, Refusal> Views::push(std::string_view trigger, const json::value& content) {
    const auto redeemed = redeem(trigger);
    if (!redeemed) return std::unexpected{redeemed.error()};
    View* below = find(redeemed->view_id);
    if (!below) return refuse("invalid_trigger_id");
    return stack(*below, content);
}

std::expected<View*, Refusal> Views::stack(View& below, const json::value& content) {
    auto view = accepted(content, "modal");
    if (!view) return std::unexpected{std::move(view.error())};
    const auto height = static_cast<std::size_t>(
        std::ranges::count_if(views_, [&](const View& other) { return other.open && other.root_id == below.root_id; }));
    if (height >= stack_limit) return refuse("push_limit_reached");
    return &add(below.owner, std::move(*view), &below);
}

std::expected<View*, Refusal> Views::update(View& view, const json::value& content, std::string_view hash) {
    if (!hash.empty() && hash != view.hash) return refuse("hash_conflict");
    auto fresh = accepted(content, word(view.content, "type"));
    if (!fresh) return std::unexpected{std::move(fresh.error())};
    const auto external = word(*fresh, "external_id");
    if (const View* other = external.empty() ? nullptr : find_external(external); other && other != &view) {
        return refuse("duplicate_external_id");
    }
    view.content = std::move(*fresh);
    view.hash = fmt::format("{}.{}", clock_.wall_ms() / 1000, random_word(8));
    return &view;
}

std::expected<View*, Refusal> Views::publish(std::string_view person, const json::value& content,
                                             std::string_view hash) {
    for (View& view : views_) {
        if (view.open && view.owner == person && word(view.content, "type") == "home")
            return update(view, content, hash);
    }
    auto fresh = accepted(content, "home");
    if (!fresh) return std::unexpected{std::move(fresh.error())};
    return &add(person, std::move(*fresh), nullptr);
}

void Views::close(View& view) { view.open = false; }

void Views::clear(View& view) {
    for (View& other : views_) {
        if (other.root_id == view.root_id) other.open = false;
    }
}

View* Views::find(std::string_view id) {
    const auto found = std::ranges::find_if(views_, [&](const View& view) { return view.open && view.id == id; });
    return found == views_.end() ? nullptr : &*found;
}

View* Views::find_external(std::string_view external_id) {
    const auto found = std::ranges::find_if(
        views_, [&](const View& view) { return view.open && word(view.content, "external_id") == external_id; });
    return found == views_.end() ? nullptr : &*found;
}

View* Views::top_modal(std::string_view person) {
    View* top = nullptr;
    for (View& view : views_) {
        if (view.open && view.owner == person && word(view.content, "type") == "modal") top = &view;
    }
    return top;
}

std::vector<const View*> Views::all_open() const {
    std::vector<const View*> open;
    for (const View& view : views_) {
        if (view.open) open.push_back(&view);
    }
    return open;
}

json::object view_json(const Workspace& workspace, const View& view) {
    const auto& content = view.content;
    json::object result{
        {"id", view.id},
        {"team_id", workspace.team_id()},
        {"type", word(content, "type")},
        {"title", or_null(content, "title")},
        {"submit", or_null(content, "submit")},
        {"close", or_null(content, "close")},
        {"blocks", content.at("blocks")},
        {"private_metadata", word(content, "private_metadata")},
        {"callback_id", word(content, "callback_id")},
        {"external_id", word(content, "external_id")},
        {"state", json::object{{"values", state_values(content.at("blocks").get_array(), view.picks, "initial")}}},
        {"hash", view.hash},
        {"clear_on_close", content.contains("clear_on_close") && content.at("clear_on_close").is_bool() &&
                               content.at("clear_on_close").get_bool()},
        {"notify_on_close", content.contains("notify_on_close") && content.at("notify_on_close").is_bool() &&
                                content.at("notify_on_close").get_bool()},
        {"root_view_id", view.root_id},
        {"previous_view_id", view.previous_id.empty() ? json::value{} : json::value(view.previous_id)},
        {"app_id", workspace.app_id()},
        {"app_installed_team_id", workspace.team_id()},
        {"bot_id", workspace.bot_id()}};
    return result;
}

}  // namespace privman::sandbox::slack
