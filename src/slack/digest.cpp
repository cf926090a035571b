#include "slack/digest.hpp"

#include "slack/button.hpp"
#include "slack/words.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace privman::slack {

namespace json = boost::json;

namespace {

Words words_of(const DigestView& view) {
    Words words;
    if (view.without_card == 0) {
        words << "Every waiting request has its card.";
        return words;
    }
    words << Strong{std::to_string(view.without_card) + (view.without_card == 1 ? " more request" : " more requests")}
          << (view.without_card == 1 ? " waits without a card here" : " wait without a card here") << " ("
          << std::to_string(view.waiting) << " in all).";
    if (view.longest.empty()) return words;
    words << NewLine{} << "Longest waiting:";
    for (const auto& line : view.longest) words << NewLine{} << "• " << line;
    return words;
}

}  // namespace

json::object digest_message(const DigestView& view) {
    auto message = message_of(words_of(view));
    message["unfurl_links"] = false;
    message["unfurl_media"] = false;
    if (view.without_card == 0) return message;
    json::array elements;
    elements.push_back(json::object{{"type", "button"},
                                    {"action_id", show_more_action},
                                    {"value", "v1"},
                                    {"text", {{"type", "plain_text"}, {"text", "Show more"}, {"emoji", false}}}});
    message["blocks"].as_array().push_back(
        json::object{{"type", "actions"}, {"block_id", "digest"}, {"elements", std::move(elements)}});
    return message;
}

}  // namespace privman::slack
