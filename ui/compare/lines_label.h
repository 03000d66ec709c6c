// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace tempera::ui {

/// Text in a fixed number of lines, so that whatever stands below is level in all panes; what does not fit ends in an
/// ellipsis and is in the tooltip.
class LinesLabel : public QWidget {
    Q_OBJECT

public:
    explicit LinesLabel(int lines, QWidget* parent = nullptr);

    /// The parts are kept whole where a line allows it.
    void setParts(const QStringList& parts);
    QString text() const { return m_parts.join(QStringLiteral("  ·  ")); }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int m_lines;
    QStringList m_parts;
};

}  // namespace tempera::ui
