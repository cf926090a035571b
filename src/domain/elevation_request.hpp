// What somebody asks for, and what Privilege Manager says about it.
#pragma once

#include "domain/ids.hpp"
#include "domain/moment.hpp"

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>

namespace privman {

/// One elevation request as listed. Every text but the id was typed or made by somebody else: shown, never believed,
/// never interpreted. An empty text means that Privilege Manager did not say.
struct ElevationRequest {
    RequestId id;
    std::string application;     ///< product or file name
    std::string version;         ///< of the file
    std::string user;            ///< the account that asks: `CORP\jdoe`
    std::string user_full_name;  ///< the account's display name
    std::string computer;
    std::string path;
    std::string command_line;
    std::string reason;
    std::string company;  ///< claimed by the file's author, not proven
    std::string signer;   ///< proven by a signature; only when the contract maps such a field
    std::string rating;
    std::string hash;
    std::string policy;
    std::string requested_text;         ///< the time as written, when it could not be placed in a time zone
    std::optional<WallTime> requested;  ///< when the request was made, if that was said with a zone
    std::string console_link;           ///< from configuration and the id only; empty when none is configured
    /// Facts that whoever stored this did not know of, so that nobody was shown them: bits, in the order of
    /// `text_facts`. That a list says them is no change.
    std::uint32_t unheard_of = 0;

    friend bool operator==(const ElevationRequest&, const ElevationRequest&) = default;
};

/// A fact that is a text, under the name that records give it.
struct TextFact {
    const char* name;
    std::string ElevationRequest::* text;
};

/// In the order in which they are stored. A fact that comes later goes to the end.
inline constexpr std::array text_facts{
    TextFact{"application", &ElevationRequest::application},
    TextFact{"version", &ElevationRequest::version},
    TextFact{"user", &ElevationRequest::user},
    TextFact{"user_full_name", &ElevationRequest::user_full_name},
    TextFact{"computer", &ElevationRequest::computer},
    TextFact{"path", &ElevationRequest::path},
    TextFact{"command_line", &ElevationRequest::command_line},
    TextFact{"reason", &ElevationRequest::reason},
    TextFact{"company", &ElevationRequest::company},
    TextFact{"signer", &ElevationRequest::signer},
    TextFact{"rating", &ElevationRequest::rating},
    TextFact{"hash", &ElevationRequest::hash},
    TextFact{"policy", &ElevationRequest::policy},
    TextFact{"requested_text", &ElevationRequest::requested_text},
    TextFact{"console_link", &ElevationRequest::console_link},
};

/// Whoever stored the request knew of this fact, whatever it said.
bool was_heard_of(const ElevationRequest&, std::string ElevationRequest::* fact);

/// How a seal spells the facts that it vouches for. Each format names its facts, and their order, for ever: a button
/// that stands was sealed over just these bytes, and a fact that comes later needs the next format.
inline constexpr unsigned newest_seal_format = 1;

/// Every fact that a person is shown, as seals of `format` spell them; nothing for a format that this version does not
/// know.
std::optional<std::string> sealed_facts(unsigned format, const ElevationRequest&);

/// Length before text, so that no two different lists of texts can spell the same string.
std::string spelled_apart(std::initializer_list<const std::string*> texts);

}  // namespace privman
