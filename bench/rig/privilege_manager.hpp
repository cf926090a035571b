// A minimal Privilege Manager: the built-in contract's login, list and decision, over requests that the rig raises.
#pragma once

#include "bench/rig/server.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace privman::bench {

using Clock = std::chrono::steady_clock;

class PrivilegeManager {
public:
    struct Raised {
        std::string row;  ///< as the list shows it
        Clock::time_point raised;
        std::optional<Clock::time_point> confirmed;  ///< when the bot is told that its decision holds
        unsigned decisions = 0;                      ///< more than one: the bot said it twice
    };

    /// Raises `count` requests that differ in whatever a bot might compare. Returns the number of the first.
    std::size_t raise(std::size_t count);

    /// `path` is what follows /Tms, in lower case.
    Reply answer(const Request& request, std::string_view path);

    /// The number of a request in an id or in any text that ends in one.
    static std::optional<std::size_t> number_in(std::string_view text);

    [[nodiscard]] const Raised& request(std::size_t number) const { return requests_[number]; }
    [[nodiscard]] std::size_t count() const { return requests_.size(); }
    [[nodiscard]] std::size_t pending() const { return pending_; }
    [[nodiscard]] std::size_t lists_asked() const { return lists_; }
    [[nodiscard]] std::size_t decided_twice() const { return twice_; }

    std::chrono::milliseconds delay{0};  ///< of every answer

private:
    Reply decide(std::string_view body);
    const std::string& list();

    std::vector<Raised> requests_;
    std::string list_;  ///< the answer, kept until a request comes or goes
    bool list_is_old_ = true;
    std::size_t pending_ = 0;
    std::size_t lists_ = 0;
    std::size_t twice_ = 0;
};

}  // namespace privman::bench
