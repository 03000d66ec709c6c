// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>
#include <QPointer>
#include <QWidget>
#include <cstdint>
#include <optional>
#include <vector>

#include "ui/curves/curve_drawing.h"
#include "ui/curves/curve_figure.h"
#include "ui/curves/panel_spec.h"

class QLabel;
class QToolButton;

namespace tempera::ui {

class CurveSource;
class ElidedLabel;
class PlotWidget;
class Session;

/// One small plot with its title and the value of the current run at the cursor, else at the scrubbed epoch. Draws
/// what the source makes of the selected runs, and only when it can be seen.
class CurvePanel : public QWidget {
    Q_OBJECT

public:
    CurvePanel(Session& session, CurveSource& source, PanelSpec spec, QWidget* parent = nullptr);

    const PanelSpec& spec() const { return m_spec; }
    PlotWidget& plot() const { return *m_plot; }
    /// What is on the plot; up to date for panels that can be seen.
    const std::vector<Curve>& curves() const { return m_drawing.curves(); }
    QString valueText() const;
    /// Opens under the button at the right of the title, and as context menu. The caller owns the menu.
    void setMenu(QMenu* menu);

    /// Draws again: values, selection or view have changed. A panel out of sight waits until it is seen.
    void rebuild();
    /// Draws these until the next rebuild(); for measurements with synthetic curves of any number and length.
    void setCurves(std::vector<Curve> curves);
    void setLogY(bool log);
    /// What it shows, for export; computed anew when it is out of sight.
    FigurePanel figure() const;
    void updateColours();
    void setCursor(std::optional<double> x);
    void updateEpoch();
    /// Values of every curve at the cursor, in a small table over the plot.
    void setReadoutVisible(bool visible);
    QString readoutText() const;  ///< rich text; "" without a cursor

Q_SIGNALS:
    void epochChosen(std::int64_t epoch);
    /// A point of a curve was clicked: the run and the epoch behind it.
    void pointChosen(const QString& runId, std::int64_t epoch);
    void cursorAsked(std::optional<double> x);  ///< by the keyboard
    void activated();                           ///< the panel that commands are about
    void redrawn();                             ///< its curves are others

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showMenu(const QPoint& place);
    void choose(const QPointF& pixel);
    /// Where epochs of the current run lie on the x axis.
    std::vector<double> placed(const std::vector<double>& epochs) const;
    std::optional<qsizetype> placeAt(const Curve& curve, const QPointF& pixel) const;
    void hover(const QString& lineId);
    void stepCursor(int direction);
    void updateValue();
    void updateReadout();
    void applyFonts();

    Session& m_session;
    CurveSource& m_source;
    PanelSpec m_spec;
    ElidedLabel* m_title;
    ElidedLabel* m_legend;
    QLabel* m_value;
    QToolButton* m_menuButton;
    QPointer<QMenu> m_menu;
    PlotWidget* m_plot;
    CurveDrawing m_drawing;
    QLabel* m_readout;
    std::optional<double> m_cursor;
    bool m_stale = true;
};

}  // namespace tempera::ui
