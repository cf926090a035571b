// Reads a JSON object field by field and remembers the first fault, so that a decoder is a list of its fields.
#pragma once

#include "domain/ids.hpp"
#include "domain/moment.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace privman::stores {

/// The first thing found wrong; empty while nothing was. Later ones are consequences and are dropped.
class Fault {
public:
    void say(std::string_view field, std::string_view why) {
        if (what_.empty()) what_.append(field).append(" ").append(why);
    }
    [[nodiscard]] bool found() const { return !what_.empty(); }
    [[nodiscard]] const std::string& what() const { return what_; }

private:
    std::string what_;
};

/// One JSON object at a place called `path`. A member that is absent reads as its empty value, so that a record
/// outlives the version that wrote it; one of the wrong type is a fault. Which of several kinds a thing is has no empty
/// value: `kind` and `needed_count` take its absence for a fault. Every reader returns a default after saying a fault;
/// the caller asks once, at the end. The value and the fault must outlive it.
class Fields {
public:
    Fields(const boost::json::value* value, std::string path, Fault& fault);

    [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }

    [[nodiscard]] std::string text(std::string_view name) const;
    /// A text that says what the rest means.
    [[nodiscard]] std::string kind(std::string_view name) const;
    [[nodiscard]] bool flag(std::string_view name) const;
    [[nodiscard]] std::int64_t integer(std::string_view name) const;
    /// From 0 up to the largest `Count`.
    template <class Count>
    [[nodiscard]] Count count(std::string_view name) const {
        static_assert(std::is_unsigned_v<Count>);
        const auto wide = unsigned_integer(name);
        if (wide > std::uint64_t{static_cast<Count>(-1)}) wrong(name, "is too large");
        return static_cast<Count>(wide);
    }

    template <class Count>
    [[nodiscard]] Count needed_count(std::string_view name) const {
        if (!has(name)) wrong(name, "is missing");
        return count<Count>(name);
    }

    template <class SomeId>
    [[nodiscard]] SomeId id(std::string_view name) const {
        return SomeId{text(name)};
    }
    [[nodiscard]] WallTime wall(std::string_view name) const { return WallTime{Millis{integer(name)}}; }
    /// Nothing when the field is absent.
    [[nodiscard]] std::optional<WallTime> maybe_wall(std::string_view name) const;
    [[nodiscard]] std::optional<std::string> maybe_text(std::string_view name) const;

    /// Of an absent object every member is absent.
    [[nodiscard]] Fields object(std::string_view name) const;
    /// Calls `visit(Fields)` for each object of an array.
    template <class Visit>
    void each(std::string_view name, Visit visit) const {
        const auto* list = array(name);
        if (list == nullptr) return;
        for (std::size_t i = 0; i < list->size(); ++i)
            visit(Fields{&(*list)[i], path(name) + "[" + std::to_string(i) + "]", *fault_});
    }
    /// Calls `visit(std::string)` for each text of an array.
    template <class Visit>
    void each_text(std::string_view name, Visit visit) const {
        const auto* list = array(name);
        if (list == nullptr) return;
        for (const auto& item : *list) {
            if (!item.is_string()) return wrong(name, "holds something that is not a text");
            visit(std::string{item.get_string()});
        }
    }
    /// Calls `visit(name)` for each member, in the stored order.
    template <class Visit>
    void each_name(Visit visit) const {
        if (object_ == nullptr) return;
        for (const auto& member : *object_) visit(std::string{member.key()});
    }

    /// The same object, whose faults go elsewhere.
    [[nodiscard]] Fields faulting(Fault& fault) const {
        Fields other = *this;
        other.fault_ = &fault;
        return other;
    }

    /// The members that nobody has asked for until now, as they stand in `text`, as a JSON object; empty when there are
    /// none. `text` is what this object was parsed from, and nothing around it.
    [[nodiscard]] std::string never_asked_for(std::string_view text) const;
    [[nodiscard]] bool asked_for_all() const;

    void wrong(std::string_view name, std::string_view why) const { fault_->say(path(name), why); }

private:
    Fields(std::string path, Fault& fault) : object_{nullptr}, path_{std::move(path)}, fault_{&fault} {}
    [[nodiscard]] const boost::json::value* find(std::string_view name) const;
    [[nodiscard]] const boost::json::array* array(std::string_view name) const;
    [[nodiscard]] std::uint64_t unsigned_integer(std::string_view name) const;
    [[nodiscard]] std::string path(std::string_view name) const { return path_ + "." + std::string{name}; }

    const boost::json::object* object_;  ///< nullptr when it is absent, or after a fault: then nothing is found
    std::string path_;
    Fault* fault_;
    mutable std::vector<std::string> asked_for_;
};

}  // namespace privman::stores
