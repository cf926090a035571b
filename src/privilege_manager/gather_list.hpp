// From the rows of an answer, one after the other, to a complete list.
#pragma once

#include "domain/elevation_request.hpp"
#include "ports/elevation_source.hpp"
#include "privilege_manager/decode_row.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace privman::pm {

class GatheredList {
public:
    /// For an answer that lists so many rows. `no_row` is said of those that are no rows at all.
    GatheredList(std::size_t listed, std::string no_row);

    /// The number of the request on this list; also when the same row was there before. Nothing when it is not kept:
    /// another one with this id says something else, or there are too many.
    std::optional<std::uint32_t> add(SharedRequest request);

    void leave_out(LeftOut left_out);
    void leave_out_no_row() { ++no_rows_; }

    /// There are more than `max_requests`: nothing more needs to be added.
    [[nodiscard]] bool too_many() const { return too_many_; }
    /// From now on remarks are only counted: why something is left out need not be said in words.
    [[nodiscard]] bool heard_enough() const { return remarks_.size() >= most_remarks; }

    /// The list, oldest first; nothing when it is `last` again, as far as can be seen without comparing requests. Or
    /// why it is none. Ends this gathering. `last` may be null.
    [[nodiscard]] std::expected<std::optional<PendingList>, std::string> finish(const PendingList* last);
    /// Afterwards: where each request is on the list, by its number.
    [[nodiscard]] const std::vector<std::uint32_t>& places() const { return places_; }

private:
    static constexpr std::size_t most_remarks = 20;

    [[nodiscard]] std::optional<std::uint32_t> number_of(const ElevationRequest& request);
    void remark(std::string text);
    /// The number of the request at each place.
    [[nodiscard]] std::vector<std::uint32_t> oldest_first() const;
    [[nodiscard]] bool stand_as_in(const PendingList& last) const;
    [[nodiscard]] std::vector<std::string> all_remarks() const;

    std::size_t listed_;
    std::string no_row_;
    std::vector<SharedRequest> entries_;  ///< by number
    std::unordered_map<std::string_view, std::uint32_t> numbers_;
    std::set<RequestId> twice_;
    std::vector<std::string> remarks_;
    std::size_t more_remarks_ = 0;
    std::size_t no_rows_ = 0;
    std::size_t unknown_status_ = 0;
    std::size_t no_id_ = 0;
    bool too_many_ = false;
    std::vector<std::uint32_t> places_;
};

}  // namespace privman::pm
