#include "domain/refusal.hpp"

#include "domain/match.hpp"

namespace privman {

WhyRefused why_too_late(const Life& life) {
    return std::visit(match{
                          [](const Waiting&) { return WhyRefused::stale_card; },
                          [](const Submitting&) { return WhyRefused::being_decided; },
                          [](const Settled&) { return WhyRefused::already_decided; },
                          [](const Gone&) { return WhyRefused::gone; },
                          [](const Unconfirmed&) { return WhyRefused::gone; },
                      },
                      life.stage);
}

}  // namespace privman
