// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "ui/session/batches.h"

namespace tempera::ui {

/// One score of a picture among those of its epoch.
struct ScorePlace {
    QString reward;
    double value = 0;
    std::optional<double> before;  ///< of the same prompt and noise before training
    std::vector<double> others;    ///< of all pictures of the epoch, this one too
    /// 1 + pictures that score higher; equal ones share a place.
    int rank() const;
};

/// All scores of `item` with their places in `epoch` (may be null).
std::vector<ScorePlace> scorePlaces(const SampleItem& item, const SampleItem* before, const SampleSet* epoch);

/// The scores of one picture: before, now, and a line with a tick for each picture of the epoch on which this one
/// stands out.
class ScoreList : public QWidget {
    Q_OBJECT

public:
    explicit ScoreList(QWidget* parent = nullptr);

    void setPlaces(const std::vector<ScorePlace>& places);
    const std::vector<ScorePlace>& places() const { return m_places; }
    QString text() const;  ///< what a screen reader says

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int lineHeight() const;

    std::vector<ScorePlace> m_places;
    bool m_hasBefore = false;
};

}  // namespace tempera::ui
