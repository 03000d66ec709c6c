// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QWidget>

class QFormLayout;
class QLabel;

namespace tempera::ui {

class Session;
struct RunData;

/// What the current run is and how it goes: below the list of runs.
class RunDetails : public QWidget {
    Q_OBJECT

public:
    explicit RunDetails(Session& session, QWidget* parent = nullptr);

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    void addRow(const QString& key, const QString& title);
    void setRow(const QString& key, const QString& text, const QString& toolTip = {});

    Session& m_session;
    QLabel* m_icon;
    QLabel* m_name;
    QLabel* m_state;
    QFormLayout* m_form;
    QMap<QString, QLabel*> m_values;
};

}  // namespace tempera::ui
