// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <vector>

#include "ui/report/report_content.h"

namespace tempera::ui {

/// A plot of one metric over the epochs, one line for each run that has it. Points to values of the content that it was
/// made from.
struct ReportFigure {
    QString title;
    struct Line {
        QString name;
        QColor colour;
        Qt::PenStyle dash = Qt::SolidLine;
        const std::vector<double>* epochs = nullptr;
        const std::vector<double>* values = nullptr;
    };
    std::vector<Line> lines;
    std::vector<double> marks;  ///< resets; of a single run only
};

/// In the order in which one reads a run: reward, judges, policy, critic, time.
std::vector<ReportFigure> figuresOf(const ReportContent& content);

/// The figure as a drawing of its own, light, without scripts or anything from outside. Values that are no numbers
/// leave a gap.
QByteArray svgOf(const ReportFigure& figure);

/// Size of every drawing, px.
constexpr int figureWidth = 440;
constexpr int figureHeight = 240;

}  // namespace tempera::ui
