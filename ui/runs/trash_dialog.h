// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <vector>

#include "core/store/trash.h"

class QLabel;
class QPushButton;
class QTreeWidget;

namespace tempera::ui {

class Session;

/// The runs in the workspace's trash: restore some, or delete them for good after a question that names the size.
class TrashDialog : public QDialog {
    Q_OBJECT

public:
    explicit TrashDialog(Session& session, QWidget* parent = nullptr);

    QTreeWidget* list() const { return m_list; }
    QPushButton* restoreButton() const { return m_restore; }
    QPushButton* emptyButton() const { return m_empty; }

Q_SIGNALS:
    /// These can not come back: what would undo their removal has no meaning any more.
    void deleted(const QStringList& ids);

private:
    void read();
    void fill(const std::vector<TrashedRun>& runs);
    void restore();
    void askToEmpty();
    void empty();
    QStringList chosen() const;

    Session& m_session;
    QLabel* m_state;
    QTreeWidget* m_list;
    QPushButton* m_restore;
    QPushButton* m_empty;
    std::vector<TrashedRun> m_runs;
};

}  // namespace tempera::ui
