// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "ui/common/page.h"

class QComboBox;
class QStackedLayout;
class QToolButton;

namespace tempera::ui {

class ElidedLabel;
class EmptyState;
class HeatmapWidget;
class ProfileView;
class TimestepData;
class TrajectoryView;
struct RunData;

/// What happens at each denoising step of the current run: a statistic over epochs and steps, its profile
/// at the scrubbed epoch against the first, and the way of one training picture through the steps with the
/// critic's opinion of each.
class TimestepsPage : public Page {
    Q_OBJECT

public:
    explicit TimestepsPage(Session& session, QWidget* parent = nullptr);

    QComboBox* keyBox() const { return m_key; }
    QComboBox* pictureBox() const { return m_picture; }
    HeatmapWidget* map() const { return m_map; }
    ProfileView* profile() const { return m_profile; }
    TrajectoryView* trajectory() const { return m_trajectory; }
    QString summaryText() const;
    QString followedText() const;  ///< over the trajectory
    QString emptyText() const;     ///< "" when there is something to show

    /// Asks for a file and writes the map to it.
    void exportMap();

Q_SIGNALS:
    void exportableChanged(bool exportable);  ///< whether the page is seen and shows a map

protected:
    void refresh() override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makeBar();
    QWidget* makeBody();
    void connectSession();
    void updateExportable();
    bool showEmpty(const RunData* run);
    void showKeys();
    void showTable();
    void showEpoch();
    void showFollowed();
    void showStep();
    void showSummary();
    void chooseRow(int row);

    TimestepData* m_data;
    QComboBox* m_key;
    ElidedLabel* m_summary;
    QToolButton* m_export;
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    QWidget* m_body;
    HeatmapWidget* m_map;
    ProfileView* m_profile;
    QComboBox* m_picture;
    ElidedLabel* m_followed;
    TrajectoryView* m_trajectory;
    QString m_wantedKey;                // kept while runs without it are looked at
    std::int64_t m_followedEpoch = -1;  // of the picture that is shown
    int m_lookedRow = -1;
    int m_lookedColumn = -1;
};

}  // namespace tempera::ui
