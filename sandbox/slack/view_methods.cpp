#include "sandbox/slack/view_methods.hpp"

#include <utility>

namespace privman::sandbox::slack {

namespace {

std::expected<json::value, Refusal> view_of(const ApiCall& call) {
    auto given = call.structure("view");
    if (!given) return refuse_argument("invalid JSON", "view");
    if (!*given) return refuse_argument("missing required field: view", "view");
    return std::move(**given);
}

}  // namespace

Answer ViewMethods::shown(std::expected<View*, Refusal> view) const {
    if (!view) return std::unexpected{std::move(view.error())};
    return json::object{{"view", view_json(workspace_, **view)}};
}

Answer ViewMethods::open(const ApiCall& call) {
    const auto view = view_of(call);
    if (!view) return std::unexpected{view.error()};
    return shown(views_.open(call.text("trigger_id").value_or(""), *view));
}

Answer ViewMethods::push(const ApiCall& call) {
    const auto view = view_of(call);
    if (!view) return std::unexpected{view.error()};
    return shown(views_.push(call.text("trigger_id").value_or(""), *view));
}

Answer ViewMethods::update(const ApiCall& call) {
    const auto content = view_of(call);
    if (!content) return std::unexpected{content.error()};
    View* view = nullptr;
    if (const auto id = call.text("view_id")) view = views_.find(*id);
    if (const auto id = call.text("external_id"); !view && id && !id->empty()) view = views_.find_external(*id);
    if (!view) return refuse("not_found");
    return shown(views_.update(*view, *content, call.text("hash").value_or("")));
}

Answer ViewMethods::publish(const ApiCall& call) {
    if (!app_.home_tab) return refuse("not_enabled");
    const auto user = call.text("user_id");
    if (!user || !workspace_.person(*user)) return refuse_argument("unknown user", "user_id");
    const auto content = view_of(call);
    if (!content) return std::unexpected{content.error()};
    return shown(views_.publish(*user, *content, call.text("hash").value_or("")));
}

}  // namespace privman::sandbox::slack
