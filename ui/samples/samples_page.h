// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "ui/common/page.h"
#include "ui/session/batches.h"

class QButtonGroup;
class QComboBox;
class QLineEdit;
class QListView;
class QSlider;
class QStackedLayout;
class QToolButton;

namespace tempera::ui {

class ElidedLabel;
class EmptyState;
class SampleDelegate;
class SampleDetails;
class SampleFilter;
class SampleModel;

/// The pictures of the scrubbed epoch.
class SamplesPage : public Page {
    Q_OBJECT

public:
    explicit SamplesPage(Session& session, QWidget* parent = nullptr);

    void setKind(SampleKind kind);
    QListView* grid() const { return m_grid; }
    QLineEdit* filterField() const { return m_filterField; }
    QComboBox* orderBox() const { return m_order; }
    SampleDetails* details() const { return m_details; }
    QString summaryText() const;
    /// Epoch whose pictures are shown; nothing = none.
    std::optional<std::int64_t> shownEpoch() const;

protected:
    void refresh() override;

private:
    QWidget* makeBar();
    void wire();
    std::optional<SampleKey> wantedKey() const;
    const std::vector<std::int64_t>& epochs() const;
    void showSet(const SampleSetPtr& set);
    void fillRewards(const SampleSet& set);
    void updateDetails();
    void updateSummary();
    void updateSize();
    void prefetchNeighbours(const SampleKey& key);

    SampleKind m_kind = SampleKind::Eval;
    SampleModel* m_model;
    SampleFilter* m_filter;
    SampleDelegate* m_delegate;
    QButtonGroup* m_kinds;
    QComboBox* m_order;
    QComboBox* m_score;
    QLineEdit* m_filterField;
    QSlider* m_size;
    QToolButton* m_detailsToggle;
    ElidedLabel* m_summary;
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    QWidget* m_content;
    QListView* m_grid;
    SampleDetails* m_details;
    QString m_shownRun;
};

}  // namespace tempera::ui
