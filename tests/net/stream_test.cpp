#include "net/http_message.hpp"
#include "tests/net/peers.hpp"

#include <gtest/gtest.h>

namespace privman::net {
namespace {

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

TEST(Headers, AreFoundWhateverTheCase) {
    const Headers headers{{"Content-Type", "text/plain"}, {"X", "1"}, {"x", "2"}};
    EXPECT_EQ(headers.find("content-TYPE"), "text/plain");
    EXPECT_EQ(headers.find("x"), "1");
    EXPECT_EQ(headers.find("y"), std::nullopt);
    EXPECT_FALSE(headers.contains("Content"));
}

TEST(Headers, SettingReplacesAllOfThatName) {
    Headers headers{{"X", "1"}, {"Y", "2"}, {"x", "3"}};
    headers.set("X", "4");
    EXPECT_EQ(headers.size(), 2u);
    EXPECT_EQ(headers.find("x"), "4");
}

struct MemoryPair : ::testing::Test {
    Loop loop;
    std::pair<AnyStream, AnyStream> pair = make_memory_pair(loop.executor(), 8);

    static asio::awaitable<std::pair<error_code, std::string>> read(AnyStream& stream) {
        std::string bytes(64, '\0');
        const auto [ec, count] = co_await stream.async_read_some(asio::buffer(bytes), as_values);
        bytes.resize(count);
        co_return std::pair{ec, bytes};
    }

    static asio::awaitable<std::pair<error_code, std::size_t>> write(AnyStream& stream, std::string bytes) {
        const auto [ec, count] = co_await asio::async_write(stream, asio::buffer(bytes), as_values);
        co_return std::pair{ec, count};
    }
};

TEST_F(MemoryPair, WhatIsWrittenIsRead) {
    EXPECT_EQ(loop.run(write(pair.first, "hello")).second, 5u);
    EXPECT_EQ(loop.run(read(pair.second)).second, "hello");
}

TEST_F(MemoryPair, AReaderWaits) {
    auto reading = loop.start(read(pair.second));
    loop.poll();
    EXPECT_FALSE(reading.done());
    loop.run(write(pair.first, "late"));
    loop.poll();
    EXPECT_EQ(reading.result().second, "late");
}

TEST_F(MemoryPair, AFullDirectionMakesTheWriterWait) {
    auto writing = loop.start(write(pair.first, "0123456789"));
    loop.poll();
    EXPECT_FALSE(writing.done());
    EXPECT_EQ(loop.run(read(pair.second)).second, "01234567");
    loop.poll();
    EXPECT_TRUE(writing.done());
    EXPECT_EQ(loop.run(read(pair.second)).second, "89");
}

TEST_F(MemoryPair, ShutdownEndsOneDirectionAfterWhatIsUnderWay) {
    loop.run(write(pair.first, "bye"));
    loop.start(pair.first.async_shutdown(asio::use_awaitable));
    EXPECT_EQ(loop.run(read(pair.second)).second, "bye");
    EXPECT_EQ(loop.run(read(pair.second)).first, asio::error::eof);
    loop.run(write(pair.second, "still"));
    EXPECT_EQ(loop.run(read(pair.first)).second, "still");
}

TEST_F(MemoryPair, ClosingIsNoticedAtBothEnds) {
    auto mine = loop.start(read(pair.first));
    auto theirs = loop.start(read(pair.second));
    loop.poll();
    pair.first.close();
    loop.poll();
    EXPECT_EQ(mine.result().first, asio::error::operation_aborted);
    EXPECT_EQ(theirs.result().first, asio::error::eof);
    EXPECT_EQ(loop.run(write(pair.second, "x")).first, asio::error::broken_pipe);
}

TEST_F(MemoryPair, ACancelledReadTakesNothing) {
    auto reading = loop.start(read(pair.second));
    loop.poll();
    reading.cancel();
    loop.poll();
    EXPECT_TRUE(reading.done());
    loop.run(write(pair.first, "kept"));
    EXPECT_EQ(loop.run(read(pair.second)).second, "kept");
}

TEST_F(MemoryPair, IsQuietUntilSomethingArrivesOrEnds) {
    EXPECT_TRUE(pair.second.quiet());
    loop.run(write(pair.first, "x"));
    EXPECT_FALSE(pair.second.quiet());
    EXPECT_TRUE(pair.first.quiet());
    pair.second.close();
    EXPECT_FALSE(pair.first.quiet());
}

}  // namespace
}  // namespace privman::net
