// Every operation of a description that has to do with approvals, in one form for OpenAPI 2 and 3.
#pragma once

#include "contract_finder/schemas.hpp"
#include "contract_finder/words.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace privman::contract_finder {

enum class Place { path, query, header, form };

struct Parameter {
    std::string name;
    Place place = Place::query;
    const boost::json::object* schema = nullptr;  ///< never null
    bool required = false;
    std::string description;
};

/// One operation as described. Pointers are into the document.
struct Described {
    std::string method;  ///< in capitals
    std::string path;    ///< relative to `.../Tms`, parameters in braces
    std::string id;
    std::string summary;
    bool deprecated = false;
    std::vector<Parameter> parameters;
    std::string content_type;                   ///< of the body; empty without one
    const boost::json::object* body = nullptr;  ///< its schema, when it is JSON
    bool unreadable_body = false;               ///< neither JSON nor a form
    const boost::json::object* answer = nullptr;
    std::vector<unsigned> successes;     ///< documented 2xx
    std::vector<unsigned> already_gone;  ///< documented 4xx that speak of somebody else's decision
    Words path_words;                    ///< of the parts that are no parameters
    Words id_words;
    Words tag_words;
};

struct Api {
    std::vector<Described> operations;  ///< all of them, in the order of the description
    bool base_known = false;            ///< the description says where `.../Tms` is
    bool cut = false;                   ///< it has more operations than anybody needs
};

[[nodiscard]] Api read_operations(const boost::json::object& document, const Schemas&);

/// Approvals and elevation requests, by the words of address, tags and summary.
[[nodiscard]] bool is_about_approvals(const Described&);

}  // namespace privman::contract_finder
