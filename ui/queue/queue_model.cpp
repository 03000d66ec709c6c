// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/queue_model.h"

#include <QDataStream>
#include <QIODevice>
#include <QMimeData>
#include <algorithm>
#include <map>

#include "core/base/error.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/session/machine_facts.h"
#include "ui/session/queue_runner.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {
const QString rowsFormat = QStringLiteral("application/x-tempera-queued-runs");
}  // namespace

QueueModel::QueueModel(Session& session, QueueRunner& runner, QObject* parent)
    : QAbstractListModel(parent), m_session(session), m_runner(runner) {
    connect(&runner, &QueueRunner::changed, this, &QueueModel::update);
    connect(&session, &Session::runChanged, this, &QueueModel::runChanged);
    connect(&session, &Session::runAdded, this, &QueueModel::runChanged);
    update();
}

QString QueueModel::planOf(const QueuedRun& run) {
    try {
        const Config config = Config::from_toml(run.config, run.name);
        return tr("%1, %2 epochs, seed %3, %4")
            .arg(fromStd(config.text("method")))
            .arg(config.integer("num_epochs"))
            .arg(config.integer("seed"))
            .arg(deviceOf(config, gpuHere()) == DeviceKind::Gpu ? tr("GPU") : tr("CPU"));
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
}

void QueueModel::update() {
    std::map<std::int64_t, const Row*> known;
    for (const Row& row : m_rows) {
        known[row.run.id] = &row;
    }
    std::vector<Row> rows;
    for (const QueuedRun& run : m_runner.rows()) {
        const auto old = known.find(run.id);
        const bool same = old != known.end() && old->second->run.config == run.config;
        rows.push_back({run, same ? old->second->plan : planOf(run)});
    }
    const bool sameOrder = std::equal(rows.begin(), rows.end(), m_rows.begin(), m_rows.end(),
                                      [](const Row& a, const Row& b) { return a.run.id == b.run.id; });
    if (!sameOrder) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i] != m_rows[i]) {
            m_rows[i] = rows[i];
            const QModelIndex changed = index(static_cast<int>(i));
            Q_EMIT dataChanged(changed, changed);
        }
    }
}

void QueueModel::runChanged(const QString& id) {
    for (int row = 0; row < rowCount(); ++row) {
        if (fromStd(m_rows[static_cast<std::size_t>(row)].run.run_id) == id) {
            Q_EMIT dataChanged(index(row), index(row));
        }
    }
}

std::int64_t QueueModel::idAt(int row) const {
    return row >= 0 && row < rowCount() ? m_rows[static_cast<std::size_t>(row)].run.id : 0;
}

int QueueModel::rowOf(std::int64_t id) const {
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [id](const Row& row) { return row.run.id == id; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int QueueModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QString QueueModel::detail(const Row& row) const {
    const RunData* run = m_session.run(fromStd(row.run.run_id));
    switch (row.run.state) {
        case QueuedState::Waiting:
            return row.plan;
        case QueuedState::Starting:
            return tr("Starting…");
        case QueuedState::Failed:
            return row.run.problem.empty() ? tr("Failed") : fromStd(row.run.problem);
        case QueuedState::Ended:
            return run ? theme::stateText(run->head.state) : tr("Ended; its run is not here any more");
        case QueuedState::Running:
            break;
    }
    if (!run) {
        return tr("Running");
    }
    const Progress& progress = run->head.summary.progress;
    const QString epochs = tr("epoch %1 of %2").arg(progress.epoch).arg(progress.num_epochs);
    const bool paused = run->head.state == RunState::Paused;
    return paused                      ? tr("Paused, %1").arg(epochs)
           : progress.eta_seconds >= 0 ? tr("%1, %2").arg(epochs, endsAbout(progress.eta_seconds))
                                       : epochs;
}

QVariant QueueModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const RunData* run = m_session.run(fromStd(row.run.run_id));
    switch (role) {
        case Qt::DisplayRole:
            return fromStd(row.run.name);
        case DetailRole:
            return detail(row);
        case Qt::ToolTipRole:
            return tr("%1\n%2\nAdded %3").arg(fromStd(row.run.name), detail(row), exactTime(row.run.added));
        case Qt::AccessibleTextRole:
            return tr("%1, %2").arg(fromStd(row.run.name), detail(row));
        case IdRole:
            return QVariant::fromValue<qint64>(row.run.id);
        case StateRole:
            return static_cast<int>(row.run.state);
        case IconStateRole:
            switch (row.run.state) {
                case QueuedState::Waiting:
                case QueuedState::Starting:
                    return static_cast<int>(RunState::Queued);
                case QueuedState::Failed:
                    return static_cast<int>(RunState::Failed);
                case QueuedState::Running:
                case QueuedState::Ended:
                    break;
            }
            return static_cast<int>(run                                     ? run->head.state
                                    : row.run.state == QueuedState::Running ? RunState::Running
                                                                            : RunState::Stopped);
        case FractionRole:
            return row.run.state == QueuedState::Running && run ? run->head.summary.progress.fraction : -1.0;
        case RunIdRole:
            return fromStd(row.run.run_id);
        default:
            return {};
    }
}

Qt::ItemFlags QueueModel::flags(const QModelIndex& index) const {
    const Qt::ItemFlags flags = QAbstractListModel::flags(index);
    // Rows are dropped between others, never on one.
    return index.isValid() ? flags | Qt::ItemIsDragEnabled : flags | Qt::ItemIsDropEnabled;
}

QStringList QueueModel::mimeTypes() const {
    return {rowsFormat};
}

QMimeData* QueueModel::mimeData(const QModelIndexList& indexes) const {
    QModelIndexList sorted = indexes;
    std::sort(sorted.begin(), sorted.end());
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    for (const QModelIndex& index : sorted) {
        stream << static_cast<qint64>(idAt(index.row()));
    }
    auto* data = new QMimeData;
    data->setData(rowsFormat, bytes);
    return data;
}

bool QueueModel::dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int /*column*/,
                              const QModelIndex& parent) {
    if (action != Qt::MoveAction || parent.isValid() || !data->hasFormat(rowsFormat)) {
        return false;
    }
    QByteArray bytes = data->data(rowsFormat);
    QDataStream stream(&bytes, QIODevice::ReadOnly);
    std::vector<std::int64_t> ids;
    while (!stream.atEnd()) {
        qint64 id = 0;
        stream >> id;
        ids.push_back(id);
    }
    int place = row < 0 ? rowCount() : row;
    // In front of one that moves itself is in front of the next that stays.
    while (place < rowCount() && std::find(ids.begin(), ids.end(), idAt(place)) != ids.end()) {
        ++place;
    }
    m_runner.move(ids, idAt(place));
    return false;  // the view must not remove the rows: the queue answers with the new order
}

}  // namespace tempera::ui
