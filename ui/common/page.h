// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAbstractScrollArea;
class QLineEdit;

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
    /// The field that searches on this page; nullptr = there is none.
    virtual QLineEdit* searchField() const { return nullptr; }

protected:
    Session& session() const { return m_session; }

    /// Rebuilds what is shown from the session. Called when visible only.
    virtual void refresh() = 0;

    /// refresh() now when visible, else when next shown.
    void invalidate();

    /// The keys that step the epochs work in `area` as everywhere: a scroll area would take the arrows.
    void keepEpochKeys(QAbstractScrollArea& area);

    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    Session& m_session;
    QString m_id;
    QString m_title;
    QAbstractScrollArea* m_area = nullptr;  ///< around what is shown; nullptr = there is none
    bool m_stale = true;
};

}  // namespace tempera::ui
