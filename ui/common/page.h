// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace tempera::ui {

class Session;

/// One page of the middle part. A page reads the Session and never another page. It does no work
/// while hidden: changes mark it stale, and refresh() runs when it is shown.
class Page : public QWidget {
    Q_OBJECT

public:
    Page(Session& session, const QString& id, const QString& title, QWidget* parent = nullptr);

    const QString& id() const { return m_id; }  ///< "curves": file name of a grab, stored open page
    const QString& title() const { return m_title; }

protected:
    Session& session() const { return m_session; }

    /// Rebuilds what is shown from the session. Called when visible only.
    virtual void refresh() = 0;

    /// refresh() now when visible, else when next shown.
    void invalidate();

    void showEvent(QShowEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    Session& m_session;
    QString m_id;
    QString m_title;
    bool m_stale = true;
};

}  // namespace tempera::ui
