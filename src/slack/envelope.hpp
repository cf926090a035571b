// What arrives over Socket Mode, decoded: strict about what decides, tolerant about everything else.
#pragma once

#include "domain/grant.hpp"
#include "ports/directory.hpp"
#include "ports/inbox.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace privman::slack {

/// What decoding has to know.
struct Expected {
    Self self;
    std::string bot_id;
    std::string app_id;  ///< empty: not known, nothing is compared with it
    std::vector<Grant> offered;
};

struct HelloFrame {
    std::optional<unsigned> connections;  ///< of this app, this one included, as Slack counts
    std::optional<std::chrono::seconds> lifetime;
    std::string app_id;
};

struct DisconnectFrame {
    std::string reason;
};

/// Something with an envelope id: it wants an ack whatever it holds.
struct Envelope {
    std::string id;
    std::string type;
    std::optional<Arrival> arrival;  ///< nothing: acknowledged and left alone
    std::string ignored;             ///< why there is no arrival; for the log, never user text
    bool routine = false;            ///< of what is ignored: it comes all the time, and nobody waits for an answer
    std::string by;                  ///< who has caused it, as far as it says; for the log
    std::vector<std::string> keys;   ///< any of them seen before: the same thing delivered again
    unsigned retry_attempt = 0;
};

/// Neither of these: broken, empty, unknown. Nothing to acknowledge.
struct Noise {
    std::string why;
};

using Incoming = std::variant<HelloFrame, DisconnectFrame, Envelope, Noise>;

/// Never throws on any bytes. A frame that cannot be parsed but shows an envelope id becomes an Envelope all the same.
Incoming decode(std::string_view frame, const Expected& expected);

/// `{"envelope_id":"…"}`.
std::string ack_of(std::string_view envelope_id);

}  // namespace privman::slack
