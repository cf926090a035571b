// Requests and responses as plain values, for client, server and tests alike.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace privman::net {

struct Header {
    std::string name;
    std::string value;
    friend bool operator==(const Header&, const Header&) = default;
};

/// Headers in the order they were added. Names compare without regard to case; one name may occur several times.
class Headers {
public:
    Headers() = default;
    Headers(std::initializer_list<Header> list) : list_{list} {}

    /// The first value of `name`. The view lives until the headers change.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;

    [[nodiscard]] bool contains(std::string_view name) const { return find(name).has_value(); }

    void add(std::string name, std::string value) { list_.push_back({std::move(name), std::move(value)}); }

    /// Replaces every header of that name by this one.
    void set(std::string name, std::string value);

    void remove(std::string_view name);

    [[nodiscard]] auto begin() const { return list_.begin(); }
    [[nodiscard]] auto end() const { return list_.end(); }
    [[nodiscard]] bool empty() const { return list_.empty(); }
    [[nodiscard]] std::size_t size() const { return list_.size(); }

private:
    std::vector<Header> list_;
};

struct HttpRequest {
    std::string method = "GET";
    std::string target = "/";  ///< path and query, as sent; the client takes it from the URL instead
    Headers headers;
    std::string body;
};

/// What a server does with a response. Everything but `answer` exists to imitate faults.
enum class Delivery {
    answer,
    drop,      ///< close without answering
    hang,      ///< keep the connection open and never answer, until the peer leaves
    truncate,  ///< announce the whole body, send half of it, close
};

struct HttpResponse {
    unsigned status = 200;
    Headers headers;
    std::string body;
    Delivery delivery = Delivery::answer;  ///< read by `HttpServer` only
};

/// ASCII comparison without regard to case, as header names and host names want it.
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);

}  // namespace privman::net
