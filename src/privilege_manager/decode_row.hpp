// From what a row says to an elevation request, or why it is none.
#pragma once

#include "contract/profile.hpp"
#include "contract/template.hpp"
#include "domain/elevation_request.hpp"
#include "privilege_manager/row_fields.hpp"
#include "privilege_manager/wire.hpp"

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace privman::pm {

/// Why a row is not on the list.
struct LeftOut {
    std::string why;
    bool unknown_status = false;
    bool no_id = false;
    bool decided = false;  ///< plainly no longer pending: not worth a remark
};

class RowDecoder {
public:
    /// What it is given must outlive it.
    RowDecoder(const contract::Profile& profile, std::string_view base_url);

    [[nodiscard]] std::expected<ElevationRequest, LeftOut> decode(const Said& said) const;

private:
    [[nodiscard]] static std::expected<RequestId, std::string> usable_id(const Said& said);
    [[nodiscard]] std::optional<LeftOut> wrong_status(const RequestId& id, const Said& said) const;
    [[nodiscard]] std::string console_link(const RequestId& id) const;

    const contract::Profile& profile_;
    std::string_view base_url_;
    std::vector<contract::Piece> link_;
};

/// Adds the keys under which `said`, a request, said things.
void count_seen(const Said& said, SeenKeys& seen);

}  // namespace privman::pm
