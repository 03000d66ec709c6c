// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVector>
#include <QWidget>

namespace tempera::ui {

class HeatmapWidget;

/// One column of a heatmap against another, as two lines over the same rows: what a statistic is like
/// along the denoising of the current epoch, and what it was like in the first.
class ProfileView : public QWidget {
    Q_OBJECT

public:
    struct Line {
        QString name;           ///< "epoch 12"
        QVector<float> values;  ///< of the heatmap's rows; NaN = none
    };

    /// Rows lie where those of `map` lie, which must stand beside this at the same height and outlive it.
    explicit ProfileView(const HeatmapWidget& map, QWidget* parent = nullptr);

    /// `current` is drawn solid in the accent, `first` dashed behind it.
    void show(const Line& current, const Line& first);
    const Line& current() const { return m_current; }
    const Line& first() const { return m_first; }

    QSize sizeHint() const override { return {240, 320}; }
    QSize minimumSizeHint() const override { return {120, 120}; }

Q_SIGNALS:
    void rowClicked(int row);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    void paintLine(QPainter& painter, const QVector<float>& values, const QRectF& box, double low, double high) const;

    const HeatmapWidget& m_map;
    Line m_current;
    Line m_first;
};

}  // namespace tempera::ui
