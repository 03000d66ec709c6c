// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/store/ratings.h"
#include "ui/compare/blind_test.h"

class QComboBox;
class QLabel;
class QPushButton;
class QStackedLayout;

namespace tempera::ui {

class BlindResults;
class Comparison;
class ElidedLabel;
class PictureView;
class RatingLog;
class Viewport;

/// Asks which of two pictures of one prompt and seed is better, without a word of where they come from; says who won
/// when asked. 1, 2 and 0 choose, Backspace takes back.
class BlindView : public QWidget {
    Q_OBJECT

public:
    BlindView(Comparison& comparison, Viewport& viewport, QWidget* parent = nullptr);

    /// The panes between which is chosen; read when the mode is entered and while nothing has been asked.
    void refresh();
    /// Back to the choice of the two panes.
    void reset();
    /// Order of the questions of the next test; random when never called.
    void setSeed(std::uint32_t seed);

    const BlindTest& test() const { return m_test; }
    PictureView& left() const { return *m_left; }
    PictureView& right() const { return *m_right; }
    QPushButton* startButton() const { return m_start; }
    QPushButton* resultsButton() const { return m_show; }
    QComboBox* firstBox() const { return m_first; }
    QComboBox* secondBox() const { return m_second; }
    BlindResults& results() const { return *m_results; }
    bool isAsking() const;
    bool showsResults() const;

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* makeStart();
    QWidget* makeQuestion();
    void updateStart();
    void start();
    void ask();
    void answer(Choice choice);
    void takeBack();
    void showResults();  ///< as soon as the choices have been read
    void presentResults();
    RatedSide sideOf(int pane);
    std::vector<PictureChoice> commonPictures();
    QImage pictureOf(const RatedSide& side);

    Comparison& m_comparison;
    Viewport& m_viewport;
    RatingLog* m_log;
    BlindTest m_test;
    std::uint32_t m_seed = 0;
    bool m_seeded = false;
    bool m_asked = false;         ///< for the choices made before
    bool m_known = false;         ///< the choices made before have been read
    bool m_wantsResults = false;  ///< as soon as they are read again
    QStackedLayout* m_stack;
    QComboBox* m_first;
    QComboBox* m_second;
    QLabel* m_hint;
    QPushButton* m_start;
    QPushButton* m_startShow;
    ElidedLabel* m_prompt;
    QLabel* m_progress;
    PictureView* m_left;
    PictureView* m_right;
    QPushButton* m_back;
    QPushButton* m_show;
    QWidget* m_startPage;
    QWidget* m_questionPage;
    BlindResults* m_results;
};

}  // namespace tempera::ui
