// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/redaction.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include <pwd.h>
#include <unistd.h>

namespace tempera {

namespace {

constexpr std::size_t shortest_secret = 3;
constexpr std::string_view folder = "…/";

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

bool is_private_path(std::string_view word) {
    for (const std::string_view shared : {"/usr/", "/lib/", "/etc/", "/proc/", "/dev/"}) {
        if (word.starts_with(shared)) {
            return false;
        }
    }
    return (word.starts_with('/') || word.starts_with("~/") || word.starts_with(folder)) &&
           word.find_first_not_of("/.") != std::string_view::npos;
}

/// Addresses of servers and paths of files, the system's own excepted, lose all but their kind and name.
std::string without_folders(std::string_view text) {
    constexpr std::string_view ends_word = " \t\r\n\"',;()[]";
    std::string result;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find_first_of(ends_word, begin), text.size());
        if (end == begin) {
            result += text[begin++];
            continue;
        }
        std::string_view word = text.substr(begin, end - begin);
        begin = end;
        // "reward.name=detail=http://..." and "model.path=/home/..."
        const std::size_t scheme = word.find("://");
        const std::size_t value = scheme != std::string_view::npos ? word.rfind('=', scheme) : word.find("=/");
        if (value != std::string_view::npos) {
            result += word.substr(0, value + 1);
            word.remove_prefix(value + 1);
        }
        if (const std::size_t rest = word.find("://"); rest != std::string_view::npos) {
            result += std::string(word.substr(0, rest)) + "://(address)";
        } else if (is_private_path(word)) {
            const std::string_view colon = word.ends_with(':') ? ":" : "";
            word.remove_suffix(colon.size());
            result += folder;
            result += word.substr(word.rfind('/') + 1);
            result += colon;
        } else {
            result += word;
        }
    }
    return result;
}

}  // namespace

Redaction::Redaction() {
    if (const passwd* user = ::getpwuid(::getuid())) {
        hide(user->pw_name, "(user)");
        hide(user->pw_dir, "~");
    }
    if (const char* home = std::getenv("HOME")) {
        hide(home, "~");
    }
    char host[256] = {};
    if (::gethostname(host, sizeof host - 1) == 0) {
        hide(host, "(host)");
    }
}

void Redaction::hide(const std::string& secret, const std::string& instead) {
    if (secret.size() < shortest_secret) {
        return;
    }
    const auto shorter = std::find_if(secrets_.begin(), secrets_.end(),
                                      [&](const auto& known) { return known.first.size() < secret.size(); });
    secrets_.insert(shorter, {secret, instead});
}

void Redaction::hide_path(const std::string& path) {
    hide(path, std::string(folder) + std::filesystem::path(path).filename().string());
}

std::string Redaction::applied_to(std::string text) const {
    // Paths before names: a user name is part of many.
    for (const auto& [secret, instead] : secrets_) {
        if (secret.front() == '/') {
            replace_all(text, secret, instead);
        }
    }
    text = without_folders(text);
    for (const auto& [secret, instead] : secrets_) {
        if (secret.front() != '/') {
            replace_all(text, secret, instead);
        }
    }
    return text;
}

}  // namespace tempera
