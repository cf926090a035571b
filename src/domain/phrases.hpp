// The sentences about decisions, in one place: cards, private answers and announcements say the same thing in the same
// words.
#pragma once

#include "domain/decision.hpp"
#include "domain/request_life.hpp"
#include "domain/words.hpp"

namespace privman {

/// `text` as the end of a sentence: with one full stop, unless it ends one already.
std::string as_sentence_end(std::string text);

/// "@ada", or "the schedule".
Words decider_in_words(const Decider&);
/// "Approve, 30 minutes" or "Deny": what was chosen, as a thing that can be sent.
std::string choice_in_words(const Choice&);
/// "Approved by @ada for 30 minutes." / "Denied by @ada."
Words verdict_in_words(const Verdict&);
/// "Outcome not confirmed: @ada sent Approve, 30 minutes; …"
Words unconfirmed_in_words(const Unconfirmed&);

}  // namespace privman
