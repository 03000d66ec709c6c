// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QWidget>
#include <functional>

class QMimeData;

namespace tempera::ui {

class Viewport;

/// One picture, two with a divider, or the difference of two, shown through the shared viewport. Wheel zooms around the
/// cursor, dragging pans, Ctrl+dragging takes the picture out. Does not own the viewport.
class PictureView : public QWidget {
    Q_OBJECT

public:
    enum class Mode {
        Single,
        Wipe,        ///< the other picture right of the divider
        Difference,  ///< per channel |picture - other| * gain
    };

    explicit PictureView(Viewport& viewport, QWidget* parent = nullptr);

    void setMode(Mode mode);
    /// `sentence` is shown where there is no picture.
    void setPicture(const QImage& picture, const QString& sentence = {});
    void setOther(const QImage& picture);
    const QImage& picture() const { return m_picture; }
    const QImage& other() const { return m_other; }

    double divider() const { return m_divider; }  ///< 0..1 of the width
    void setDivider(double place);
    void setGain(double gain);
    /// What stands in the upper corners; "" = nothing.
    void setLabels(const QString& left, const QString& right);
    void setLoupe(bool on);
    bool isLoupe() const { return m_loupe; }

    /// What is dragged out; nothing = cannot be taken.
    void setMime(std::function<QMimeData*()> mime) { m_mime = std::move(mime); }

    QSize deviceSize() const;
    /// A step of the keyboard, around the middle.
    void zoomStep(double factor);
    void panStep(int dx, int dy);
    /// Colour of the pixel at a point of the picture (0..1); invalid without picture.
    static QColor pixelAt(const QImage& picture, const QPointF& point);

    QSize sizeHint() const override { return {320, 320}; }
    QSize minimumSizeHint() const override { return {64, 64}; }

Q_SIGNALS:
    void chosen();  ///< pressed
    void dividerMoved(double place);
    void menuAsked(const QPoint& globalPlace);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    enum class Drag { None, Pan, Divider, Out };

    QPointF devicePoint(const QPointF& place) const;
    void paintContent(QPainter& painter, const QRectF& place, const QRect& clip, double divider) const;
    void paintLabel(QPainter& painter, const QString& text, Qt::Alignment side) const;
    void paintLoupe(QPainter& painter) const;
    void takeOut();
    bool onDivider(const QPointF& place) const;

    Viewport& m_viewport;
    Mode m_mode = Mode::Single;
    QImage m_picture;
    QImage m_other;
    QImage m_difference;  ///< of both, amplified; null = not computed yet
    QString m_sentence;
    QString m_leftLabel;
    QString m_rightLabel;
    double m_divider = 0.5;
    double m_gain = 1;
    bool m_loupe = false;
    std::function<QMimeData*()> m_mime;
    Drag m_drag = Drag::None;
    QPointF m_last;
    bool m_moved = false;
};

}  // namespace tempera::ui
