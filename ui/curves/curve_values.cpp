// SPDX-License-Identifier: GPL-3.0-or-later
// The values of a figure as text for other programs.
#include <QSet>

#include "ui/common/text_format.h"
#include "ui/curves/curve_figure.h"

namespace tempera::ui {

namespace {

/// RFC 4180: quotes around what holds a comma, a quote or a line end.
QString field(QString text) {
    if (text.contains(QLatin1Char(',')) || text.contains(QLatin1Char('"')) || text.contains(QLatin1Char('\n'))) {
        text.replace(QLatin1Char('"'), QStringLiteral("\"\""));
        return QLatin1Char('"') + text + QLatin1Char('"');
    }
    return text;
}

QString row(const QStringList& cells) {
    QStringList fields;
    for (const QString& cell : cells) {
        fields << field(cell);
    }
    return fields.join(QLatin1Char(',')) + QLatin1Char('\n');
}

QString cell(const QVector<double>& values, qsizetype place) {
    return values.isEmpty() ? QString() : exactNumber(values.at(place));
}

}  // namespace

QByteArray CurveFigure::shownValues() const {
    // Names of columns are not translated: programs read them.
    QString text = row({QStringLiteral("panel"), QStringLiteral("metric"), QStringLiteral("unit"),
                        QStringLiteral("curve"), QStringLiteral("runs"), QStringLiteral("x_axis"), QStringLiteral("x"),
                        QStringLiteral("epoch"), QStringLiteral("value"), QStringLiteral("before_smoothing"),
                        QStringLiteral("band_low"), QStringLiteral("band_high"), QStringLiteral("n")});
    for (const FigurePanel& panel : panels) {
        for (const Curve& curve : panel.curves) {
            for (qsizetype i = 0; i < curve.size(); ++i) {
                if (curve.x.at(i) < panel.x.first || curve.x.at(i) > panel.x.second) {
                    continue;
                }
                text += row({panel.spec.title, curve.second ? panel.spec.second : panel.spec.key, panel.spec.unit,
                             curve.label, curve.members.join(QLatin1Char(' ')), axisTitle(view), cell(curve.x, i),
                             cell(curve.epochs, i), cell(curve.values, i), cell(curve.raw, i), cell(curve.low, i),
                             cell(curve.high, i), QString::number(curve.counts.isEmpty() ? 1 : curve.counts.at(i))});
            }
        }
    }
    return text.toUtf8();
}

void CurveFigure::takeStored(const std::vector<const RunData*>& runs) {
    QSet<QString> taken;
    for (const FigurePanel& panel : panels) {
        for (const RunData* run : runs) {
            for (const QString& pattern : {panel.spec.key, panel.spec.second}) {
                const QString key = keyFor(pattern, *run);
                const MetricSeries* series = run->series(key);
                const QString mark = run->id() + QLatin1Char('\n') + key;
                if (series && !taken.contains(mark)) {
                    taken.insert(mark);
                    stored.push_back({run->id(), run->name(), run->head.summary.info.seed, key, *series});
                }
            }
        }
    }
}

QByteArray CurveFigure::storedValues() const {
    QString text = row({QStringLiteral("run"), QStringLiteral("name"), QStringLiteral("seed"), QStringLiteral("metric"),
                        QStringLiteral("epoch"), QStringLiteral("step"), QStringLiteral("reward_queries"),
                        QStringLiteral("unix_seconds"), QStringLiteral("value")});
    for (const StoredSeries& series : stored) {
        for (const MetricPoint& point : series.points) {
            text += row({series.run, series.name, QString::number(series.seed), series.key, exactNumber(point.epoch),
                         exactNumber(point.step), exactNumber(point.queries), exactNumber(point.wall),
                         exactNumber(point.value)});
        }
    }
    return text.toUtf8();
}

}  // namespace tempera::ui
