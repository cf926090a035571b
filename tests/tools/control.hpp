// The sandbox's control interface, called from a test: one blocking HTTP call at a time.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace privman::tools {

namespace json = boost::json;

/// The sandbox refused a call; the text is what it answered.
class ControlRefused : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Control {
public:
    explicit Control(std::uint16_t port) : port_{port} {}

    /// `path` below /_sandbox, for example "/slack/messages?channel=C1". Throws when the sandbox refuses or is not
    /// there.
    [[nodiscard]] json::value get(const std::string& path) const;
    json::value post(const std::string& path, const json::object& body) const;

    [[nodiscard]] std::string base_url() const;

private:
    [[nodiscard]] json::value call(const char* method, const std::string& path, const std::string& body) const;

    std::uint16_t port_;
};

}  // namespace privman::tools
