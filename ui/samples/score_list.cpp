// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/samples/score_list.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/samples/sample_query.h"

namespace tempera::ui {

namespace {
constexpr int stripHeight = 10;
constexpr int gap = 6;
}  // namespace

int ScorePlace::rank() const {
    return 1 + static_cast<int>(
                   std::count_if(others.begin(), others.end(), [this](double other) { return other > value; }));
}

std::vector<ScorePlace> scorePlaces(const SampleItem& item, const SampleItem* before, const SampleSet* epoch) {
    std::vector<ScorePlace> places;
    for (const auto& [reward, value] : item.scores) {
        ScorePlace place{reward, value, before ? scoreOf(*before, reward) : std::nullopt, {}};
        if (epoch) {
            for (const SampleItem& other : epoch->items) {
                if (const auto score = scoreOf(other, reward)) {
                    place.others.push_back(*score);
                }
            }
        }
        places.push_back(std::move(place));
    }
    return places;
}

ScoreList::ScoreList(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ScoreList::setPlaces(const std::vector<ScorePlace>& places) {
    const bool resized = places.size() != m_places.size();
    m_places = places;
    m_hasBefore = std::any_of(places.begin(), places.end(), [](const ScorePlace& place) { return place.before; });
    setAccessibleName(tr("Scores: %1").arg(text()));
    if (resized) {
        updateGeometry();
    }
    update();
}

QString ScoreList::text() const {
    QStringList lines;
    for (const ScorePlace& place : m_places) {
        QString line = QStringLiteral("%1 %2").arg(place.reward, formatNumber(place.value));
        if (place.before) {
            line += tr(", before %1").arg(formatNumber(*place.before));
        }
        if (place.others.size() > 1) {
            line += tr(", %1 of %2").arg(place.rank()).arg(place.others.size());
        }
        lines << line;
    }
    return lines.join(QLatin1Char('\n'));
}

int ScoreList::lineHeight() const {
    return fontMetrics().height() + 2;
}

QSize ScoreList::sizeHint() const {
    const int one = lineHeight() + stripHeight + gap;
    return {160, static_cast<int>(m_places.size()) * one + lineHeight()};
}

void ScoreList::paintEvent(QPaintEvent* /*event*/) {
    if (m_places.empty()) {
        return;
    }
    QPainter painter(this);
    const QColor ink = palette().color(QPalette::Text);
    const QColor faint = theme::subtleText(palette());
    const int column = fontMetrics().horizontalAdvance(QStringLiteral("-0.000000")) + 4;
    const QRect line(0, 0, width(), lineHeight());
    const auto write = [&](const QRect& place, int columnsFromRight, const QString& text, const QColor& colour) {
        painter.setPen(colour);
        painter.drawText(place.adjusted(0, 0, -columnsFromRight * column, 0), Qt::AlignRight | Qt::AlignVCenter, text);
    };
    painter.setPen(faint);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, tr("Score"));
    if (m_hasBefore) {
        write(line, 1, tr("before"), faint);
    }
    write(line, 0, tr("now"), faint);
    int y = lineHeight();
    for (const ScorePlace& place : m_places) {
        const QRect row(0, y, width(), lineHeight());
        painter.setPen(ink);
        painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter,
                         fontMetrics().elidedText(place.reward, Qt::ElideRight,
                                                  std::max(0, width() - (m_hasBefore ? 2 : 1) * column)));
        if (place.before) {
            write(row, 1, formatNumber(*place.before), faint);
        }
        write(row, 0, formatNumber(place.value), ink);
        y += lineHeight();
        if (place.others.size() > 1) {
            const auto [low, high] = std::minmax_element(place.others.begin(), place.others.end());
            const QString rank = tr("%1 of %2").arg(place.rank()).arg(place.others.size());
            const QRect strip(0, y, width() - fontMetrics().horizontalAdvance(tr("%1 of %2").arg(999).arg(999)) - gap,
                              stripHeight);
            const auto x = [&, low = *low, high = *high](double value) {
                const double share = high > low ? (value - low) / (high - low) : 0.5;
                return strip.left() + static_cast<int>(std::lround(share * (strip.width() - 2)));
            };
            QColor tick = ink;
            tick.setAlphaF(0.28F);
            for (const double other : place.others) {
                painter.fillRect(x(other), y + 3, 1, stripHeight - 5, tick);
            }
            painter.fillRect(strip.left(), y + stripHeight - 2, strip.width(), 1, theme::separator(palette()));
            painter.fillRect(x(place.value) - 1, y, 3, stripHeight - 1, ink);
            painter.setFont(textFont(TextSize::Small));
            painter.setPen(faint);
            painter.drawText(QRect(strip.right(), y - 2, width() - strip.right(), stripHeight + 4),
                             Qt::AlignRight | Qt::AlignVCenter, rank);
            painter.setFont(font());
        }
        y += stripHeight + gap;
    }
}

}  // namespace tempera::ui
