#include "domain/elevation_request.hpp"

namespace privman {

std::string facts_digest_input(const ElevationRequest& r) {
    std::string all;
    // Length before text, so that no two different sets of facts can spell the same string.
    const auto add = [&all](const std::string& text) { all += std::to_string(text.size()) + ":" + text; };
    for (const auto* text :
         {&r.id.value, &r.application, &r.version, &r.user, &r.user_full_name, &r.computer, &r.path, &r.command_line,
          &r.reason, &r.company, &r.signer, &r.rating, &r.hash, &r.policy, &r.requested_text})
        add(*text);
    add(r.requested ? std::to_string(r.requested->time_since_epoch().count()) : std::string{});
    return all;
}

}  // namespace privman
