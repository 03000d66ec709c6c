// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <memory>

#include "ui/timesteps/timestep_data.h"

namespace tempera::ui {

/// One picture on its way through denoising, from noise on the left: what the model predicted at every
/// step, with the critic's value and the temporal reward under it on the same axis, and the chosen step
/// large on the left.
///
/// Mouse: move looks, click chooses a step. Keys: Left, Right, Home and End choose it.
class TrajectoryView : public QWidget {
    Q_OBJECT

public:
    explicit TrajectoryView(QWidget* parent = nullptr);

    /// `picture` is one of `set`; no set shows nothing.
    void show(const std::shared_ptr<const FollowedSet>& set, std::size_t picture);

    int stepCount() const;
    int step() const { return m_step; }  ///< the chosen one
    void setStep(int step);
    /// "step 3 of 50 · diffusion time 941 · critic value 0.12 · temporal reward -0.4" of the step that is looked at.
    QString stepText() const;

    QRectF columnRect(int step) const;   ///< the whole height of the axis
    QVector<int> drawnPictures() const;  ///< steps whose picture has room in the strip

    QSize sizeHint() const override { return {640, 230}; }
    QSize minimumSizeHint() const override { return {320, 190}; }

Q_SIGNALS:
    void stepChosen(int step);
    void lookedAt();  ///< stepText() has changed

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Lane {
        QRectF box;
        QString title;
        std::vector<double> values;
        bool bars = false;
    };

    const FollowedPicture* picture() const;
    int shownStep() const { return m_hovered >= 0 ? m_hovered : m_step; }
    QRectF axisBox() const;
    double previewSide() const;
    double stripHeight() const;
    int stepAt(const QPointF& position) const;
    void look(int step);
    void paintPreview(QPainter& painter) const;
    void paintStrip(QPainter& painter) const;
    void paintLane(QPainter& painter, const Lane& lane) const;
    void paintTimes(QPainter& painter) const;

    std::shared_ptr<const FollowedSet> m_set;
    std::size_t m_place = 0;
    int m_step = 0;
    int m_hovered = -1;
};

}  // namespace tempera::ui
