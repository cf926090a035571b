// Requests that several lists in a row hold: each is one piece of memory for all of them, as long as it says the same.
#pragma once

#include "domain/elevation_request.hpp"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

namespace privman {

/// Never null, never changed.
using SharedRequest = std::shared_ptr<const ElevationRequest>;

/// A vector of requests to who reads it. Equal when what they say is; a request that two lists share is not compared.
class RequestList {
public:
    using value_type = ElevationRequest;
    class Iterator {
    public:
        using value_type = ElevationRequest;
        using reference = const ElevationRequest&;
        using pointer = const ElevationRequest*;
        using difference_type = std::ptrdiff_t;
        using iterator_category = std::forward_iterator_tag;

        Iterator() = default;
        explicit Iterator(std::vector<SharedRequest>::const_iterator at) : at_{at} {}
        reference operator*() const { return **at_; }
        pointer operator->() const { return at_->get(); }
        Iterator& operator++() {
            ++at_;
            return *this;
        }
        Iterator operator++(int) { return Iterator{at_++}; }
        friend bool operator==(Iterator, Iterator) = default;

    private:
        std::vector<SharedRequest>::const_iterator at_;
    };
    using const_iterator = Iterator;
    using iterator = Iterator;
    using size_type = std::size_t;

    RequestList() = default;
    RequestList(std::initializer_list<ElevationRequest> requests) {
        for (const auto& request : requests) push_back(request);
    }
    explicit RequestList(std::vector<ElevationRequest> requests) {
        for (auto& request : requests) push_back(std::move(request));
    }
    explicit RequestList(std::vector<SharedRequest> requests) : requests_{std::move(requests)} {}

    void push_back(ElevationRequest request) {
        requests_.push_back(std::make_shared<const ElevationRequest>(std::move(request)));
    }

    [[nodiscard]] std::size_t size() const { return requests_.size(); }
    [[nodiscard]] bool empty() const { return requests_.empty(); }
    [[nodiscard]] const_iterator begin() const { return const_iterator{requests_.begin()}; }
    [[nodiscard]] const_iterator end() const { return const_iterator{requests_.end()}; }
    [[nodiscard]] const ElevationRequest& operator[](std::size_t place) const { return *requests_[place]; }
    /// Throws `std::out_of_range`.
    [[nodiscard]] const ElevationRequest& at(std::size_t place) const { return *requests_.at(place); }
    [[nodiscard]] const ElevationRequest& front() const { return *requests_.front(); }
    [[nodiscard]] const ElevationRequest& back() const { return *requests_.back(); }

    [[nodiscard]] const SharedRequest& shared(std::size_t place) const { return requests_[place]; }

    friend bool operator==(const RequestList& a, const RequestList& b) {
        return std::ranges::equal(a.requests_, b.requests_, [](const SharedRequest& one, const SharedRequest& other) {
            return one == other || *one == *other;
        });
    }

private:
    std::vector<SharedRequest> requests_;
};

}  // namespace privman
