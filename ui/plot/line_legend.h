// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QVector>
#include <QWidget>

class QPainter;

namespace tempera::ui {

/// What the lines of a plot are: a piece of each as it is drawn, its name and a value, in as many rows as it takes.
class LineLegend : public QWidget {
    Q_OBJECT

public:
    struct Entry {
        QColor colour;
        Qt::PenStyle dash = Qt::SolidLine;
        QString name;
        QString value;
    };

    explicit LineLegend(QWidget* parent = nullptr);

    void setEntries(const QVector<Entry>& entries);
    QString text() const;  ///< "name value, name value": for those who do not see it

    /// Draws it elsewhere, in a figure.
    void paint(QPainter& painter, const QRect& place) const;

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QVector<QRect> places(int width) const;

    QVector<Entry> m_entries;
};

}  // namespace tempera::ui
