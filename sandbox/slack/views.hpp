// Modal and home views, and the triggers that allow a modal to open: three seconds, one use.
#pragma once

#include "sandbox/clock.hpp"
#include "sandbox/slack/api_call.hpp"
#include "sandbox/slack/messages.hpp"
#include "sandbox/slack/workspace.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace privman::sandbox::slack {

struct View {
    std::string id;
    std::string owner;     ///< who sees it
    json::object content;  ///< as the app sent it, ids completed
    std::string hash;
    std::string root_id;
    std::string previous_id;  ///< empty for the first of a stack
    Picks picks;              ///< what the owner entered
    bool open = true;
};

class Views {
public:
    explicit Views(const Clock& clock) : clock_{clock} {}

    /// A trigger from an interaction of that person, in `view_id` when it came out of a modal.
    [[nodiscard]] std::string issue_trigger(std::string_view person, std::string_view view_id = {});

    // Each fails with Slack's own error codes. `content` is a view as the app sent it.
    [[nodiscard]] std::expected<View*, Refusal> open(std::string_view trigger, const json::value& content);
    [[nodiscard]] std::expected<View*, Refusal> push(std::string_view trigger, const json::value& content);
    [[nodiscard]] std::expected<View*, Refusal> update(View& view, const json::value& content, std::string_view hash);
    [[nodiscard]] std::expected<View*, Refusal> publish(std::string_view person, const json::value& content,
                                                        std::string_view hash);

    /// On top of `below`, or in its place: what a submission's ack may ask for.
    [[nodiscard]] std::expected<View*, Refusal> stack(View& below, const json::value& content);
    void close(View& view);
    /// Closes the whole stack `view` belongs to.
    void clear(View& view);

    /// Open modals and home views; null when there is none (any more).
    [[nodiscard]] View* find(std::string_view id);
    [[nodiscard]] View* find_external(std::string_view external_id);
    /// The open modal that person sees on top; null when there is none.
    [[nodiscard]] View* top_modal(std::string_view person);
    /// Open ones, oldest first.
    [[nodiscard]] std::vector<const View*> all_open() const;

private:
    struct Trigger {
        std::string person;
        std::string view_id;
        std::int64_t ends_ms = 0;
        bool used = false;
    };

    [[nodiscard]] std::expected<Trigger, Refusal> redeem(std::string_view trigger);
    View& add(std::string_view owner, json::object content, const View* below);

    const Clock& clock_;
    std::map<std::string, Trigger, std::less<>> triggers_;
    std::deque<View> views_;
};

/// `view{}` of answers and interactions.
[[nodiscard]] json::object view_json(const Workspace& workspace, const View& view);

}  // namespace privman::sandbox::slack
