// Other spellings of one file, as hostile and as careless hands write them: for the table of path rules, and for the
// fuzzer. Every spelling names the same file, or could.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace privman::testing {

/// Which of the spellings to take at each place; runs out into the plain one.
class Choices {
public:
    explicit Choices(std::span<const std::uint8_t> bytes) : bytes_{bytes} {}
    std::size_t among(std::size_t count) {
        if (at_ >= bytes_.size() || count == 0) return 0;
        return bytes_[at_++] % count;
    }

private:
    std::span<const std::uint8_t> bytes_;
    std::size_t at_ = 0;
};

inline std::string upper_case(std::string text) {
    for (auto& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

inline std::string full_width(std::string_view text) {
    std::string out;
    for (const auto c : text) {
        if (c > ' ' && c < '\x7f') {
            const auto point = 0xFEE0U + static_cast<unsigned char>(c);
            out += static_cast<char>(0xE0U | (point >> 12U));
            out += static_cast<char>(0x80U | ((point >> 6U) & 0x3FU));
            out += static_cast<char>(0x80U | (point & 0x3FU));
        } else {
            out += c;
        }
    }
    return out;
}

/// `ABCDEF~1.EXE`
inline std::string short_name(std::string_view name) {
    const auto dot = name.rfind('.');
    std::string stem;
    for (const auto c : name.substr(0, dot))
        if (c != ' ' && c != '.' && static_cast<unsigned char>(c) < 0x80 && stem.size() < 6) stem += c;
    std::string out = upper_case(stem) + "~1";
    if (dot != std::string_view::npos) out += upper_case(std::string{name.substr(dot, 4)});
    return out;
}

/// `path` is `C:\folder\…\file`, and the computer `PC1`. Each place has a count of spellings of its own.
struct WindowsSpellings {
    static constexpr std::size_t begins = 39;
    static constexpr std::size_t separators = 8;
    static constexpr std::size_t names = 13;
    static constexpr std::size_t ends = 16;
    static constexpr std::size_t wraps = 8;

    std::size_t begin = 0;
    std::size_t separator = 0;
    std::size_t name = 0;
    std::size_t which_name = 0;  ///< the one that is spelled oddly, counted from the last
    std::size_t end = 0;
    std::size_t wrap = 0;
    std::size_t dropped = 0;  ///< where a beginning leaves out folders

    static WindowsSpellings chosen(Choices& from) {
        return {.begin = from.among(begins),
                .separator = from.among(separators),
                .name = from.among(names),
                .which_name = from.among(6),
                .end = from.among(ends),
                .wrap = from.among(wraps),
                .dropped = from.among(6)};
    }

    [[nodiscard]] std::string of(std::string_view path) const {
        const std::string drive{path.substr(0, 1)};
        std::vector<std::string> parts{{}};
        for (const auto c : path.substr(3)) {
            if (c == '\\')
                parts.emplace_back();
            else
                parts.back() += c;
        }
        const bool in_windows = parts.size() > 1 && upper_case(parts[0]) == "WINDOWS";
        std::size_t skipped = 0;
        const auto some = [&] {
            return skipped = 1 + dropped % parts.size(), skipped == parts.size() ? skipped - 1 : skipped;
        };
        std::string whole;
        switch (begin) {
            case 1: whole = upper_case(drive) + ":/"; break;
            case 2: whole = R"(\\?\)" + drive + R"(:\)"; break;
            case 3: whole = "//?/" + drive + ":/"; break;
            case 4: whole = R"(\??\)" + drive + R"(:\)"; break;
            case 5: whole = R"(\\.\)" + drive + R"(:\)"; break;
            case 6: whole = R"(\\localhost\)" + drive + R"($\)"; break;
            case 7: whole = R"(\\127.0.0.1\)" + drive + R"($\)"; break;
            case 8: whole = R"(\\PC1\)" + drive + R"($\)"; break;
            case 9: whole = R"(\\pc1.lab.example\)" + drive + R"($\)"; break;
            case 10: whole = R"(\\?\UNC\localhost\)" + drive + R"($\)"; break;
            case 11: whole = R"(\Device\HarddiskVolume3\)"; break;
            case 12: whole = R"(\\?\Volume{12345678-9abc-def0-1234-56789abcdef0}\)"; break;
            case 13: whole = R"(\\?\GLOBALROOT\Device\HarddiskVolume2\)"; break;
            case 14: whole = R"(\\?\GLOBALROOT\??\)" + drive + R"(:\)"; break;
            case 15: whole = R"(\\.\HarddiskVolume4\)"; break;
            case 16: whole = R"(\DosDevices\)" + drive + R"(:\)"; break;
            case 17: whole = R"(\)"; break;
            case 18: whole = "%SystemDrive%\\"; break;
            case 19: whole = "file:///" + drive + ":/"; break;
            case 20: whole = "$env:SystemDrive\\"; break;
            case 21: whole = R"(\Device\Mup\localhost\)" + drive + R"($\)"; break;
            case 22: whole = R"(Microsoft.PowerShell.Core\FileSystem::)" + drive + R"(:\)"; break;
            case 23: whole = R"(\\2130706433\)" + drive + R"($\)"; break;
            case 24: whole = R"(\\0x7f.1\)" + drive + R"($\)"; break;
            case 25: whole = R"(\\--1.ipv6-literal.net\)" + drive + R"($\)"; break;
            case 26: whole = drive + ":", skipped = some(); break;
            case 27: skipped = some(); break;
            case 28: whole = R"(..\..\)", skipped = some(); break;
            case 29: whole = "%TOOLS%\\", skipped = some(); break;
            case 30: whole = R"(\\10.0.0.7\share\)", skipped = some(); break;
            case 31: whole = R"(\\localhost\tools\)", skipped = some(); break;
            case 32: skipped = parts.size() - 1; break;
            case 33:
                whole = in_windows ? R"(\\localhost\admin$\)" : drive + R"(:\)", skipped = in_windows ? 1 : 0;
                break;
            case 34: whole = in_windows ? R"(\SystemRoot\)" : drive + R"(:\)", skipped = in_windows ? 1 : 0; break;
            case 35: whole = in_windows ? "%SystemRoot%\\" : drive + R"(:\)", skipped = in_windows ? 1 : 0; break;
            case 36: whole = "\\\\localhost@80\\DavWWWRoot\\" + drive + "$\\"; break;
            case 37: whole = "//localhost/" + drive + "$/"; break;
            case 38: whole = R"(\\%COMPUTERNAME%\)" + drive + R"($\)"; break;
            default: whole = drive + R"(:\)"; break;
        }
        static constexpr std::array<std::string_view, separators> between{
            R"(\)", "/", R"(\\)", R"(\.\)", R"(\x\..\)", R"(\ZZZZZZ~1\..\)", R"(\/)", R"(\a\b\..\..\)"};
        for (auto i = skipped; i < parts.size(); ++i) {
            if (i > skipped) whole += between[separator];
            const bool odd = parts.size() - 1 - i == which_name % (parts.size() - skipped);
            whole += odd ? oddly(parts[i], i + 1 < parts.size()) : parts[i];
        }
        const auto without_exe = [&] { return whole.ends_with(".exe") ? whole.substr(0, whole.size() - 4) : whole; };
        switch (end) {
            case 1: whole += '.'; break;
            case 2: whole += ' '; break;
            case 3: whole += "::$DATA"; break;
            case 4: whole += ":stream"; break;
            case 5: whole += '\\'; break;
            case 6: whole += " /c dir"; break;
            case 7: whole += R"( "C:\a b\c.txt")"; break;
            case 8: whole += std::string_view{"\0.txt", 5}; break;
            case 9: whole += '\t'; break;
            case 10: whole += " . ."; break;
            case 11: whole = without_exe(); break;
            case 12: whole = without_exe() + " -enc AAAA"; break;
            case 13: whole += "\\."; break;
            case 14: whole += "\xC2\xA0"; break;
            case 15: whole += "\xE2\x80\x8B"; break;
            default: break;
        }
        switch (wrap) {
            case 1: return '"' + whole + '"';
            case 2: return '"' + whole + "\" /c dir";
            case 3: return "  " + whole + "\r\n";
            case 4: return "'" + whole + "'";
            case 5: return "& '" + whole + "' -x";
            case 6: return "\xE2\x80\x9C" + whole + "\xE2\x80\x9D";
            case 7: return '"' + whole;
            default: return whole;
        }
    }

private:
    [[nodiscard]] std::string oddly(const std::string& part, bool folder) const {
        switch (name) {
            case 1: return upper_case(part);
            case 2: return part + ".";
            case 3: return part + " ";
            case 4: return part + " . .";
            case 5: return part.substr(0, 1) + "\xE2\x80\x8B" + part.substr(1);
            case 6: return part + "\xC2\xA0";
            case 7: return part.substr(0, 1) + "\xC2\xA0" + part.substr(1);
            case 8: return short_name(part);
            case 9: return full_width(part);
            case 10: return folder ? part + ":$I30:$INDEX_ALLOCATION" : part + "::$data";
            case 11:
                return upper_case(part) == "SYSTEM32" ? "Sysnative" : part.substr(0, 1) + "\xC2\xAD" + part.substr(1);
            case 12:
                return upper_case(part) == "SYSTEM32" ? "SysWOW64"
                       : upper_case(part) == "USERS"  ? "Documents and Settings"
                                                      : part;
            default: return part;
        }
    }
};

/// `path` is `/folder/…/file`.
struct PosixSpellings {
    static constexpr std::size_t begins = 14;
    static constexpr std::size_t separators = 5;
    static constexpr std::size_t names = 5;
    static constexpr std::size_t ends = 6;

    std::size_t begin = 0;
    std::size_t separator = 0;
    std::size_t name = 0;
    std::size_t which_name = 0;
    std::size_t end = 0;

    static PosixSpellings chosen(Choices& from) {
        return {.begin = from.among(begins),
                .separator = from.among(separators),
                .name = from.among(names),
                .which_name = from.among(6),
                .end = from.among(ends)};
    }

    [[nodiscard]] std::string of(std::string_view path) const {
        std::vector<std::string> parts{{}};
        for (const auto c : path.substr(1)) {
            if (c == '/')
                parts.emplace_back();
            else
                parts.back() += c;
        }
        const auto last = parts.size() - 1;
        const bool is_private = parts[0] == "tmp" || parts[0] == "var" || parts[0] == "etc";
        std::size_t skipped = 0;
        std::string whole = "/";
        switch (begin) {
            case 1: whole = "//"; break;
            case 2: whole = "/./"; break;
            case 3: whole = "/x/../"; break;
            case 4: whole = is_private ? "/private/" : "/System/Volumes/Data/"; break;
            case 5: whole = is_private ? "/System/Volumes/Data/private/" : "/.nofollow/"; break;
            case 6: whole = "/Volumes/Macintosh HD/"; break;
            case 7: whole = "~/", skipped = last; break;
            case 8: whole = "$HOME/", skipped = last; break;
            case 9: whole = "", skipped = last; break;
            case 10: whole = "../", skipped = last; break;
            case 11: whole = "/proc/self/root/"; break;
            case 12: whole = "/proc/self/cwd/", skipped = last; break;
            case 13: whole = "/link/../", skipped = last; break;
            default: break;
        }
        static constexpr std::array<std::string_view, separators> between{"/", "//", "/./", "/x/../", "/x/y/../.././"};
        for (auto i = skipped; i < parts.size(); ++i) {
            if (i > skipped) whole += between[separator];
            whole += last - i == which_name % (parts.size() - skipped) ? oddly(parts[i]) : parts[i];
        }
        static constexpr std::array<std::string_view, ends> after{"", "/", "/.", " -c id", " ", "\xE2\x80\x8B"};
        return whole += after[end];
    }

private:
    [[nodiscard]] std::string oddly(const std::string& part) const {
        switch (name) {
            case 1: return upper_case(part);
            case 2: return part.substr(0, 1) + "\xE2\x80\x8B" + part.substr(1);
            case 3: return part + "\xC2\xA0";
            case 4: return full_width(part);
            default: return part;
        }
    }
};

}  // namespace privman::testing
