// What the system tests see of a bot from outside: its health endpoint and its log.
#pragma once

#include "net/http_client.hpp"
#include "tests/system/bench.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>

#include <sstream>
#include <string>
#include <vector>

namespace privman::system_tests {

/// Status 0: nobody answered.
inline net::HttpResponse ask(const std::string& address, const std::string& path) {
    boost::asio::io_context loop{1};
    const auto dialer = net::make_dialer({});
    net::HttpClient client{*dialer};
    net::HttpResponse response{.status = 0};
    boost::asio::co_spawn(loop, client.send("http://" + address + path, {}, {}),
                          [&](const std::exception_ptr&, net::NetResult<net::HttpResponse> answer) {
                              if (answer) response = std::move(*answer);
                              loop.stop();
                          });
    loop.run();
    return response;
}

/// Every line of the log that is JSON, as JSON.
inline std::vector<boost::json::object> lines_of(const std::string& log) {
    std::vector<boost::json::object> lines;
    std::istringstream in{log};
    for (std::string line; std::getline(in, line);)
        if (line.starts_with('{')) lines.push_back(boost::json::parse(line).as_object());
    return lines;
}

/// Where the system let the health endpoint of the bot that was started last listen; HEALTH_LISTEN asks for any port.
/// `lives`: how many were started with this rig.
inline std::string health_address(const tools::Rig& rig, std::size_t lives = 1) {
    std::string port;
    EXPECT_TRUE(tools::eventually([&] {
        std::size_t found = 0;
        for (const auto& line : lines_of(rig.log())) {
            if (line.at("event").as_string() != "health.listening") continue;
            port = std::to_string(line.at("port").as_int64());
            ++found;
        }
        return found >= lives;
    })) << rig.log();
    return "127.0.0.1:" + port;
}

}  // namespace privman::system_tests
