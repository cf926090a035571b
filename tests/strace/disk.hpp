// What a loss of power would leave of the files that a program writes: only what a finished sync has covered.
#pragma once

#include "tests/strace/trace.hpp"

#include <map>
#include <memory>
#include <string>

namespace privman::strace {

/// Whole files by path.
using Files = std::map<std::string, std::string>;

class Disk {
public:
    void begins(const Call& call);
    void ends(const Call& call);

    /// As a loss of power at this moment would leave it in the worst case: nothing that was not synced is there.
    [[nodiscard]] std::shared_ptr<const Files> durable() const { return durable_; }

private:
    Files written_;
    Files being_synced_;  ///< as they were when the sync began: it promises nothing about what came later
    std::shared_ptr<const Files> durable_ = std::make_shared<Files>();
};

}  // namespace privman::strace
