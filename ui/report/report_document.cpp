// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/report_document.h"

#include <QBuffer>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgRenderer>
#include <QTextDocument>
#include <QUrl>
#include <algorithm>

#include "ui/report/report_figures.h"
#include "ui/report/report_html.h"

namespace tempera::ui {

namespace {

constexpr int dotsPerPixel = 3;  // of figures: sharp on paper

QImage rastered(const QByteArray& svg) {
    QImage image(figureWidth * dotsPerPixel, figureHeight * dotsPerPixel, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    QSvgRenderer(svg).render(&painter);
    return image;
}

/// Small pictures keep their pixels: what scales them later would blur them.
QImage enlarged(const QImage& image) {
    const int side = std::max(image.width(), image.height());
    const int factor = side > 0 ? std::max(1, 256 / side) : 1;
    return image.scaled(image.size() * factor, Qt::KeepAspectRatio, Qt::FastTransformation);
}

}  // namespace

QByteArray reportPdf(const ReportContent& content) {
    QTextDocument document;
    QFont font;
    font.setPointSizeF(9);
    document.setDefaultFont(font);
    int count = 0;
    const auto add = [&](const QImage& image) {
        const QString name = QStringLiteral("report:%1").arg(count++);
        document.addResource(QTextDocument::ImageResource, QUrl(name), image);
        return name;
    };
    const ReportImages images{[&](const QImage& image) { return add(enlarged(image)); },
                              [&](const QByteArray& svg) { return add(rastered(svg)); }};
    document.setHtml(reportHtml(content, ReportMedium::Print, images));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setPageSize(QPageSize(QPageSize::A4));
        writer.setTitle(content.title);
        writer.setCreator(QStringLiteral("Tempera " TEMPERA_VERSION));
        document.print(&writer);
    }
    return bytes;
}

}  // namespace tempera::ui
