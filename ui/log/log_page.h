// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/page.h"

class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QSortFilterProxyModel;
class QSplitter;
class QStackedLayout;
class QTableView;

namespace tempera::ui {

class EmptyState;
class EventModel;
struct LogChunk;

/// What happened: the run's events above, the end of its log file below.
class LogPage : public Page {
    Q_OBJECT

public:
    explicit LogPage(Session& session, QWidget* parent = nullptr);

    QTableView* events() const { return m_table; }
    QPlainTextEdit* text() const { return m_text; }
    QLineEdit* searchField() const { return m_search; }

protected:
    void refresh() override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makeBar();
    void onLog(const LogChunk& chunk);
    void search();

    EventModel* m_model;
    QSortFilterProxyModel* m_filter;
    QComboBox* m_level;
    QLineEdit* m_search;
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    QSplitter* m_splitter;
    QTableView* m_table;
    QPlainTextEdit* m_text;
    QString m_followed;
};

}  // namespace tempera::ui
