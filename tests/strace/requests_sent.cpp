#include "tests/strace/requests_sent.hpp"

#include <string_view>

namespace privman::strace {

namespace {

bool sends(const Call& call) {
    return call.target.starts_with("socket:") &&
           (call.name == "sendmsg" || call.name == "sendto" || call.name == "write" || call.name == "writev");
}

std::size_t content_length(std::string_view head) {
    constexpr std::string_view name = "\r\nContent-Length: ";
    const auto at = head.find(name);
    return at == std::string_view::npos ? 0 : std::stoul(std::string{head.substr(at + name.size(), 12)});
}

}  // namespace

void RequestsSent::begins(const Call& call, const Disk& disk) {
    if (sends(call)) streams_[call.target].at_this_call = disk.durable();
}

void RequestsSent::ends(const Call& call) {
    if (!sends(call) || call.result <= 0) return;
    auto& stream = streams_[call.target];
    if (!stream.is_http) return;
    if (stream.bytes.empty()) stream.at_first_byte = stream.at_this_call;
    stream.bytes += std::string_view{call.bytes}.substr(0, static_cast<std::size_t>(call.result));
    take_requests(stream);
}

void RequestsSent::take_requests(Stream& stream) const {
    for (;;) {
        const auto end_of_head = stream.bytes.find("\r\n\r\n");
        if (end_of_head == std::string::npos) return;
        const auto head = std::string_view{stream.bytes}.substr(0, end_of_head + 2);
        const auto length = content_length(head);
        if (stream.bytes.size() < end_of_head + 4 + length) return;
        // From here on it is a WebSocket.
        stream.is_http = head.find("Upgrade: websocket") == std::string_view::npos;
        const auto path = head.find(' ') + 1;
        sent_({.path = std::string{head.substr(path, head.find(' ', path) - path)},
               .body = stream.bytes.substr(end_of_head + 4, length),
               .disk = stream.at_first_byte});
        stream.bytes.erase(0, end_of_head + 4 + length);
        stream.at_first_byte = stream.at_this_call;
    }
}

}  // namespace privman::strace
