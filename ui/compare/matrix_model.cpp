// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/matrix_model.h"

#include <QImage>

#include "ui/common/text_format.h"
#include "ui/compare/comparison.h"

namespace tempera::ui {

MatrixModel::MatrixModel(Comparison& comparison, QObject* parent)
    : QAbstractTableModel(parent), m_comparison(comparison) {}

void MatrixModel::update() {
    const int rows = static_cast<int>(m_comparison.choices().size());
    const int columns = m_comparison.count();
    if (rows != m_rows || columns != m_columns) {
        beginResetModel();
        m_rows = rows;
        m_columns = columns;
        endResetModel();
    } else if (rows > 0 && columns > 0) {
        Q_EMIT dataChanged(index(0, 0), index(rows - 1, columns - 1));
        Q_EMIT headerDataChanged(Qt::Horizontal, 0, columns - 1);
        Q_EMIT headerDataChanged(Qt::Vertical, 0, rows - 1);
    }
}

int MatrixModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : m_rows;
}

int MatrixModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : m_columns;
}

QVariant MatrixModel::data(const QModelIndex& index, int role) const {
    // The comparison may be ahead of the shape that was told last.
    if (!index.isValid() || index.column() >= m_comparison.count() ||
        index.row() >= static_cast<int>(m_comparison.choices().size())) {
        return {};
    }
    switch (role) {
        case PictureRole:
        case ScoreRole:
        case FileRole:
        case Qt::ToolTipRole:
        case Qt::AccessibleTextRole:
            break;
        default:
            return {};
    }
    const PaneContent content = m_comparison.contentOf(index.column(), index.row());
    if (role == PictureRole) {
        return content.picture;
    }
    if (!content.item) {
        return role == FileRole ? QVariant(QString()) : QVariant();
    }
    if (role == FileRole) {
        return m_comparison.fileOf(content.run->id(), *content.item);
    }
    QStringList scores;
    for (const auto& [reward, value] : content.item->scores) {
        scores << QStringLiteral("%1 %2").arg(reward, formatNumber(value));
    }
    if (role == ScoreRole) {
        const auto own = content.item->scores.find(fromStd(content.run->head.summary.info.reward));
        return own == content.item->scores.end() ? scores.value(0) : formatNumber(own->second);
    }
    return tr("%1, epoch %2: %3, seed %4\n%5")
        .arg(content.run->name())
        .arg(*content.epoch)
        .arg(fromStd(content.item->row.prompt))
        .arg(content.item->row.seed)
        .arg(scores.join(QLatin1Char('\n')));
}

Qt::ItemFlags MatrixModel::flags(const QModelIndex& index) const {
    return QAbstractTableModel::flags(index) | (index.isValid() ? Qt::ItemIsDragEnabled : Qt::NoItemFlags);
}

QVariant MatrixModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Vertical) {
        const auto& choices = m_comparison.choices();
        if (section >= static_cast<int>(choices.size())) {
            return {};
        }
        const PictureChoice& choice = choices[static_cast<std::size_t>(section)];
        switch (role) {
            case Qt::DisplayRole:
                return choice.prompt;
            case Qt::ToolTipRole:
                return tr("%1, seed %2").arg(choice.prompt).arg(choice.seed);
            case Qt::TextAlignmentRole:
                return QVariant(Qt::AlignLeft | Qt::AlignTop);
            default:
                return {};
        }
    }
    if (section >= m_comparison.count()) {
        return {};
    }
    const PaneContent content = m_comparison.content(section);
    switch (role) {
        case Qt::DisplayRole:
        case Qt::ToolTipRole:
            return tr("%1  %2\nepoch %3")
                .arg(section + 1)
                .arg(content.run ? content.run->name() : QString())
                .arg(content.epoch.value_or(content.wanted));
        case Qt::TextAlignmentRole:
            return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
        default:
            return {};
    }
}

}  // namespace tempera::ui
