// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rewards/http_client.h"

#include <array>
#include <sstream>

#include <curl/curl.h>

#include "core/base/clock.h"
#include "core/base/error.h"

namespace tempera {

namespace {

constexpr std::size_t kHeaderLimit = 64 * 1024;  // bytes
constexpr int kPollInterval = 100;               // milliseconds

/// What libcurl hands over during one request.
struct Reception {
    std::size_t limit = 0;
    std::size_t header_bytes = 0;
    std::string body;
    bool too_large = false;
};

// libcurl's callbacks: another result than the size of the data ends the request.
std::size_t on_body(char* data, std::size_t unit, std::size_t count, void* user) {
    auto& reception = *static_cast<Reception*>(user);
    const std::size_t size = unit * count;
    if (size > reception.limit - reception.body.size()) {
        reception.too_large = true;
        return 0;
    }
    reception.body.append(data, size);
    return size;
}

std::size_t on_header(char*, std::size_t unit, std::size_t count, void* user) {
    auto& reception = *static_cast<Reception*>(user);
    const std::size_t size = unit * count;
    reception.header_bytes += size;
    if (reception.header_bytes > kHeaderLimit) {
        reception.too_large = true;
        return 0;
    }
    return size;
}

/// Throws Error at `where` when `url` is not a whole http or https address.
void check_address(const std::string& url, const std::string& where) {
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), curl_url_cleanup);
    char* scheme = nullptr;
    const bool whole = parsed && curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) == CURLUE_OK &&
                       curl_url_get(parsed.get(), CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK;
    const std::string found = whole ? scheme : "";
    curl_free(scheme);
    if (found != "http" && found != "https") {
        throw Error("'" + url + "' is not the address of a server", where,
                    "write it as http://host:port/path or https://host/path");
    }
}

std::string in_seconds(double seconds) {
    std::ostringstream text;
    text << seconds << " s";
    return text.str();
}

}  // namespace

struct HttpClient::Handles {
    struct EndEasy {
        void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
    };
    struct EndMulti {
        void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
    };
    struct EndList {
        void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    };
    // In this order: the connections, which belong to multi, end last.
    std::unique_ptr<CURLM, EndMulti> multi;
    std::unique_ptr<curl_slist, EndList> header;
    std::unique_ptr<CURL, EndEasy> easy;
    std::array<char, CURL_ERROR_SIZE> message{};

    /// The same words for the same problem: libcurl's message may hold the milliseconds that it took.
    std::string problem(CURLcode code, const HttpTimeouts& timeouts) const {
        if (code == CURLE_OPERATION_TIMEDOUT) {
            return "no connection within " + in_seconds(timeouts.connect);
        }
        return code == CURLE_COULDNT_CONNECT || message[0] == '\0' ? curl_easy_strerror(code) : message.data();
    }
};

HttpClient::HttpClient(const std::string& url, const std::string& where) : handles_(new Handles) {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    handles_->multi.reset(curl_multi_init());
    handles_->easy.reset(curl_easy_init());
    CURL* easy = handles_->easy.get();
    if (ready != CURLE_OK || !easy || !handles_->multi) {
        throw Error("libcurl does not start", where, "check the installation of libcurl");
    }
    check_address(url, where);
    // "Expect:" is left out: servers that do not know it cost a second's wait.
    for (const char* line : {"Content-Type: application/json", "Accept: application/json", "Expect:"}) {
        curl_slist* longer = curl_slist_append(handles_->header.get(), line);
        handles_->header.release();
        handles_->header.reset(longer);
    }
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, handles_->header.get());
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "tempera/" TEMPERA_VERSION);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, handles_->message.data());
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    // This address and no other: an empty proxy also turns off those of the environment.
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    // Giving up must not wait for a name server that does not answer.
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
}

HttpClient::~HttpClient() = default;

HttpAnswer HttpClient::post_json(const std::string& json, const HttpTimeouts& timeouts, std::size_t limit,
                                 const std::function<bool()>& stop_asked) {
    CURL* easy = handles_->easy.get();
    CURLM* multi = handles_->multi.get();
    Reception reception;
    reception.limit = limit;
    handles_->message[0] = '\0';
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(json.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, json.c_str());
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &reception);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &reception);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(1000 * timeouts.connect));

    HttpAnswer answer;
    double end = steady_seconds() + timeouts.total;
    CURLMcode trouble = curl_multi_add_handle(multi, easy);
    for (int running = 1; trouble == CURLM_OK && running > 0;) {
        trouble = curl_multi_perform(multi, &running);
        if (trouble != CURLM_OK || running == 0) {
            break;
        }
        const double before = steady_seconds();
        if (before > end) {
            answer.problem = "no answer within " + in_seconds(timeouts.total);
            answer.late = true;
            break;
        }
        if (stop_asked && stop_asked()) {
            answer.problem = "not waited for";
            answer.stopped = true;
            break;
        }
        end += steady_seconds() - before;
        trouble = curl_multi_poll(multi, nullptr, 0, kPollInterval, nullptr);
    }
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
        if (message->msg != CURLMSG_DONE) {
            continue;
        }
        if (message->data.result == CURLE_OK) {
            curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &answer.status);
        } else {
            answer.problem = handles_->problem(message->data.result, timeouts);
        }
    }
    curl_multi_remove_handle(multi, easy);
    if (trouble != CURLM_OK) {
        answer.problem = curl_multi_strerror(trouble);
    }
    if (reception.too_large) {
        answer.problem = "the answer is larger than " + std::to_string(limit) + " bytes";
        answer.too_large = true;
    }
    if (answer.status != 0) {
        answer.body = std::move(reception.body);
    }
    return answer;
}

}  // namespace tempera
