#include "stores/kept_members.hpp"
#include "stores/record.hpp"
#include "stores/record_parts.hpp"

namespace privman::stores {

namespace json = boost::json;

std::string encode(const Board& board) {
    json::object out{{"format", board_format},
                     {"channel", board.channel.value},
                     {"version", board.version},
                     {"extra_places", board.extra_places}};
    if (board.digest) out["digest"] = parts::encoded(*board.digest);
    return written(out, {board.unknown});
}

Outcome<Board> decode_board(std::string_view stored) {
    const auto value = parts::opened(stored, "board", board_format);
    if (!value) return std::unexpected{value.error()};
    Fault fault;
    const Fields in{&*value, "board", fault};
    Board board{.channel = in.id<ChannelId>("channel"), .version = in.count<std::uint64_t>("version")};
    if (in.has("digest")) board.digest = parts::decoded_card(in.object("digest"));
    board.extra_places = in.count<unsigned>("extra_places");
    board.unknown = parts::unknown_to(in, stored);
    return parts::unless(fault, std::move(board));
}

}  // namespace privman::stores
