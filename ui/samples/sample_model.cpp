// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/samples/sample_model.h"

#include <QHash>
#include <QMimeData>
#include <QUrl>
#include <algorithm>

#include "ui/common/text_format.h"
#include "ui/session/thumbnail_cache.h"

namespace tempera::ui {

QString sampleText(const SampleItem& item) {
    QString text =
        SampleModel::tr("%1, epoch %2, seed %3").arg(fromStd(item.row.prompt)).arg(item.row.epoch).arg(item.row.seed);
    for (const auto& [reward, value] : item.scores) {
        text += QStringLiteral("\n%1 %2").arg(reward, formatNumber(value));
    }
    return text;
}

SampleModel::SampleModel(ThumbnailCache& cache, QObject* parent)
    : QAbstractListModel(parent), m_cache(cache), m_shown(std::make_shared<SampleArrangement>()) {
    m_pool.setMaxThreadCount(1);
}

SampleModel::~SampleModel() {
    m_pool.waitForDone();
}

void SampleModel::setRun(const QString& runId, const QString& folder) {
    m_runId = runId;
    m_folder = folder;
}

void SampleModel::clear() {
    show({}, {}, false);
}

void SampleModel::show(const std::vector<SampleSetPtr>& sets, const SampleQuery& query, bool manyEpochs) {
    ++m_serial;
    if (!isLarge(sets)) {
        apply(std::make_shared<SampleArrangement>(arrange(sets, query)), manyEpochs);
        return;
    }
    m_pool.clear();
    m_pool.start([this, sets, query, manyEpochs, serial = m_serial] {
        const auto next = std::make_shared<SampleArrangement>(arrange(sets, query));
        QMetaObject::invokeMethod(this, [this, next, manyEpochs, serial] {
            if (serial == m_serial) {
                apply(next, manyEpochs);
            }
        });
    });
}

void SampleModel::apply(const SampleArrangementPtr& next, bool many) {
    const auto& before = m_shown->items;
    const auto& after = next->items;
    const auto identical = [&](const SampleItem* a, const SampleItem* b) {
        return many ? a->row.id == b->row.id : a->row.index == b->row.index;
    };
    const std::size_t shared = std::min(before.size(), after.size());
    if (many != m_many || before.empty() || after.size() < before.size()) {
        beginResetModel();
        m_shown = next;
        m_many = many;
        endResetModel();
    } else if (std::equal(before.begin(), before.end(), after.begin(), after.begin() + static_cast<long>(shared),
                          identical)) {
        // The same places at another epoch, or the same pictures and more: the view keeps place and selection.
        const int known = static_cast<int>(before.size());
        const bool grows = after.size() > before.size();
        if (grows) {
            beginInsertRows({}, known, static_cast<int>(after.size()) - 1);
        }
        m_shown = next;
        if (grows) {
            endInsertRows();
        }
        Q_EMIT dataChanged(index(0), index(known - 1));
    } else if (after.size() == before.size()) {
        moveTo(next);
    } else {
        beginResetModel();
        m_shown = next;
        endResetModel();
    }
    Q_EMIT arranged();
}

void SampleModel::moveTo(const SampleArrangementPtr& next) {
    Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList persistent = persistentIndexList();
    QList<qlonglong> identities;
    for (const QModelIndex& index : persistent) {
        identities << identity(index.row());
    }
    m_shown = next;
    QHash<qlonglong, int> rows;
    for (int row = 0; row < rowCount() && !persistent.isEmpty(); ++row) {
        rows.insert(identity(row), row);
    }
    QModelIndexList moved;
    for (const qlonglong identity : identities) {
        moved << index(rows.value(identity, -1));
    }
    changePersistentIndexList(persistent, moved);
    Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

const SampleItem* SampleModel::item(int row) const {
    return row >= 0 && row < rowCount() ? m_shown->items[static_cast<std::size_t>(row)] : nullptr;
}

qlonglong SampleModel::identity(int row) const {
    const SampleItem* one = item(row);
    return !one ? -1 : m_many ? one->row.id : one->row.index;
}

int SampleModel::rowOf(qlonglong identity) const {
    for (int row = 0; row < rowCount(); ++row) {
        if (this->identity(row) == identity) {
            return row;
        }
    }
    return -1;
}

QString SampleModel::file(int row) const {
    const SampleItem* one = item(row);
    return one ? pictureRequest(m_runId, m_folder, *one, 0).file : QString();
}

int SampleModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_shown->items.size());
}

QVariant SampleModel::data(const QModelIndex& index, int role) const {
    const SampleItem* one = index.isValid() ? item(index.row()) : nullptr;
    if (!one) {
        return {};
    }
    switch (role) {
        case ImageRole:
            return m_cache.get(m_runId, one->row.id);
        case Qt::DisplayRole:
        case PromptRole:
            return fromStd(one->row.prompt);
        case ScoreRole: {
            const auto score = scoreOf(*one, m_shown->reward);
            return score ? QVariant(*score) : QVariant();
        }
        case IndexRole:
            return QVariant::fromValue<qlonglong>(one->row.index);
        case EpochRole:
            return QVariant::fromValue<qlonglong>(one->row.epoch);
        case CaptionRole: {
            const QString prompt = fromStd(one->row.prompt);
            return m_many ? QStringLiteral("%1 · %2").arg(one->row.epoch).arg(prompt) : prompt;
        }
        case Qt::ToolTipRole:
        case Qt::AccessibleTextRole:
            return sampleText(*one);
        default:
            return {};
    }
}

Qt::ItemFlags SampleModel::flags(const QModelIndex& index) const {
    const Qt::ItemFlags plain = QAbstractListModel::flags(index);
    return index.isValid() && !file(index.row()).isEmpty() ? plain | Qt::ItemIsDragEnabled : plain;
}

QStringList SampleModel::mimeTypes() const {
    return {QStringLiteral("text/uri-list")};
}

QMimeData* SampleModel::mimeData(const QModelIndexList& indexes) const {
    std::vector<int> rows;
    for (const QModelIndex& index : indexes) {
        rows.push_back(index.row());
    }
    std::sort(rows.begin(), rows.end());  // as shown, not as clicked
    QList<QUrl> urls;
    for (const int row : rows) {
        if (const QString path = file(row); !path.isEmpty()) {
            urls << QUrl::fromLocalFile(path);
        }
    }
    auto* data = new QMimeData;
    data->setUrls(urls);
    return data;
}

}  // namespace tempera::ui
