#include "contract_finder/read_operations.hpp"

#include <boost/json/array.hpp>
#include <boost/json/string.hpp>

#include <algorithm>
#include <charconv>

namespace privman::contract_finder {

namespace json = boost::json;

namespace {

constexpr std::size_t most_operations = 5'000;
constexpr std::size_t most_parameters = 60;
constexpr std::string_view methods[] = {"get", "post", "put", "patch", "delete"};

std::string text_in(const json::object& object, const char* key) {
    const auto* value = object.if_contains(key);
    return value && value->is_string() ? std::string{view_of(value->get_string()).substr(0, 4'096)} : std::string{};
}

bool flag_in(const json::object& object, const char* key) {
    const auto* value = object.if_contains(key);
    return value && *value == json::value(true);
}

const json::object* object_in(const json::object& object, const char* key) {
    const auto* value = object.if_contains(key);
    return value ? value->if_object() : nullptr;
}

/// `https://{host}/Tms/services` is `/Tms/services`; variables with a default are filled in.
std::string path_of_server(const json::object& server) {
    auto url = text_in(server, "url");
    if (const auto* variables = object_in(server, "variables"))
        for (const auto& variable : *variables) {
            const auto* inner = variable.value().if_object();
            const auto mark = "{" + std::string{variable.key().data(), variable.key().size()} + "}";
            const auto at = url.find(mark);
            if (inner && at != std::string::npos) url.replace(at, mark.size(), text_in(*inner, "default"));
        }
    if (const auto scheme = url.find("://"); scheme != std::string::npos) {
        const auto slash = url.find('/', scheme + 3);
        return slash == std::string::npos ? std::string{} : url.substr(slash);
    }
    return url.starts_with('/') ? url : "/" + url;
}

std::string base_of(const json::object& document) {
    if (document.if_contains("swagger")) return text_in(document, "basePath");
    const auto* servers = document.if_contains("servers");
    if (!servers || !servers->is_array() || servers->get_array().empty()) return {};
    const auto* first = servers->get_array().front().if_object();
    return first ? path_of_server(*first) : std::string{};
}

/// What stands after `/Tms`, which the base URL of the settings already says. Whether it stood there goes to `found`.
std::string below_base(std::string_view base, std::string_view path, bool& found) {
    while (base.ends_with('/')) base.remove_suffix(1);
    auto whole = std::string{base} + (path.starts_with('/') ? "" : "/") + std::string{path};
    const auto at = lower(whole).find("/tms/");
    if (at == std::string::npos) return whole;
    found = true;
    return whole.substr(at + 4);
}

bool is_json_type(std::string_view type) {
    type = type.substr(0, type.find(';'));
    return type == "application/json" || type == "text/json" || type.ends_with("+json") || type == "*/*";
}
constexpr std::string_view form_type = "application/x-www-form-urlencoded";

/// The schema under the content type we speak best; `type` says which, empty when there is none of ours.
const json::object* schema_in_content(const json::object& content, const Schemas& schemas, std::string& type) {
    for (const bool want_json : {true, false})
        for (const auto& one : content) {
            const std::string_view name{one.key().data(), one.key().size()};
            if (want_json ? !is_json_type(name) : name.substr(0, name.find(';')) != form_type) continue;
            const auto* media = one.value().if_object();
            type = name == "*/*" ? "application/json" : std::string{name};
            return media ? schemas.resolved(media->if_contains("schema")) : nullptr;
        }
    return nullptr;
}

struct Reader {
    const json::object& document;
    const Schemas& schemas;
    bool two;  ///< OpenAPI 2

    /// `consumes` of the operation, else of the document.
    [[nodiscard]] std::string consumed(const json::object& operation) const {
        const auto* types = operation.if_contains("consumes");
        if (!types) types = document.if_contains("consumes");
        if (!types || !types->is_array() || types->get_array().empty()) return "application/json";
        std::string first;
        for (const auto& type : types->get_array()) {
            if (!type.is_string()) continue;
            const auto name = view_of(type.get_string());
            if (is_json_type(name)) return "application/json";
            if (first.empty() || name == form_type) first = name;
        }
        return first;
    }

    void add_parameters(const json::object& holder, const json::object& operation, Described& into) const {
        const auto* list = holder.if_contains("parameters");
        if (!list || !list->is_array()) return;
        for (const auto& item : list->get_array()) {
            const auto* parameter = schemas.resolved(&item);
            if (!parameter || into.parameters.size() >= most_parameters) continue;
            const auto where = text_in(*parameter, "in");
            if (where == "body") {
                into.content_type = consumed(operation);
                into.unreadable_body = !is_json_type(into.content_type);
                into.body = schemas.resolved(parameter->if_contains("schema"));
                continue;
            }
            const auto* schema = schemas.resolved(parameter->if_contains("schema"));
            Parameter read{.name = text_in(*parameter, "name"),
                           .schema = schema ? schema : parameter,
                           .required = flag_in(*parameter, "required"),
                           .description = text_in(*parameter, "description")};
            if (where == "path") read.place = Place::path;
            if (where == "header") read.place = Place::header;
            if (where == "formData") {
                read.place = Place::form;
                into.content_type = form_type;
                into.unreadable_body = into.unreadable_body || text_in(*parameter, "type") == "file";
            }
            if (where == "cookie" || read.name.empty()) continue;
            // What an operation says itself goes before what its path says for all.
            const auto same = [&](const Parameter& other) {
                return other.name == read.name && other.place == read.place;
            };
            if (std::ranges::none_of(into.parameters, same)) into.parameters.push_back(std::move(read));
        }
    }

    void add_request_body(const json::object& operation, Described& into) const {
        const auto* body = schemas.resolved(operation.if_contains("requestBody"));
        const auto* content = body ? object_in(*body, "content") : nullptr;
        if (!content) return;
        const auto* schema = schema_in_content(*content, schemas, into.content_type);
        into.unreadable_body = into.content_type.empty();
        if (into.content_type.substr(0, into.content_type.find(';')) != form_type) {
            into.body = schema;
            return;
        }
        if (!schema) return;
        for (auto& property : schemas.properties(*schema))
            into.parameters.push_back({.name = property.name,
                                       .place = Place::form,
                                       .schema = property.schema,
                                       .required = property.required,
                                       .description = schemas.text(*property.schema, "description")});
    }

    void add_responses(const json::object& operation, Described& into) const {
        const auto* responses = object_in(operation, "responses");
        if (!responses) return;
        for (const auto& one : *responses) {
            const std::string_view code{one.key().data(), one.key().size()};
            unsigned status = 0;
            std::from_chars(code.data(), code.data() + code.size(), status);
            const auto* response = schemas.resolved(&one.value());
            if (!response) continue;
            if (status / 100 == 4 && status != 401 && status != 429) {
                const auto said = words_of(text_in(*response, "description"));
                if (has(said, "already") || has_all(said, "no longer") || has_all(said, "not pending"))
                    into.already_gone.push_back(status);
            }
            if (status / 100 != 2 && code != "default") continue;
            if (status / 100 == 2) into.successes.push_back(status);
            if (into.answer) continue;
            std::string type;
            if (two)
                into.answer = schemas.resolved(response->if_contains("schema"));
            else if (const auto* content = object_in(*response, "content"))
                into.answer = schema_in_content(*content, schemas, type);
        }
    }

    [[nodiscard]] Described read(std::string_view method, std::string path, const json::object& item,
                                 const json::object& operation) const {
        Described read{.method = std::string{method},
                       .path = std::move(path),
                       .id = text_in(operation, "operationId"),
                       .summary = text_in(operation, "summary"),
                       .deprecated = flag_in(operation, "deprecated")};
        for (char& c : read.method) c = static_cast<char>(c - 32);
        if (read.summary.empty()) read.summary = text_in(operation, "description").substr(0, 200);
        add_parameters(operation, operation, read);
        add_parameters(item, operation, read);
        if (!two) add_request_body(operation, read);
        add_responses(operation, read);
        for (std::size_t at = 0; at < read.path.size();) {
            const auto end = std::min(read.path.find('/', at + 1), read.path.size());
            const auto segment = std::string_view{read.path}.substr(at + 1, end - at - 1);
            if (!segment.starts_with('{'))
                for (auto& word : words_of(segment)) read.path_words.push_back(std::move(word));
            at = end;
        }
        read.id_words = words_of(read.id);
        if (const auto* tags = operation.if_contains("tags"); tags && tags->is_array())
            for (const auto& tag : tags->get_array())
                if (tag.is_string() && read.tag_words.size() < 100)
                    for (auto& word : words_of(view_of(tag.get_string()))) read.tag_words.push_back(std::move(word));
        return read;
    }
};

}  // namespace

Api read_operations(const json::object& document, const Schemas& schemas) {
    Api api;
    const auto* paths = object_in(document, "paths");
    if (!paths) return api;
    const Reader reader{document, schemas, document.if_contains("swagger") != nullptr};
    const auto base = base_of(document);
    for (const auto& one : *paths) {
        const std::string_view path{one.key().data(), one.key().size()};
        const auto* item = schemas.resolved(&one.value());
        if (!item) continue;
        for (const auto method : methods) {
            const auto* operation = item->if_contains({method.data(), method.size()});
            if (!operation || !operation->is_object()) continue;
            if (api.operations.size() >= most_operations) {
                api.cut = true;
                return api;
            }
            api.operations.push_back(
                reader.read(method, below_base(base, path, api.base_known), *item, operation->get_object()));
        }
    }
    return api;
}

bool is_about_approvals(const Described& operation) {
    const auto speaks = [](const Words& words) { return has_stem(words, "approv") || has_stem(words, "elevat"); };
    return speaks(operation.path_words) || speaks(operation.id_words) || speaks(operation.tag_words) ||
           speaks(words_of(operation.summary));
}

}  // namespace privman::contract_finder
