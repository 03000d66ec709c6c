// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include "ui/report/report_content.h"

namespace tempera::ui {

/// The report as a PDF file, A4, with page numbers. Any thread.
QByteArray reportPdf(const ReportContent& content);

}  // namespace tempera::ui
