// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QDialog>
#include <vector>

#include "ui/curves/curve.h"

class QTableView;

namespace tempera::ui {

/// The points of curves, one a row: name, epoch, place on the x axis, value; where there are such, the value before
/// smoothing, the band, and how many runs the mean is of. UserRole holds the full number or text, for sorting.
class CurveTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Name, Epoch, X, Value, Raw, Low, High, Count, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setCurves(std::vector<Curve> curves, const QString& xTitle);
    /// Whether any curve has something to say in the column.
    bool used(Column column) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVariant value(const Curve& curve, qsizetype place, Column column) const;

    std::vector<Curve> m_curves;
    std::vector<int> m_starts;  ///< first row of each curve, and behind the last
    QString m_xTitle;
};

/// The values of one panel for those who read or copy them. Sorts by any column; copies what is selected, else all,
/// as text with tabs.
class CurveTableDialog : public QDialog {
    Q_OBJECT

public:
    explicit CurveTableDialog(const QString& title, QWidget* parent = nullptr);

    void setCurves(const std::vector<Curve>& curves, const QString& xTitle);
    QTableView& table() const { return *m_table; }
    void copy() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    CurveTableModel* m_model;
    QTableView* m_table;
};

}  // namespace tempera::ui
