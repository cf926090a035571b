// When may a request that is not listed any more be believed gone? Pure bookkeeping over complete lists.
#pragma once

#include "domain/ids.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <vector>

namespace privman {

/// Counts in how many complete lists in a row a request was missing. Two are believed; three when more than half of at
/// least five vanish at once, which looks more like a sick server than like busy approvers. A failed list resets every
/// count: what was missing around it was not missing "in a row".
class Vanishing {
public:
    /// Takes one complete list; returns which of `watched` are to be believed gone now.
    std::vector<RequestId> complete_list(const std::set<RequestId>& watched, const std::set<RequestId>& listed);
    void failed_list() { missing_.clear(); }

private:
    std::map<RequestId, unsigned> missing_;
    std::map<RequestId, unsigned> needed_;
};

}  // namespace privman
