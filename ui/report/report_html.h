// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <functional>

#include "ui/report/report_content.h"

namespace tempera::ui {

/// Where the pictures of a report go: takes a picture and gives the address that stands in the text for it.
struct ReportImages {
    std::function<QString(const QImage&)> picture;
    std::function<QString(const QByteArray& svg)> figure;
};

enum class ReportMedium {
    Web,   ///< one file for a browser
    Print  ///< what QTextDocument understands: tables, no boxes that fold
};

/// The report as HTML. Names, prompts, notes and whatever else comes from runs are data: escaped, never markup.
QString reportHtml(const ReportContent& content, ReportMedium medium, const ReportImages& images);

/// Addresses with the picture inside: a file that needs no other. Nothing in it is loaded from anywhere, and its policy
/// forbids scripts.
ReportImages embeddedImages();

}  // namespace tempera::ui
