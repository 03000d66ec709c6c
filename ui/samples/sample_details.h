// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <optional>

#include "ui/session/batches.h"
#include "ui/session/thumbnail_cache.h"

class QLabel;
class QScrollArea;
class QToolButton;

namespace tempera::ui {

class PictureLabel;
class ScoreList;
class Session;

/// The chosen picture: large, beside the same prompt and noise before training, with all its scores and the settings of
/// the run that made it what it is.
class SampleDetails : public QWidget {
    Q_OBJECT

public:
    /// `cache` must outlive the pane.
    SampleDetails(Session& session, ThumbnailCache& cache, QWidget* parent = nullptr);

    /// `first`: the same place of the grid at the first epoch; `epoch`: all pictures of the item's epoch. nullptr when
    /// there is none.
    void show(const QString& runId, const SampleItem* item, const SampleItem* first, const SampleSet* epoch);
    /// What the pane would like to have read.
    std::vector<PictureRequest> wanted() const;
    /// Shows what has arrived in the meantime.
    void refreshPictures();

    const QImage& picture() const;
    QString scoresText() const;
    const ScoreList& scores() const { return *m_scores; }
    QString settingsText() const;

Q_SIGNALS:
    void copyPictureAsked();
    void copyPromptAsked();
    void openAsked();
    void folderAsked();

private:
    QToolButton* button(const QString& iconName, const QString& name);
    void buildContent();
    void fillSettings();
    void fitWidth();
    PictureRequest request(const SampleItem& item, const QWidget& place) const;

    Session& m_session;
    ThumbnailCache& m_cache;
    QString m_runId;
    QString m_folder;
    std::optional<SampleItem> m_item;
    std::optional<SampleItem> m_before;
    PictureLabel* m_picture;
    PictureLabel* m_first;
    QLabel* m_firstCaption;
    QLabel* m_prompt;
    QLabel* m_facts;
    ScoreList* m_scores;
    QLabel* m_settings;
    QString m_settingsOf;  ///< run whose settings are shown
    QToolButton* m_copy;
    QToolButton* m_copyPrompt;
    QToolButton* m_open;
    QToolButton* m_showInFolder;
    QLabel* m_hint;
    QScrollArea* m_scroll;
    QWidget* m_content;
};

}  // namespace tempera::ui
