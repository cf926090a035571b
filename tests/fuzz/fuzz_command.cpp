// Whatever is typed at the bot: a command, nothing, or an answer that names the word and shows a right example.
#include "domain/chat_command.hpp"
#include "domain/match.hpp"
#include "domain/schedule_text.hpp"
#include "domain/typed_text.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace privman;

namespace {

void must(bool promise) {
    if (!promise) std::abort();
}

void check(const Misunderstood& wrong) {
    must(wrong.word.size() <= 40 && !wrong.word.empty() && !wrong.why.empty());
    auto example = wrong.example;
    if (const auto at = example.find("#channel"); at != std::string::npos) example.replace(at, 8, "#C0123");
    const auto again = parse_command(example);
    must(!std::holds_alternative<Misunderstood>(again) && !std::holds_alternative<Nothing>(again));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto command = parse_command(text);
    std::visit(match{
                   [](const Misunderstood& wrong) { check(wrong); },
                   [](const AutoApproveSet& set) {
                       must(!set.hours.hours.empty() && !set.hours.zone.empty());
                       if (const auto strict = parse_schedule(set.text))
                           must(*strict == set.hours && set.others.empty());
                       for (const auto& other : set.others) must(other != set.hours && other.zone == set.hours.zone);
                   },
                   [](const Question& question) {
                       const auto told = parse_command(question.command);
                       must(!std::holds_alternative<Nothing>(told));
                   },
                   [](const Unregister& wanted) { must(!wanted.channel || !wanted.channel->empty()); },
                   [](const auto&) {},
               },
               command);
    // What phones make of it is forgiven before anything is read.
    must(parse_command(plain_typing(text)) == command);
    return 0;
}
