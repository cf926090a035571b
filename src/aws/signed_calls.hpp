// Calls to one AWS service: signed, tried again when that helps, answered or explained.
#pragma once

#include "aws/answer.hpp"
#include "aws/endpoint.hpp"
#include "aws/fresh_credentials.hpp"
#include "aws/retry.hpp"
#include "aws/server_clock.hpp"
#include "net/http_client.hpp"
#include "observe/log.hpp"

#include <chrono>
#include <string>

namespace privman::aws {

struct SignedCall {
    std::string name;          ///< for people: "ssm GetParameters"
    net::HttpRequest request;  ///< without what signing adds
    bool changes_nothing = false;
    Refusal (*read_refusal)(const net::HttpResponse&) = read_json_refusal;
};

/// Three attempts and 25 seconds in all. Refused credentials are replaced once, a wrong clock is corrected once. Also
/// what writes is sent again after a lost answer: it must come to the same when it is carried out twice, and when one
/// of the tries may have been carried out, the failure is `unreachable`, whatever was said to the last. What is given
/// by reference must outlive this.
class SignedCalls {
public:
    static constexpr Millis longest_call = std::chrono::seconds{25};

    SignedCalls(net::Http& http, FreshCredentials& credentials, ServerClock& clock, Ambient ambient, observe::Log& log,
                Endpoint endpoint);

    /// An answer of the 2xx kind.
    Async<Result<net::HttpResponse>> send(SignedCall call);

    [[nodiscard]] const Endpoint& endpoint() const { return endpoint_; }

private:
    struct Attempted;

    Async<Result<net::HttpResponse>> try_all(const SignedCall& call);
    Async<Attempted> try_once(const SignedCall& call, const Credentials& credentials);
    void tell(const SignedCall& call, const Failure& failure, int attempt, bool last);

    net::Http& http_;
    FreshCredentials& credentials_;
    ServerClock& clock_;
    Ambient ambient_;
    observe::Log& log_;
    Endpoint endpoint_;
    net::Url url_;
    RetryBudget budget_;
};

}  // namespace privman::aws
