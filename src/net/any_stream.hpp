// One byte stream type for TCP, TLS, tunnels and memory, so that protocol code is compiled once over a small class.
#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <utility>

namespace privman::net {

namespace asio = boost::asio;
using boost::system::error_code;

using IoHandler = asio::any_completion_handler<void(error_code, std::size_t)>;
using DoneHandler = asio::any_completion_handler<void(error_code)>;

/// A fixed list of buffers: what does not fit is left for the next partial read or write, which is what "some" means.
template <class Buffer>
class BufferList {
public:
    using value_type = Buffer;
    using const_iterator = const Buffer*;

    template <class Sequence>
    static BufferList from(const Sequence& sequence) {
        BufferList list;
        const auto end = asio::buffer_sequence_end(sequence);
        for (auto it = asio::buffer_sequence_begin(sequence); it != end && list.count_ < list.items_.size(); ++it) {
            const Buffer buffer{*it};
            if (buffer.size() > 0) list.items_[list.count_++] = buffer;
        }
        return list;
    }

    [[nodiscard]] const_iterator begin() const { return items_.data(); }
    [[nodiscard]] const_iterator end() const { return items_.data() + count_; }

private:
    std::array<Buffer, 8> items_{};
    std::size_t count_ = 0;
};

using ReadBuffers = BufferList<asio::mutable_buffer>;
using WriteBuffers = BufferList<asio::const_buffer>;

/// What a stream is made of. Handlers are never called inline. One read and one write may be outstanding; destroying
/// the transport ends both with `operation_aborted`.
class Transport {
public:
    Transport() = default;
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;
    virtual ~Transport() = default;

    virtual asio::any_io_executor executor() = 0;
    virtual void read_some(ReadBuffers buffers, IoHandler handler) = 0;
    virtual void write_some(WriteBuffers buffers, IoHandler handler) = 0;
    /// Tells the peer that nothing more comes. The peer need not answer.
    virtual void shutdown(DoneHandler handler) = 0;
    /// Ends both directions and everything outstanding. May be repeated.
    virtual void close() = 0;
    /// True while the connection is open and nothing waits to be read: the only state in which an idle one is fit for
    /// reuse.
    virtual bool quiet() = 0;
};

/// Models Asio's AsyncStream over a transport. Movable; a moved-from stream can only be destroyed or assigned.
class AnyStream {
public:
    using executor_type = asio::any_io_executor;
    using lowest_layer_type = AnyStream;

    explicit AnyStream(std::unique_ptr<Transport> transport) : transport_{std::move(transport)} {}

    executor_type get_executor() { return transport_->executor(); }
    lowest_layer_type& lowest_layer() { return *this; }

    template <class Sequence, class Token>
    auto async_read_some(const Sequence& buffers, Token&& token) {
        return asio::async_initiate<Token, void(error_code, std::size_t)>(
            [](auto handler, Transport* transport, const ReadBuffers& list) {
                transport->read_some(list, IoHandler{std::move(handler)});
            },
            token, transport_.get(), ReadBuffers::from(buffers));
    }

    template <class Sequence, class Token>
    auto async_write_some(const Sequence& buffers, Token&& token) {
        return asio::async_initiate<Token, void(error_code, std::size_t)>(
            [](auto handler, Transport* transport, const WriteBuffers& list) {
                transport->write_some(list, IoHandler{std::move(handler)});
            },
            token, transport_.get(), WriteBuffers::from(buffers));
    }

    template <class Token>
    auto async_shutdown(Token&& token) {
        return asio::async_initiate<Token, void(error_code)>(
            [](auto handler, Transport* transport) { transport->shutdown(DoneHandler{std::move(handler)}); }, token,
            transport_.get());
    }

    void close() { transport_->close(); }
    [[nodiscard]] bool quiet() { return transport_->quiet(); }

private:
    std::unique_ptr<Transport> transport_;
};

}  // namespace privman::net
