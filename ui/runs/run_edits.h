// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>
#include <functional>

#include "core/store/catalog.h"

class QUndoStack;

namespace tempera::ui {

class Session;

/// What the user says of runs and does with them, each step undoable: name, group, tags, notes, favourite, colour,
/// trash. The only owner of the window's undo stack; it is empty after another workspace was opened. GUI thread.
/// Every change is saved as it is made. Unknown runs are left out; nothing is pushed when nothing changes.
class RunEdits : public QObject {
    Q_OBJECT

public:
    explicit RunEdits(Session& session, QObject* parent = nullptr);
    ~RunEdits() override;

    QUndoStack* stack() const { return m_stack; }

    void rename(const QString& id, const QString& name);          ///< "" = the run's own name
    void setGroup(const QStringList& ids, const QString& group);  ///< "" = by method
    void setTags(const QString& id, const QStringList& tags);
    void addTag(const QStringList& ids, const QString& tag);
    void removeTag(const QStringList& ids, const QString& tag);
    void changeTags(const QStringList& ids, const QStringList& added, const QStringList& removed);
    /// Changes that follow each other within some seconds are one step.
    void setNotes(const QString& id, const QString& notes);
    void addToNotes(const QStringList& ids, const QString& line);
    void setFavourite(const QStringList& ids, bool favourite);
    void setColour(const QStringList& ids, int colour);
    /// Live runs are left out.
    void trash(const QStringList& ids);

    /// Every tag of every run, sorted; groups too.
    QStringList allTags() const;
    QStringList allGroups() const;

Q_SIGNALS:
    void trashed(const QStringList& ids);

private:
    using Change = std::function<void(CatalogEntry&)>;
    enum class Part { Name, Group, Tags, Notes, Favourite, Colour };
    class EntryCommand;
    class TrashCommand;

    void push(const QStringList& ids, Part part, const QString& text, const Change& change);
    /// "“cats”", or "3 runs".
    QString named(const QStringList& ids) const;

    Session& m_session;
    QUndoStack* m_stack;
};

}  // namespace tempera::ui
