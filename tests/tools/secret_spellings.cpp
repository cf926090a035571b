#include "tests/tools/secret_spellings.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace privman::tools {

namespace {

constexpr std::string_view upper_digits = "0123456789ABCDEF";
constexpr std::string_view lower_digits = "0123456789abcdef";

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

std::string percent_encoded(std::string_view text, std::string_view digits, std::string_view blank) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (is_unreserved(c))
            out += c;
        else if (c == ' ' && !blank.empty())
            out += blank;
        else
            out.append({'%', digits[byte >> 4U], digits[byte & 15U]});
    }
    return out;
}

std::string in_hex(std::string_view text, std::string_view digits) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        out.append({digits[byte >> 4U], digits[byte & 15U]});
    }
    return out;
}

std::string base64(std::string_view bytes, std::string_view last_two) {
    static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    std::string out;
    unsigned held = 0;
    unsigned bits = 0;
    for (const char c : bytes) {
        held = held << 8U | static_cast<unsigned char>(c);
        bits += 8;
        while (bits >= 6) {
            bits -= 6;
            const auto six = held >> bits & 63U;
            out += six < 62 ? letters[six] : last_two[six - 62];
        }
    }
    return out;  // the last, incomplete character depends on what follows and is left out
}

/// What stands in the base64 of any text that holds `secret` behind a multiple of three bytes and `offset`.
std::string base64_core(std::string_view secret, std::size_t offset, std::string_view last_two) {
    static constexpr std::size_t depends_on_before[] = {0, 2, 3};
    return base64(std::string(offset, '\0') + std::string{secret}, last_two).substr(depends_on_before[offset]);
}

}  // namespace

std::vector<std::string> planted_secrets() {
    return {PlantedSecrets::bot_token, PlantedSecrets::app_token, PlantedSecrets::client_secret,
            PlantedSecrets::aws_secret};
}

std::vector<std::string> spellings_of(std::string_view secret) {
    std::vector<std::string> all{std::string{secret}};
    for (const auto digits : {upper_digits, lower_digits}) {
        all.push_back(percent_encoded(secret, digits, ""));
        all.push_back(percent_encoded(secret, digits, "+"));
        all.push_back(in_hex(secret, digits));
    }
    const auto quoted = boost::json::serialize(boost::json::string_view{secret.data(), secret.size()});
    all.push_back(quoted.substr(1, quoted.size() - 2));
    for (const std::size_t offset : {0, 1, 2})
        for (const std::string_view last_two : {"+/", "-_"}) all.push_back(base64_core(secret, offset, last_two));
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

}  // namespace privman::tools
