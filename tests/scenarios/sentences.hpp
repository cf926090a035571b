// The tables of sentences: a pattern, and what it does with the words it caught.
#pragma once

#include "tests/scenarios/steps.hpp"

#include <cstdint>
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

// The same about AWS.
const std::vector<Deed>& aws_givens();
const std::vector<Deed>& aws_whens();
const std::vector<Finding>& aws_thens();

/// "once", "3" or "always" of a fault.
std::int64_t times_of(const std::string& words);

/// "approve 30 minutes" as the sandbox tells of a decision.
std::string decision_in_words(const json::object& request);

}  // namespace privman::scenarios
