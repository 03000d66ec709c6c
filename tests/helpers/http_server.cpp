// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/helpers/http_server.h"

#include <chrono>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

constexpr int kInterval = 20;  // milliseconds between looks at the end

bool readable(int socket) {
    pollfd entry{socket, POLLIN, 0};
    return poll(&entry, 1, kInterval) > 0;
}

/// The value of a header line, "" when there is none. Names are matched as libcurl writes them.
std::string header_value(const std::string& head, const std::string& name) {
    const std::size_t at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) {
        return {};
    }
    const std::size_t begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

}  // namespace

bool HttpServer::Peer::send(const std::string& bytes) {
    for (std::size_t sent = 0; sent < bytes.size();) {
        const ssize_t part = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (part <= 0) {
            return false;
        }
        sent += static_cast<std::size_t>(part);
    }
    return true;
}

bool HttpServer::Peer::answer(int status, const std::string& body, const std::string& header) {
    return send("HTTP/1.1 " + std::to_string(status) + " As The Test Says\r\n" + header +
                "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

bool HttpServer::Peer::wait(int milliseconds) {
    for (int waited = 0; waited < milliseconds && !*ended_; waited += kInterval) {
        std::this_thread::sleep_for(std::chrono::milliseconds(kInterval));
    }
    return !*ended_;
}

void HttpServer::Peer::hang() {
    while (wait(1000)) {
    }
}

void HttpServer::Peer::close() {
    ::shutdown(socket_, SHUT_RDWR);
}

HttpServer::HttpServer(Handler handler, std::uint16_t port) : handler_(std::move(handler)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    socklen_t size = sizeof address;
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_, raw, size) != 0 || ::listen(listener_, 16) != 0 || getsockname(listener_, raw, &size) != 0) {
        ::close(listener_);
        throw std::runtime_error("the test's server cannot listen at port " + std::to_string(port));
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { listen(); });
}

HttpServer::~HttpServer() {
    ended_ = true;
    thread_.join();
    ::close(listener_);
    for (std::thread& connection : connections_) {
        connection.join();
    }
}

void HttpServer::listen() {
    while (!ended_) {
        if (!readable(listener_)) {
            continue;
        }
        const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket >= 0) {
            connections_.emplace_back([this, socket] { serve(socket); });
        }
    }
}

void HttpServer::serve(int socket) {
    std::string received;
    while (!ended_) {
        const std::size_t head_end = received.find("\r\n\r\n");
        const bool has_head = head_end != std::string::npos;
        const std::string length = has_head ? header_value(received.substr(0, head_end + 2), "Content-Length") : "";
        const std::size_t whole = has_head ? head_end + 4 + (length.empty() ? 0 : std::stoul(length)) : 0;
        if (has_head && received.size() >= whole) {
            Peer peer;
            peer.socket_ = socket;
            peer.head_ = received.substr(0, head_end + 2);
            peer.body_ = received.substr(head_end + 4, whole - head_end - 4);
            peer.ended_ = &ended_;
            received.erase(0, whole);
            ++requests_;
            handler_(peer);
            continue;
        }
        if (readable(socket)) {
            char buffer[65536];
            const ssize_t size = recv(socket, buffer, sizeof buffer, 0);
            if (size <= 0) {
                break;
            }
            received.append(buffer, static_cast<std::size_t>(size));
        }
    }
    ::close(socket);
}
