// One contestant against one Slack and one Privilege Manager, from its start to its end, and one measured row.
#pragma once

#include "bench/rig/contestant.hpp"
#include "bench/rig/privilege_manager.hpp"
#include "bench/rig/server.hpp"
#include "bench/rig/slack.hpp"
#include "bench/rig/spent.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace privman::bench {

struct RoundOptions {
    std::vector<std::string> words;        ///< the contestant's program and arguments
    std::vector<std::string> environment;  ///< NAME=VALUE, where {url} stands for the rig's base and {channels} for ids
    std::string directory;                 ///< an empty one on a real disk
    std::size_t channels = 1;
    std::string between;             ///< a command that is run while the contestant is stopped; empty: none
    std::string syncs_file;          ///< where strace writes a line for each sync; empty: they are not counted
    bool asks_for_channels = false;  ///< must be told by `register` where cards go
};

class Round {
public:
    Round(asio::io_context& loop, RoundOptions options);

    /// Starts the contestant and waits until it is connected and has asked for a list. Throws std::runtime_error.
    asio::awaitable<void> start();
    /// Has every channel registered; nothing to do for contestants that know theirs.
    asio::awaitable<void> register_channels();
    asio::awaitable<void> start_with_channels();
    /// One request is decided, the contestant stopped and `between` run: when it is started again, it remembers what
    /// that has put there. Without a command it is only stopped.
    asio::awaitable<void> stop_and_remember();
    /// SIGTERM, and SIGKILL when that has not helped for ten seconds.
    asio::awaitable<void> stop();

    /// Waits for `condition`, looking every few milliseconds. Throws std::runtime_error when `limit` has passed or the
    /// contestant has ended.
    asio::awaitable<void> until(std::function<bool()> condition, std::chrono::seconds limit, std::string what);
    /// Until the contestant does next to nothing: what it still had to store is stored.
    asio::awaitable<void> until_quiet();
    asio::awaitable<void> pause(std::chrono::milliseconds time);

    /// Raises `count` requests and waits until each has its card in every channel. Returns the first.
    asio::awaitable<std::size_t> raise_and_wait(std::size_t count);

    [[nodiscard]] Slack& slack() { return slack_; }
    [[nodiscard]] PrivilegeManager& manager() { return manager_; }
    [[nodiscard]] Contestant& contestant() { return *contestant_; }
    [[nodiscard]] Spent spent() const { return spent_so_far(*contestant_); }
    /// Up to now; nothing when they are not counted.
    [[nodiscard]] std::optional<std::size_t> syncs() const;

private:
    Reply answer(const Request& request);

    asio::io_context& loop_;
    RoundOptions options_;
    Server server_;
    PrivilegeManager manager_;
    Slack slack_;
    std::unique_ptr<Contestant> contestant_;
};

}  // namespace privman::bench
