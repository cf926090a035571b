#include "app/run.hpp"

#include "app/bot.hpp"
#include "app/config.hpp"
#include "app/environment.hpp"
#include "app/known_secrets.hpp"
#include "app/log_writer.hpp"
#include "app/memory_image.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <sys/resource.h>
#include <unistd.h>

namespace privman::app {

namespace {

std::int64_t wall_millis() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

/// What a system grants by default is little for cards in many channels at once. Beyond this nothing is gained.
void allow_open_files() {
    constexpr rlim_t enough = 65'536;
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= enough) return;
    limit.rlim_cur = std::min(limit.rlim_max, enough);
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int run() {
    const auto without_image = keep_no_memory_image();
    const auto environment = read_environment(".", environ);
    auto config = read_config(environment, isatty(STDOUT_FILENO) == 1);
    if (!config) {
        // A secret may stand in any variable, the wrong one too.
        const auto redactor = redactor_for(environment);
        std::fputs("privman-slack cannot start. What is wrong with its settings:\n", stderr);
        for (const auto& fault : config.error()) std::fprintf(stderr, "  %s\n", redactor.clean(fault).c_str());
        return 2;
    }
    LogWriter writer{STDOUT_FILENO};
    save_log_lines_in_a_crash();
    observe::Log log{
        observe::Log::WeighingSink{[&writer](std::string_view line, bool matters) { writer.take(line, matters); }},
        wall_millis, config->log_format, config->log_level};
    writer.when_flowing_again([&log](std::uint64_t lines) {
        log.warning("log.lines_dropped", "Nobody read the log for a while; lines were dropped", {{"lines", lines}});
    });
    for (const auto* secret : {&config->slack_bot_token, &config->slack_app_token, &config->privman_password})
        log.forget(*secret);
    for (auto& secret : known_secrets(environment)) log.forget(std::move(secret));
    for (const auto& warning : config->warnings) log.warning("setting.unknown", warning);
    for (const auto& risk : config->risks) log.warning("setting.risky", risk);
    for (const auto& doubt : config->doubts) log.warning("setting.odd", doubt);
    if (!without_image) log.warning("memory_image.possible", without_image.error());

    // One lookup that hangs must not hold up every later one for half a minute.
    setenv("RES_OPTIONS", "timeout:1 attempts:2", 0);
    std::signal(SIGPIPE, SIG_IGN);
    allow_open_files();

    int code = 1;
    boost::asio::io_context loop{1};
    std::optional<Bot> bot{std::in_place, loop, *config, log, [&writer] { return writer.dropped(); }};
    // A terminal that went away is a wish to stop; what nobody means for us must not end us uncleanly.
    boost::asio::signal_set signals{loop, SIGTERM, SIGINT, SIGHUP};
    for (const int other : {SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGPOLL}) std::signal(other, SIG_IGN);
    signals.async_wait([&bot](const boost::system::error_code& error, int) {
        if (!error) bot->stop();
    });
    boost::asio::co_spawn(loop, bot->run(), [&](const std::exception_ptr& error, int result) {
        code = error ? 1 : result;
        signals.cancel();
        loop.stop();
    });
    loop.run();
    // A task that would not end (a disk that hangs) must not keep the process, nor be destroyed under its own feet.
    if (!bot->joined()) {
        writer.finish();
        std::_Exit(1);
    }
    bot.reset();
    writer.finish();
    return code;
}

}  // namespace privman::app
