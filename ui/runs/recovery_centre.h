// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class QTreeView;

namespace tempera::ui {

class RecoveryModel;
class Session;

/// What to do with runs whose worker vanished (killed, power failure): above the pages when a workspace that has such
/// runs was opened, and whenever it is asked for. Hides by itself when none is left.
class RecoveryCentre : public QWidget {
    Q_OBJECT

public:
    explicit RecoveryCentre(Session& session, QWidget* parent = nullptr);

    int count() const;
    QTreeView* list() const { return m_list; }
    QPushButton* resumeButton() const { return m_resume; }
    QPushButton* endButton() const { return m_end; }
    QPushButton* logButton() const { return m_log; }
    QPushButton* resumeAllButton() const { return m_resumeAll; }
    QPushButton* endAllButton() const { return m_endAll; }

Q_SIGNALS:
    void countChanged(int count);
    void resumeAsked(const QStringList& ids);
    void endAsked(const QStringList& ids);
    void logAsked(const QString& id);

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void refresh();
    void fit();
    QStringList chosen() const;

    RecoveryModel* m_model;
    QLabel* m_title;
    QTreeView* m_list;
    QPushButton* m_resume;
    QPushButton* m_end;
    QPushButton* m_log;
    QPushButton* m_resumeAll;
    QPushButton* m_endAll;
};

}  // namespace tempera::ui
