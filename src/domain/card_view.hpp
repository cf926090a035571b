// What a card should say: derived from a life, compared by hash, rendered elsewhere.
#pragma once

#include "domain/elevation_request.hpp"
#include "domain/grant.hpp"
#include "domain/ids.hpp"
#include "domain/request_life.hpp"
#include "domain/words.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace privman {

struct CardField {
    std::string label;  ///< ours
    std::string value;  ///< somebody else's: shown literally
    bool wide = false;  ///< wants the whole width: a path, a reason
    friend bool operator==(const CardField&, const CardField&) = default;
};

/// The picker and the two buttons.
struct Controls {
    std::vector<Grant> offered;
    Grant preselected = Grant::one_time();
    friend bool operator==(const Controls&, const Controls&) = default;
};

enum class Tone { waiting, deciding, approved, denied, closed, alarm };

struct CardView {
    ElevationRequest facts;  ///< whose card it is; what its seal vouches for
    Tone tone = Tone::waiting;
    std::string title;              ///< "Elevation request", "Approved"
    std::vector<CardField> fields;  ///< in the order in which they are shown, only those present
    std::vector<Words> status;      ///< who decided what, why there are no buttons, what is wrong
    std::optional<Controls> controls;
    std::string fallback;  ///< the whole card in one line: notifications, screen readers

    friend bool operator==(const CardView&, const CardView&) = default;
};

/// What every card of this bot shares.
struct CardPolicy {
    std::vector<Grant> offered;
    Grant preselected = Grant::one_time();
    bool somebody_may_decide = false;   ///< false: cards carry no buttons and say why
    bool channel_is_registered = true;  ///< false: the same
    /// Everybody who is named as an approver looks like the requester, or may not decide any more. Absent: nobody
    /// knows.
    std::function<bool(const ElevationRequest&)> nobody_left{};
};

/// How long an answer may take before the clicked card says "Approving…".
inline constexpr Millis slow_after{400};

/// What the card in `channel` should say now.
CardView card_view(const Life&, const ChannelId& channel, const CardPolicy&, const Moment& now);

/// Equal views have equal hashes, across restarts and versions that render alike. Never 0.
std::uint64_t hash_of(const CardView&);

}  // namespace privman
