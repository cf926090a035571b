// A store of an earlier release is taken over as it is: what people had set, since when, and what was doubted.
#include "clocks/system_clock.hpp"
#include "settings/settings_documents.hpp"
#include "settings/settings_in_parameter_store.hpp"
#include "stores/sqlite_store.hpp"
#include "tests/stores/sqlite_fixture.hpp"
#include "tests/support/fake_parameter_store.hpp"

#include <gmock/gmock.h>

#include <filesystem>

namespace privman::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::SizeIs;

const std::string channels_name = "/p/CHANNELS";
const std::string schedule_name = "/p/SCHEDULE";

class Takeover : public SqliteFixture {
protected:
    /// The file that release 0.1.0 has left; `documents` as its settings had them in AWS.
    void left_by_0_1_0(const std::string& documents = {}) {
        std::filesystem::copy_file(std::filesystem::path{PRIVMAN_SOURCE_DIR} / "tests/frozen/0.1.0/store.db", path);
        std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        if (!documents.empty())
            execute_sql(path, "UPDATE setting SET record = json_set(record, '$.documents', json('" + documents + "'))");
        open();
        before = settings()->settings;
    }
    void open_in_aws() {
        front.emplace(tasks, *settings_store, parameters,
                      settings::ParameterNames{channels_name, schedule_name, "us-east-1"}, clock, log);
    }
    Settings before;
    clocks::SystemClock clock;
    FakeParameterStore parameters;
    async::TaskScope tasks{loop.executor(), [](const std::exception_ptr&) {}};
    std::optional<settings::SettingsInParameterStore> front;
};

TEST_F(Takeover, WithoutAwsEverythingHoldsAsItDid) {
    left_by_0_1_0();
    EXPECT_THAT(before.channels, SizeIs(2));
    ASSERT_TRUE(before.schedule);
    EXPECT_TRUE(before.schedule->enabled);
    EXPECT_TRUE(before.schedule->enabled_at) << "what was asked for before that moment stays with people";
    EXPECT_EQ(before.defaults_told, 0U) << "people are told what has changed since";
    close();
    open();
    EXPECT_EQ(settings()->settings, before) << "nothing has to be rewritten first";
}

TEST_F(Takeover, WithAwsMarksDoubtsAndWhatIsStillToBeToldAreThere) {
    left_by_0_1_0(R"({"channels":{"version":4,"unread":false,"of":"/p/CHANNELS in us-east-1"},)"
                  R"("schedule":{"version":7,"unread":true,"of":"/p/SCHEDULE in us-east-1"},)"
                  R"("off_here":{"since":1700000000000,"why":"it had not answered"},)"
                  R"("hand_edits":[{"document":"channels","version":4,"before":"none","after":"C1","removed":[],)"
                  R"("overwritten":false,"noticed":1700000000000}]})");
    EXPECT_EQ(before.channels_document.version, 4U);
    EXPECT_TRUE(before.schedule_document.unread);
    ASSERT_TRUE(before.off_here);
    EXPECT_EQ(before.off_here->why, "it had not answered");
    EXPECT_FALSE(before.removed_here);
    EXPECT_THAT(before.hand_edits, SizeIs(1));

    open_in_aws();
    const auto loaded = loop.run(front->load());
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->settings, before) << "known at once, whatever AWS does";
    EXPECT_THAT(loaded->doubt.schedule.value_or(""), HasSubstr("not been asked yet"));
}

TEST_F(Takeover, WithAwsWhatStandsThereInTheKnownVersionIsNobodysEdit) {
    left_by_0_1_0();
    const auto ids = settings::ids_of(before.channels);
    for (int version = 1; version <= 3; ++version) parameters.by_hand(channels_name, settings::channels_document(ids));
    parameters.by_hand(schedule_name, settings::schedule_document(before.schedule));
    close();
    execute_sql(path,
                "UPDATE setting SET record = json_set(record, '$.documents', json('"
                R"({"channels":{"version":3,"unread":false,"of":"/p/CHANNELS in us-east-1"},)"
                R"("schedule":{"version":1,"unread":false,"of":"/p/SCHEDULE in us-east-1"},"hand_edits":[]})"
                "'))");
    open();
    open_in_aws();
    const auto read = loop.run(front->read());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->doubt, SettingsDoubt{});
    EXPECT_EQ(read->settings.channels, before.channels) << "by whom and since when, too";
    EXPECT_EQ(read->settings.schedule, before.schedule) << "enabled since the same moment";
    EXPECT_THAT(read->settings.hand_edits, SizeIs(0));
}

}  // namespace
}  // namespace privman::testing
