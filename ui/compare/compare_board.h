// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <vector>

#include "ui/compare/compare_mode.h"
#include "ui/compare/pane_settings.h"

class QGridLayout;
class QLabel;
class QMimeData;
class QTimer;

namespace tempera::ui {

class ComparePane;
class Comparison;
class PictureView;
class RunChoices;
class Viewport;
struct PaneContent;

/// The panes: side by side, as differences to the first, or on one stage below their headers (wipe, flicker); and what
/// the pixel under the cursor is in each of them.
class CompareBoard : public QWidget {
    Q_OBJECT

public:
    CompareBoard(Comparison& comparison, RunChoices& runs, Viewport& viewport, QWidget* parent = nullptr);

    /// SideBySide, Wipe, Difference or Flicker.
    void setMode(CompareMode mode);
    /// Shows what the comparison says now.
    void refresh();

    const std::vector<ComparePane*>& panes() const { return m_panes; }
    PictureView& stage() const { return *m_stage; }
    /// The view that keys zoom and pan: the stage or that of the current pane.
    PictureView& activeView() const;
    int current() const { return m_current; }
    void setCurrent(int pane);
    QString readout() const;

    void setGain(double gain);
    void setLoupe(bool on);
    /// Pictures per second.
    void setFlickerRate(double rate);
    /// Stops and goes on; going on only in flicker mode while visible.
    void setFlickering(bool on);
    bool isFlickering() const;
    void flickerOnce();
    /// Pane that the stage shows when flickering.
    int flickered() const { return m_flickered; }

    /// Of the current pane; the caller owns it.
    QMimeData* currentMime() const;

Q_SIGNALS:
    void currentChanged(int pane);
    void menuAsked(const QPoint& globalPlace);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void makePanes();
    void arrange();
    int bestColumns(int count) const;
    void updateStage();
    static QString pointingHint();
    void updateReadout();
    void updateFlicker();
    int partner() const;
    bool isStaged() const;
    QMimeData* mimeOf(int pane) const;
    void wireView(PictureView* view);

    Comparison& m_comparison;
    RunChoices& m_runs;
    Viewport& m_viewport;
    PaneSettings m_settings;
    CompareMode m_mode = CompareMode::SideBySide;
    std::vector<ComparePane*> m_panes;
    QWidget* m_area;
    QGridLayout* m_grid;
    PictureView* m_stage;
    QLabel* m_readout;
    QTimer* m_flicker;
    double m_gain = 4;
    bool m_flickering = true;
    int m_flickered = 0;
    int m_current = 0;
    int m_columns = 1;
};

}  // namespace tempera::ui
