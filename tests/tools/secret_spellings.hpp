// In which ways a secret can stand in a file without anybody noticing. Written apart from the program's own redactor,
// so that what one of them forgets the other finds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace privman::tools {

/// The secrets with which the tests start the programs. None of them may ever be printed, in any spelling.
struct PlantedSecrets {
    static constexpr const char* bot_token = "xoxb-7070-planted-bot-token";
    static constexpr const char* app_token = "xapp-1-A0SANDBOX-1-plantedapptoken7070";
    /// With everything in it that some encoding spells differently.
    static constexpr const char* client_secret = "planted+client/secret=&\"7070\" %";
    /// AWS secrets are forty characters with slashes and plus signs.
    static constexpr const char* aws_secret = "pLanted/7070+SecretAccessKey/wJalrXUtnFE";
};
std::vector<std::string> planted_secrets();

/// As it is, percent-encoded (both cases, also as a form field), JSON-escaped, in hex, and the part of its base64 that
/// does not depend on what stands around it, at each offset and in both alphabets.
std::vector<std::string> spellings_of(std::string_view secret);

}  // namespace privman::tools
