#include "unicode/script.hpp"

#include "unicode/look.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <span>

namespace privman::unicode {

namespace {

struct Range {
    char32_t first;
    char32_t last;
    std::string_view script;
};

/// Scripts.txt of Unicode 14 for letters and marks, neighbours of one script joined over what is no letter; Han, Kana
/// and Bopomofo as one, since they stand in one word. Letters that belong to every script have no name. In order.
constexpr Range ranges[] = {
    {0x0041, 0x00AA, "Latin"},      {0x00B5, 0x00B5, ""},           {0x00BA, 0x02B8, "Latin"},
    {0x02B9, 0x02DF, ""},           {0x02E0, 0x02E4, "Latin"},      {0x0370, 0x0373, "Greek"},
    {0x0376, 0x03E1, "Greek"},      {0x03E2, 0x03EF, "Coptic"},     {0x03F0, 0x03FF, "Greek"},
    {0x0400, 0x0484, "Cyrillic"},   {0x0487, 0x052F, "Cyrillic"},   {0x0531, 0x0588, "Armenian"},
    {0x0591, 0x05F2, "Hebrew"},     {0x0610, 0x06FF, "Arabic"},     {0x0710, 0x074F, "Syriac"},
    {0x0750, 0x077F, "Arabic"},     {0x0780, 0x07B1, "Thaana"},     {0x0860, 0x086A, "Syriac"},
    {0x0870, 0x08FF, "Arabic"},     {0x0900, 0x0950, "Devanagari"}, {0x0955, 0x097F, "Devanagari"},
    {0x0980, 0x09FE, "Bengali"},    {0x0A01, 0x0A75, "Gurmukhi"},   {0x0A81, 0x0AFF, "Gujarati"},
    {0x0B01, 0x0B71, "Oriya"},      {0x0B82, 0x0BD7, "Tamil"},      {0x0C00, 0x0C63, "Telugu"},
    {0x0C80, 0x0CF2, "Kannada"},    {0x0D00, 0x0D7F, "Malayalam"},  {0x0D81, 0x0DF3, "Sinhala"},
    {0x0E01, 0x0E4E, "Thai"},       {0x0E81, 0x0EDF, "Lao"},        {0x0F00, 0x0FC6, "Tibetan"},
    {0x1000, 0x109D, "Myanmar"},    {0x10A0, 0x10FF, "Georgian"},   {0x1100, 0x11FF, "Hangul"},
    {0x1200, 0x138F, "Ethiopic"},   {0x13A0, 0x13FD, "Cherokee"},   {0x1780, 0x17DD, "Khmer"},
    {0x180B, 0x18AA, "Mongolian"},  {0x1C80, 0x1C88, "Cyrillic"},   {0x1C90, 0x1CBF, "Georgian"},
    {0x1D00, 0x1D25, "Latin"},      {0x1D26, 0x1D2A, "Greek"},      {0x1D2B, 0x1D2B, "Cyrillic"},
    {0x1D2C, 0x1D5C, "Latin"},      {0x1D5D, 0x1D61, "Greek"},      {0x1D62, 0x1D65, "Latin"},
    {0x1D66, 0x1D6A, "Greek"},      {0x1D6B, 0x1D77, "Latin"},      {0x1D78, 0x1D78, "Cyrillic"},
    {0x1D79, 0x1DBE, "Latin"},      {0x1DBF, 0x1DBF, "Greek"},      {0x1E00, 0x1EFF, "Latin"},
    {0x1F00, 0x1FFC, "Greek"},      {0x2071, 0x209C, "Latin"},      {0x2126, 0x2126, "Greek"},
    {0x212A, 0x212B, "Latin"},      {0x2132, 0x2132, "Latin"},      {0x214E, 0x2188, "Latin"},
    {0x2C60, 0x2C7F, "Latin"},      {0x2C80, 0x2CF3, "Coptic"},     {0x2D00, 0x2D2D, "Georgian"},
    {0x2D80, 0x2DDE, "Ethiopic"},   {0x2DE0, 0x2DFF, "Cyrillic"},   {0x3005, 0x3029, "CJK"},
    {0x302E, 0x302F, "Hangul"},     {0x3038, 0x312F, "CJK"},        {0x3131, 0x318E, "Hangul"},
    {0x31A0, 0x9FFF, "CJK"},        {0xA000, 0xA48C, "Yi"},         {0xA4D0, 0xA4FD, "Lisu"},
    {0xA640, 0xA69F, "Cyrillic"},   {0xA722, 0xA787, "Latin"},      {0xA78B, 0xA7FF, "Latin"},
    {0xA8E0, 0xA8FF, "Devanagari"}, {0xA960, 0xA97C, "Hangul"},     {0xA9E0, 0xA9FE, "Myanmar"},
    {0xAA60, 0xAA7F, "Myanmar"},    {0xAB01, 0xAB2E, "Ethiopic"},   {0xAB30, 0xAB64, "Latin"},
    {0xAB65, 0xAB65, "Greek"},      {0xAB66, 0xAB69, "Latin"},      {0xAB70, 0xABBF, "Cherokee"},
    {0xAC00, 0xD7FB, "Hangul"},     {0xF900, 0xFAD9, "CJK"},        {0xFB00, 0xFB06, "Latin"},
    {0xFB13, 0xFB17, "Armenian"},   {0xFB1D, 0xFB4F, "Hebrew"},     {0xFB50, 0xFDFB, "Arabic"},
    {0xFE2E, 0xFE2F, "Cyrillic"},   {0xFE70, 0xFEFC, "Arabic"},     {0xFF21, 0xFF5A, "Latin"},
    {0xFF66, 0xFF9F, "CJK"},        {0xFFA0, 0xFFDC, "Hangul"},     {0x10140, 0x10174, "Greek"},
    {0x10780, 0x107BA, "Latin"},    {0x11FB0, 0x11FB0, "Lisu"},     {0x16FE3, 0x16FE3, "CJK"},
    {0x16FF0, 0x16FF1, "CJK"},      {0x1AFF0, 0x1B167, "CJK"},      {0x1D242, 0x1D244, "Greek"},
    {0x1DF00, 0x1DF1E, "Latin"},    {0x1E7E0, 0x1E7FE, "Ethiopic"}, {0x1EE00, 0x1EEBB, "Arabic"},
    {0x20000, 0x3134A, "CJK"},
};

/// Latin by Unicode's table, another alphabet by their use. In order.
constexpr Range pretenders[] = {
    {0x0251, 0x0251, "phonetic"},   {0x0261, 0x0262, "phonetic"},     {0x026A, 0x026A, "phonetic"},
    {0x0274, 0x0274, "phonetic"},   {0x0280, 0x0280, "phonetic"},     {0x028F, 0x028F, "phonetic"},
    {0x0299, 0x0299, "phonetic"},   {0x029C, 0x029C, "phonetic"},     {0x029F, 0x029F, "phonetic"},
    {0x1D00, 0x1DBF, "phonetic"},   {0x2100, 0x214F, "mathematical"}, {0x2160, 0x2188, "mathematical"},
    {0xA730, 0xA731, "phonetic"},   {0xAB30, 0xAB6A, "phonetic"},     {0xFB00, 0xFB06, "phonetic"},
    {0xFF10, 0xFF5A, "fullwidth"},  {0x10780, 0x107BA, "phonetic"},   {0x1D400, 0x1D7FF, "mathematical"},
    {0x1DF00, 0x1DF1E, "phonetic"},
};

static_assert(std::ranges::is_sorted(ranges, {}, &Range::first) &&
              std::ranges::is_sorted(pretenders, {}, &Range::first));

std::optional<std::string_view> find(std::span<const Range> table, char32_t c) {
    const auto after = std::ranges::upper_bound(table, c, {}, &Range::first);
    if (after == table.begin()) return std::nullopt;
    const auto& candidate = *std::prev(after);
    return c <= candidate.last ? std::optional{candidate.script} : std::nullopt;
}

/// Of Unicode's confusables.txt those that one sees at a glance, and small letters in the form of Latin capitals.
constexpr std::u32string_view like_latin =
    U"\u0391\u0392\u0395\u0396\u0397\u0399\u039A\u039C\u039D\u039F\u03A1\u03A4\u03A5\u03A7\u03B1\u03B3\u03B5\u03B7"
    U"\u03B9\u03BA\u03BD\u03BF\u03C1\u03C3\u03C4\u03C5\u03C7\u03C9\u037F\u03F2\u03F3\u03F9"  // Greek
    U"\u0405\u0406\u0408\u0410\u0412\u0415\u0417\u041A\u041C\u041D\u041E\u0420\u0421\u0422\u0423\u0425\u042C\u0430"
    U"\u0432\u0433\u0435\u043A\u043C\u043D\u043E\u043F\u0440\u0441\u0442\u0443\u0445\u044C\u0455\u0456\u0457\u0458"
    U"\u0475\u04AE\u04AF\u04BA\u04BB\u04C0\u04CF\u0501\u050C\u051A\u051B\u051C\u051D"        // Cyrillic
    U"\u0540\u053C\u054D\u054F\u0555\u0561\u0563\u0566\u0570\u0578\u057D\u0581\u0584\u0585"  // Armenian
    U"\u05D5\u05DF\u05E1\u101D\u10E7";  // Hebrew, Myanmar, Georgian

}  // namespace

std::string_view script_of(char32_t c) {
    if (c < 0x80) return is_letter(c) ? std::string_view{"Latin"} : std::string_view{};
    const auto pretender = find(pretenders, c);
    if (pretender && (is_letter(c) || is_digit(c))) return *pretender;
    const auto look = look_of(c);
    if (look == Look::unseen || (look != Look::mark && !is_letter(c))) return {};
    if (const auto script = find(ranges, c)) return *script;
    return look == Look::mark ? std::string_view{} : std::string_view{"rare script"};
}

bool writes_with_marks(std::string_view script) {
    static constexpr std::array<std::string_view, 6> bare{"Latin",  "Greek",    "Cyrillic",
                                                          "Coptic", "Armenian", "Georgian"};
    static constexpr std::array<std::string_view, 5> odd{"phonetic", "mathematical", "fullwidth", "rare script", ""};
    return std::ranges::find(bare, script) == bare.end() && std::ranges::find(odd, script) == odd.end();
}

bool looks_latin(char32_t c, std::string_view script) {
    static constexpr std::array<std::string_view, 7> whole{"phonetic",    "mathematical", "fullwidth", "Cherokee",
                                                           "rare script", "Lisu",         "Coptic"};
    return std::ranges::find(whole, script) != whole.end() || like_latin.find(c) != std::u32string_view::npos;
}

}  // namespace privman::unicode
