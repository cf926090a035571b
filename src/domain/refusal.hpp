// Why a click decided nothing: a reason that can be counted, and words for whoever clicked.
#pragma once

#include "domain/request_life.hpp"
#include "domain/words.hpp"

namespace privman {

enum class WhyRefused {
    not_a_member,  ///< a guest, a stranger, a bot, somebody deactivated
    not_an_approver,
    own_request,  ///< it looks like his own, and nobody decides for himself
    channel_not_registered,
    person_not_checked,  ///< the chat product did not say who this is
    being_decided,       ///< somebody else holds the claim
    already_decided,
    gone,      ///< no longer pending, and not by us; or not confirmed
    too_late,  ///< the click is older than a decision may be
    unknown_card,
    stale_card,      ///< the card showed something else than what is true now
    foreign_button,  ///< not one of ours, or what it says is not on offer
    unknown_request,
    not_stored,    ///< the store did not take it
    adds_nothing,  ///< their click on this card is being judged already
    too_many,      ///< so many wait for this request already
    replaced,      ///< they denied on the same card before this approval was judged
};

struct Refusal {
    WhyRefused why;
    Words words;
};

/// Whoever is refused like this may decide, or may for all that is known; it was only this click that could not.
bool had_the_right(WhyRefused);

/// Why a click on this life came to nothing, by what has become of it.
WhyRefused why_too_late(const Life&);

}  // namespace privman
