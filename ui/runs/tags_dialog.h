// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QListWidget;

namespace tempera::ui {

class RunEdits;
class Session;
class TagsField;

/// Tags of several runs at once: those that all, some or none of them have, and new ones.
class TagsDialog : public QDialog {
    Q_OBJECT

public:
    TagsDialog(const Session& session, RunEdits& edits, const QStringList& runIds, QWidget* parent = nullptr);

    QListWidget* list() const { return m_list; }
    TagsField* field() const { return m_field; }

    void accept() override;

private:
    RunEdits& m_edits;
    QStringList m_runIds;
    QListWidget* m_list;
    TagsField* m_field;
};

}  // namespace tempera::ui
