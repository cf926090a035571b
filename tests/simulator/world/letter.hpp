// An answer on its way into a life of the bot.
#pragma once

#include "async/wait_list.hpp"
#include "ports/outcome.hpp"

#include <memory>
#include <optional>
#include <utility>

namespace privman::simulator {

/// Put once by the world, awaited once by a coroutine; never inline.
template <class T>
struct Letter {
    std::optional<T> content;
    async::WaitList arrived;

    void put(T answer) {
        content.emplace(std::move(answer));
        arrived.wake_all();
    }
};
template <class T>
using LetterTo = std::shared_ptr<Letter<T>>;

template <class T>
Async<T> opened(LetterTo<T> letter) {
    while (!letter->content) co_await letter->arrived.wait();
    co_return std::move(*letter->content);
}

}  // namespace privman::simulator
