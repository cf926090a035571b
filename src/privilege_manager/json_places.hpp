// Where in a JSON text the values stand that some JSON pointers name.
#pragma once

#include "privilege_manager/walk_json.hpp"

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace privman::pm {

/// A value in a text.
struct JsonPlace {
    std::optional<Container> container;  ///< nothing: a scalar
    std::size_t at = 0;                  ///< where it begins
    std::size_t end = 0;                 ///< behind its last byte
    std::size_t size = 0;                ///< of a container: its members or elements
    std::size_t depth = 0;               ///< of a container: how many others it stands in

    [[nodiscard]] bool is_array() const { return container == Container::array; }
    [[nodiscard]] std::string_view in(std::string_view text) const { return text.substr(at, end - at); }
};

struct PointerStep {
    std::string name;
    std::optional<std::size_t> index;  ///< what it is to an array

    friend bool operator==(const PointerStep&, const PointerStep&) = default;
};
/// Nothing when it is no JSON pointer.
[[nodiscard]] std::optional<std::vector<PointerStep>> steps_of(std::string_view pointer);

/// Finds what `at_pointer` would find in the document, names in another letter case and names that come twice included,
/// in one walk through the text. Keeps nothing but places.
class JsonPlaces final : private JsonVisitor {
public:
    JsonPlaces();

    /// To be called for every pointer that matters, before `find`.
    void want(std::string_view pointer);

    /// Forgets the places in another text. Fails when this one is no JSON: then there are no places.
    [[nodiscard]] boost::system::error_code find(std::string_view text);

    /// Null when the wanted pointer names nothing.
    [[nodiscard]] const JsonPlace* at(std::string_view pointer) const;

private:
    struct Node {
        PointerStep step;
        std::vector<Node*> children;
        std::optional<std::string> spelling;  ///< of the member that it names so far
        std::optional<JsonPlace> place;
    };
    struct Level {
        Container kind = Container::object;
        std::size_t elements = 0;
        std::vector<Node*> nodes;  ///< which this container is
    };

    [[nodiscard]] static Node* child_of(const Node& node, const PointerStep& step);
    static void forget(Node& node);
    static bool names(Node& node, std::string_view key);

    bool open(Container kind, std::size_t at) override;
    void close(std::size_t end, std::size_t size) override;
    void key(std::string_view token) override;
    void scalar(std::string_view token) override;
    void begin_value(const JsonPlace& place);

    std::string_view text_;
    std::deque<Node> nodes_;  ///< the root first
    std::vector<Level> levels_;
    std::vector<Node*> next_;  ///< which the value after this key is
};

}  // namespace privman::pm
