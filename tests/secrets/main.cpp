// find_secrets --at-least FILES PATH…: searches files, and directories with all that is in them, for the secrets with
// which the tests start the programs, in every spelling. Exit 0: nothing found, and enough was searched to mean
// something.
#include "tests/tools/process.hpp"
#include "tests/tools/secret_spellings.hpp"

#include <charconv>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace privman::tools;
namespace fs = std::filesystem;

struct Searched {
    std::size_t files = 0;
    std::size_t bytes = 0;
    std::size_t finds = 0;
};

void search(const fs::path& file, const std::vector<std::vector<std::string>>& secrets, Searched& searched) {
    const auto content = content_of(file);
    ++searched.files;
    searched.bytes += content.size();
    for (std::size_t secret = 0; secret < secrets.size(); ++secret)
        for (const auto& spelling : secrets[secret]) {
            const auto at = content.find(spelling);
            if (at == std::string::npos) continue;
            ++searched.finds;
            std::printf("%s: planted secret %zu stands at byte %zu, spelled `%s`\n", file.c_str(), secret, at,
                        spelling.c_str());
        }
}

int run(const std::vector<std::string_view>& words) {
    std::size_t at_least = 0;
    std::vector<fs::path> paths;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "--at-least" && i + 1 < words.size()) {
            const auto number = words[++i];
            std::from_chars(number.data(), number.data() + number.size(), at_least);
        } else {
            paths.emplace_back(words[i]);
        }
    }
    std::vector<std::vector<std::string>> secrets;
    for (const auto& secret : planted_secrets()) secrets.push_back(spellings_of(secret));

    Searched searched;
    for (const auto& path : paths) {
        if (!fs::is_directory(path)) {
            search(path, secrets, searched);
            continue;
        }
        for (const auto& entry : fs::recursive_directory_iterator{path})
            if (entry.is_regular_file()) search(entry.path(), secrets, searched);
    }
    std::printf("%zu finds of %zu secrets in %zu files, %zu bytes\n", searched.finds, secrets.size(), searched.files,
                searched.bytes);
    if (searched.files < at_least) {
        std::printf("that is fewer than %zu files: the search proves nothing\n", at_least);
        return 1;
    }
    return searched.finds == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run({argv + 1, argv + argc});
    } catch (const std::exception& failure) {
        std::printf("find_secrets: %s\n", failure.what());
        return 2;
    }
}
