// The reader of traces, on traces written here: what it must find, and violations planted so that it must find them.
// Needs no strace.
#include "tests/strace/barriers.hpp"
#include "tests/tools/process.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <array>
#include <sstream>
#include <stdexcept>

namespace privman::strace {
namespace {

std::string hex(const std::string& bytes) {
    constexpr auto digits = "0123456789abcdef";
    std::string out;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += {'\\', 'x', digits[byte / 16], digits[byte % 16]};
    }
    return out;
}

/// A bot that is not there: a real database, and the lines that strace would have written about it.
class Written {
public:
    Written() {
        sqlite3_open((directory_.path() / "bot.db").c_str(), &database_);
        execute("PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0; CREATE TABLE life (id TEXT, record TEXT)");
        write();
        sync();
    }
    Written(const Written&) = delete;
    Written& operator=(const Written&) = delete;
    ~Written() { sqlite3_close(database_); }

    void store(const std::string& stage, const std::string& ledger = "") {
        execute("DELETE FROM life; INSERT INTO life VALUES ('r1', '{\"id\":\"r1\",\"stage\":" + stage +
                ",\"ledger\":[" + ledger + "],\"clicks\":[]}')");
        write();
    }
    void sync(const std::string& result = "0") {
        for (const auto* name : files) line("fdatasync(9<" + hex(path(name)) + ">) = " + result);
    }
    void begin_sync() {
        int thread = 100;
        for (const auto* name : files)
            line("fdatasync(9<" + hex(path(name)) + "> <unfinished ...>", std::to_string(thread++));
    }
    void end_sync() {
        line("<... fdatasync resumed>) = 0", "100");
        line("<... fdatasync resumed>) = 0", "101");
    }
    void decide(const std::string& body) { send("/Tms/services/api/v1/approval/approve", body); }
    void show(const std::string& text) {
        send("/api/chat.update", R"({"text":")" + text + R"(","metadata":{"event_payload":{"request_id":"r1"}}})");
    }
    void line(const std::string& text, const std::string& thread = "7") { trace_ += thread + " 1.5 " + text + "\n"; }
    [[nodiscard]] Findings findings() const {
        std::istringstream in{trace_};
        return find_barriers(in);
    }

private:
    static constexpr std::array files{"bot.db", "bot.db-wal"};

    void execute(const std::string& sql) {
        char* why = nullptr;
        if (sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, &why) != SQLITE_OK) throw std::runtime_error{why};
    }
    static std::string path(const std::string& name) { return "/data/" + name; }
    void write() {
        for (const auto* name : files) {
            const auto content = tools::content_of(directory_.path() / name);
            const auto size = std::to_string(content.size());
            line("pwrite64(9<" + hex(path(name)) + ">, \"" + hex(content) + "\", " + size + ", 0) = " + size);
        }
    }
    void send(const std::string& to, const std::string& body) {
        const auto request =
            "POST " + to + " HTTP/1.1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
        // In two pieces: what counts is the first byte.
        for (const auto& piece : {request.substr(0, 10), request.substr(10)})
            line("sendmsg(12<" + hex("socket:[1]") + ">, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"" +
                 hex(piece) + "\", iov_len=" + std::to_string(piece.size()) +
                 "}], msg_iovlen=1}, MSG_NOSIGNAL) = " + std::to_string(piece.size()));
    }

    tools::TemporaryDirectory directory_;
    sqlite3* database_ = nullptr;
    std::string trace_;
};

const std::string claim =
    R"({"kind":"submitting","claim":{"calls":1,"choice":{"approve":true},"by":{"kind":"person","who":"U1"}}})";
const std::string no_intent =
    R"({"kind":"submitting","claim":{"calls":0,"choice":{"approve":true},"by":{"kind":"person","who":"U1"}}})";
