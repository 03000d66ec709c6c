// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace tempera::ui {

class BarLayout;

/// The row of controls on top of a page; the same height and left edge on every page. Where the page is narrow it goes
/// on in further rows.
class PageBar : public QWidget {
    Q_OBJECT

public:
    explicit PageBar(QWidget* parent = nullptr);

    void add(QWidget* widget, int stretch = 0);
    /// Stays in the row of the control before it.
    void addTied(QWidget* widget);
    /// A control with its name before it; the two stay together.
    void addLabelled(const QString& label, QWidget* widget, bool tied = false);
    /// Room between two groups of controls.
    void addGap();
    /// What follows stands at the right edge, where there is one row.
    void addStretch();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    BarLayout* m_layout;
};

}  // namespace tempera::ui
