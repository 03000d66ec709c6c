// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace tempera::ui {

/// Draws one line of the log: time, a sign for warnings and errors, the text with what was searched marked in it.
class LogDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void setTimes(bool shown) { m_times = shown; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    /// The same for every line: as wide as the longest.
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    int textLeft(const QFontMetrics& metrics) const;

    bool m_times = true;
};

}  // namespace tempera::ui
