// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace tempera::ui {

class Comparison;
class MatrixDelegate;
class MatrixModel;

/// Every prompt in every pane at once. A click or Return opens that prompt in the panes; a picture can be dragged out.
class MatrixView : public QTableView {
    Q_OBJECT

public:
    explicit MatrixView(Comparison& comparison, QWidget* parent = nullptr);

    void refresh();
    void setSide(int pixels);
    int side() const;

Q_SIGNALS:
    void opened(int choice, int pane);

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void startDrag(Qt::DropActions actions) override;

private:
    void open(const QModelIndex& index);
    void applySide();

    Comparison& m_comparison;
    MatrixModel* m_model;
    MatrixDelegate* m_delegate;
    QPersistentModelIndex m_pressed;
    bool m_dragged = false;
};

}  // namespace tempera::ui
