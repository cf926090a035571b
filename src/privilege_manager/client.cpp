#include "privilege_manager/client.hpp"

#include "domain/match.hpp"
#include "net/http_date.hpp"
#include "privilege_manager/json_lookup.hpp"
#include "privilege_manager/text.hpp"

#include <algorithm>
#include <utility>

namespace privman::pm {

namespace {

constexpr std::size_t small_body = 1u << 20;
/// What is longer is read on another thread: ten megabytes of tiny rows take half a second, in which nobody else would
/// be answered.
constexpr std::size_t read_here = 256u << 10;

net::HttpRequest request_of(const EncodedCall& call) {
    net::HttpRequest request{.method = call.method, .headers = {{"Accept", "application/json"}}, .body = call.body};
    if (!call.content_type.empty()) request.headers.add("Content-Type", call.content_type);
    return request;
}

EncodedCall get(std::string path) {
    return {.method = "GET", .target = std::move(path), .content_type = {}, .body = {}};
}

bool is_success(const net::HttpResponse& response) { return class_of(response.status) == AnswerClass::success; }

}  // namespace

Client::Client(net::Http& http, Clock& clock, contract::Profile profile, Access access)
    : http_{http},
      clock_{clock},
      profile_{std::move(profile)},
      access_{std::move(access)},
      sign_in_{http, clock, profile_.token, access_},
      lists_{profile_, access_.base_url} {}

Async<Outcome<void>> Client::sign_in() {
    const auto token = co_await sign_in_.token();
    if (!token) co_return std::unexpected{token.error()};
    co_return Outcome<void>{};
}

Async<void> Client::sign_out() { return sign_in_.sign_out(); }

Async<Client::Reply> Client::call(EncodedCall call, net::HttpLimits limits, BootTime not_sent_after) {
    for (bool refused_before = false;; refused_before = true) {
        const auto token = co_await sign_in_.token();
        if (!token) co_return std::unexpected{NoAnswer{.why = token.error(), .net = {}}};
        if (const auto now = clock_.now(); now >= not_sent_after)
            co_return std::unexpected{
                NoAnswer{.why = {.kind = Trouble::unreachable, .what = "signing in took too long to send it in time"},
                         .net = {}}};
        else if (not_sent_after != BootTime::max())
            limits.connect = std::min(limits.connect, not_sent_after - now);
        auto request = request_of(call);
        request.headers.add(profile_.token.header, sign_in_.header_value(*token));
        const auto asked = clock_.now();
        auto response = co_await http_.send(access_.base_url + call.target, std::move(request), limits);
        if (!response) {
            auto error = std::move(response.error());
            error.what = sign_in_.redacted(error.what);
            co_return std::unexpected{NoAnswer{.why = failure_of(error), .net = std::move(error)}};
        }
        note_time(*response, asked);
        // What a failed answer says is quoted; it must not quote our secrets back.
        if (!is_success(*response)) response->body = sign_in_.redacted(response->body);
        if (response->status != 401 || refused_before) co_return std::move(*response);
        sign_in_.refused(*token);
        if (limits.repeat == net::Repeat::never)
            co_return std::unexpected{
                NoAnswer{.why = {.kind = Trouble::unreachable, .what = "Privilege Manager refused the bot's token"},
                         .net = {},
                         .token_refused = true}};
    }
}

/// A cached answer (`Age`), or one that took long, says nothing about now.
void Client::note_time(const net::HttpResponse& response, BootTime asked) {
    constexpr Millis quick{10'000};
    const auto date = response.headers.find("Date");
    if (!date || response.headers.contains("Age") || clock_.now() - asked > quick) return;
    if (const auto said = net::parse_http_date(*date)) ahead_ = clock_.wall() - *said;
}

Async<Outcome<std::string>> Client::list_answer() {
    const net::HttpLimits limits{.total = access_.timeout, .max_body = max_list_bytes, .repeat = net::Repeat::always};
    auto reply = co_await call(encode_list_call(profile_), limits);
    if (!reply) co_return std::unexpected{std::move(reply.error().why)};
    if (!is_success(*reply))
        co_return std::unexpected{failure_of(*reply, "the list of pending requests", clock_.wall())};
    co_return std::move(reply->body);
}

Async<Outcome<DecodedList>> Client::inspect_list() {
    auto answer = co_await list_answer();
    if (!answer) co_return std::unexpected{std::move(answer.error())};
    co_return lists_.inspect(std::move(*answer), sign_in_.redact());
}

Async<Outcome<SharedList>> Client::pending() {
    auto answer = co_await list_answer();
    if (!answer) co_return std::unexpected{std::move(answer.error())};
    if (answer->size() <= read_here && reading_elsewhere_.use_count() == 1)
        co_return lists_.read(std::move(*answer), sign_in_.redact());
    // One at a time over there, and none here meanwhile: what is known of the last list is changed by each.
    if (!elsewhere_) elsewhere_ = std::make_unique<async::Offload>();
    const auto reading = reading_elsewhere_;
    auto read = [&lists = lists_, body = std::move(*answer), redact = sign_in_.redact()]() mutable {
        return lists.read(std::move(body), redact);
    };
    co_return co_await elsewhere_->run(std::move(read));
}

Async<Submission> Client::approve(RequestId id, Grant grant, std::string comment, std::string approver,
                                  BootTime not_sent_after) {
    return submit({.id = std::move(id),
                   .choice = {.approve = true, .grant = grant},
                   .comment = std::move(comment),
                   .approver = std::move(approver)},
                  not_sent_after);
}

Async<Submission> Client::deny(RequestId id, std::string comment, std::string approver, BootTime not_sent_after) {
    return submit({.id = std::move(id), .choice = {}, .comment = std::move(comment), .approver = std::move(approver)},
                  not_sent_after);
}

Async<Submission> Client::submit(Decision decision, BootTime not_sent_after) {
    auto encoded = encode_decision(profile_, decision);
    if (!encoded)
        co_return NotDelivered{Failure{.kind = Trouble::malformed,
                                       .what = "the contract profile cannot say this decision: " + encoded.error()}};
    auto reply =
        co_await call(std::move(*encoded),
                      {.total = access_.timeout, .max_body = small_body, .repeat = net::Repeat::never}, not_sent_after);
    if (reply) co_return read_answer(std::move(*reply));
    const auto& no_answer = reply.error();
    if (no_answer.net) co_return submission_of(*no_answer.net);
    co_return NotDelivered{no_answer.why, no_answer.token_refused};
}

Submission Client::read_answer(net::HttpResponse response) const {
    auto said = submission_of(profile_, response, clock_.wall());
    if (std::holds_alternative<Accepted>(said)) return said;
    // The reasons quote the answer: secrets are blotted out before anything is cut.
    response.body = sign_in_.redacted(response.body);
    if (auto clean = submission_of(profile_, response, clock_.wall()); clean.index() == said.index()) return clean;
    const auto clean_up = [&](std::string& text) { text = sign_in_.redacted(text); };
    std::visit(match{
                   [](Accepted&) {},
                   [&](Declined& declined) { clean_up(declined.why); },
                   [&](AlreadyDecided& decided) { clean_up(decided.what); },
                   [&](NotDelivered& lost) { clean_up(lost.why.what); },
                   [&](OutcomeUnknown& open) { clean_up(open.why.what); },
               },
               said);
    return said;
}

Async<Outcome<std::string>> Client::version() {
    const net::HttpLimits limits{.total = access_.timeout, .max_body = small_body};
    const auto response =
        co_await http_.send(access_.base_url + profile_.version_path, request_of(get(profile_.version_path)), limits);
    if (!response) co_return std::unexpected{failure_of(response.error())};
    if (!is_success(*response)) co_return std::unexpected{failure_of(*response, "the version call", clock_.wall())};
    const auto document = read_json(response->body);
    if (document) {
        const auto* result = member(*document, "Result");
        const auto text = as_text(result ? *result : *document);
        if (text && !text->empty()) co_return one_line(*text, 100);
    }
    co_return std::unexpected{
        Failure{.kind = Trouble::malformed, .what = "the version call was answered without a version"}};
}

Async<Outcome<std::string>> Client::api_description() {
    const net::HttpLimits limits{.total = access_.timeout, .max_body = max_list_bytes};
    auto reply = co_await call(get(profile_.swagger_path), limits);
    std::optional<Failure> why;
    if (!reply)
        why = std::move(reply.error().why);
    else if (!is_success(*reply))
        why = failure_of(*reply, "the API description", clock_.wall());
    else if (read_json(reply->body))
        co_return std::move(reply->body);

    // Some instances serve it to everybody but not to API users.
    auto open =
        co_await http_.send(access_.base_url + profile_.swagger_path, request_of(get(profile_.swagger_path)), limits);
    if (open && is_success(*open) && read_json(open->body)) co_return std::move(open->body);
    co_return std::unexpected{
        why.value_or(Failure{.kind = Trouble::malformed, .what = "the API description is not a JSON document"})};
}

}  // namespace privman::pm
