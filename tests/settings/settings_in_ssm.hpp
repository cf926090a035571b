// Channels and schedule in a Parameter Store that misbehaves when told to, before a store in memory.
#pragma once

#include "async/task_scope.hpp"
#include "settings/settings_in_parameter_store.hpp"
#include "stores/memory_store.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_parameter_store.hpp"

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace privman::settings {

using namespace std::chrono_literals;

inline const std::string channels_name = "/privman-slack-bot/CHANNELS";
inline const std::string schedule_name = "/privman-slack-bot/AUTOAPPROVE_SCHEDULE";
inline const std::string on = R"({"enabled": true, "schedule": "mon-fri 08:00-17:00 Etc/UTC"})";
inline const std::string off = R"({"enabled": false, "schedule": "mon-fri 08:00-17:00 Etc/UTC"})";

class SettingsInSsm : public ::testing::Test {
protected:
    ~SettingsInSsm() override {
        tasks.cancel();
        clock.run();
    }
    template <class T>
    std::shared_ptr<std::optional<T>> start(Async<T> work) {
        auto result = std::make_shared<std::optional<T>>();
        boost::asio::co_spawn(loop, std::move(work), [result](const std::exception_ptr& error, T value) {
            if (error) std::rethrow_exception(error);
            *result = std::move(value);
        });
        return result;
    }
    /// Lets time pass until it is done.
    template <class T>
    T run(Async<T> work) {
        const auto result = start(std::move(work));
        clock.run();
        for (int i = 0; i < 60 && !*result; ++i) clock.advance(1s);
        if (!*result) throw std::logic_error{"it does not end"};
        return std::move(**result);
    }
    /// As another read, a while later.
    KeptSettings read() {
        clock.advance(2s);
        auto kept = run(store->read());
        if (!kept) throw std::logic_error{kept.error().what};
        return std::move(*kept);
    }
    SettingsSet change(const std::function<void(Settings&)>& how) {
        auto settings = run(store->load())->settings;
        how(settings);
        return run(store->change(std::move(settings)));
    }
    /// The same in the middle of something else: on top of what is remembered by then.
    Async<SettingsSet> change_what_is_remembered(std::function<void(Settings&)> how) {
        auto wanted = (co_await memory.load())->settings;
        how(wanted);
        co_return co_await store->change(std::move(wanted));
    }
    /// As whoever keeps the records does: what was overtaken is done again.
    SettingsSet change_in_the_end(const std::function<void(Settings&)>& how) {
        auto done = change(how);
        for (int tries = 0; tries < 5 && !done && done.error().kind == Trouble::conflict; ++tries) done = change(how);
        return done;
    }
    void forget_everything() { restart(empty); }
    void restart(SettingsStore& behind) {
        store = std::make_unique<SettingsInParameterStore>(tasks, behind, parameters,
                                                           ParameterNames{channels_name, schedule_name}, clock, log);
    }
    void move_to(const std::string& schedule, const std::string& region) {
        store = std::make_unique<SettingsInParameterStore>(tasks, memory, parameters,
                                                           ParameterNames{channels_name, schedule, region}, clock, log);
    }
    void restart() {
        store = std::make_unique<SettingsInParameterStore>(tasks, memory, parameters,
                                                           ParameterNames{channels_name, schedule_name}, clock, log);
    }

    static aws::Failure failure(aws::Trouble kind) {
        return {kind, "arn:aws:iam::123456789012:role/bot is ill", "Ill", "id-1"};
    }
    static StoredSchedule schedule(bool enabled) {
        return {.text = "sat 24h Etc/UTC", .enabled = enabled, .enabled_at = WallTime{1s}, .by = UserId{"U1"}};
    }

    boost::asio::io_context loop{1};
    testing::FakeClock clock{loop};
    async::TaskScope tasks{loop.get_executor(), [](const std::exception_ptr&) { ADD_FAILURE() << "it broke off"; }};
    stores::MemorySettings memory;
    stores::MemorySettings empty;
    testing::FakeParameterStore parameters;
    std::vector<std::string> lines;
    observe::Log log{[this](std::string_view line) { lines.emplace_back(line); }, [] { return std::int64_t{0}; }};
    std::unique_ptr<SettingsInParameterStore> store = std::make_unique<SettingsInParameterStore>(
        tasks, memory, parameters, ParameterNames{channels_name, schedule_name}, clock, log);
};

}  // namespace privman::settings
