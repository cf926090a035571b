#include "net/memory_stream.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <optional>
#include <string>

namespace privman::net {

namespace {

/// One direction. Whoever holds a handler here holds the right to complete it, exactly once and through the loop.
struct Pipe {
    Pipe(asio::any_io_executor on, std::size_t room) : loop{std::move(on)}, capacity{room} {}

    asio::any_io_executor loop;
    std::size_t capacity;
    std::string bytes;
    bool ended = false;   // the writer says that nothing more comes
    bool broken = false;  // the reader has gone
    std::optional<std::pair<ReadBuffers, IoHandler>> reading;
    std::optional<std::pair<WriteBuffers, IoHandler>> writing;

    void complete(IoHandler handler, error_code ec, std::size_t count) const {
        asio::post(loop, [handler = std::move(handler), ec, count]() mutable { std::move(handler)(ec, count); });
    }

    template <class Pending>
    void abandon(std::optional<Pending>& pending, error_code why) {
        if (auto lost = std::exchange(pending, std::nullopt)) complete(std::move(lost->second), why, 0);
    }

    /// Moves bytes from a waiting writer to a waiting reader as far as both go.
    void pump() {
        if (writing && broken) abandon(writing, asio::error::broken_pipe);
        if (writing && bytes.size() < capacity) {
            auto [buffers, handler] = *std::exchange(writing, std::nullopt);
            const auto old = bytes.size();
            const auto count = std::min(capacity - old, asio::buffer_size(buffers));
            bytes.resize(old + count);
            asio::buffer_copy(asio::buffer(bytes.data() + old, count), buffers);
            complete(std::move(handler), {}, count);
        }
        if (reading && !bytes.empty()) {
            auto [buffers, handler] = *std::exchange(reading, std::nullopt);
            const auto count = asio::buffer_copy(buffers, asio::buffer(bytes));
            bytes.erase(0, count);
            complete(std::move(handler), {}, count);
            pump();  // there is room again
        } else if (reading && ended) {
            abandon(reading, asio::error::eof);
        }
    }
};

/// Lets a cancellation take the handler back out of `pending`.
template <class Pending>
void watch(const std::shared_ptr<Pipe>& pipe, std::optional<Pending> Pipe::* pending) {
    const auto slot = asio::get_associated_cancellation_slot(((*pipe).*pending)->second);
    if (!slot.is_connected()) return;
    auto assignable = slot;
    assignable.assign([weak = std::weak_ptr{pipe}, pending](asio::cancellation_type) {
        if (const auto parked = weak.lock()) parked->abandon((*parked).*pending, asio::error::operation_aborted);
    });
}

class MemoryTransport final : public Transport {
public:
    MemoryTransport(std::shared_ptr<Pipe> in, std::shared_ptr<Pipe> out) : in_{std::move(in)}, out_{std::move(out)} {}
    ~MemoryTransport() override { MemoryTransport::close(); }

    asio::any_io_executor executor() override { return in_->loop; }

    void read_some(ReadBuffers buffers, IoHandler handler) override {
        if (in_->broken) return in_->complete(std::move(handler), asio::error::operation_aborted, 0);
        if (asio::buffer_size(buffers) == 0) return in_->complete(std::move(handler), {}, 0);
        in_->reading.emplace(buffers, std::move(handler));
        in_->pump();
        if (in_->reading) watch(in_, &Pipe::reading);
    }

    void write_some(WriteBuffers buffers, IoHandler handler) override {
        if (out_->ended) return out_->complete(std::move(handler), asio::error::broken_pipe, 0);
        if (asio::buffer_size(buffers) == 0) return out_->complete(std::move(handler), {}, 0);
        out_->writing.emplace(buffers, std::move(handler));
        out_->pump();
        if (out_->writing) watch(out_, &Pipe::writing);
    }

    void shutdown(DoneHandler handler) override {
        out_->ended = true;
        out_->pump();
        asio::post(out_->loop, [handler = std::move(handler)]() mutable { std::move(handler)(error_code{}); });
    }

    void close() override {
        in_->abandon(in_->reading, asio::error::operation_aborted);
        out_->abandon(out_->writing, asio::error::operation_aborted);
        in_->broken = true;
        in_->bytes.clear();
        out_->ended = true;
        in_->pump();
        out_->pump();
    }

    bool quiet() override { return !in_->broken && !in_->ended && in_->bytes.empty(); }

private:
    std::shared_ptr<Pipe> in_;
    std::shared_ptr<Pipe> out_;
};

}  // namespace

std::pair<AnyStream, AnyStream> make_memory_pair(const asio::any_io_executor& loop, std::size_t capacity) {
    auto there = std::make_shared<Pipe>(loop, capacity);
    auto back = std::make_shared<Pipe>(loop, capacity);
    auto one = std::make_unique<MemoryTransport>(back, there);
    auto other = std::make_unique<MemoryTransport>(std::move(there), std::move(back));
    return {AnyStream{std::move(one)}, AnyStream{std::move(other)}};
}

}  // namespace privman::net
