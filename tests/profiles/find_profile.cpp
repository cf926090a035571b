// find_profile OPENAPI [OUTPUT]: the profile that the finder writes, to a file or standard output; what it read and
// guessed, on standard error.
#include "contract_finder/find_contract.hpp"

#include <boost/json/serialize.hpp>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

int main(int argc, char** argv) {
    if (argc != 2 && argc != 3) {
        std::fputs("usage: find_profile OPENAPI [OUTPUT]\n", stderr);
        return 2;
    }
    std::ifstream in{argv[1], std::ios::binary};
    const std::string description{std::istreambuf_iterator<char>{in}, {}};
    const auto found = privman::contract_finder::find_contract(description, privman::contract::builtin());
    if (!found) {
        std::fprintf(stderr, "%s: %s\n", argv[1], found.error().c_str());
        return 1;
    }
    for (const auto& sentence : found->read) std::fprintf(stderr, "read: %s\n", sentence.c_str());
    for (const auto& sentence : found->guessed) std::fprintf(stderr, "guessed: %s\n", sentence.c_str());
    const auto profile = boost::json::serialize(privman::contract::to_json(found->profile)) + "\n";
    auto* output = argc == 3 ? std::fopen(argv[2], "w") : stdout;
    if (!output) return 1;
    const bool written = std::fputs(profile.c_str(), output) >= 0;
    return std::fclose(output) == 0 && written ? 0 : 1;
}
