// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <cstdint>
#include <optional>
#include <vector>

class QComboBox;
class QToolButton;

namespace tempera::ui {

class Comparison;
class ElidedLabel;
class LinesLabel;
class PictureView;
class RunChoices;
class RunMark;
class Viewport;
struct PaneContent;

/// One pane: which run and epoch, what sets it apart from the others, the picture, its scores. Takes runs that are
/// dropped on it.
class ComparePane : public QWidget {
    Q_OBJECT

public:
    /// MIME type of runs that are dragged: their ids, one per line.
    static QString runMime();

    ComparePane(Comparison& comparison, RunChoices& runs, Viewport& viewport, int number, QWidget* parent = nullptr);

    PictureView& view() const { return *m_view; }
    QComboBox* runBox() const { return m_run; }
    QComboBox* epochBox() const { return m_epoch; }
    QToolButton* removeButton() const { return m_remove; }
    QString settingsText() const;
    QString noteText() const;
    QString caption() const;

    /// `differing`: the settings that tell this run from the others. `first`: what scores are compared with, nullptr
    /// for the first pane itself.
    void show(const PaneContent& content, const QStringList& differing, const PaneContent* first);
    void setCurrent(bool current);
    void setRemovable(bool removable);
    /// Without a picture of its own: the stage below shows it.
    void setCompact(bool compact);

    /// Scores as they stand under a picture; with the distance to those of `first`.
    static QStringList scores(const PaneContent& content, const PaneContent* first);

Q_SIGNALS:
    void chosen();  ///< pressed anywhere
    void removeAsked();
    void runChosen(const QString& runId);
    void epochChosen(const std::optional<std::int64_t>& epoch);

protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void colourNote();
    void fillEpochs(const PaneContent& content);

    Comparison& m_comparison;
    RunChoices& m_runs;
    int m_number;
    bool m_current = false;
    RunMark* m_mark;
    QComboBox* m_run;
    QComboBox* m_epoch;
    QToolButton* m_remove;
    ElidedLabel* m_note;
    LinesLabel* m_settings;
    PictureView* m_view;
    LinesLabel* m_caption;
    std::vector<std::int64_t> m_epochs;
};

}  // namespace tempera::ui
