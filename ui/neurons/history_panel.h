// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>
#include <QWidget>
#include <cstdint>
#include <optional>

class QLabel;

namespace tempera::ui {

class ElidedLabel;
class PlotWidget;

/// A share in percent over the epochs, one line per layer, with reset marks and the current epoch.
class HistoryPanel : public QWidget {
    Q_OBJECT

public:
    struct Line {
        QString name;
        QVector<double> epochs;
        QVector<double> percent;
        int tone = -1;  ///< place of the layer, -1 = the total in text colour
    };

    explicit HistoryPanel(const QString& title, QWidget* parent = nullptr);

    void show(const QVector<Line>& lines, const std::vector<double>& resets);
    void setEpoch(std::int64_t epoch);
    PlotWidget& plot() const { return *m_plot; }

Q_SIGNALS:
    void epochChosen(std::int64_t epoch);

protected:
    void changeEvent(QEvent* event) override;

private:
    void draw();
    void updateLegend(std::optional<double> epoch);

    QVector<Line> m_lines;
    std::int64_t m_epoch = 0;
    bool m_hasResets = false;
    ElidedLabel* m_title;
    QLabel* m_legend;
    PlotWidget* m_plot;
};

}  // namespace tempera::ui
