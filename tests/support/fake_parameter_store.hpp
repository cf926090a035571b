// A Parameter Store that is late, shows old copies, throttles, or is edited by hand, when a test says so.
#pragma once

#include "async/wait_list.hpp"
#include "aws/parameter_store.hpp"
#include "tests/support/turn.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace privman::testing {

class FakeParameterStore final : public aws::ParameterStore {
public:
    /// How a put goes wrong; `written`: it took effect all the same.
    struct Mishap {
        aws::Failure failure;
        bool written = false;
    };

    aws::Async<aws::Result<aws::FoundParameters>> get(std::vector<std::string> names) override {
        ++gets;
        if (hangs) co_await never_.wait();
        for (unsigned i = 0; i <= turns_late; ++i) co_await a_turn();
        if (broken) co_return std::unexpected{*broken};
        aws::FoundParameters answer;
        for (const auto& name : names) {
            const auto& versions = kept_[name];
            auto& old = old_copies_[name];
            const auto hidden = std::min<std::size_t>(old > 0 ? 1 : 0, versions.size());
            old -= old > 0 ? 1 : 0;
            const auto shown = gone_.contains(name) ? 0 : versions.size() - hidden;
            if (shown == 0)
                answer.missing.push_back(name);
            else
                answer.found.push_back(versions[shown - 1]);
        }
        co_return answer;
    }

    aws::Async<aws::Result<std::int64_t>> put(std::string name, std::string value) override {
        ++puts;
        co_await a_turn();
        if (value.empty() || value.size() > longest_value || value.contains("{{"))
            throw std::logic_error{"the real one refuses this value"};
        if (const auto hook = std::exchange(before_put, nullptr)) hook(name);
        for (unsigned i = 0; i < puts_take; ++i) co_await a_turn();
        std::optional<Mishap> mishap;
        if (!mishaps.empty()) {
            mishap = mishaps.front();
            mishaps.pop_front();
        }
        if (mishap && !mishap->written) co_return std::unexpected{mishap->failure};
        write(name, std::move(value), "String");
        old_copies_[name] = old_copies_after_put;
        if (mishap) co_return std::unexpected{mishap->failure};
        co_return kept_[name].back().version;
    }

    aws::Async<aws::Result<std::vector<aws::Parameter>>> history(std::string name, std::int64_t after) override {
        co_await a_turn();
        if (histories_fail > 0) {
            --histories_fail;
            co_return std::unexpected{aws::Failure{aws::Trouble::throttled, "too many", "ThrottlingException", {}}};
        }
        if (history_broken) co_return std::unexpected{*history_broken};
        std::vector<aws::Parameter> later;
        for (const auto& version : kept_[name])
            if (version.version > after) later.push_back(version);
        co_return later;
    }

    // What people do in the console.
    void by_hand(const std::string& name, std::string value, std::string type = "String") {
        write(name, std::move(value), std::move(type));
        old_copies_[name] = 0;
    }
    void remove(const std::string& name) { kept_[name].clear(); }
    /// What is written from now on is dated so much later.
    void let_pass(std::chrono::seconds length) { date_ += length; }

    /// The next `reads` readings of this parameter show the copy before the newest one.
    void show_old_copies(const std::string& name, unsigned reads) { old_copies_[name] = reads; }
    /// Not shown by any reading, as if it were not there yet.
    void hide(const std::string& name) { gone_[name] = true; }
    void show(const std::string& name) { gone_.erase(name); }

    [[nodiscard]] std::string value(const std::string& name) const {
        const auto found = kept_.find(name);
        return found == kept_.end() || found->second.empty() ? "(nothing)" : found->second.back().value;
    }
    [[nodiscard]] std::int64_t version(const std::string& name) const {
        const auto found = kept_.find(name);
        return found == kept_.end() || found->second.empty() ? 0 : found->second.back().version;
    }

    unsigned turns_late = 0;
    unsigned old_copies_after_put = 0;
    std::optional<aws::Failure> broken;  ///< every read fails
    std::optional<aws::Failure> history_broken;
    unsigned histories_fail = 0;
    bool hangs = false;  ///< reads never end
    std::deque<Mishap> mishaps;
    std::function<void(const std::string& name)> before_put;  ///< once
    unsigned puts_take = 0;                                   ///< turns after that
    unsigned gets = 0;
    unsigned puts = 0;

private:
    void write(const std::string& name, std::string value, std::string type) {
        auto& versions = kept_[name];
        date_ += std::chrono::seconds{1};
        versions.push_back({.name = name,
                            .value = std::move(value),
                            .type = std::move(type),
                            .version = versions.empty() ? 1 : versions.back().version + 1,
                            .modified = date_});
        gone_.erase(name);
    }

    std::map<std::string, std::vector<aws::Parameter>> kept_;  ///< every version, the oldest first
    std::map<std::string, unsigned> old_copies_;
    std::map<std::string, bool> gone_;
    aws::WallTime date_{std::chrono::sys_days{std::chrono::year{2026} / 7 / 1}};
    async::WaitList never_;
};

}  // namespace privman::testing
