// The tables of sentences: a pattern, and what it does with the words it caught.
#pragma once

#include "tests/scenarios/steps.hpp"

#include <functional>
#include <regex>
#include <string>
#include <vector>

namespace privman::scenarios {

/// The groups of a pattern, from one; unmatched ones are empty.
using Caught = std::vector<std::string>;

/// given, at, when: done once.
struct Deed {
    const char* pattern;
    bool needs_bot;
    std::function<void(Play&, const Caught&)> act;
};

/// then: looked at until it holds, or, for `stays`, over two further polls.
struct Finding {
    const char* pattern;
    std::function<Complaint(Play&, const Caught&)> look;
    bool stays = false;
};

const std::vector<Deed>& givens();
const std::vector<Deed>& ats();
const std::vector<Deed>& whens();
const std::vector<Finding>& thens();

/// "approve 30 minutes" as the sandbox tells of a decision.
std::string decision_in_words(const json::object& request);

}  // namespace privman::scenarios
