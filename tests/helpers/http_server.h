// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <string>
#include <thread>

/// A small HTTP/1.1 server on the loopback interface that answers, or misbehaves, as a test says. Each connection has
/// a thread of its own. The destructor breaks all connections off.
class HttpServer {
public:
    /// The other end of a connection with a request that has been read.
    class Peer {
    public:
        const std::string& head() const { return head_; }  ///< request line and header
        const std::string& body() const { return body_; }

        /// Raw bytes; false when the other end is gone.
        bool send(const std::string& bytes);
        /// A whole answer. `header`: more lines, each with its line end.
        bool answer(int status, const std::string& body, const std::string& header = {});
        /// False when the server ends before.
        bool wait(int milliseconds);
        /// Says nothing more.
        void hang();
        /// Breaks the connection off.
        void close();

    private:
        friend class HttpServer;
        int socket_ = -1;
        std::string head_;
        std::string body_;
        const std::atomic<bool>* ended_ = nullptr;
    };
    using Handler = std::function<void(Peer& peer)>;

    /// At `port`, or a free one.
    explicit HttpServer(Handler handler, std::uint16_t port = 0);
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    std::uint16_t port() const { return port_; }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/score"; }
    int requests() const { return requests_; }  ///< whole ones, so far

private:
    void listen();
    void serve(int socket);

    Handler handler_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<bool> ended_ = false;
    std::atomic<int> requests_ = 0;
    std::list<std::thread> connections_;  ///< touched by thread_, and once it has ended by the destructor
    std::thread thread_;
};
