// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSlider>
#include <cstdint>
#include <vector>

namespace tempera::ui {

/// The scrubber: a thin line with the accent up to the current epoch, ticks where pictures are,
/// dotted marks where neurons were reset. A click goes straight to the place.
class EpochSlider : public QSlider {
    Q_OBJECT

public:
    explicit EpochSlider(QWidget* parent = nullptr);

    void setTicks(const std::vector<std::int64_t>& pictures, const std::vector<double>& resets);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    double xOf(double value) const;
    int valueAt(double x) const;

    std::vector<std::int64_t> m_pictures;
    std::vector<double> m_resets;
};

}  // namespace tempera::ui
