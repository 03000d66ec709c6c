// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/curves/curve_table.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/common/text_format.h"

namespace tempera::ui {

void CurveTableModel::setCurves(std::vector<Curve> curves, const QString& xTitle) {
    beginResetModel();
    m_curves = std::move(curves);
    m_xTitle = xTitle;
    m_starts.assign(1, 0);
    for (const Curve& curve : m_curves) {
        m_starts.push_back(m_starts.back() + static_cast<int>(curve.size()));
    }
    endResetModel();
}

bool CurveTableModel::used(Column column) const {
    return std::any_of(m_curves.begin(), m_curves.end(), [&](const Curve& curve) {
        switch (column) {
            case X:
                return curve.x != curve.epochs;
            case Raw:
                return !curve.raw.isEmpty();
            case Low:
            case High:
                return !curve.low.isEmpty();
            case Count:
                return !curve.counts.isEmpty();
            default:
                return true;
        }
    });
}

int CurveTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || m_starts.empty() ? 0 : m_starts.back();
}

int CurveTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(ColumnCount);
}

QVariant CurveTableModel::value(const Curve& curve, qsizetype place, Column column) const {
    const auto of = [place](const QVector<double>& values) {
        return values.isEmpty() ? QVariant() : QVariant(values.at(place));
    };
    switch (column) {
        case Name:
            return curve.second ? tr("%1 (dotted)").arg(curve.label) : curve.label;
        case Epoch:
            return of(curve.epochs);
        case X:
            return of(curve.x);
        case Value:
            return of(curve.values);
        case Raw:
            return of(curve.raw);
        case Low:
            return of(curve.low);
        case High:
            return of(curve.high);
        case Count:
            return curve.counts.isEmpty() ? QVariant() : QVariant(curve.counts.at(place));
        case ColumnCount:
            break;
    }
    return {};
}

QVariant CurveTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(
            Qt::Alignment((index.column() == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    }
    if (role != Qt::DisplayRole && role != Qt::UserRole) {
        return {};
    }
    const auto after = std::upper_bound(m_starts.begin(), m_starts.end(), index.row());
    const auto place = static_cast<std::size_t>(after - m_starts.begin() - 1);
    const QVariant found = value(m_curves[place], index.row() - m_starts[place], static_cast<Column>(index.column()));
    const bool number = role == Qt::DisplayRole && found.typeId() == QMetaType::Double;
    return number ? QVariant(formatNumber(found.toDouble())) : found;
}

QVariant CurveTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (static_cast<Column>(section)) {
        case Name:
            return tr("Curve");
        case Epoch:
            return tr("Epoch");
        case X:
            return m_xTitle;
        case Value:
            return tr("Value");
        case Raw:
            return tr("Before smoothing");
        case Low:
            return tr("Band from");
        case High:
            return tr("Band to");
        case Count:
            return tr("Runs");
        case ColumnCount:
            break;
    }
    return {};
}

CurveTableDialog::CurveTableDialog(const QString& title, QWidget* parent)
    : QDialog(parent), m_model(new CurveTableModel(this)), m_table(new QTableView) {
    setWindowTitle(title);
    auto* sorted = new QSortFilterProxyModel(this);
    sorted->setSourceModel(m_model);
    sorted->setSortRole(Qt::UserRole);
    m_table->setModel(sorted);
    m_table->installEventFilter(this);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder);
    m_table->setAlternatingRowColors(true);
    m_table->setAccessibleName(title);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    m_table->horizontalHeader()->setStretchLastSection(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QPushButton* copyButton = buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
    copyButton->setToolTip(tr("Copies the selected rows, or all, as text with tabs"));
    connect(copyButton, &QPushButton::clicked, this, &CurveTableDialog::copy);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_table);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 90, fontMetrics().height() * 30);
}

void CurveTableDialog::setCurves(const std::vector<Curve>& curves, const QString& xTitle) {
    m_model->setCurves(curves, xTitle);
    for (int column = 0; column < CurveTableModel::ColumnCount; ++column) {
        m_table->setColumnHidden(column, !m_model->used(static_cast<CurveTableModel::Column>(column)));
    }
    m_table->resizeColumnToContents(CurveTableModel::Name);
}

void CurveTableDialog::copy() const {
    const QAbstractItemModel& model = *m_table->model();
    QModelIndexList chosen = m_table->selectionModel()->selectedIndexes();
    std::vector<int> rows;
    for (const QModelIndex& index : std::as_const(chosen)) {
        rows.push_back(index.row());
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    for (int row = 0; chosen.isEmpty() && row < model.rowCount(); ++row) {
        rows.push_back(row);
    }
    QStringList lines;
    const auto line = [&](const auto& cell) {
        QStringList cells;
        for (int column = 0; column < model.columnCount(); ++column) {
            if (!m_table->isColumnHidden(column)) {
                cells << cell(column);
            }
        }
        lines << cells.join(QLatin1Char('\t'));
    };
    line([&](int column) { return model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(); });
    for (const int row : rows) {
        line([&](int column) {
            const QVariant value = model.index(row, column).data(Qt::UserRole);
            return value.typeId() == QMetaType::Double ? exactNumber(value.toDouble()) : value.toString();
        });
    }
    QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n')) + QLatin1Char('\n'));
}

bool CurveTableDialog::eventFilter(QObject* watched, QEvent* event) {
    // The view itself would copy the one cell that is current.
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
        copy();
        return true;
    }
    return QDialog::eventFilter(watched, event);
}

}  // namespace tempera::ui
