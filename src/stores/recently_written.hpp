// Which rows this process has written last, by their marks. Nobody else writes while it has the file, so an index in
// the file, which would be two more pages to store with each change, could tell no more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace privman::stores {

class RecentlyWritten {
public:
    /// Rows remembered at most; of more, the oldest are forgotten.
    static constexpr std::size_t most = 10'000;

    /// From here on every change is noted: `mark` is the last one before.
    void begin_after(std::uint64_t mark) {
        by_mark_.clear();
        marks_.clear();
        complete_after_ = mark;
    }
    /// What was noted is not to be relied upon until it is begun anew.
    void lose() { begin_after(never); }

    /// `id` was written, or is about to be.
    void note(const std::string& id, std::uint64_t mark) {
        const auto [known, is_new] = marks_.try_emplace(id, mark);
        if (!is_new) {
            by_mark_.erase(known->second);
            known->second = mark;
        }
        by_mark_.insert_or_assign(mark, id);
        if (by_mark_.size() <= most) return;
        complete_after_ = by_mark_.begin()->first;
        marks_.erase(by_mark_.begin()->second);
        by_mark_.erase(by_mark_.begin());
    }

    /// Those that may have been written after `mark`. Nothing: that is longer ago than is known here.
    [[nodiscard]] std::optional<std::vector<std::string>> after(std::uint64_t mark) const {
        if (complete_after_ == never || mark < complete_after_) return std::nullopt;
        std::vector<std::string> ids;
        for (auto next = by_mark_.upper_bound(mark); next != by_mark_.end(); ++next) ids.push_back(next->second);
        return ids;
    }

private:
    static constexpr std::uint64_t never = UINT64_MAX;
    std::uint64_t complete_after_ = never;
    std::map<std::uint64_t, std::string> by_mark_;
    std::unordered_map<std::string, std::uint64_t> marks_;
};

}  // namespace privman::stores