const std::string waiting = R"({"kind":"waiting"})";
const std::string settled = R"({"kind":"settled","verdict":{"choice":{"approve":true}}})";
const std::string fact = R"({"kind":"approved"})";
const std::string approve = R"json({"RequestId":"r1","Response":"Approve","Comment":"Approved in Slack by @ada (U1)"
})json";
const std::string deny = R"json({"RequestId":"r1","Response":"Deny","Comment":"Denied in Slack by @ada (U1)"
})json";
const std::string by_another = R"json({"RequestId":"r1","Response":"Approve","Comment":"Approved in Slack by @bob (U2)"
})json";

TEST(ATrace, InWhichEverythingIsSyncedInTimeIsClean) {
    Written bot;
    bot.store(claim);
    bot.sync();
    bot.decide(approve);
    bot.store(settled, fact);
    bot.sync();
    bot.show("Approved by <@U1> one time.");
    const auto found = bot.findings();
    EXPECT_TRUE(found.broken.empty()) << found.broken.front();
    EXPECT_EQ(found.decisions, 1u);
    EXPECT_EQ(found.claims, 1u);
    EXPECT_EQ(found.announcements, 1u);
    EXPECT_EQ(found.outcomes, 1u);
}

TEST(ATrace, WithoutASyncBeforeTheCallIsFound) {
    Written bot;
    bot.store(claim);
    bot.decide(approve);
    bot.sync();
    EXPECT_EQ(bot.findings().broken.size(), 1u);
}

TEST(ATrace, WithASyncThatFailedIsFound) {
    Written bot;
    bot.store(claim);
    bot.sync("-1 EIO (Input/output error)");
    bot.decide(approve);
    EXPECT_EQ(bot.findings().broken.size(), 1u);
}

TEST(ATrace, WithASyncThatIsNotYetFinishedIsFound) {
    Written bot;
    bot.store(claim);
    bot.begin_sync();
    bot.decide(approve);
    bot.end_sync();
    EXPECT_EQ(bot.findings().broken.size(), 1u);
}

TEST(ATrace, WithASyncThatBeganBeforeTheWriteIsFound) {
    Written bot;
    bot.store(waiting);
    bot.begin_sync();
    bot.store(claim);
    bot.end_sync();
    bot.decide(approve);
    EXPECT_EQ(bot.findings().broken.size(), 1u);
}

TEST(ATrace, WithAClaimOfAnotherKindIsFound) {
    for (const auto& [stage, call] :
         {std::pair{claim, deny}, {claim, by_another}, {no_intent, approve}, {waiting, approve}, {settled, approve}}) {
        Written bot;
        bot.store(stage);
        bot.sync();
        bot.decide(call);
        EXPECT_EQ(bot.findings().broken.size(), 1u) << stage << call;
    }
}

TEST(ATrace, WithACardBeforeItsOutcomeOrAnotherOutcomeOrALedgerWithoutItIsFound) {
    Written early;
    early.store(claim);
    early.sync();
    early.store(settled, fact);
    early.show("Approved by <@U1> one time.");
    EXPECT_EQ(early.findings().broken.size(), 1u);

    for (const auto& [ledger, text] : {std::pair{fact, "Denied by <@U1>."},
                                       {std::string{}, "Approved by <@U1>."},
                                       {fact + "," + fact, "Approved by <@U1>."}}) {
        Written bot;
        bot.store(settled, ledger);
        bot.sync();
        bot.show(text);
        EXPECT_EQ(bot.findings().broken.size(), 1u) << ledger << text;
    }
}

TEST(ATrace, ThatLeavesOutBytesOrMakesNoSenseIsRefused) {
    for (const auto* text : {"sendto(3<\\x61>, \"\\x41\"..., 8, 0) = 8", "pwrite64(3<\\x61>, \"\\x4\", 1, 0) = 1",
                             "<... fdatasync resumed>) = 0", "fdatasync(3<\\x61>)"}) {
        Written bot;
        bot.line(text);
        EXPECT_THROW((void)bot.findings(), std::runtime_error) << text;
    }
}

}  // namespace
}  // namespace privman::strace
