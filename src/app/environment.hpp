// Where settings come from: the process's environment, a .env file under it, and files for secrets.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace privman::app {

/// A value that means something else than in the last release, although nobody has changed it.
struct Reread {
    std::string name;
    std::string where;   ///< ".env line 12"
    std::string before;  ///< as the last release read it; may be a secret
    std::string now;
};

struct Environment {
    std::map<std::string, std::string> values;  ///< the environment wins over the file
    std::vector<std::string> from_file;         ///< names that only the .env file gave
    std::vector<std::string> quoted;            ///< of these, those that stood in quotes: what is inside is meant
    std::vector<Reread> reread;                 ///< of these, those that the last release read differently
    std::vector<std::string> faults;            ///< lines of the .env file that make no sense

    [[nodiscard]] std::optional<std::string> get(const std::string& name) const;
};

/// `NAME=value` lines; `#` comments, `export`, single and double quotes (env_value says what they do to a backslash).
/// Faults name the line, never its content: it may hold a secret.
Environment parse_env_file(std::string_view text);

/// The environment of this process over `.env` in `directory`, if there is one.
Environment read_environment(const std::string& directory, char** environ_of_process);

}  // namespace privman::app
