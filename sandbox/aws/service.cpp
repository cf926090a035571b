#include "sandbox/aws/service.hpp"

#include "sandbox/aws/account.hpp"
#include "sandbox/aws/aws_control.hpp"
#include "sandbox/aws/input.hpp"
#include "sandbox/aws/metadata.hpp"
#include "sandbox/aws/names.hpp"
#include "sandbox/aws/responses.hpp"
#include "sandbox/aws/signature.hpp"
#include "sandbox/aws/ssm_calls.hpp"
#include "sandbox/aws/sts_calls.hpp"
#include "sandbox/control.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace privman::sandbox {

namespace {

using namespace aws;

enum class Protocol { json, form, metadata };

/// A request as far as its outside says.
struct Addressed {
    Protocol protocol = Protocol::json;
    std::string operation{};  ///< empty: none that is known
    std::string path;
};

Addressed addressed(const net::HttpRequest& request) {
    constexpr std::string_view root = "/aws";
    auto path = parse_target(request.target).path;
    if (path.starts_with(root)) path.erase(0, root.size());
    if (path == "/credentials" || path.starts_with("/latest/"))
        return {.protocol = Protocol::metadata, .operation = "Credentials", .path = std::move(path)};
    if ((!path.empty() && path != "/") || request.method != "POST") return {.path = std::move(path)};
    if (const auto target = request.headers.find("X-Amz-Target")) {
        constexpr std::string_view service = "AmazonSSM.";
        const bool json = request.headers.find("Content-Type") == std::string_view{"application/x-amz-json-1.1"};
        const auto operation = target->starts_with(service) ? target->substr(service.size()) : std::string_view{};
        return {.operation = json && knows_operation(operation) ? std::string{operation} : std::string{},
                .path = std::move(path)};
    }
    auto action = sts_action(request);
    if (group_of(action) != "sts") action.clear();
    return {.protocol = action.empty() ? Protocol::json : Protocol::form,
            .operation = std::move(action),
            .path = std::move(path)};
}

Refusal forbidden(std::string_view operation, const AccessKey& key, std::string_view resource) {
    const auto call = fmt::format("ssm:{}", operation);
    return {"AccessDeniedException",
            fmt::format("User: {} is not authorized to perform: {} on resource: {} because no identity-based policy "
                        "allows the {} action",
                        key.principal, call, resource, call)};
}

}  // namespace

struct AwsService::Parts {
    Parts(Clock& clock, AwsOptions options) : account{clock, std::move(options)}, metadata{account} {}

    Account account;
    Metadata metadata;
    std::uint64_t requests = 0;

    /// Who signed, if the call has to be signed at all, and whether he may.
    Answer<const AccessKey*> admit(const Addressed& to, const net::HttpRequest& request) {
        if (to.operation.empty()) return refused("UnknownOperationException");
        const AccessKey* key = nullptr;
        if (to.protocol != Protocol::metadata && to.operation != "AssumeRoleWithWebIdentity") {
            const auto signer = verify(request,
                                       {.region = account.rules.region,
                                        .service = to.protocol == Protocol::form ? "sts" : "ssm",
                                        .now_ms = account.now_ms()},
                                       account.keys);
            if (!signer) return signer;
            key = *signer;
        }
        if (account.rules.enforce_rate && to.protocol != Protocol::metadata &&
            !account.quota.take(group_of(to.operation)))
            return refused("ThrottlingException", "Rate exceeded");
        return key;
    }

    net::HttpResponse refuse(const Addressed& to, Refusal refusal, std::string_view request_id, LoggedCall& entry) {
        if (to.protocol == Protocol::form) refusal = in_sts_words(std::move(refusal));
        entry.error = refusal.code;
        if (to.protocol == Protocol::form) return xml_response(error_xml(refusal, request_id), refusal.status);
        if (to.protocol == Protocol::metadata)
            return json_answer(json::object{{"code", refusal.code}, {"message", refusal.message}}, refusal.status);
        return json_refusal(refusal);
    }

