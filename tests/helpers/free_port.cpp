// SPDX-License-Identifier: MIT
#include "helpers/free_port.hpp"

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

namespace deploy::test {
namespace {

using boost::asio::ip::tcp;

constexpr unsigned lowest = 10'000;

/// The first of those that the kernel gives to connections.
unsigned end_of_range() {
    unsigned first = 32'768;
    std::ifstream{"/proc/sys/net/ipv4/ip_local_port_range"} >> first;
    return first;
}

bool is_free(std::uint16_t port) {
    boost::asio::io_context context;
    tcp::acceptor acceptor{context};
    boost::system::error_code error;
    acceptor.open(tcp::v4(), error);
    acceptor.set_option(tcp::acceptor::reuse_address{true}, error);
    acceptor.bind({tcp::v4(), port}, error);
    return !error;
}

} // namespace

// Programs begin far from each other, so that two of them do not choose the same one at a time.
std::uint16_t free_port() {
    static std::atomic<unsigned> next{static_cast<unsigned>(::getpid()) * 97};
    const auto end = end_of_range();
    if (end <= lowest)
        throw std::runtime_error{"no port is kept from connections"};
    for (auto tries = end - lowest; tries > 0; --tries) {
        const auto port = static_cast<std::uint16_t>(lowest + next++ % (end - lowest));
        if (is_free(port))
            return port;
    }
    throw std::runtime_error{"no port is free"};
}

} // namespace deploy::test
