// What the program itself thinks of the settings that a deployment gives it: the other tests here ask it.
//
//   settings_oracle names           one line per setting: name, `secret` or `open`, `yes`, `not_yet` or `by_usage`
//   settings_oracle check <lines    NAME=value lines; prints every fault and doubt, exit code 1 when there is any
//   settings_oracle env <file       a .env file; prints NAME=value lines as they are read, and its faults with exit
//   code 1
#include "app/config.hpp"
#include "app/setting_names.hpp"

#include <cstdio>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

namespace {

using namespace privman::app;

std::string_view word_for(Honoured honoured) {
    switch (honoured) {
        case Honoured::yes: return "yes";
        case Honoured::not_yet: return "not_yet";
        case Honoured::by_usage: return "by_usage";
    }
    return "";
}

int print_names() {
    for (const auto& setting : setting_names())
        std::cout << setting.name << ' ' << (setting.secret ? "secret" : "open") << ' ' << word_for(setting.honoured)
                  << '\n';
    return 0;
}

int check() {
    Environment environment;
    for (std::string line; std::getline(std::cin, line);) {
        const auto equals = line.find('=');
        if (equals != std::string::npos) environment.values[line.substr(0, equals)] = line.substr(equals + 1);
    }
    const auto config = read_config(environment, false);
    auto doubts = config ? config->warnings : config.error();
    if (config) doubts.insert(doubts.end(), config->risks.begin(), config->risks.end());
    for (const auto& doubt : doubts) std::cout << doubt << '\n';
    return doubts.empty() ? 0 : 1;
}

int read_env_file() {
    const std::string text{std::istreambuf_iterator<char>{std::cin}, {}};
    const auto environment = parse_env_file(text);
    for (const auto& [name, value] : environment.values) std::cout << name << '=' << value << '\n';
    for (const auto& fault : environment.faults) std::cout << fault << '\n';
    return environment.faults.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    const std::string_view what = argc == 2 ? argv[1] : "";
    if (what == "names") return print_names();
    if (what == "check") return check();
    if (what == "env") return read_env_file();
    std::fputs("settings_oracle names | check | env\n", stderr);
    return 2;
}
