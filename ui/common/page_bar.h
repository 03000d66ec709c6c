// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;

namespace tempera::ui {

/// The row of controls on top of a page; the same height and left edge on every page.
class PageBar : public QWidget {
    Q_OBJECT

public:
    explicit PageBar(QWidget* parent = nullptr);

    void add(QWidget* widget, int stretch = 0);
    /// A control with its name before it.
    void addLabelled(const QString& label, QWidget* widget);
    void addStretch();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QHBoxLayout* m_layout;
};

}  // namespace tempera::ui
