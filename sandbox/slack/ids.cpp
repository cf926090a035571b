#include "sandbox/slack/ids.hpp"

#include <random>
#include <string_view>

namespace privman::sandbox::slack {

namespace {

std::string pick(std::string_view alphabet, std::size_t length) {
    static std::mt19937_64 source{std::random_device{}()};  // NOLINT(bugprone-random-generator-seed)
    std::uniform_int_distribution<std::size_t> index{0, alphabet.size() - 1};
    std::string word;
    while (word.size() < length) word += alphabet[index(source)];
    return word;
}

}  // namespace

std::string random_word(std::size_t length) {
    return pick("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", length);
}

std::string random_uuid() {
    std::string id = pick("0123456789abcdef", 36);
    for (const auto dash : {8, 13, 18, 23}) id[static_cast<std::size_t>(dash)] = '-';
    id[14] = '4';
    id[19] = pick("89ab", 1)[0];
    return id;
}

}  // namespace privman::sandbox::slack
