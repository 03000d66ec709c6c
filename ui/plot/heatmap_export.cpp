// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/heatmap_export.h"

#include <QCoreApplication>
#include <QImage>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>

#include "ui/plot/heatmap_widget.h"

namespace tempera::ui {

namespace {

constexpr int enlargement = 2;  // of a picture

QString plain(double number) {
    return QString::number(number, 'g', 9);
}

bool writeText(const QString& file, const QString& text) {
    QSaveFile out(file);
    return out.open(QIODevice::WriteOnly) && out.write(text.toUtf8()) >= 0 && out.commit();
}

bool writeSvg(HeatmapWidget& map, const QString& file) {
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly)) {
        return false;
    }
    QSvgGenerator generator;
    generator.setOutputDevice(&out);
    generator.setResolution(map.logicalDpiX());  // letters as large as on the screen
    generator.setSize(map.size());
    generator.setViewBox(map.rect());
    generator.setTitle(map.accessibleName());
    QPainter painter(&generator);
    map.render(&painter);
    return painter.end() && out.commit();
}

}  // namespace

QStringList heatmapFileKinds() {
    return {QCoreApplication::translate("tempera::ui::heatmap", "Picture (*.png)"),
            QCoreApplication::translate("tempera::ui::heatmap", "Drawing (*.svg)"),
            QCoreApplication::translate("tempera::ui::heatmap", "Numbers (*.csv)")};
}

QString heatmapCsv(const HeatmapWidget& map) {
    const HeatmapWidget::Table& table = map.table();
    QStringList lines;
    QStringList head{QString()};
    for (const double x : table.x) {
        head << plain(x);
    }
    lines << head.join(QLatin1Char(','));
    for (int row = 0; row < table.y.size(); ++row) {
        QStringList cells{plain(table.y[row])};
        for (int column = 0; column < table.x.size(); ++column) {
            const auto value = map.valueAt(row, column);
            cells << (value ? plain(static_cast<double>(*value)) : QString());
        }
        lines << cells.join(QLatin1Char(','));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

bool saveHeatmap(HeatmapWidget& map, const QString& file) {
    if (file.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive)) {
        return writeText(file, heatmapCsv(map));
    }
    if (file.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive)) {
        return writeSvg(map, file);
    }
    QImage picture(map.size() * enlargement, QImage::Format_ARGB32_Premultiplied);
    picture.setDevicePixelRatio(enlargement);
    map.render(&picture);
    return picture.save(file);
}

}  // namespace tempera::ui
