#include "async/task_scope.hpp"

#include "async/wait_list.hpp"
#include "tests/async/loop.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace privman::async {
namespace {

using testing::Loop;

struct Scope : ::testing::Test {
    WaitList gate;
    WaitList never;
    std::vector<std::string> seen;
    std::vector<std::string> failures;
    Loop loop;
    std::optional<TaskScope> scope;

    Scope() {
        scope.emplace(loop.executor(), [this](const std::exception_ptr& error) {
            try {
                std::rethrow_exception(error);
            } catch (const std::exception& e) {
                failures.emplace_back(e.what());
            }
        });
    }

    asio::awaitable<void> note(std::string what) {
        seen.push_back(std::move(what));
        co_return;
    }

    asio::awaitable<void> start_both() {
        scope->start([this] { return note("first"); });
        scope->start([this] { return note("second"); });
        seen.emplace_back("started");
        co_return;
    }

    asio::awaitable<void> wait_for_ever(std::string name) {
        try {
            co_await never.wait();
        } catch (const boost::system::system_error&) {
            seen.push_back(name + " cancelled");
            throw;
        }
    }

    asio::awaitable<void> fail_at_gate(std::string why) {
        co_await gate.wait();
        throw std::runtime_error{why};
    }
};

TEST_F(Scope, ChildrenStartInOrderAndNeverInline) {
    loop.run(start_both());
    loop.poll();
    EXPECT_EQ(seen, (std::vector<std::string>{"started", "first", "second"}));
}

TEST_F(Scope, JoinReturnsWhenTheLastChildHasEnded) {
    scope->start([this] { return gate.wait(); });
    auto join = loop.start(scope->join());
    loop.poll();
    EXPECT_FALSE(join.done());
    EXPECT_EQ(scope->running(), 1u);
    gate.wake_all();
    loop.poll();
    EXPECT_TRUE(join.done());
    EXPECT_EQ(scope->running(), 0u);
}

TEST_F(Scope, JoinOfAnEmptyScopeReturnsAtOnce) {
    auto join = loop.start(scope->join());
    loop.poll();
    EXPECT_TRUE(join.done());
}

TEST_F(Scope, AFailingChildCancelsItsSiblingsAndIsReported) {
    scope->start([this] { return wait_for_ever("sibling"); });
    scope->start([this] { return fail_at_gate("broken"); });
    loop.poll();
    gate.wake_all();
    loop.poll();
    EXPECT_EQ(failures, std::vector<std::string>{"broken"});
    EXPECT_EQ(seen, std::vector<std::string>{"sibling cancelled"});
    EXPECT_EQ(scope->running(), 0u);
}

TEST_F(Scope, OnlyTheFirstFailureIsReported) {
    scope->start([this] { return fail_at_gate("first"); });
    scope->start([this] { return fail_at_gate("second"); });
    loop.poll();
    gate.wake_all();
    loop.poll();
    EXPECT_EQ(failures, std::vector<std::string>{"first"});
}

TEST_F(Scope, CancellingIsNoFailure) {
    scope->start([this] { return wait_for_ever("child"); });
    loop.poll();
    scope->cancel();
    loop.poll();
    EXPECT_TRUE(failures.empty());
    EXPECT_EQ(seen, std::vector<std::string>{"child cancelled"});
}

TEST_F(Scope, ACancellationNobodyAskedForIsAFailure) {
    const auto abort = [] -> asio::awaitable<void> {
        throw boost::system::system_error{asio::error::operation_aborted};
        co_return;
    };
    scope->start(abort);
    loop.poll();
    EXPECT_EQ(failures.size(), 1u);
}

TEST_F(Scope, AChildCancelledBeforeItsFirstStepNeverRuns) {
    scope->start([this] { return note("ran"); });
    scope->cancel();
    auto join = loop.start(scope->join());
    loop.poll();
    EXPECT_TRUE(seen.empty());
    EXPECT_TRUE(join.done());
    EXPECT_TRUE(failures.empty());
}

TEST_F(Scope, NothingStartsAfterCancel) {
    scope->cancel();
    scope->start([this] { return note("ran"); });
    loop.poll();
    EXPECT_TRUE(seen.empty());
    EXPECT_EQ(scope->running(), 0u);
}

TEST_F(Scope, DestroyingItCancelsTheChildrenAndTellsNobody) {
    scope->start([this] { return wait_for_ever("child"); });
    scope->start([this] { return fail_at_gate("late"); });
    loop.poll();
    gate.wake_all();  // the failure is on its way when the scope dies
    scope.reset();
    loop.poll();
    EXPECT_EQ(seen, std::vector<std::string>{"child cancelled"});
    EXPECT_TRUE(failures.empty());
}

TEST_F(Scope, MayBeDestroyedByWhoeverIsToldOfAFailure) {
    scope.emplace(loop.executor(), [this](const std::exception_ptr&) { scope.reset(); });
    scope->start([this] { return wait_for_ever("sibling"); });
    scope->start([this] { return fail_at_gate("broken"); });
    loop.poll();
    gate.wake_all();
    loop.poll();
    EXPECT_FALSE(scope.has_value());
    EXPECT_EQ(seen, std::vector<std::string>{"sibling cancelled"});
}

/// Ends its caller inside the very call that cancels it, as some operations do.
asio::awaitable<void> end_at_once_when_cancelled() {
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void(boost::system::error_code)>(
        [](auto handler) {
            auto slot = asio::get_associated_cancellation_slot(handler);
            slot.assign([shared = std::make_shared<decltype(handler)>(std::move(handler))](asio::cancellation_type) {
                auto own = std::move(*shared);
                std::move(own)(boost::system::error_code{asio::error::operation_aborted});
            });
        },
        asio::use_awaitable);
}

TEST_F(Scope, ChildrenMayEndInsideTheCallThatCancelsThem) {
    for (int i = 0; i < 3; ++i) scope->start([] { return end_at_once_when_cancelled(); });
    scope->start([this] { return wait_for_ever("sibling"); });
    loop.poll();
    scope->cancel();
    loop.poll();
    EXPECT_EQ(scope->running(), 0u);
    EXPECT_EQ(seen, std::vector<std::string>{"sibling cancelled"});
}

TEST_F(Scope, ChildrenStillWaitingDieWithTheLoopWhateverDiesFirst) {
    const auto hold = [](std::shared_ptr<int>, WaitList& list) -> asio::awaitable<void> { co_await list.wait(); };
    const auto held = std::make_shared<int>(1);
    std::optional<Loop> short_lived{std::in_place};
    TaskScope children{short_lived->executor(), {}};
    children.start([&, held] { return hold(held, never); });
    short_lived->poll();
    EXPECT_GT(held.use_count(), 1);

    short_lived.reset();
    EXPECT_EQ(held.use_count(), 1);
    EXPECT_EQ(children.running(), 0u);
    never.wake_all();  // nobody left to wake, and no harm in trying
}

}  // namespace
}  // namespace privman::async
