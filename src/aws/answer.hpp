// What AWS's refusals mean: the code, and what to do about it.
#pragma once

#include "aws/failure.hpp"
#include "net/error.hpp"
#include "net/http_message.hpp"

#include <string>
#include <string_view>

namespace privman::aws {

/// AWS's words, as far as an answer has any.
struct Refusal {
    unsigned status = 0;
    std::string code;     ///< `ThrottlingException`; `HTTP 503` when the answer says none
    std::string message;  ///< often empty; cut to some hundred bytes
    std::string request_id;
};

/// What may help.
enum class Remedy {
    none,
    wait,             ///< ask again later
    wait_longer,      ///< the same, for a limit on the rate
    new_credentials,  ///< ask again with fresh ones, once
    right_clock,      ///< ask again with the server's time, once
};

/// Of an AWS JSON service. Any body is fine; one that is not JSON is quoted, cut.
[[nodiscard]] Refusal read_json_refusal(const net::HttpResponse& response);

/// Of STS.
[[nodiscard]] Refusal read_xml_refusal(const net::HttpResponse& response);

[[nodiscard]] Remedy remedy_for(const Refusal& refusal);

/// `call` is for the sentence: "ssm GetParameters".
[[nodiscard]] Failure failure_of(const Refusal& refusal, std::string_view call);
[[nodiscard]] Failure failure_of(const net::NetError& error, std::string_view call);

/// A failure of our own finding.
[[nodiscard]] std::unexpected<Failure> fail(Trouble kind, std::string what);

}  // namespace privman::aws
