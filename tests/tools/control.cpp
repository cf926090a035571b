#include "tests/tools/control.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <iterator>

namespace privman::tools {

namespace {

/// Longer than any answer takes: a click is answered after at most three seconds without an ack.
constexpr std::chrono::seconds patience{20};

}  // namespace

std::string Control::base_url() const { return "http://127.0.0.1:" + std::to_string(port_); }

json::value Control::get(const std::string& path) const { return call("GET", path, {}); }

json::value Control::post(const std::string& path, const json::object& body) const {
    return call("POST", path, json::serialize(body));
}

json::value Control::call(const char* method, const std::string& path, const std::string& body) const {
    boost::asio::ip::tcp::iostream stream;
    stream.expires_after(patience);
    stream.connect("127.0.0.1", std::to_string(port_));
    stream << method << " /_sandbox" << path << " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
           << "Content-Type: application/json\r\nContent-Length: " << body.size() << "\r\n\r\n"
           << body << std::flush;
    const std::string answer{std::istreambuf_iterator<char>{stream}, {}};
    const auto header = answer.find("\r\n\r\n");
    const auto told = std::string{method} + " " + path;
    if (header == std::string::npos) throw std::runtime_error{told + ": the sandbox did not answer"};
    const auto content = answer.substr(header + 4);
    if (answer.compare(8, 2, " 2") != 0) throw ControlRefused{told + ": " + content};
    return json::parse(content);
}

}  // namespace privman::tools
