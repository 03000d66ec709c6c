// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace tempera::ui {

/// Number of a pane over the line of its run: colour and dash as in the curves.
class RunMark : public QWidget {
    Q_OBJECT

public:
    explicit RunMark(int number, QWidget* parent = nullptr);

    void setColour(int index);  ///< -1 = no run
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int m_number;
    int m_colour = -1;
};

}  // namespace tempera::ui
