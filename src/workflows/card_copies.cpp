#include "workflows/card_copies.hpp"

#include <algorithm>

namespace privman {

const CardCopy* copy_that_stands(const Life& life, const ChannelId& channel, const Attempt& attempt) {
    const auto copies = life.cards.find(channel);
    if (copies == life.cards.end()) return nullptr;
    const auto copy = std::ranges::find(copies->second, attempt, &CardCopy::attempt);
    return copy == copies->second.end() || !copy->ts ? nullptr : &*copy;
}

Life with_copy(Life life, const ChannelId& channel, const Attempt& attempt,
               const std::function<void(CardCopy&)>& change) {
    const auto found = life.cards.find(channel);
    if (found == life.cards.end()) return life;
    for (auto& copy : found->second)
        if (copy.attempt == attempt) change(copy);
    return life;
}

Life without_copy(Life life, const ChannelId& channel, const Attempt& attempt) {
    const auto found = life.cards.find(channel);
    if (found == life.cards.end()) return life;
    std::erase_if(found->second, [&](const CardCopy& copy) { return copy.attempt == attempt; });
    if (found->second.empty()) life.cards.erase(found);
    return life;
}

}  // namespace privman
