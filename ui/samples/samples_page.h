// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "ui/common/page.h"
#include "ui/samples/samples_bar.h"
#include "ui/session/batches.h"
#include "ui/session/sample_table.h"
#include "ui/session/thumbnail_cache.h"

class QStackedLayout;
class QTimer;

namespace tempera::ui {

class EmptyState;
class EpochPlayer;
class PictureGrid;
class PictureTools;
class PromptModel;
class PromptView;
class SampleDelegate;
class SampleDetails;
class SampleModel;
class StripModel;
class StripView;

/// The pictures of a run: those of the scrubbed epoch (or of all) as a grid, fixed prompts over the epochs as a strip,
/// or what the prompts score. Beside them the chosen picture with all that is known of it.
class SamplesPage : public Page {
    Q_OBJECT

public:
    explicit SamplesPage(Session& session, QWidget* parent = nullptr);
    ~SamplesPage() override;

    void setKind(SampleKind kind);
    void setView(SampleView view);
    void setAllEpochs(bool all);
    SamplesBar& bar() const { return *m_bar; }
    PictureGrid* grid() const { return m_grid; }
    StripView* strip() const { return m_strip; }
    StripModel* stripModel() const { return m_stripModel; }
    PromptView* prompts() const { return m_prompts; }
    SampleModel* model() const { return m_model; }
    SampleDetails* details() const { return m_details; }
    EpochPlayer& player() const { return *m_player; }
    PictureTools& tools() const { return *m_tools; }
    ThumbnailCache& thumbnails() const { return *m_thumbnails; }
    SampleTable& table() const { return *m_table; }
    QString summaryText() const { return m_bar->summary(); }
    /// Epoch whose pictures are in the grid; nothing = none, or those of all epochs.
    std::optional<std::int64_t> shownEpoch() const;
    /// Whether everything that is on screen is here.
    bool complete() const;
    /// Chosen picture; nullptr = none.
    const SampleItem* chosen() const;

    void togglePlaying();
    void zoom(int notches) { m_bar->zoom(notches); }
    void setDetailsShown(bool shown) { m_bar->setDetailsShown(shown); }

Q_SIGNALS:
    /// View, kind, choice or run is another: commands that apply may be others, too.
    void stateChanged();
    void menuAsked(const QPoint& global);
    void exportMenuAsked(const QPoint& global);

protected:
    void refresh() override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makeViews();
    void wireBar();
    void wireViews();
    void wireSession();
    const std::vector<std::int64_t>& epochs() const;
    std::optional<std::int64_t> wantedEpoch() const;
    void showEmpty();
    void showSets();
    void showGrid(std::int64_t epoch);
    void showStrip(std::int64_t epoch);
    void showPrompts(std::int64_t epoch);
    void onArranged();
    void onStripChosen(const QModelIndex& index);
    void choosePrompt(int row);
    void updateDetails();
    void updateSummary();
    void updateSize();
    void wantPictures();
    bool epochReady(std::int64_t epoch) const;
    std::vector<PictureRequest> nextWishes(std::int64_t epoch) const;
    int pixels() const;  ///< side of a picture, device pixels

    ThumbnailCache* m_thumbnails;
    SampleTable* m_table;
    SampleModel* m_model;
    StripModel* m_stripModel;
    PromptModel* m_promptModel;
    SampleDelegate* m_delegate;
    EpochPlayer* m_player;
    SamplesBar* m_bar;
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    QWidget* m_content;
    QStackedLayout* m_views;
    PictureGrid* m_grid;
    StripView* m_strip;
    PromptView* m_prompts;
    SampleDetails* m_details;
    PictureTools* m_tools;
    QTimer* m_soon;  ///< gathers what arrives while all epochs are read
    QString m_folder;
    bool m_following = false;         ///< the strip follows the scrubber, not the other way round
    std::optional<qlonglong> m_keep;  ///< identity of the choice while the grid is filled anew
};

}  // namespace tempera::ui
