// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/run_edits.h"

#include <QElapsedTimer>
#include <QUndoStack>
#include <algorithm>
#include <set>

#include "ui/common/text_format.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {

constexpr int undoSteps = 200;
constexpr qint64 oneThought = 10000;  // ms in which typed notes are one step
constexpr int notesCommand = 1;

QStringList tidied(const QStringList& tags) {
    QStringList tidy;
    for (const QString& tag : tags) {
        const QString plain = tag.simplified();
        if (!plain.isEmpty() && !tidy.contains(plain, Qt::CaseInsensitive)) {
            tidy << plain;
        }
    }
    return tidy;
}

std::vector<std::string> toTags(const QStringList& tags) {
    std::vector<std::string> list;
    for (const QString& tag : tags) {
        list.push_back(tag.toStdString());
    }
    return list;
}

QStringList fromTags(const std::vector<std::string>& tags) {
    QStringList list;
    for (const std::string& tag : tags) {
        list << fromStd(tag);
    }
    return list;
}

}  // namespace

/// One part of the entries of some runs, before and after. Other parts stay as they are by then.
class RunEdits::EntryCommand : public QUndoCommand {
public:
    struct Step {
        CatalogEntry before;
        CatalogEntry after;
    };

    EntryCommand(Session& session, Part part, std::vector<Step> steps, const QString& text)
        : QUndoCommand(text), m_session(session), m_part(part), m_steps(std::move(steps)) {
        m_age.start();
    }

    int id() const override { return m_part == Part::Notes && m_steps.size() == 1 ? notesCommand : -1; }

    bool mergeWith(const QUndoCommand* other) override {
        const auto* next = static_cast<const EntryCommand*>(other);
        if (next->m_steps[0].after.run_id != m_steps[0].after.run_id || m_age.elapsed() > oneThought) {
            return false;
        }
        m_steps[0].after = next->m_steps[0].after;
        m_age.restart();
        return true;
    }

    void undo() override { apply(&Step::before); }
    void redo() override { apply(&Step::after); }

private:
    void apply(CatalogEntry Step::*side) {
        std::vector<CatalogEntry> entries;
        for (const Step& step : m_steps) {
            const CatalogEntry& wanted = step.*side;
            const RunData* run = m_session.run(fromStd(wanted.run_id));
            if (!run) {
                continue;
            }
            CatalogEntry entry = run->head.entry;
            copyPart(wanted, entry);
            entries.push_back(std::move(entry));
        }
        m_session.setEntries(entries);
    }

    void copyPart(const CatalogEntry& from, CatalogEntry& to) const {
        switch (m_part) {
            case Part::Name:
                to.display_name = from.display_name;
                break;
            case Part::Group:
                to.group = from.group;
                break;
            case Part::Tags:
                to.tags = from.tags;
                break;
            case Part::Notes:
                to.notes = from.notes;
                break;
            case Part::Favourite:
                to.favourite = from.favourite;
                break;
            case Part::Colour:
                to.colour = from.colour;
                break;
        }
    }

    Session& m_session;
    Part m_part;
    std::vector<Step> m_steps;
    QElapsedTimer m_age;
};

class RunEdits::TrashCommand : public QUndoCommand {
public:
    TrashCommand(Session& session, QStringList ids, const QString& text)
        : QUndoCommand(text), m_session(session), m_ids(std::move(ids)) {}

    // A run may have been restored or trashed another way in the meantime.
    void redo() override {
        for (const QString& id : std::as_const(m_ids)) {
            if (const RunData* run = m_session.run(id); run && !run->live()) {
                m_session.trash(id);
            }
        }
    }
    void undo() override {
        for (const QString& id : std::as_const(m_ids)) {
            if (!m_session.run(id)) {
                m_session.restore(id);
            }
        }
    }

private:
    Session& m_session;
    QStringList m_ids;
};

RunEdits::RunEdits(Session& session, QObject* parent)
    : QObject(parent), m_session(session), m_stack(new QUndoStack(this)) {
    m_stack->setUndoLimit(undoSteps);
    connect(&session, &Session::workspaceOpened, m_stack, &QUndoStack::clear);
}

RunEdits::~RunEdits() {
    // The stack empties itself when it goes; those who showed its state may be gone already.
    m_stack->disconnect();
}

