// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <optional>

#include "ui/session/batches.h"

class QGridLayout;
class QLabel;
class QPushButton;

namespace tempera::ui {

class PictureLabel;
class Session;

/// The chosen picture: large, beside the same prompt and noise before training, with all its scores.
class SampleDetails : public QWidget {
    Q_OBJECT

public:
    explicit SampleDetails(Session& session, QWidget* parent = nullptr);

    /// `first`: the same place of the grid at the first epoch; nullptr when there is none.
    void show(const QString& runId, const SampleItem* item, const SampleItem* first);
    const QImage& picture() const;
    QString scoresText() const;

private:
    void onImage(const QString& runId, const QString& path, const QImage& image);
    void fillScores(const SampleItem& item, const SampleItem* first);
    void copyPicture();
    void openFolder();

    Session& m_session;
    QString m_runId;
    std::optional<SampleItem> m_item;
    PictureLabel* m_picture;
    PictureLabel* m_first;
    QLabel* m_firstCaption;
    QLabel* m_prompt;
    QLabel* m_facts;
    QWidget* m_scores;
    QGridLayout* m_scoreGrid;
    QPushButton* m_copy;
    QPushButton* m_open;
    QLabel* m_hint;
    QWidget* m_content;
};

}  // namespace tempera::ui
