// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QSpinBox;
class QToolButton;

namespace tempera::ui {

class EpochSlider;
class Session;

/// One scrubber for all pages, with the switch that keeps it at the newest epoch.
class EpochBar : public QWidget {
    Q_OBJECT

public:
    explicit EpochBar(Session& session, QWidget* parent = nullptr);

    EpochSlider* slider() const { return m_slider; }
    QSpinBox* box() const { return m_box; }
    QToolButton* liveButton() const { return m_live; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QToolButton* stepButton(const QString& icon, const QString& text);
    void updateRange();
    void updateEpoch();
    void updateLive();

    Session& m_session;
    QToolButton* m_first;
    QToolButton* m_previous;
    EpochSlider* m_slider;
    QToolButton* m_next;
    QToolButton* m_last;
    QSpinBox* m_box;
    QLabel* m_of;
    QToolButton* m_live;
};

}  // namespace tempera::ui
