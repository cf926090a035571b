// When may a request that is not listed any more be believed gone? Pure bookkeeping over complete lists.
#pragma once

#include "domain/ids.hpp"
#include "domain/moment.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <vector>

namespace privman {

/// When a list was asked for, and when it arrived.
struct ListTimes {
    BootTime begun{};
    BootTime ended{};
};

/// Two lists are two only when the second was asked for so long after the first one arrived: what is asked in one
/// breath is one answer.
inline constexpr Millis lists_apart_at_most{10'000};

/// Counts in how many complete lists in a row a request was missing. Two are believed; three when more than half of at
/// least five vanish at once, which looks more like a sick server than like busy approvers. A failed list resets every
/// count: what was missing around it was not missing "in a row".
class Vanishing {
public:
    /// `apart`: see `lists_apart_at_most`.
    explicit Vanishing(Millis apart) : apart_{apart} {}

    /// Takes one complete list, in which of `watched` requests that should be there those in `missing` are not; returns
    /// which of these are to be believed gone now.
    std::vector<RequestId> complete_list(const std::set<RequestId>& missing, std::size_t watched,
                                         const ListTimes& times);
    void failed_list() { missing_.clear(); }
    /// A complete list was read for another purpose: what it holds was not missing "in a row".
    template <class Holds>
    void also_read(Holds holds) {
        std::erase_if(missing_, [&](const auto& absence) { return holds(absence.first); });
    }

private:
    struct Absence {
        unsigned lists = 0;  ///< that lacked it, in a row
        unsigned needed = 0;
        BootTime last{};  ///< arrival of the last of them
    };
    Millis apart_;
    std::map<RequestId, Absence> missing_;
};

}  // namespace privman
