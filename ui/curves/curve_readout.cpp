// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/curves/curve_readout.h"

#include <QCoreApplication>
#include <algorithm>

#include "ui/common/text_format.h"
#include "ui/common/theme.h"

namespace tempera::ui {

namespace {

constexpr std::size_t mostRows = 12;

QString tr(const char* text) {
    return QCoreApplication::translate("tempera::ui::Row", text);
}

struct Row {
    const Curve* curve;
    qsizetype place;

    double value() const { return curve->values.at(place); }
    /// "8.312 (7.9 to 8.7), n = 2 of 3": the band, and how many runs.
    QString text() const {
        QString text = formatNumber(value());
        if (!curve->low.isEmpty()) {
            text += tr(" (%1 to %2)").arg(formatNumber(curve->low.at(place)), formatNumber(curve->high.at(place)));
        }
        if (curve->mean && curve->complete(place)) {
            text += tr(", n = %1").arg(curve->members.size());
        } else if (curve->mean) {
            text += tr(", n = %1 of %2").arg(curve->counts.at(place)).arg(curve->members.size());
        }
        return text;
    }
};

std::vector<Row> rowsAt(const std::vector<Curve>& curves, double x) {
    std::vector<Row> rows;
    for (const Curve& curve : curves) {
        const auto place = curve.second ? std::nullopt : curve.nearest(x);
        if (place) {
            rows.push_back({&curve, *place});
        }
    }
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.value() > b.value(); });
    return rows;
}

}  // namespace

QString readoutTable(const std::vector<Curve>& curves, double x, const QString& axis, const QPalette& palette) {
    const std::vector<Row> rows = rowsAt(curves, x);
    QString text =
        QStringLiteral("<table cellspacing='0'><tr><td></td><td>%1&nbsp;&nbsp;</td><td align='right'>%2</td></tr>")
            .arg(axis.toHtmlEscaped(), formatNumber(x));
    for (std::size_t i = 0; i < std::min(rows.size(), mostRows); ++i) {
        const Curve& curve = *rows[i].curve;
        // A dashed piece for dashed lines: colour is never the only sign.
        const char16_t* const piece = theme::dash(curve.colour) == Qt::SolidLine ? u"\u2501" : u"\u2505";
        text += QStringLiteral(
                    "<tr><td style='color:%1'>%2&nbsp;</td><td>%3&nbsp;&nbsp;</td><td align='right'>%4</td></tr>")
                    .arg(theme::run(curve.colour, palette).name(), QString::fromUtf16(piece),
                         curve.label.toHtmlEscaped(), rows[i].text());
    }
    if (rows.size() > mostRows) {
        text += QStringLiteral("<tr><td></td><td>%1</td></tr>").arg(tr("and %1 more").arg(rows.size() - mostRows));
    }
    return text + QStringLiteral("</table>");
}

QString readoutWords(const std::vector<Curve>& curves, double x) {
    QStringList words;
    for (const Row& row : rowsAt(curves, x)) {
        words << QStringLiteral("%1 %2").arg(row.curve->label, row.text());
    }
    return words.join(QStringLiteral("; "));
}

}  // namespace tempera::ui
