#include "domain/decision.hpp"

#include "domain/match.hpp"

namespace privman {

std::string name_of(const Decider& decider) {
    return std::visit(match{
                          [](const ByPerson& p) { return p.who.value; },
                          [](const BySchedule&) { return std::string{"schedule"}; },
                      },
                      decider);
}

}  // namespace privman
