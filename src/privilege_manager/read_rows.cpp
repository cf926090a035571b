#include "privilege_manager/read_rows.hpp"

#include "privilege_manager/gather_list.hpp"
#include "privilege_manager/json_tokens.hpp"
#include "privilege_manager/row_fields.hpp"
#include "privilege_manager/text.hpp"

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace privman::pm {

namespace {

class RowByRow {
public:
    RowByRow(const RowsToRead& rows, const FieldIndex& index, const RowDecoder& decoder, SeenKeys* seen)
        : rows_{rows},
          is_report_{!rows.found.columns.empty()},
          fields_{index},
          decoder_{decoder},
          seen_{seen},
          next_known_{rows.answer.rows().begin()},
          list_{rows.found.listed,
                is_report_ ? "a report row does not have one cell per column" : "a row is no object"} {}

    std::expected<ReadRows, std::string> run() {
        ReadRows read;
        const auto bracket = is_report_ ? '[' : '{';
        for (ArrayItems items{rows_.answer.text(), rows_.found.at}; items.more() && !list_.too_many();) {
            const auto text = items.item();
            if (const auto* known = known_at(items.here())) {
                const auto& row = *known->row;
                if (const auto meaning = meaning_of(row))
                    note(read.known, known->at_in_answer, row.length, row.hash, *meaning);
            } else if (text.starts_with(bracket)) {
                if (const auto meaning = decode(text))
                    note(read.known, items.here() + missing_, text.size(), KnownRows::hash_of(text), *meaning);
            } else {
                list_.leave_out_no_row();
            }
            items.skip(text.size());
        }
        auto list = list_.finish(rows_.last);
        if (!list) return std::unexpected{std::move(list.error())};
        read.list = std::move(*list);
        read.known.renumber(list_.places());
        return read;
    }

private:
    /// Also keeps count of how much is missing before what comes next.
    const ShortAnswer::KnownRow* known_at(std::size_t here) {
        const auto& known = rows_.answer.rows();
        while (next_known_ != known.end() && next_known_->at <= here) {
            const auto& row = *next_known_++;
            missing_ = row.at_in_answer + row.row->length - row.at - ShortAnswer::stand_in;
            if (row.at == here) return &row;
        }
        return nullptr;
    }

    void note(KnownRows& known, std::size_t at_in_answer, std::size_t length, std::uint32_t hash, RowMeaning meaning) {
        known.note({.at = static_cast<std::uint32_t>(rows_.offset + at_in_answer),
                    .length = static_cast<std::uint32_t>(length),
                    .hash = hash,
                    .meaning = meaning});
    }

    std::optional<RowMeaning> meaning_of(const RowNote& row) {
        if (is_request(row.meaning)) return list_.add(rows_.last->requests.shared(row.meaning));
        // As long as there are remarks to make, it has to say again why it is none.
        if (row.meaning != decided_row && !list_.heard_enough()) return decode(rows_.known->text_of(row));
        list_.leave_out({.why = {},
                         .unknown_status = row.meaning == unknown_status_row,
                         .no_id = row.meaning == no_id_row,
                         .decided = row.meaning == decided_row});
        return row.meaning;
    }

    std::optional<RowMeaning> decode(std::string_view row) {
        std::string clean;
        if (!rows_.is_utf8) row = clean = valid_utf8(row);
        const auto* said = is_report_ ? fields_.read_cells(row, rows_.found.columns) : &fields_.read_object(row);
        if (!said) {
            list_.leave_out_no_row();
            return std::nullopt;
        }
        auto request = decoder_.decode(*said);
        if (request) {
            if (seen_) count_seen(*said, *seen_);
            return list_.add(std::make_shared<const ElevationRequest>(std::move(*request)));
        }
        const auto& why = request.error();
        const auto meaning = why.decided ? decided_row : why.no_id ? no_id_row : unknown_status_row;
        list_.leave_out(std::move(request.error()));
        return meaning;
    }

    const RowsToRead& rows_;
    bool is_report_;
    RowFields fields_;
    const RowDecoder& decoder_;
    SeenKeys* seen_;
    std::vector<ShortAnswer::KnownRow>::const_iterator next_known_;
    std::size_t missing_ = 0;
    GatheredList list_;
};

}  // namespace

std::expected<ReadRows, std::string> read_rows(const RowsToRead& rows, const FieldIndex& index,
                                               const RowDecoder& decoder, SeenKeys* seen) {
    return RowByRow{rows, index, decoder, seen}.run();
}

}  // namespace privman::pm
