// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <vector>

#include "ui/compare/compare_mode.h"
#include "ui/compare/comparison.h"

class QComboBox;
class QLabel;
class QSlider;
class QToolButton;

namespace tempera::ui {

class CompareActions;
class CompareBoard;
class MatrixView;
class Viewport;

/// The second row of the page: which picture, what the mode can be set to, zoom. Sets the board and the matrix.
class CompareTools : public QWidget {
    Q_OBJECT

public:
    CompareTools(CompareActions& actions, Comparison& comparison, CompareBoard& board, MatrixView& matrix,
                 Viewport& viewport, QWidget* parent = nullptr);

    /// Offers what `mode` has.
    void setMode(CompareMode mode);
    /// The pictures that can be chosen, and which one is.
    void refresh();

    QComboBox* pictureBox() const { return m_pictures; }
    QSlider* gainSlider() const { return m_gain; }
    QSlider* rateSlider() const { return m_rate; }
    QSlider* dividerSlider() const { return m_divider; }
    QSlider* sizeSlider() const { return m_size; }
    QToolButton* playButton() const { return m_play; }
    QString zoomText() const;

private:
    QSlider* slider(int low, int high, int value, const QString& name);
    QToolButton* button(QAction* action, bool text = false);
    void wire();
    void updateLabels();
    void updatePlay(bool on);

    CompareActions& m_actions;
    Comparison& m_comparison;
    CompareBoard& m_board;
    MatrixView& m_matrix;
    Viewport& m_viewport;
    QComboBox* m_pictures;
    std::vector<PictureChoice> m_listed;
    QLabel* m_place;
    QSlider* m_divider;
    QSlider* m_gain;
    QSlider* m_rate;
    QSlider* m_size;
    QToolButton* m_play;
    QToolButton* m_step;
    QLabel* m_value;
    QWidget* m_picture;
    QWidget* m_zoom;
    QLabel* m_zoomText;
    CompareMode m_mode = CompareMode::SideBySide;
};

}  // namespace tempera::ui
