#include "bench/rig/privilege_manager.hpp"

#include <boost/json/parse.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <charconv>
#include <ctime>

namespace privman::bench {

namespace {

constexpr std::string_view id_begins = "85000000-0000-4000-8000-";
constexpr std::size_t id_digits = 12;

std::string row_of(std::size_t number) {
    return fmt::format(
        R"({{"ApprovalId":"{0}{1:012}","InitiatorUserName":"LAB\\person{2:03}","UserName":"Person {2:03}",)"
        R"("AgentName":"LAB-PC-{3:04}","FilePath":"C:\\Users\\person{2:03}\\Downloads\\setup-{1}.exe",)"
        R"("FileProductName":"Example Tool {1}","FileProductVersion":"4.2.{1}",)"
        R"("FileCommandLine":"\"C:\\Users\\person{2:03}\\Downloads\\setup-{1}.exe\" /install /quiet",)"
        R"("FileCompanyName":"Example Software Ltd","UserReason":"Needed for the project that begins on Monday, ticket {1}",)"
        R"("PolicyName":"Ask before installers run","SecurityRating":"Clean","FileSha256Hash":"{1:064x}",)"
        R"("Requested":"{4:%Y-%m-%dT%H:%M:%SZ}","ApprovalStatus":"Pending"}})",
        id_begins, number, number % 500, number % 2000, fmt::gmtime(std::time(nullptr)));
}

std::string_view word(const boost::json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    const auto* text = value ? value->if_string() : nullptr;
    return text ? std::string_view{*text} : std::string_view{};
}

}  // namespace

std::size_t PrivilegeManager::raise(std::size_t count) {
    const auto first = requests_.size();
    for (std::size_t i = 0; i < count; ++i)
        requests_.push_back({.row = row_of(first + i), .raised = Clock::now(), .confirmed = {}});
    pending_ += count;
    list_is_old_ = true;
    return first;
}

std::optional<std::size_t> PrivilegeManager::number_in(std::string_view text) {
    if (text.size() < id_begins.size() + id_digits) return std::nullopt;
    const auto id = text.substr(text.size() - id_begins.size() - id_digits);
    if (!id.starts_with(id_begins)) return std::nullopt;
    std::size_t number = 0;
    std::from_chars(id.data() + id_begins.size(), id.data() + id.size(), number);
    return number;
}

Reply PrivilegeManager::answer(const Request& request, std::string_view path) {
    if (path == "/services/api/v1/approval/pending") return {.body = list(), .more_headers = {}, .delay = delay};
    if (path == "/services/api/v1/approval/approve") return decide(request.body);
    if (path == "/services/api/logon/token")
        return {.body = "\"a-token-of-the-rig\"", .more_headers = {}, .delay = delay};
    if (path == "/services/api/v1/version/current") return {.body = R"({"Result":"12.0.5"})"};
    return {.body = R"({"message":"not found"})", .more_headers = {}, .delay = {}, .status = 404};
}

const std::string& PrivilegeManager::list() {
    ++lists_;
    if (!list_is_old_) return list_;
    list_ = R"({"Result":[)";
    for (const auto& one : requests_) {
        if (one.confirmed) continue;
        if (list_.back() != '[') list_ += ',';
        list_ += one.row;
    }
    list_ += fmt::format(R"(],"Total":{}}})", pending_);
    list_is_old_ = false;
    return list_;
}

Reply PrivilegeManager::decide(std::string_view body) {
    boost::system::error_code error;
    const auto document = boost::json::parse(body, error);
    const auto* decision = error ? nullptr : document.if_object();
    const auto number = decision ? number_in(word(*decision, "RequestId")) : std::nullopt;
    const auto response = decision ? word(*decision, "Response") : std::string_view{};
    if (!number || (response != "Approve" && response != "Deny"))
        return {.body = R"({"message":"not understood"})", .more_headers = {}, .delay = delay, .status = 400};
    if (*number >= requests_.size())
        return {.body = R"({"message":"no such request"})", .more_headers = {}, .delay = delay, .status = 404};
    auto& one = requests_[*number];
    if (++one.decisions > 1) {
        ++twice_;
        return {.body = R"({"message":"already decided"})", .more_headers = {}, .delay = delay, .status = 409};
    }
    one.confirmed = Clock::now() + delay;
    --pending_;
    list_is_old_ = true;
    return {.body = R"({"Result":true})", .more_headers = {}, .delay = delay};
}

}  // namespace privman::bench
