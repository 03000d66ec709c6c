// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/page.h"
#include "ui/compare/compare_mode.h"

class QComboBox;
class QStackedLayout;
class QTimer;

namespace tempera::ui {

class BlindView;
class CompareActions;
class CompareBoard;
class CompareTools;
class Comparison;
class EmptyState;
class MatrixView;
class RunChoices;
class Viewport;

/// Pictures of the same prompt and seed from several runs and epochs, beside and over each other.
class ComparePage : public Page {
    Q_OBJECT

public:
    explicit ComparePage(Session& session, QWidget* parent = nullptr);

    CompareActions& actions() const { return *m_actions; }
    Comparison& comparison() const { return *m_comparison; }
    Viewport& viewport() const { return *m_viewport; }
    CompareBoard& board() const { return *m_board; }
    CompareTools& tools() const { return *m_tools; }
    MatrixView& matrix() const { return *m_matrix; }
    BlindView& blind() const { return *m_blind; }
    EmptyState& emptyState() const { return *m_empty; }
    QComboBox* kindBox() const { return m_kinds; }
    CompareMode mode() const { return m_mode; }
    void setMode(CompareMode mode);

Q_SIGNALS:
    /// An action of the menu was chosen while another page is shown.
    void activationAsked();

protected:
    void refresh() override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeBar();
    void wireActions();
    void wireSession();
    void showContents();
    void updateActions();
    void copyPicture();
    void showMenu(const QPoint& globalPlace);

    CompareActions* m_actions;
    Comparison* m_comparison;
    Viewport* m_viewport;
    RunChoices* m_runs;
    CompareBoard* m_board;
    MatrixView* m_matrix;
    BlindView* m_blind;
    CompareTools* m_tools;
    QComboBox* m_kinds;
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    QTimer* m_later;
    CompareMode m_mode = CompareMode::SideBySide;
};

}  // namespace tempera::ui
