// .env.example is what people copy: it must name every setting, show the real defaults, and be readable by the program.
#include "app/environment.hpp"
#include "app/setting_names.hpp"
#include "app/setting_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>

namespace privman::app {
namespace {

std::string example() {
    auto text = file_content(std::string{PRIVMAN_SOURCE_DIR} + "/.env.example");
    return text ? *text : std::string{};
}

/// `#NAME=value` and `NAME=value` lines alike.
std::map<std::string, std::string> settings_named() {
    std::map<std::string, std::string> found;
    std::istringstream lines{example()};
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with('#')) line.erase(0, 1);
        const auto equals = line.find('=');
        const auto name = line.substr(0, equals);
        const bool is_setting = equals != std::string::npos && !name.empty() &&
                                name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == std::string::npos;
        if (is_setting) found.emplace(name, line.substr(equals + 1));
    }
    return found;
}

TEST(SettingsExample, NamesEverySetting) {
    const auto named = settings_named();
    for (const auto& setting : setting_names()) EXPECT_TRUE(named.contains(std::string{setting.name})) << setting.name;
}

TEST(SettingsExample, NamesNothingElse) {
    for (const auto& [name, value] : settings_named()) EXPECT_NE(find_setting(name), nullptr) << name;
}

TEST(SettingsExample, ShowsTheDefaultOfWhatIsCommentedOut) {
    std::istringstream lines{example()};
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with('#') || line.starts_with("# ")) continue;
        const auto equals = line.find('=');
        if (equals == std::string::npos) continue;
        const auto* setting = find_setting(line.substr(1, equals - 1));
        if (setting) EXPECT_EQ(line.substr(equals + 1), setting->fallback) << setting->name;
    }
}

TEST(SettingsExample, SaysOneThingAboutEverySetting) {
    const auto text = example();
    for (const auto& setting : setting_names()) EXPECT_FALSE(setting.meaning.empty()) << setting.name;
    EXPECT_THAT(text, testing::StartsWith("# "));
}

TEST(SettingsExample, IsReadWithoutAFault) { EXPECT_THAT(parse_env_file(example()).faults, testing::IsEmpty()); }

TEST(SettingsExample, SetsNothingThatIsRefusedAsNotBuilt) {
    const auto environment = parse_env_file(example());
    for (const auto& [name, value] : environment.values) {
        const auto* setting = find_setting(name);
        ASSERT_NE(setting, nullptr) << name;
        EXPECT_NE(setting->honoured, Honoured::not_yet) << name;
    }
}

}  // namespace
}  // namespace privman::app
