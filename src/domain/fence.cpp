#include "domain/fence.hpp"

namespace privman {

Fence Fences::around(const ElevationRequest& request) const {
    const auto [known, is_new] = known_.try_emplace(request.id);
    if (is_new || known->second.facts != request) known->second = {request, find(request)};
    return known->second.fence;
}

Fence Fences::find(const ElevationRequest& request) const {
    if (first_match(except_, request, fold_)) return Fence::people;
    if (first_match(two_person_, request, fold_)) return Fence::two_people;
    return Fence::none;
}

}  // namespace privman