    net::HttpResponse carry_out_ssm(const Addressed& to, const net::HttpRequest& request, const AccessKey& key,
                                    LoggedCall& entry) {
        const Input input{request.body};
        entry.input = input.all();
        // What is to be encrypted is no business of a log.
        if (input.all().contains("Type") && input.all().at("Type") == "SecureString") entry.input.erase("Value");
        if (account.rules.denied.contains(to.operation)) {
            const auto name = input.text("Name").value_or("*");
            throw Refused{forbidden(to.operation, key, parameter_arn(account.rules.region, name))};
        }
        return json_response(carry_out(account, to.operation, input, key.principal));
    }

    net::HttpResponse carry_out_sts(const net::HttpRequest& request, const AccessKey* key,
                                    std::string_view request_id) {
        if (key) return xml_response(caller_identity_xml(*key, request_id));
        return xml_response(needed(assume_role_xml(account, request, request_id)));
    }

    net::HttpResponse run(const Addressed& to, const net::HttpRequest& request, const AccessKey* key,
                          std::string_view request_id, LoggedCall& entry) {
        entry.executed = true;
        try {
            if (to.protocol == Protocol::metadata)
                return to.path == "/credentials" ? metadata.container(request) : metadata.instance(request, to.path);
            if (to.protocol == Protocol::form) return carry_out_sts(request, key, request_id);
            return carry_out_ssm(to, request, *key, entry);
        } catch (const Refused& no) {
            return refuse(to, no.refusal(), request_id, entry);
        }
    }

    /// The fault instead of the answer, or on top of it.
    net::HttpResponse strike(const Fault& fault, const Addressed& to, const net::HttpRequest& request,
                             const AccessKey* key, std::string_view request_id, LoggedCall& entry) {
        entry.fault = name_of(fault.kind);
        net::HttpResponse response;
        switch (fault.kind) {
            case FaultKind::throttle:
                return refuse(to, {"ThrottlingException", "Rate exceeded", fault.status ? fault.status : 400},
                              request_id, entry);
            case FaultKind::error:
                return refuse(to, {fault.code, fault.message, fault.status ? fault.status : 400}, request_id, entry);
            case FaultKind::html: return html_page(fault.status ? fault.status : 503);
            case FaultKind::drop_before: response.delivery = net::Delivery::drop; return response;
            case FaultKind::hang: response.delivery = net::Delivery::hang; return response;
            case FaultKind::drop_after:
            case FaultKind::truncated:
            case FaultKind::late: break;
        }
        response = run(to, request, key, request_id, entry);
        if (fault.kind == FaultKind::drop_after) response.delivery = net::Delivery::drop;
        if (fault.kind == FaultKind::truncated) response.delivery = net::Delivery::truncate;
        return response;
    }

    asio::awaitable<net::HttpResponse> api(net::HttpRequest request) {
        const auto to = addressed(request);
        const auto request_id = fmt::format("5a0db0c0-0000-4000-8000-{:012}", ++requests);
        LoggedCall entry{.at_ms = account.clock.wall_ms(), .call = to.operation};
        std::int64_t late_ms = 0;
        net::HttpResponse response;
        if (const auto admitted = admit(to, request); !admitted) {
            response = refuse(to, admitted.error(), request_id, entry);
        } else {
            if (*admitted) entry.key_id = (*admitted)->id;
            if (const auto fault = account.faults.take(to.operation)) {
                response = strike(*fault, to, request, *admitted, request_id, entry);
                if (fault->kind == FaultKind::late) late_ms = fault->late_ms;
            } else {
                response = run(to, request, *admitted, request_id, entry);
            }
        }
        if (to.protocol != Protocol::metadata) sign_off(response, request_id, account.now_ms());
        const bool answers = response.delivery == net::Delivery::answer || response.delivery == net::Delivery::truncate;
        entry.status = answers ? response.status : 0;
        account.calls.add(std::move(entry));
        if (late_ms > 0) co_await account.clock.sleep_for(late_ms);
        co_return response;
    }
};

AwsService::AwsService(Clock& clock, AwsOptions options) : parts_{std::make_unique<Parts>(clock, std::move(options))} {}

AwsService::~AwsService() = default;

asio::awaitable<net::HttpResponse> AwsService::api(net::HttpRequest request) { return parts_->api(std::move(request)); }

net::HttpResponse AwsService::control(const net::HttpRequest& request) {
    return aws::control(parts_->account, parts_->metadata, request);
}

}  // namespace privman::sandbox
