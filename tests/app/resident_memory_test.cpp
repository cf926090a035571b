// What only the start has needed is given back, and nothing is lost by that.
#include "app/resident_memory.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace privman::app {
namespace {

/// Kilobytes of the program and its libraries that are mapped now.
long mapped_of_files() {
    std::ifstream status{"/proc/self/status"};
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("RssFile:")) return std::stol(line.substr(sizeof("RssFile:") - 1));
    return -1;
}

std::string spelled() {
    std::string all;
    for (int i = 0; i < 100; ++i) all += std::to_string(i) + " is a number; ";
    return all;
}

TEST(ResidentMemory, IsGivenBackAndComesBack) {
    const auto before = spelled();
    const auto mapped = mapped_of_files();
    ASSERT_GT(mapped, 0);
    give_back_memory();
    EXPECT_LT(mapped_of_files(), mapped);
    EXPECT_EQ(spelled(), before);
}

}  // namespace
}  // namespace privman::app
