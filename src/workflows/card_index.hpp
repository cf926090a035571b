// Whose card a message is, kept up to date with each change of a life.
#pragma once

#include "workflows/records.hpp"

#include <map>
#include <memory>
#include <utility>

namespace privman {

class CardIndex {
public:
    explicit CardIndex(Records& records)
        : watching_{records.watch_lives([this](const Life* before, const Life* after) {
              if (before)
                  visit(*before, [this](const auto& message, const RequestId& id) {
                      if (const auto known = whose_.find(message); known != whose_.end() && known->second == id)
                          whose_.erase(known);
                  });
              if (after)
                  visit(*after,
                        [this](const auto& message, const RequestId& id) { whose_.insert_or_assign(message, id); });
          })} {}
    CardIndex(const CardIndex&) = delete;
    CardIndex& operator=(const CardIndex&) = delete;

    /// Of whose request this message is a card; null: of none that is known.
    [[nodiscard]] const RequestId* whose(const ChannelId& channel, const MessageTs& ts) const {
        const auto found = whose_.find({channel, ts});
        return found == whose_.end() ? nullptr : &found->second;
    }

private:
    template <class Visit>
    static void visit(const Life& life, const Visit& visit_one) {
        for (const auto& [channel, copies] : life.cards)
            for (const auto& copy : copies)
                if (copy.ts) visit_one(std::pair{channel, *copy.ts}, life.id);
    }

    std::map<std::pair<ChannelId, MessageTs>, RequestId> whose_;
    std::shared_ptr<const Records::LifeWatcher> watching_;
};

}  // namespace privman
