// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

namespace tempera::ui {

class Comparison;

/// Prompts in rows, panes in columns. Reads the comparison; a cell asks for its full picture only when the cells are
/// larger than the thumbnails.
class MatrixModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Role {
        PictureRole = Qt::UserRole,  ///< QImage
        ScoreRole,                   ///< QString: every reward with its value, short
        FileRole,                    ///< QString: of the full picture, "" = none
    };

    explicit MatrixModel(Comparison& comparison, QObject* parent = nullptr);

    /// The comparison shows something else; the place of the view stays where its shape does.
    void update();

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    Comparison& m_comparison;
    int m_rows = 0;
    int m_columns = 0;
};

}  // namespace tempera::ui
