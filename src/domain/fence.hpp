// Rules that keep a request for people, whatever the hour.
#pragma once

#include "domain/fold.hpp"
#include "domain/pattern.hpp"

#include <map>
#include <set>
#include <vector>

namespace privman {

/// Which rule keeps a request. What nobody has looked at is kept.
enum class Fence {
    people,      ///< AUTO_APPROVE_EXCEPT
    two_people,  ///< it needs two approvers
    none,
};

class Fences {
public:
    Fences(std::vector<RequestPattern> except, std::vector<RequestPattern> two_person, Fold fold)
        : except_{std::move(except)}, two_person_{std::move(two_person)}, fold_{std::move(fold)} {}

    /// The same facts under the same id are not held against the rules again: a request that waits is asked about with
    /// every list, and reading a path in every way it can be meant is the dearest part of that.
    [[nodiscard]] Fence around(const ElevationRequest&) const;
    /// It will not be asked about again soon.
    void forget(const RequestId& id) { known_.erase(id); }

private:
    struct Known {
        ElevationRequest facts;
        Fence fence{};
    };
    [[nodiscard]] Fence find(const ElevationRequest&) const;

    std::vector<RequestPattern> except_;
    std::vector<RequestPattern> two_person_;
    Fold fold_;
    mutable std::map<RequestId, Known> known_;
};

}  // namespace privman
