#include "sandbox/demo.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <array>
#include <utility>

namespace privman::sandbox {

namespace {

struct Sample {
    std::string_view user, display_name, computer, application, path, command_line, company, version, hash, reason,
        policy, rating;
};

// Names, companies and hashes are made up.
constexpr std::array samples{
    Sample{"LAB\\ana", "Ana Example", "LAB-PC-07", "Example Drawing", R"(C:\Users\ana\Downloads\setup.exe)",
           "setup.exe /quiet", "Example Ltd", "4.2", "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12",
           "Needed for the customer demo at three", "Elevate installers with approval", "Clean"},
    Sample{"LAB\\ben", "Ben Sample", "LAB-LT-42", "Packet Viewer", R"(C:\Tools\PacketViewer\viewer.exe)",
           R"("C:\Tools\PacketViewer\viewer.exe" --capture eth0)", "Wire Works", "11.0.3",
           "9b71d224bd62f3785d96d46ad3ea3d73319bfbc2", "Looking at the dropped calls in ticket 4711",
           "Elevate network tools", "Clean"},
    Sample{"MAC-19\\chloe", "Chloé Muster", "MAC-19", "sudo", "/usr/bin/sudo",
           "sudo brew services restart postgresql@15", "", "", "", "Database on my machine hangs after the update",
           "sudo with approval", "Unknown"},
    Sample{"LAB\\dev", "Dev Placeholder", "BUILD-03", "Registry Editor", R"(C:\Windows\regedit.exe)", "regedit.exe",
           "Microsoft Corporation", "10.0.19041", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
           "Licence server moved, need to point the client to the new one", "Elevate system tools with approval",
           "Clean"},
    Sample{"LAB\\erin", "Erin Beispiel", "LAB-PC-11", "Print Driver Setup", R"(\\files\drivers\printer\install.msi)",
           R"(msiexec /i \\files\drivers\printer\install.msi)", "Paper & Sons", "7.1.0",
           "0a4d55a8d778e5022fab701977c5d840bbc486d0", "New printer on floor 3 does not print from my laptop",
           "Elevate installers with approval", "Suspect"},
};

std::expected<ScriptedCall, std::string> read_call(const json::value& value) {
    if (!value.is_object()) return std::unexpected{"a call must be a JSON object"};
    ScriptedCall call;
    for (const auto& [name, part] : value.get_object()) {
        if (name == "method" && part.is_string())
            call.method = part.get_string();
        else if (name == "path" && part.is_string())
            call.path = part.get_string();
        else if (name == "body" && part.is_object())
            call.body = part.get_object();
        else
            return std::unexpected{fmt::format("\"{}\" is unknown or of the wrong type", std::string_view{name})};
    }
    if (!call.path.starts_with("/")) return std::unexpected{"\"path\" is missing or does not begin with '/'"};
    return call;
}

std::expected<std::vector<ScriptedCall>, std::string> read_lines(std::string_view text) {
    std::vector<ScriptedCall> calls;
    for (std::size_t line_number = 1; !text.empty(); ++line_number) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const auto first = line.find_first_not_of(" \t\r");
        if (first == std::string_view::npos || line[first] == '#') continue;
        boost::system::error_code ec;
        const auto value = json::parse(line, ec);
        if (ec) return std::unexpected{fmt::format("line {}: not JSON: {}", line_number, ec.message())};
        auto call = read_call(value);
        if (!call) return std::unexpected{fmt::format("line {}: {}", line_number, call.error())};
        calls.push_back(std::move(*call));
    }
    return calls;
}

}  // namespace

json::object demo_request(std::uint64_t number) {
    const auto& sample = samples[number % samples.size()];
    json::object fields;
    const auto put = [&](std::string_view name, std::string_view value) {
        if (!value.empty()) fields.emplace(name, value);
    };
    put("user", sample.user);
    put("display_name", sample.display_name);
    put("computer", sample.computer);
    put("application", sample.application);
    put("path", sample.path);
    put("command_line", sample.command_line);
    put("company", sample.company);
    put("version", sample.version);
    put("hash", sample.hash);
    put("reason", sample.reason);
    put("policy", sample.policy);
    put("rating", sample.rating);
    return fields;
}

std::expected<std::vector<ScriptedCall>, std::string> read_scenario(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos || text[first] != '[') return read_lines(text);

    boost::system::error_code ec;
    const auto list = json::parse(text, ec);
    if (ec) return std::unexpected{fmt::format("not JSON: {}", ec.message())};
    std::vector<ScriptedCall> calls;
    for (const auto& value : list.as_array()) {
        auto call = read_call(value);
        if (!call) return std::unexpected{fmt::format("call {}: {}", calls.size() + 1, call.error())};
        calls.push_back(std::move(*call));
    }
    return calls;
}

asio::awaitable<std::expected<void, std::string>> play(std::vector<ScriptedCall> calls, net::HttpHandler handler) {
    for (std::size_t number = 1; auto& call : calls) {
        net::HttpRequest request{.method = call.method, .target = call.path};
        if (call.method != "GET") {
            request.headers.set("Content-Type", "application/json");
            request.body = json::serialize(call.body);
        }
        const auto response = co_await handler(std::move(request));
        if (response.status >= 400) {
            co_return std::unexpected{
                fmt::format("call {}, {} {}: {} {}", number, call.method, call.path, response.status, response.body)};
        }
        ++number;
    }
    co_return std::expected<void, std::string>{};
}

}  // namespace privman::sandbox
