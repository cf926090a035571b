// Privilege Manager's approval calls for programs: sign in, list, approve, deny, sign out. Usable without the rest of
// the bot.
#pragma once

#include "async/offload.hpp"
#include "contract/profile.hpp"
#include "domain/grant.hpp"
#include "domain/ids.hpp"
#include "net/http_client.hpp"
#include "ports/clock.hpp"
#include "ports/elevation_source.hpp"
#include "ports/outcome.hpp"
#include "privilege_manager/errors.hpp"
#include "privilege_manager/list_reader.hpp"
#include "privilege_manager/sign_in.hpp"
#include "privilege_manager/wire.hpp"

#include <memory>
#include <optional>
#include <string>

namespace privman::pm {

/// One API user at one instance, spoken to as `profile` says. Lives on one loop; http and clock must outlive the loop
/// that runs its coroutines, and so must the client. Calls may overlap.
class Client {
public:
    Client(net::Http& http, Clock& clock, contract::Profile profile, Access access);

    /// Logs in now instead of at the first call; nothing to do when a young token is there.
    Async<Outcome<void>> sign_in();
    Async<void> sign_out();

    /// What waits for a decision: a complete list (see `PendingList`) or a failure. Twice the same list when nothing
    /// changed.
    Async<Outcome<SharedList>> pending();

    /// The same, with how the field map fared; for self-checks.
    Async<Outcome<DecodedList>> inspect_list();

    /// Says it once. See `Submission` for what each answer promises. It does not leave after `not_sent_after`, however
    /// long signing in or connecting takes. A refused token (`NotDelivered::token_refused`) is replaced with the
    /// next call; this one is not said again.
    Async<Submission> approve(RequestId id, Grant grant, std::string comment, std::string approver,
                              BootTime not_sent_after = BootTime::max());
    Async<Submission> deny(RequestId id, std::string comment, std::string approver,
                           BootTime not_sent_after = BootTime::max());

    /// The product's version, asked without a token.
    Async<Outcome<std::string>> version();
    /// The instance's own API description, a JSON document.
    Async<Outcome<std::string>> api_description();

    /// By how much this machine's clock is ahead of the server's (behind it: negative), to two seconds or so, as its
    /// last quick answer said; nothing before.
    [[nodiscard]] std::optional<Millis> ahead_of_server() const { return ahead_; }
    [[nodiscard]] LoginHealth login() const { return sign_in_.health(); }
    [[nodiscard]] const contract::Profile& profile() const { return profile_; }

private:
    /// Why there is no answer to look at.
    struct NoAnswer {
        Failure why;
        std::optional<net::NetError> net;  ///< absent: it ended at the login
        bool token_refused = false;
    };
    using Reply = std::expected<net::HttpResponse, NoAnswer>;
    void note_time(const net::HttpResponse& response, BootTime asked);

    /// A refused token is replaced; then the call is made once more, if it may be repeated.
    Async<Reply> call(EncodedCall call, net::HttpLimits limits, BootTime not_sent_after = BootTime::max());
    /// What the list call was answered with, successfully.
    Async<Outcome<std::string>> list_answer();
    Async<Submission> submit(Decision decision, BootTime not_sent_after);
    [[nodiscard]] Submission read_answer(net::HttpResponse response) const;

    net::Http& http_;
    Clock& clock_;
    contract::Profile profile_;
    Access access_;
    SignIn sign_in_;
    ListReader lists_;
    std::optional<Millis> ahead_;
    /// Held besides by whoever waits for a list that is being read on the other thread.
    std::shared_ptr<const bool> reading_elsewhere_ = std::make_shared<const bool>(true);
    std::unique_ptr<async::Offload> elsewhere_;  ///< the last one: it waits for what uses the others
};

}  // namespace privman::pm
