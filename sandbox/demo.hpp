// Life for a demonstration: plausible requests, and control calls played from a file when the sandbox starts.
#pragma once

#include "net/http_server.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace privman::sandbox {

namespace asio = boost::asio;
namespace json = boost::json;

/// Fields of an ordinary request, in the sandbox's own names; another one for each number, repeating after a while.
[[nodiscard]] json::object demo_request(std::uint64_t number);

/// One control call of a scenario file.
struct ScriptedCall {
    std::string method = "POST";
    std::string path;
    json::object body;
};

/// A scenario is a JSON array of {"method", "path", "body"}, or one such object per line; empty lines and lines that
/// begin with
/// '#' are skipped, "method" may be left out and means POST. The error names line and mistake.
[[nodiscard]] std::expected<std::vector<ScriptedCall>, std::string> read_scenario(std::string_view text);

/// Plays the calls in order through `handler`. The error names the first call that was answered with 4xx or 5xx.
asio::awaitable<std::expected<void, std::string>> play(std::vector<ScriptedCall> calls, net::HttpHandler handler);

}  // namespace privman::sandbox
