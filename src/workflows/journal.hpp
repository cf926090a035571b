// What changed, in the order in which it changed last: whoever derives something from records asks what came after the
// number up to which it has looked, and no reader can be forgotten, because nobody keeps a list of readers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>

namespace privman {

/// Of each key only the latest change counts. Numbers grow with every change and begin with 1: a reader that has seen
/// nothing yet holds 0. Of a reader that is far behind nobody knows any more what it has missed; it looks at
/// everything.
template <class Key>
class Journal {
public:
    /// `most`: the keys that are remembered.
    explicit Journal(std::size_t most = 4'096) : most_{most} {}

    void stamp(const Key& key) {
        ++newest_;
        if (const auto known = latest_.find(key); known != latest_.end()) {
            order_.erase(known->second);
            known->second = newest_;
        } else {
            latest_.emplace(key, newest_);
        }
        order_.emplace(newest_, key);
        if (order_.size() <= most_) return;
        forgotten_ = order_.begin()->first;
        latest_.erase(order_.begin()->second);
        order_.erase(order_.begin());
    }

    /// To be remembered before what changed is looked at.
    [[nodiscard]] std::uint64_t newest() const { return newest_; }

    /// False: everything may have changed since `seen`.
    [[nodiscard]] bool knows_since(std::uint64_t seen) const {
        return newest_ == 0 || (seen > 0 && seen >= forgotten_);
    }

    /// Each key whose latest change came after `seen`, the oldest change first. `visit` must not stamp.
    template <class Visit>
    void since(std::uint64_t seen, Visit visit) const {
        for (auto entry = order_.upper_bound(seen); entry != order_.end(); ++entry) visit(entry->second);
    }

private:
    std::size_t most_;
    std::uint64_t newest_ = 0;
    std::uint64_t forgotten_ = 0;  ///< the newest change that is not remembered any more
    std::map<std::uint64_t, Key> order_;
    std::map<Key, std::uint64_t> latest_;
};

}  // namespace privman