QString RunEdits::named(const QStringList& ids) const {
    const RunData* run = ids.size() == 1 ? m_session.run(ids.front()) : nullptr;
    return run ? tr("“%1”").arg(run->name()) : tr("%1 runs").arg(ids.size());
}

void RunEdits::push(const QStringList& ids, Part part, const QString& text, const Change& change) {
    std::vector<EntryCommand::Step> steps;
    for (const QString& id : ids) {
        const RunData* run = m_session.run(id);
        if (!run) {
            continue;
        }
        CatalogEntry after = run->head.entry;
        after.run_id = id.toStdString();
        change(after);
        if (after != run->head.entry) {
            steps.push_back({run->head.entry, std::move(after)});
            steps.back().before.run_id = steps.back().after.run_id;
        }
    }
    if (!steps.empty()) {
        m_stack->push(new EntryCommand(m_session, part, std::move(steps), text));
    }
}

void RunEdits::rename(const QString& id, const QString& name) {
    push({id}, Part::Name, tr("Rename %1").arg(named({id})),
         [&](CatalogEntry& entry) { entry.display_name = name.trimmed().toStdString(); });
}

void RunEdits::setGroup(const QStringList& ids, const QString& group) {
    push(ids, Part::Group, tr("Move %1 to Another Group").arg(named(ids)),
         [&](CatalogEntry& entry) { entry.group = group.trimmed().toStdString(); });
}

void RunEdits::setTags(const QString& id, const QStringList& tags) {
    push({id}, Part::Tags, tr("Tag %1").arg(named({id})),
         [&](CatalogEntry& entry) { entry.tags = toTags(tidied(tags)); });
}

void RunEdits::addTag(const QStringList& ids, const QString& tag) {
    changeTags(ids, {tag}, {});
}

void RunEdits::removeTag(const QStringList& ids, const QString& tag) {
    changeTags(ids, {}, {tag});
}

void RunEdits::changeTags(const QStringList& ids, const QStringList& added, const QStringList& removed) {
    push(ids, Part::Tags, tr("Tag %1").arg(named(ids)), [&](CatalogEntry& entry) {
        QStringList tags = fromTags(entry.tags);
        for (const QString& tag : removed) {
            tags.removeAll(tag);
        }
        entry.tags = toTags(tidied(tags + added));
    });
}

void RunEdits::setNotes(const QString& id, const QString& notes) {
    push({id}, Part::Notes, tr("Write Notes of %1").arg(named({id})),
         [&](CatalogEntry& entry) { entry.notes = notes.toStdString(); });
}

void RunEdits::addToNotes(const QStringList& ids, const QString& line) {
    push(ids, Part::Notes, tr("Write Notes of %1").arg(named(ids)), [&](CatalogEntry& entry) {
        entry.notes += (entry.notes.empty() || entry.notes.ends_with('\n') ? "" : "\n") + line.toStdString();
    });
}

void RunEdits::setFavourite(const QStringList& ids, bool favourite) {
    push(ids, Part::Favourite, favourite ? tr("Make %1 a Favourite").arg(named(ids)) : tr("Unstar %1").arg(named(ids)),
         [&](CatalogEntry& entry) { entry.favourite = favourite; });
}

void RunEdits::setColour(const QStringList& ids, int colour) {
    push(ids, Part::Colour, tr("Colour %1").arg(named(ids)), [&](CatalogEntry& entry) { entry.colour = colour; });
}

void RunEdits::trash(const QStringList& ids) {
    QStringList over;
    for (const QString& id : ids) {
        const RunData* run = m_session.run(id);
        if (run && !run->live()) {
            over << id;
        }
    }
    if (!over.isEmpty()) {
        m_stack->push(new TrashCommand(m_session, over, tr("Move %1 to the Trash").arg(named(over))));
        Q_EMIT trashed(over);
    }
}

QStringList RunEdits::allTags() const {
    std::set<QString> tags;
    for (const RunData* run : m_session.runs()) {
        for (const std::string& tag : run->head.entry.tags) {
            tags.insert(fromStd(tag));
        }
    }
    return QStringList(tags.begin(), tags.end());
}

QStringList RunEdits::allGroups() const {
    std::set<QString> groups;
    for (const RunData* run : m_session.runs()) {
        if (!run->head.entry.group.empty()) {
            groups.insert(fromStd(run->head.entry.group));
        }
    }
    return QStringList(groups.begin(), groups.end());
}

}  // namespace tempera::ui
