// What the three records share: opening a stored text, and the pieces that occur in more than one.
#pragma once

#include "domain/request_life.hpp"
#include "ports/outcome.hpp"
#include "stores/fields.hpp"

#include <boost/json/object.hpp>
#include <boost/json/storage_ptr.hpp>
#include <boost/json/value.hpp>

#include <string>
#include <string_view>

namespace privman::stores::parts {

/// The parsed text, when it is JSON and of no format above `newest`. `record` names it in failures.
Outcome<boost::json::value> opened(std::string_view stored, std::string_view record, unsigned newest);

/// `value`, or the fault as a failure.
template <class Record>
Outcome<Record> unless(const Fault& fault, Record value) {
    if (fault.found()) return std::unexpected{Failure{Trouble::malformed, fault.what()}};
    return value;
}

/// The fields of an opened record that `read` has not asked for, as they stand in its text.
std::string unknown_to(const Fields& read, std::string_view stored);

/// In `memory`, which must outlive what is made in it.
boost::json::object encoded(const Moment&, const boost::json::storage_ptr& memory = {});
boost::json::object encoded(const Choice&, const boost::json::storage_ptr& memory = {});
boost::json::object encoded(const CardCopy&, const boost::json::storage_ptr& memory = {});
std::int64_t encoded(WallTime);

Moment decoded_moment(const Fields&);
Choice decoded_choice(const Fields&);
CardCopy decoded_card(const Fields&);

}  // namespace privman::stores::parts
