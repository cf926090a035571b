// HTTP that can only look: what is not on its list is never sent. So nothing that doctor does can decide or say
// anything, whatever a profile or a later change of this folder makes of it.
#pragma once

#include "net/http_client.hpp"
#include "ports/clock.hpp"
#include "ports/outcome.hpp"

#include <optional>
#include <string>
#include <vector>

namespace privman::doctor {

/// One call that may be made: the address without its query.
struct Question {
    std::string method;
    std::string url;
    friend bool operator==(const Question&, const Question&) = default;
};

/// Remembers how the last call went. `under` and `clock` must outlive it and every call in flight.
class ReadingHttp final : public net::Http {
public:
    ReadingHttp(net::Http& under, const Clock& clock, std::vector<Question> allowed)
        : under_{under}, clock_{clock}, allowed_{std::move(allowed)} {}

    void allow(Question question) { allowed_.push_back(std::move(question)); }

    Async<net::NetResult<net::HttpResponse>> send(std::string url, net::HttpRequest request,
                                                  net::HttpLimits limits) override;

    /// Of the last call; nothing when it was answered.
    [[nodiscard]] const std::optional<net::NetError>& error() const { return error_; }
    /// Of the last answer; 0 before the first.
    [[nodiscard]] unsigned status() const { return status_; }
    /// How long the last call took, answered or not.
    [[nodiscard]] Millis took() const { return took_; }
    /// How far the other side's clock is ahead of ours, by the last answer that had a date.
    [[nodiscard]] std::optional<Millis> ahead() const { return ahead_; }

private:
    net::Http& under_;
    const Clock& clock_;
    std::vector<Question> allowed_;
    std::optional<net::NetError> error_;
    unsigned status_ = 0;
    Millis took_{0};
    std::optional<Millis> ahead_;
};

}  // namespace privman::doctor
