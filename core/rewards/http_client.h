// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace tempera {

struct HttpTimeouts {
    double connect = 5;  ///< seconds until there is a connection
    double total = 60;   ///< seconds from the beginning to the last byte of the answer
};

/// What came of a request.
struct HttpAnswer {
    long status = 0;         ///< 200, 404...; 0 = no complete answer came
    std::string body;        ///< empty when status is 0
    std::string problem;     ///< why none came: "connection refused"; empty when one did
    bool too_large = false;  ///< none came because it went beyond the limit: asking again is of no use
    bool late = false;       ///< none came in the total time
    bool stopped = false;    ///< none came because a stop was asked for
};

/// Talks to one http or https address and to no other: redirects are not followed, the environment's proxies,
/// .netrc and cookies play no part. Keeps its connection open between requests. One thread.
class HttpClient {
public:
    /// Throws Error at `where` when `url` is not the address of an http or https server.
    HttpClient(const std::string& url, const std::string& where);
    ~HttpClient();

    /// POST of a JSON text. `stop_asked` (may be empty) is polled ten times a second; the time that it takes does
    /// not count, so it may hold a pause. An answer of more than `limit` bytes, or 64 KiB of header, is given up.
    HttpAnswer post_json(const std::string& json, const HttpTimeouts& timeouts, std::size_t limit,
                         const std::function<bool()>& stop_asked);

private:
    struct Handles;  // libcurl's
    std::unique_ptr<Handles> handles_;
};

}  // namespace tempera
