// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/progress_line.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <sys/ioctl.h>
#include <unistd.h>

#include "core/base/clock.h"

namespace tempera {

namespace {

int terminal_width() {
    winsize size{};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

ProgressLine::ProgressLine() : terminal_(isatty(STDERR_FILENO) != 0) {}

ProgressLine::~ProgressLine() {
    clear();
}

void ProgressLine::show(double fraction, const std::string& text) {
    if (!terminal_) {
        return;
    }
    // One column stays free: a full last column makes some terminals wrap.
    std::fprintf(stderr, "\r%s\033[K", progress_text(fraction, text, terminal_width() - 1).c_str());
    std::fflush(stderr);
    shown_ = true;
}

void ProgressLine::clear() {
    if (shown_) {
        std::fputs("\r\033[K", stderr);
        std::fflush(stderr);
        shown_ = false;
    }
}

std::string time_left(double elapsed, double gained, double fraction) {
    return gained > 0.005 ? "  " + human_duration(elapsed / gained * (1 - fraction)) + " left" : "";
}

std::string progress_text(double fraction, const std::string& text, int width) {
    constexpr int cells = 24;
    const double part = std::isfinite(fraction) ? std::clamp(fraction, 0.0, 1.0) : 0.0;
    const int full = static_cast<int>(part * cells);
    std::string bar(static_cast<std::size_t>(full), '=');
    if (full < cells) {
        bar += '>';
    }
    bar.resize(cells, ' ');
    char head[64];
    std::snprintf(head, sizeof head, "[%s] %3d%%  ", bar.c_str(), static_cast<int>(part * 100));
    return (head + text).substr(0, static_cast<std::size_t>(std::max(width, 0)));
}

}  // namespace tempera
