// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/page.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QSplitter;
class QStackedLayout;
class QTableView;
class QToolButton;

namespace tempera::ui {

class ElidedLabel;
class EmptyState;
class EventModel;
class LogModel;
class LogView;
struct LogChunk;

/// What happened: the run's events above, its log file below, live.
class LogPage : public Page {
    Q_OBJECT

public:
    explicit LogPage(Session& session, QWidget* parent = nullptr);

    QTableView* events() const { return m_table; }
    LogView* view() const { return m_view; }
    QLineEdit* searchField() const override { return m_search; }
    QComboBox* levelBox() const { return m_level; }
    QToolButton* nextButton() const { return m_next; }
    QToolButton* previousButton() const { return m_previous; }
    /// "3 of 17", "no match".
    QString matchText() const;

    void findNext();
    void findPrevious();
    void copy() const;
    void openFile() const;

protected:
    void refresh() override;
    void hideEvent(QHideEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeBar();
    QToolButton* tool(const QString& iconName, const QString& name);
    void onLog(const LogChunk& chunk);
    void showMatch(int number);
    void updateMatches();
    int currentMatch() const;  ///< number of the match in the current line; -1 = it is none

    EventModel* m_model;
    QSortFilterProxyModel* m_filter;
    LogModel* m_lines;
    QComboBox* m_level;
    QToolButton* m_times;
    QLineEdit* m_search;
    QLabel* m_matches;
    QToolButton* m_previous;
    QToolButton* m_next;
    QToolButton* m_copy;
    QToolButton* m_open;
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    QSplitter* m_splitter;
    QTableView* m_table;
    LogView* m_view;
    ElidedLabel* m_note;
    QString m_followed;
    qint64 m_skipped = 0;  ///< bytes of the file that are not shown
};

}  // namespace tempera::ui
