// What ten megabytes of rubbish (under a sanitizer: half of one) cost while they are read, and what is left of them.
// This program counts every byte that it takes from the heap.
#include "contract/profile.hpp"
#include "privilege_manager/list_reader.hpp"
#include "tests/support/under_sanitizer.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <malloc.h>
#include <new>
#include <string>
#include <string_view>

namespace {

std::atomic<std::size_t> in_use = 0;
std::atomic<std::size_t> peak = 0;

void* counted(void* block) {
    if (!block) throw std::bad_alloc{};
    const auto now = in_use += malloc_usable_size(block);
    if (now > peak) peak = now;
    return block;
}
void release(void* block) noexcept {
    if (block) in_use -= malloc_usable_size(block);
    std::free(block);
}

}  // namespace

void* operator new(std::size_t size) { return counted(std::malloc(size)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
    const auto unit = static_cast<std::size_t>(alignment);
    return counted(std::aligned_alloc(unit, (size + unit - 1) / unit * unit));
}
// NOLINTBEGIN(clang-analyzer-cplusplus.NewDelete): what the analyzer takes for a use after the end is the end itself.
void operator delete(void* block) noexcept { release(block); }
void operator delete(void* block, std::size_t) noexcept { release(block); }
void operator delete(void* block, std::align_val_t) noexcept { release(block); }
void operator delete(void* block, std::size_t, std::align_val_t) noexcept { release(block); }
// NOLINTEND(clang-analyzer-cplusplus.NewDelete)

namespace privman::pm {
namespace {

using namespace std::string_view_literals;
using privman::testing::under_sanitizer;

constexpr std::size_t megabyte = 1u << 20;
constexpr std::size_t small = 64u << 10;
constexpr std::size_t largest = under_sanitizer ? megabyte / 2 : max_list_bytes;
/// With the answer itself: 32 MB for the largest.
constexpr std::size_t allowed = largest + 22 * megabyte;

/// As much of `unit` as fits into the largest answer.
std::string filled(std::string_view begin, std::string_view unit, std::string_view end) {
    std::string body;
    body.reserve(largest);
    body += begin;
    while (body.size() + unit.size() + end.size() <= largest) body += unit;
    return body += end;
}
std::string tiny_rows() {
    std::string body = "[";
    body.reserve(largest);
    for (int i = 0; i < 350'000 && body.size() + 20 < largest; ++i) body += fmt::format(R"({{"Id":"{}"}},)", i);
    return body += "0]";
}

struct Rubbish {
    const char* name;
    std::string (*body)();
};
class AnyRubbish : public ::testing::TestWithParam<Rubbish> {};

TEST_P(AnyRubbish, CostsLittleAndLeavesNothing) {
    ListReader reader{contract::builtin(), "https://pm.example/Tms"};
    ASSERT_TRUE(reader.read(R"([{"Id":"a"}])"));
    const std::size_t before = in_use;
    peak = before;
    const auto list = reader.read(GetParam().body());
    EXPECT_LE(peak - before, allowed);
    EXPECT_LE(in_use, before + small);
    EXPECT_LE(reader.held_bytes(), small);
}

INSTANTIATE_TEST_SUITE_P(
    Each, AnyRubbish,
    ::testing::Values(Rubbish{"zeros", [] { return filled("[", "0,", "0]"); }},
                      Rubbish{"zeros_after_a_request", [] { return filled(R"([{"Id":"a"},)", "0,", "0]"); }},
                      Rubbish{"tiny_rows", tiny_rows}, Rubbish{"empty_rows", [] { return filled("[", "{},", "{}]"); }},
                      Rubbish{"nothing", [] { return std::string(largest, '\0'); }},
                      Rubbish{"garbage", [] { return filled("", "\x17\xff\x00[{\"\\u"sv, ""); }},
                      Rubbish{"brackets", [] { return std::string(largest, '['); }},
                      Rubbish{"a_long_error", [] { return filled(R"({"Status":"error","Messages":[)", "0,", "0]}"); }}),
    [](const auto& rubbish) { return rubbish.param.name; });

TEST(OneRow, OfTenMegabytesIsNoDocumentEither) {
    for (const auto& [begin, unit, end] :
         {std::array{R"([{"Id":"a","More":[)", "0,", "0]}]"}, std::array{R"([{"Id":"a")", R"(,"Id":"a")", "}]"},
          std::array{R"([{"Id":"a","FileName":")", "\\n", "x\"}]"},
          std::array{R"([{"Id":"a","FileName":")", "x\xc3\xa9", "\"}]"}}) {
        ListReader reader{contract::builtin(), "https://pm.example/Tms"};
        const std::size_t before = in_use;
        peak = before;
        const auto list = reader.read(filled(begin, unit, end));
        ASSERT_TRUE(list);
        EXPECT_EQ((*list)->requests.size(), 1u);
        EXPECT_LE(peak - before, allowed) << unit;
    }
}

}  // namespace
}  // namespace privman::pm
