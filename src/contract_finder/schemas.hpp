// The schemas of a description, with references followed and parts put together; whatever it is given, it ends.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace privman::contract_finder {

/// A value of an enumeration, with the name that a generator may have put beside a number (`x-enumNames`).
struct Choice {
    boost::json::value value;
    std::string name;
};

struct Property {
    std::string name;
    const boost::json::object* schema = nullptr;  ///< resolved, never null
    bool required = false;
};

/// Looks into a document that must outlive it. Every question, and all of them together, have a bound on the work they
/// cost, so that neither cycles nor references that multiply can keep it busy; beyond it, things are not found.
class Schemas {
public:
    explicit Schemas(const boost::json::value& document) : document_{document} {}

    /// What a `$ref` in the end points to; the value itself without one; nullptr for what is no object.
    [[nodiscard]] const boost::json::object* resolved(const boost::json::value* value) const;
    /// The member of a schema, or of what it is composed of (`allOf`, `oneOf`, `anyOf`).
    [[nodiscard]] const boost::json::value* member(const boost::json::object& schema, std::string_view key) const;
    /// The same as text; empty when it is none.
    [[nodiscard]] std::string text(const boost::json::object& schema, std::string_view key) const;
    /// `string`, `integer`, `array`, …; OpenAPI 3.1's `["string", "null"]` is `string`.
    [[nodiscard]] std::string type(const boost::json::object& schema) const;
    [[nodiscard]] bool nullable(const boost::json::object& schema) const;
    [[nodiscard]] std::vector<Choice> choices(const boost::json::object& schema) const;
    /// In the order of the description, inherited ones first.
    [[nodiscard]] std::vector<Property> properties(const boost::json::object& schema) const;
    [[nodiscard]] const boost::json::object* items(const boost::json::object& schema) const;

    /// All the work was used up: what was not found may be there nevertheless.
    [[nodiscard]] bool exhausted() const { return work_left_ == 0; }

private:
    /// One step of work; false when there is none left.
    [[nodiscard]] bool step(std::size_t& budget) const;
    const boost::json::value* member(const boost::json::object& schema, std::string_view key, int depth,
                                     std::size_t& budget) const;
    void collect(const boost::json::object& schema, std::vector<Property>& into, std::vector<std::string>& required,
                 int depth, std::size_t& budget) const;

    const boost::json::value& document_;
    mutable std::size_t work_left_ = 400'000;  ///< a thousand times what real descriptions of approvals need
};

[[nodiscard]] std::string_view view_of(const boost::json::string& text);

}  // namespace privman::contract_finder
