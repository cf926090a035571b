// Is what a list says now what people were shown? Decides whether a click on a card still means the same thing.
#pragma once

#include "domain/elevation_request.hpp"

#include <string>
#include <vector>

namespace privman {

/// One fact that is no longer what it was. Texts as Privilege Manager said them; empty: it did not say.
struct FactChange {
    std::string name;  ///< as the card words it: "Path"
    std::string before;
    std::string now;
    friend bool operator==(const FactChange&, const FactChange&) = default;
};

/// What makes `listed` another request than the one that was `shown`, in the order of a card; empty: the same one.
/// Account, computer, path and command line must be identical. So must hash, policy, reason and requested time, as far
/// as they were known: what only becomes known is no difference. Rating, signer and company may become known and get
/// better, not worse; a word that cannot be judged counts as worse. Other facts (application, version, full name,
/// links) describe and do not count, nor does what whoever stored one of them did not know of. The id is not compared.
std::vector<FactChange> differences(const ElevationRequest& shown, const ElevationRequest& listed);

}  // namespace privman
