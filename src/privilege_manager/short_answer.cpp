#include "privilege_manager/short_answer.hpp"

#include "privilege_manager/json_tokens.hpp"
#include "privilege_manager/walk_json.hpp"

#include <array>

namespace privman::pm {

namespace {

/// More than this is no longer a few rows that are new: a copy of it would only cost memory.
constexpr std::size_t most_unknown = 2u << 20;

/// Runs through text that may be JSON, and knows in which brackets it is. As far as the text is JSON, that is true.
class BracketWalk {
public:
    explicit BracketWalk(std::string_view text) : text_{text} {}

    /// Stops before the next bracket that opens an element of an array `depth` levels deep. False: there is none.
    bool go_to_element(std::size_t depth) {
        while (here_ < text_.size()) {
            switch (text_[here_]) {
                case '"': here_ = end_of_string(text_, here_); continue;
                case '{':
                case '[':
                    if (depth_ == depth && open_[depth_ - 1] == '[') return true;
                    if (depth_ == open_.size()) return false;
                    open_[depth_++] = text_[here_];
                    break;
                case '}':
                case ']':
                    if (depth_ == 0) return false;
                    --depth_;
                    break;
                default: break;
            }
            ++here_;
        }
        return false;
    }

    [[nodiscard]] std::size_t here() const { return here_; }
    void skip(std::size_t length) { here_ += length; }

private:
    std::string_view text_;
    std::size_t here_ = 0;
    std::size_t depth_ = 0;
    std::array<char, deepest_json> open_{};
};

}  // namespace

ShortAnswer::ShortAnswer(std::string_view answer, const KnownRows& known) : text_{answer} {
    const auto depth = known.setting().depth;
    if (known.notes().empty() || depth == 0) return;
    RowLookup lookup{known};
    std::size_t copied = 0;
    const auto copy_to = [&](std::size_t here) {
        const auto unknown = answer.substr(copied, here - copied);
        if (shortened_.size() + unknown.size() > most_unknown) return false;
        shortened_ += unknown;
        return true;
    };
    for (BracketWalk walk{answer}; walk.go_to_element(depth);) {
        const auto rest = answer.substr(walk.here());
        const auto* row = lookup.next_in(rest);
        if (!row) {
            const auto unknown = rest.substr(0, end_of_value(rest, 0));
            row = lookup.same_as(unknown);
            if (!row) {
                walk.skip(unknown.size());
                continue;
            }
        }
        if (!copy_to(walk.here())) break;
        rows_.push_back({.at = shortened_.size(), .at_in_answer = walk.here(), .row = row});
        shortened_ += rest.front();
        shortened_ += rest[row->length - 1];
        walk.skip(row->length);
        copied = walk.here();
    }
    if (!copy_to(answer.size())) rows_.clear();
}

}  // namespace privman::pm
