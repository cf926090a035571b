#include "domain/refusal.hpp"

#include "domain/match.hpp"

namespace privman {

bool had_the_right(WhyRefused why) {
    switch (why) {
        case WhyRefused::being_decided:
        case WhyRefused::already_decided:
        case WhyRefused::gone:
        case WhyRefused::too_late:
        case WhyRefused::unknown_card:
        case WhyRefused::stale_card:
        case WhyRefused::not_stored:
        // Who it was is not known, so it may have been somebody who may: the schedule leaves it to people.
        case WhyRefused::person_not_checked: return true;
        case WhyRefused::not_a_member:
        case WhyRefused::not_an_approver:
        case WhyRefused::own_request:
        case WhyRefused::channel_not_registered:
        case WhyRefused::foreign_button:
        // What the click that counts was worth is judged with that.
        case WhyRefused::adds_nothing:
        case WhyRefused::too_many:
        case WhyRefused::replaced:
        case WhyRefused::unknown_request: break;
    }
    return false;
}

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
