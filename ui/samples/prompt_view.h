// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace tempera::ui {

/// Shows a PromptModel; the last column draws the mean over the epochs. A click or Return chooses a prompt.
class PromptView : public QTableView {
    Q_OBJECT

public:
    explicit PromptView(QWidget* parent = nullptr);

    void setModel(QAbstractItemModel* model) override;

Q_SIGNALS:
    void promptChosen(int row);

protected:
    void keyPressEvent(QKeyEvent* event) override;
};

}  // namespace tempera::ui
