// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStatusBar>

class QLabel;

namespace tempera::ui {

class Session;

/// Device, memory, pace and end of the current run; how many runs are active.
class StatusLine : public QStatusBar {
    Q_OBJECT

public:
    explicit StatusLine(Session& session, QWidget* parent = nullptr);

    QString text() const;

private:
    void refresh();

    Session& m_session;
    QLabel* m_facts;
    QLabel* m_active;
};

}  // namespace tempera::ui
