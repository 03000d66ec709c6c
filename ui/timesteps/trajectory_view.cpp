// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timesteps/trajectory_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/common/text_format.h"
#include "ui/common/theme.h"

namespace tempera::ui {

namespace {

constexpr double gap = 8;
constexpr double leastThumbnail = 40;  // pixels: below, nobody recognises a picture

QFontMetricsF smallMetrics() {
    return QFontMetricsF(textFont(TextSize::Small));
}

/// Crisp when enlarged, smooth when shrunk.
void drawPicture(QPainter& painter, const QRectF& place, const QImage& image) {
    if (image.isNull()) {
        return;
    }
    painter.save();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, place.width() < image.width());
    painter.drawImage(place, image);
    painter.restore();
}

}  // namespace

TrajectoryView::TrajectoryView(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("One picture through its denoising steps"));
}

void TrajectoryView::show(const std::shared_ptr<const FollowedSet>& set, std::size_t picture) {
    m_set = set;
    m_place = picture;
    m_hovered = -1;
    m_step = std::clamp(m_step, 0, std::max(0, stepCount() - 1));
    setAccessibleDescription(stepText());
    update();
}

const FollowedPicture* TrajectoryView::picture() const {
    return m_set && m_place < m_set->size() ? &(*m_set)[m_place] : nullptr;
}

int TrajectoryView::stepCount() const {
    return picture() ? static_cast<int>(picture()->row.steps.size()) : 0;
}

void TrajectoryView::setStep(int step) {
    step = std::clamp(step, 0, std::max(0, stepCount() - 1));
    if (step != m_step) {
        m_step = step;
        setAccessibleDescription(stepText());
        update();
        Q_EMIT lookedAt();
    }
}

QString TrajectoryView::stepText() const {
    const FollowedPicture* shown = picture();
    if (!shown || shown->row.steps.empty()) {
        return {};
    }
    const TrajectoryStepRow& step = shown->row.steps[static_cast<std::size_t>(shownStep())];
    return QStringList{tr("step %1 of %2").arg(step.step + 1).arg(stepCount()),
                       tr("diffusion time %1").arg(step.timestep), tr("critic value %1").arg(formatNumber(step.value)),
                       tr("temporal reward %1").arg(formatNumber(step.temporal_reward))}
        .join(QStringLiteral("  ·  "));
}

double TrajectoryView::previewSide() const {
    return std::clamp(height() - 2.0 * gap, 64.0, 192.0);
}

double TrajectoryView::stripHeight() const {
    return std::clamp(height() * 0.34, leastThumbnail, 96.0);
}

QRectF TrajectoryView::axisBox() const {
    const QFontMetricsF metrics = smallMetrics();
    const double numbers = metrics.horizontalAdvance(QStringLiteral("−0.0000")) + gap;
    return QRectF(rect()).adjusted(12 + previewSide() + 2 * gap + numbers, gap, -12, -metrics.height() * 2 - 4);
}

QRectF TrajectoryView::columnRect(int step) const {
    const QRectF box = axisBox();
    const double width = box.width() / std::max(1, stepCount());
    return {box.left() + step * width, box.top(), width, box.height()};
}

QVector<int> TrajectoryView::drawnPictures() const {
    QVector<int> drawn;
    const int count = stepCount();
    if (count == 0) {
        return drawn;
    }
    const int every = std::max(1, static_cast<int>(std::ceil(leastThumbnail / columnRect(0).width())));
    for (int step = count - 1; step >= 0; step -= every) {  // the finished picture is one of them
        drawn.prepend(step);
    }
    return drawn;
}

int TrajectoryView::stepAt(const QPointF& position) const {
    const QRectF box = axisBox();
    if (stepCount() == 0 || !box.contains(position)) {
        return -1;
    }
    return std::min(stepCount() - 1, static_cast<int>((position.x() - box.left()) / columnRect(0).width()));
}

void TrajectoryView::look(int step) {
    if (m_hovered != step) {
        m_hovered = step;
        update();
        Q_EMIT lookedAt();
    }
}

void TrajectoryView::mouseMoveEvent(QMouseEvent* event) {
    look(stepAt(event->position()));
}

void TrajectoryView::leaveEvent(QEvent* /*event*/) {
    look(-1);
}

void TrajectoryView::mousePressEvent(QMouseEvent* event) {
    const int step = stepAt(event->position());
    if (event->button() == Qt::LeftButton && step >= 0) {
        setFocus(Qt::MouseFocusReason);
        setStep(step);
        Q_EMIT stepChosen(step);
    }
}

void TrajectoryView::keyPressEvent(QKeyEvent* event) {
    int step = m_step;
    switch (stepCount() > 0 ? event->key() : 0) {
        case Qt::Key_Left:
            --step;
            break;
        case Qt::Key_Right:
            ++step;
            break;
        case Qt::Key_Home:
            step = 0;
            break;
        case Qt::Key_End:
            step = stepCount() - 1;
            break;
        default:
            QWidget::keyPressEvent(event);
            return;
    }
    look(-1);
    setStep(step);
    Q_EMIT stepChosen(m_step);
}

void TrajectoryView::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), palette().base());
    const FollowedPicture* shown = picture();
    if (!shown || shown->row.steps.empty()) {
        return;
    }
    painter.setFont(textFont(TextSize::Small));
    const QRectF box = axisBox();
    const double top = box.top() + stripHeight() + gap;
    const double laneHeight = (box.bottom() - top - gap) / 2;
    Lane value{{box.left(), top, box.width(), laneHeight}, tr("critic value"), {}, false};
    Lane temporal{{box.left(), top + laneHeight + gap, box.width(), laneHeight}, tr("temporal reward"), {}, true};
    for (const TrajectoryStepRow& step : shown->row.steps) {
        value.values.push_back(step.value);
        temporal.values.push_back(step.temporal_reward);
    }
    paintPreview(painter);
    // The chosen step, behind everything, and where the mouse is.
    QColor tint = palette().color(QPalette::Text);
    tint.setAlphaF(0.10F);
    painter.fillRect(columnRect(shownStep()), tint);
    paintStrip(painter);
    paintLane(painter, value);
    paintLane(painter, temporal);
    paintTimes(painter);
}

