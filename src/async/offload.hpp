// Blocking work on one thread, or in the turns of a simulated disk, awaited from the loop.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace privman::async {

namespace asio = boost::asio;

/// One thread, first come first served. The destructor waits for what was started, so it must run before the loop that
/// waits for results is destroyed.
class Offload {
public:
    /// Awaited before each piece of work, which then runs on the caller's own loop: for whoever owns the time that the
    /// work takes. Never inline, and not to be cancelled.
    using Turn = std::function<asio::awaitable<void>()>;

    Offload();
    /// Without a thread when there is a `turn`.
    explicit Offload(Turn turn);
    Offload(const Offload&) = delete;
    Offload& operator=(const Offload&) = delete;
    ~Offload();

    /// Runs `work` over there; its result, or its exception, comes back on the caller's loop. Once begun it is not
    /// cancelled: the caller learns what became of it, and notices his own cancellation at his next wait.
    template <class F>
    auto run(F work) -> asio::awaitable<decltype(work())> {
        using Result = decltype(work());
        if constexpr (std::is_void_v<Result>) {
            co_await over_there(std::make_unique<Piece<F>>(std::move(work)));
        } else {
            // Owned by both sides: the caller's frame may be gone before the work is.
            const auto result = std::make_shared<std::optional<Result>>();
            auto fill = [work = std::move(work), result]() mutable { result->emplace(work()); };
            co_await over_there(std::make_unique<Piece<decltype(fill)>>(std::move(fill)));
            co_return std::move(**result);
        }
    }

private:
    /// What crosses to the other thread, whatever it is: crossing is compiled once.
    struct Work {
        virtual ~Work() = default;
        virtual void run() = 0;
    };
    template <class F>
    struct Piece : Work {
        explicit Piece(F what) : work{std::move(what)} {}
        void run() override { work(); }
        F work;
    };
    struct Thread;

    /// What `work` holds is released before this ends.
    asio::awaitable<void> over_there(std::unique_ptr<Work> work);

    Turn turn_;
    std::unique_ptr<Thread> thread_;
};

}  // namespace privman::async
