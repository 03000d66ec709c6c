// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace tempera {

/// One line on standard error that shows how far work is: redrawn in place on a terminal, silent
/// anywhere else (a log file must not fill up with bars). Clears itself when destroyed.
class ProgressLine {
public:
    ProgressLine();
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    bool visible() const { return terminal_; }

    /// `fraction` 0..1 of all the work; `text` follows the bar and is cut at the terminal's width.
    void show(double fraction, const std::string& text);

    /// Removes the line, so that something else can be printed.
    void clear();

private:
    bool terminal_;
    bool shown_ = false;
};

/// "  3 min 20 s left" when `elapsed` seconds were spent on `gained` of the work and `fraction` of it is done; ""
/// before there is a pace.
std::string time_left(double elapsed, double gained, double fraction);

/// "[=======>            ]  35%  text" in at most `width` columns.
std::string progress_text(double fraction, const std::string& text, int width);

}  // namespace tempera
