// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QWidget>

class QFormLayout;
class QLabel;
class QToolButton;

namespace tempera::ui {

class NotesField;
class RunDigests;
class RunEdits;
class Session;
class TagsField;
struct RunData;

/// What the current run is, how it goes and what the user says of it: below the list of runs.
class RunDetails : public QWidget {
    Q_OBJECT

public:
    RunDetails(Session& session, const RunDigests& digests, RunEdits& edits, QWidget* parent = nullptr);

    TagsField* tags() const { return m_tags; }
    NotesField* notes() const { return m_notes; }
    QToolButton* star() const { return m_star; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void addRow(const QString& key, const QString& title);
    void setRow(const QString& key, const QString& text, const QString& toolTip = {});
    void refresh();
    void refreshHead(const RunData& run);
    void refreshFacts(const RunData& run);
    void refreshWords(const RunData& run);
    void useFonts();

    Session& m_session;
    const RunDigests& m_digests;
    RunEdits& m_edits;
    QLabel* m_icon;
    QLabel* m_name;
    QToolButton* m_star;
    QToolButton* m_colour;
    QLabel* m_state;
    QLabel* m_lastLines;
    QFormLayout* m_form;
    TagsField* m_tags;
    NotesField* m_notes;
    QLabel* m_historyTitle;
    QLabel* m_history;
    QMap<QString, QLabel*> m_values;
};

}  // namespace tempera::ui
