// A JSON text told as it is read, value by value: nothing of it is kept in memory.
#pragma once

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <string_view>

namespace privman::pm {

/// How many levels deep a document may be. Real answers have five.
inline constexpr std::size_t deepest_json = 32;

enum class Container { object, array };

/// Who is told. Tokens are views of the text, as written: a string has its quotes and its escapes. What was told before
/// the walk failed is no JSON.
class JsonVisitor {
public:
    virtual ~JsonVisitor() = default;

    /// A container begins at `at`. Says whether to look inside; if not, its `close` is what comes next.
    virtual bool open(Container kind, std::size_t at) = 0;
    /// The container that was opened last ends before `end`; it had `size` members or elements.
    virtual void close(std::size_t end, std::size_t size) = 0;
    /// The name of the member whose value comes next.
    virtual void key(std::string_view token) = 0;
    virtual void scalar(std::string_view token) = 0;
};

/// Fails as `boost::json::parse` does, with at most `deepest_json` levels; but strings may hold invalid UTF-8, which
/// changes nothing about where they end.
[[nodiscard]] boost::system::error_code walk_json(std::string_view text, JsonVisitor& visitor);

}  // namespace privman::pm
