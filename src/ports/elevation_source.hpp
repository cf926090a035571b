// Where elevation requests come from and decisions go to.
#pragma once

#include "domain/decision.hpp"
#include "domain/elevation_request.hpp"
#include "ports/outcome.hpp"
#include "ports/request_list.hpp"

#include <memory>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace privman {

/// A complete list: a 2xx answer of the expected form whose array was found, whose `Total` is absent or agrees, and in
/// which not every row was dropped for an unknown status word. Empty is complete.
struct PendingList {
    RequestList requests;              ///< oldest first as far as times are known; ids unique
    std::set<RequestId> twice;         ///< of these, ids under which other facts are listed as well
    std::vector<std::string> remarks;  ///< rows left out, and why; for the log

    friend bool operator==(const PendingList&, const PendingList&) = default;
};
/// Never null. Two lists in a row that say the same may be one: whoever has looked at it need not look again.
using SharedList = std::shared_ptr<const PendingList>;

/// What became of a decision that was told to the product.
struct Accepted {};  ///< 2xx with a body of the expected kind: it is so
struct Declined {
    std::string why;
};  ///< understood and not done; nothing was decided
struct AlreadyDecided {
    std::string what;
};  ///< decided or gone before this call
/// No byte of it reached the product: nothing was decided.
struct NotDelivered {
    Failure why;
    bool token_refused = false;  ///< it did not get past the door: worth one more try, with a new token
};
struct OutcomeUnknown {
    Failure why;
};  ///< it may have been done, or may still be
using Submission = std::variant<Accepted, Declined, AlreadyDecided, NotDelivered, OutcomeUnknown>;

/// A decision as the product is told.
struct Instruction {
    RequestId request;
    Choice choice;
    std::string comment;   ///< a sentence that names the decider
    std::string approver;  ///< the decider alone
    /// Later than this it is not sent any more: `NotDelivered`, however far it had come (a slow login, a full queue).
    BootTime not_sent_after = BootTime::max();
};

class ElevationSource {
public:
    virtual ~ElevationSource() = default;

    /// Requests waiting for a decision. Anything but a complete list is a failure. Calls may overlap.
    virtual Async<Outcome<SharedList>> pending() = 0;

    /// Tells the product one decision, once. Never retries by itself: a token that is refused (which the product says
    /// before it looks at the decision) is `NotDelivered` with `token_refused`, and the next call signs in anew. Calls
    /// may overlap.
    virtual Async<Submission> submit(Instruction instruction) = 0;
};

}  // namespace privman
