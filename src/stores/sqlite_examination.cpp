#include "stores/sqlite_examination.hpp"

#include "stores/sqlite_failure.hpp"
#include "stores/sqlite_records.hpp"
#include "stores/sqlite_schema.hpp"

#include <sys/stat.h>
#include <utility>

namespace privman::stores {

Outcome<SqliteExamination> examine_sqlite(const SqliteSettings& settings) {
    struct stat now{};
    if (::stat(settings.path.c_str(), &now) != 0)
        return std::unexpected{
            Failure{.kind = Trouble::not_found, .what = settings.path + " does not exist", .code = "not_there"}};
    auto database = open_for_us_alone(settings, std::chrono::milliseconds{0});
    if (!database) return std::unexpected{std::move(database.error())};
    SqliteExamination found;
    try {
        found.schema = (*database)->integer("PRAGMA user_version");
        SqliteStatement{**database, "PRAGMA integrity_check(10)"}.each_row([&found](const SqliteStatement& row) {
            if (auto said = row.text(0); said != "ok") found.damage.push_back(std::move(said));
            return true;
        });
        if (!found.damage.empty()) return found;  // what lies on damaged pages is not worth reading
        SqliteRecords records{std::move(*database), settings.path};
        auto back = records.changed_since(0);
        if (!back) return std::unexpected{std::move(back.error())};
        auto kept = records.settings();
        if (!kept) return std::unexpected{std::move(kept.error())};
        found.settings = std::move(*kept);
        for (const auto& row : back->left_out) found.left_out.push_back(row.name + ": " + row.why);
        found.snapshot = std::move(back->snapshot);
        found.snapshot.seal_key.reset();
    } catch (const SqliteError& error) {
        return std::unexpected{failure_of(error, settings.path)};
    }
    return found;
}

}  // namespace privman::stores
