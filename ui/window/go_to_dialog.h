// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QVector>
#include <functional>

class QAction;
class QLineEdit;
class QListWidget;

namespace tempera::ui {

class Session;

/// Type a few letters, Enter: goes to a run, a page or a setting, or does a command.
class GoToDialog : public QDialog {
    Q_OBJECT

public:
    GoToDialog(Session& session, const QVector<QAction*>& actions, QWidget* parent);

    QLineEdit* field() const { return m_field; }
    QListWidget* list() const { return m_list; }

Q_SIGNALS:
    /// A key of the configuration.
    void settingAsked(const QString& key);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Entry {
        QString text;
        QString detail;
        QIcon icon;
        std::function<void()> go;
        bool quiet = false;  ///< only when something was typed: there are many
    };

    void fill();
    void go();

    QVector<Entry> m_entries;
    QVector<int> m_shown;
    QLineEdit* m_field;
    QListWidget* m_list;
};

}  // namespace tempera::ui
