#include "sandbox/slack/messages.hpp"

#include "sandbox/slack/block_kit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace privman::sandbox::slack {

Message& Messages::add(Message message) {
    message.ts = next_ts();
    complete_blocks(message.blocks);
    message.history = {{clock_.wall_ms(), message.text, message.blocks}};
    return messages_.emplace_back(std::move(message));
}

void Messages::edit(Message& message, std::string text, json::array blocks) {
    complete_blocks(blocks);
    message.text = std::move(text);
    message.blocks = std::move(blocks);
    message.edited = message.blocks.empty();
    message.history.push_back({clock_.wall_ms(), message.text, message.blocks});
}

void Messages::remove(Message& message) { message.deleted = true; }

Message* Messages::find(std::string_view channel, std::string_view ts) {
    const auto found = std::ranges::find_if(messages_, [&](const Message& message) {
        return message.ts == ts && message.channel == channel && !message.deleted;
    });
    return found == messages_.end() ? nullptr : &*found;
}

std::string Messages::next_ts() {
    last_us_ = std::max(last_us_ + 1, clock_.wall_ms() * 1000);
    return fmt::format("{}.{:06}", last_us_ / 1'000'000, last_us_ % 1'000'000);
}

bool is_ts(std::string_view text) {
    const auto dot = text.find('.');
    if (dot == std::string_view::npos || dot == 0 || text.size() - dot - 1 != 6) return false;
    return std::ranges::all_of(text, [](char c) { return c == '.' || (c >= '0' && c <= '9'); }) &&
           text.find('.', dot + 1) == std::string_view::npos;
}

}  // namespace privman::sandbox::slack