void TrajectoryView::paintPreview(QPainter& painter) const {
    const auto& pictures = picture()->pictures;
    const double side = previewSide();
    const QRectF place(12, gap, side, side);
    painter.fillRect(place, palette().window());
    drawPicture(painter, place, pictures[static_cast<std::size_t>(shownStep())]);
}

void TrajectoryView::paintStrip(QPainter& painter) const {
    const auto drawn = drawnPictures();
    const int every = drawn.size() > 1 ? drawn[1] - drawn[0] : stepCount();
    const double side = std::min(every * columnRect(0).width() - 3, stripHeight());
    for (int i = 0; i < drawn.size(); ++i) {
        const double left = std::clamp(columnRect(drawn[i]).center().x() - side / 2, axisBox().left(),
                                       std::max(axisBox().left(), axisBox().right() - side));
        const QRectF place(left, axisBox().top() + (stripHeight() - side) / 2, side, side);
        drawPicture(painter, place, picture()->pictures[static_cast<std::size_t>(drawn[i])]);
        // The strip leaves steps out; the frame is around the one nearest to the chosen.
        const int from = i == 0 ? 0 : (drawn[i - 1] + drawn[i] + 1) / 2;
        const int to = i + 1 == drawn.size() ? stepCount() : (drawn[i] + drawn[i + 1] + 1) / 2;
        if (shownStep() >= from && shownStep() < to) {
            painter.setPen(QPen(palette().color(QPalette::Text), 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(place.adjusted(-1, -1, 1, 1));
        }
    }
}

void TrajectoryView::paintLane(QPainter& painter, const Lane& lane) const {
    double low = 0;
    double high = 0;
    bool any = false;
    for (const double value : lane.values) {
        if (!std::isnan(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
            any = true;
        }
    }
    if (low >= high) {
        high = low + 1;
    }
    const QFontMetricsF metrics(painter.font());
    const auto heightOf = [&](double value) {
        return lane.box.bottom() - (value - low) / (high - low) * lane.box.height();
    };
    // Steps without a number: not looked at, or not trained.
    QVector<QPointF> points;
    for (std::size_t i = 0; i < lane.values.size(); ++i) {
        const QRectF column = columnRect(static_cast<int>(i));
        if (std::isnan(lane.values[i])) {
            painter.fillRect(QRectF(column.left(), lane.box.top(), column.width(), lane.box.height()),
                             QBrush(theme::grid(palette()), Qt::BDiagPattern));
        } else if (lane.bars) {
            const double at = heightOf(lane.values[i]);
            painter.fillRect(QRectF(column.left() + column.width() * 0.15, std::min(at, heightOf(0)),
                                    column.width() * 0.7, std::max(1.0, std::abs(at - heightOf(0)))),
                             theme::active(palette()));
        } else {
            points.push_back({column.center().x(), heightOf(lane.values[i])});
        }
    }
    painter.setPen(theme::grid(palette()));
    painter.drawLine(QPointF(lane.box.left(), heightOf(0)), QPointF(lane.box.right(), heightOf(0)));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme::active(palette()), 1));
    painter.setBrush(theme::active(palette()));
    painter.drawPolyline(points.data(), static_cast<int>(points.size()));
    for (const QPointF& point : std::as_const(points)) {
        painter.drawEllipse(point, 2, 2);
    }
    painter.restore();

    painter.setPen(theme::subtleText(palette()));
    const QRectF labels(lane.box.left() - 100, lane.box.top(), 100 - 6, lane.box.height());
    if (any) {
        painter.drawText(labels, Qt::AlignRight | Qt::AlignTop, formatNumber(high));
        painter.drawText(labels, Qt::AlignRight | Qt::AlignBottom, formatNumber(low));
    }
    // The title has a ground of its own: it lies over what it names.
    const QString title = any ? lane.title : tr("%1: none").arg(lane.title);
    const QRectF place(lane.box.left() + 2, lane.box.top(), metrics.horizontalAdvance(title) + 8, metrics.height());
    QColor ground = palette().color(QPalette::Base);
    ground.setAlphaF(0.8F);
    painter.fillRect(place, ground);
    painter.drawText(place, Qt::AlignCenter, title);
}

void TrajectoryView::paintTimes(QPainter& painter) const {
    const QFontMetricsF metrics(painter.font());
    const auto& steps = picture()->row.steps;
    const double widest = metrics.horizontalAdvance(QStringLiteral("000")) + 2 * gap;
    const int every = std::max(1, static_cast<int>(std::ceil(widest / columnRect(0).width())));
    painter.setPen(theme::subtleText(palette()));
    for (int step = 0; step < stepCount(); step += every) {
        const double middle = columnRect(step).center().x();
        painter.drawText(QRectF(middle - 30, axisBox().bottom() + 3, 60, metrics.height()), Qt::AlignHCenter,
                         QString::number(steps[static_cast<std::size_t>(step)].timestep));
    }
    painter.drawText(
        QRectF(axisBox().left(), axisBox().bottom() + 3 + metrics.height(), axisBox().width(), metrics.height()),
        Qt::AlignHCenter, tr("diffusion time"));
}

}  // namespace tempera::ui
