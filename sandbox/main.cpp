// privman-sandbox: Slack, Privilege Manager, AWS and a clock on one loopback port, with a page to click on.
#include "contract/profile.hpp"
#include "net/http_server.hpp"
#include "sandbox/aws/service.hpp"
#include "sandbox/clock.hpp"
#include "sandbox/demo.hpp"
#include "sandbox/privilege_manager/service.hpp"
#include "sandbox/router.hpp"
#include "sandbox/slack/service.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using namespace privman;

struct Options {
    std::uint16_t port = 8420;
    std::string profile_file;
    std::string api_description_file;
    std::string scenario_file;
    sandbox::SlackOptions slack;
    std::string client_secret = sandbox::PrivilegeManagerOptions{}.client_secret;
    sandbox::AwsOptions aws;
};

std::string contents_of(const std::string& file) {
    std::ifstream in{file, std::ios::binary};
    if (!in) throw std::runtime_error{fmt::format("cannot read {}", file)};
    return {std::istreambuf_iterator<char>{in}, {}};
}

contract::Profile profile_for(const Options& options) {
    if (options.profile_file.empty()) return contract::builtin();
    auto profile = contract::parse_profile(contents_of(options.profile_file), contract::builtin());
    if (!profile)
        throw std::runtime_error{fmt::format("{}:\n{}", options.profile_file, contract::text_of(profile.error()))};
    return std::move(*profile);
}

std::vector<sandbox::ScriptedCall> scenario_for(const Options& options) {
    if (options.scenario_file.empty()) return {};
    auto calls = sandbox::read_scenario(contents_of(options.scenario_file));
    if (!calls) throw std::runtime_error{fmt::format("{}: {}", options.scenario_file, calls.error())};
    return std::move(*calls);
}

/// Everything that serves, from the first byte to the signal.
asio::awaitable<void> serve(const Options& options, sandbox::Clock& clock, contract::Profile profile,
                            std::vector<sandbox::ScriptedCall> scenario) {
    const auto loop = co_await asio::this_coro::executor;
    asio::signal_set signals{loop, SIGINT, SIGTERM};

    sandbox::SlackService slack{loop, clock, options.slack};
    sandbox::PrivilegeManagerService privilege_manager{
        loop,
        clock,
        {.profile = std::move(profile),
         .client_secret = options.client_secret,
         .api_description =
             options.api_description_file.empty() ? std::string{} : contents_of(options.api_description_file)}};
    sandbox::AwsService aws{clock, options.aws};
    sandbox::Router router{clock, slack, privilege_manager, aws};

    const auto answer = [&router](net::HttpRequest request) { return router.answer(std::move(request)); };
    net::HttpServer server{loop, answer, {.websocket = sandbox::SlackService::socket_limits()}};
    server.on_websocket(
        [&router](net::HttpRequest request, net::WebSocket socket) {
            return router.socket(std::move(request), std::move(socket));
        },
        [&router](const net::HttpRequest& request) { return router.refuse_upgrade(request); });
    const auto port = server.listen("127.0.0.1", options.port);
    if (!port) throw std::runtime_error{port.error().what};
    const auto base_url = fmt::format("http://127.0.0.1:{}", *port);
    slack.set_base_url(base_url);

    const auto played = co_await sandbox::play(std::move(scenario), answer);
    if (!played) throw std::runtime_error{fmt::format("{}: {}", options.scenario_file, played.error())};

    // Whoever started us waits for this line, so it must not stay in a buffer.
    fmt::print("listening on {}\n", base_url);
    std::fflush(stdout);

    co_await signals.async_wait(asio::use_awaitable);
    slack.stop();
    privilege_manager.stop();
    co_await server.stop(200ms);
}

int run(const Options& options) {
    sandbox::Clock clock;
    auto profile = profile_for(options);
    auto scenario = scenario_for(options);
    std::exception_ptr failure;
    asio::io_context loop{1};
    asio::co_spawn(loop, serve(options, clock, std::move(profile), std::move(scenario)),
                   [&](const std::exception_ptr& thrown) {
                       failure = thrown;
                       // Requests that hang on purpose would keep the loop alive.
                       loop.stop();
                   });
    loop.run();
    if (failure) std::rethrow_exception(failure);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"A Slack workspace and a Privilege Manager on loopback, to try and to test privman-slack against.",
                 "privman-sandbox"};
    app.require_subcommand(1);
    Options options;
    auto* serving = app.add_subcommand("serve", "serve until SIGINT or SIGTERM");
    serving->add_option("--port", options.port, "port on 127.0.0.1; 0 lets the system pick")->capture_default_str();
    serving->add_option("--profile", options.profile_file,
                        "contract profile of the Privilege Manager (JSON); built-in when left out");
    serving->add_option(
        "--api-description", options.api_description_file,
        "OpenAPI document that Privilege Manager shows as its own; made from the profile when left out");
    serving->add_option("--scenario", options.scenario_file,
                        "control calls to play at start (JSON array, or one object per line)");
    serving->add_option("--bot-token", options.slack.bot_token, "what Slack accepts instead of xoxb-sandbox-bot");
    serving->add_option("--app-token", options.slack.app_token,
                        "what Slack accepts instead of xapp-1-A0SANDBOX-1-sandbox");
    serving->add_option("--client-secret", options.client_secret,
                        "what Privilege Manager accepts instead of sandbox-secret");
    serving->add_option("--aws-access-key-id", options.aws.access_key_id, "the key that AWS knows")
        ->capture_default_str();
    serving->add_option("--aws-secret-access-key", options.aws.secret_access_key,
                        "what AWS expects that key's signatures to be made with");
    CLI11_PARSE(app, argc, argv);
    try {
        return run(options);
    } catch (const std::exception& failure) {
        fmt::print(stderr, "privman-sandbox: {}\n", failure.what());
        return 1;
    }
}
