// A log that nobody reads: nothing waits for it, what matters has its room, and what was lost is said.
#include "app/log_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace privman::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class WritingLog : public ::testing::Test {
protected:
    WritingLog() {
        if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error{"no pipe"};
    }
    ~WritingLog() override {
        close_writing_end();
        ::close(ends[0]);
    }
    void close_writing_end() {
        if (ends[1] >= 0) ::close(std::exchange(ends[1], -1));
    }
    /// Everything up to the end; the writing end is closed before.
    std::string read_all() {
        close_writing_end();
        std::string all;
        char piece[65536];
        for (ssize_t count = 0; (count = ::read(ends[0], piece, sizeof piece)) > 0;)
            all.append(piece, static_cast<std::size_t>(count));
        return all;
    }
    /// Reads until the text has come, which a test that fails waits for until it is killed.
    std::string read_until(std::string_view text) {
        std::string all;
        char piece[65536];
        while (!all.contains(text)) {
            const auto count = ::read(ends[0], piece, sizeof piece);
            if (count <= 0) break;
            all.append(piece, static_cast<std::size_t>(count));
        }
        return all;
    }

    int ends[2] = {-1, -1};
};

TEST_F(WritingLog, LinesArriveWholeAndInTheirOrder) {
    {
        LogWriter writer{ends[1]};
        for (int n = 0; n < 1000; ++n) writer.take("line " + std::to_string(n), n % 2 == 0);
    }
    std::string wanted;
    for (int n = 0; n < 1000; ++n) wanted += "line " + std::to_string(n) + "\n";
    EXPECT_EQ(read_all(), wanted);
}

TEST_F(WritingLog, AReaderThatStallsHoldsNobodyUpAndWhatMattersHasTheLastQuarter) {
    const auto begun = std::chrono::steady_clock::now();
    const std::string line(1023, 'x');
    std::string all;
    {
        LogWriter writer{ends[1], 1u << 20};
        // The pipe takes 64 KiB, the queue the rest.
        for (int n = 0; n < 5000; ++n) writer.take(line, false);
        EXPECT_GT(writer.dropped(), 4000u);
        const auto dropped = writer.dropped();
        for (int n = 0; n < 200; ++n) writer.take("it matters " + line, true);
        EXPECT_EQ(writer.dropped(), dropped);
        for (int n = 0; n < 200; ++n) writer.take("it matters " + line, true);
        EXPECT_GT(writer.dropped(), dropped) << "there is no room without end";
        EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds{20});
        all = read_until("it matters");
    }
    EXPECT_THAT(all + read_all(), HasSubstr("it matters"));
}

TEST_F(WritingLog, WhenLinesFlowAgainItIsSaidHowManyWereLost) {
    LogWriter writer{ends[1], 1u << 20};
    std::vector<std::uint64_t> told;
    writer.when_flowing_again([&](std::uint64_t lines) {
        told.push_back(lines);
        writer.take("lost: " + std::to_string(lines), true);
    });
    for (int n = 0; n < 5000; ++n) writer.take(std::string(1023, 'x'), false);
    const auto dropped = writer.dropped();
    ASSERT_GT(dropped, 0u);
    // Somebody reads again: until half of the room is free, and then a line comes.
    std::string all;
    for (std::size_t read = 0; read < 600'000;) {
        char piece[65536];
        read += static_cast<std::size_t>(::read(ends[0], piece, sizeof piece));
    }
    for (int n = 0; n < 100'000 && told.empty(); ++n) {
        writer.take("again", false);
        std::this_thread::yield();
    }
    EXPECT_THAT(told, ElementsAre(dropped));
    EXPECT_THAT(read_until("lost: "), HasSubstr("lost: "));
}

TEST_F(WritingLog, ItsEndWaitsASecondForAReaderAndNotLonger) {
    const auto begun = std::chrono::steady_clock::now();
    {
        LogWriter writer{ends[1]};
        for (int n = 0; n < 1000; ++n) writer.take(std::string(1023, 'x'), true);
    }
    const auto took = std::chrono::steady_clock::now() - begun;
    EXPECT_GE(took, std::chrono::milliseconds{900});
    EXPECT_LT(took, std::chrono::seconds{10});
}

TEST_F(WritingLog, WhereNobodyCanReadAnyMoreItGoesOn) {
    ::signal(SIGPIPE, SIG_IGN);
    ::close(std::exchange(ends[0], ::open("/dev/null", O_RDONLY)));
    LogWriter writer{ends[1]};
    for (int n = 0; n < 100; ++n) writer.take("line", true);
    writer.finish();
    SUCCEED();
}

/// Not under a sanitizer that handles the signal itself: it is called as the handler would.
TEST_F(WritingLog, ACrashSavesWhatWaits) {
    LogWriter writer{ends[1]};
    writer.take("the last words", true);
    LogWriter::save_what_waits();
    EXPECT_THAT(read_until("the last words"), HasSubstr("the last words"));
}

}  // namespace
}  // namespace privman::app
