// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QThreadPool>
#include <cstdint>
#include <optional>
#include <vector>

#include "ui/samples/sample_query.h"

namespace tempera::ui {

/// Scores of the pictures of one prompt.
struct PromptRow {
    QString prompt;
    int pictures = 0;              ///< at the epoch
    std::optional<double> mean;    ///< of their scores
    std::optional<double> change;  ///< mean minus the mean at the first epoch
    std::optional<double> spread;  ///< sample standard deviation, n - 1; needs two pictures
    std::optional<double> best;
    std::vector<std::pair<double, double>> course;  ///< epoch, mean
};

/// One row of each prompt that occurs at `epoch` (of those in `sets`, ascending) and passes the query's text. Any
/// thread.
std::vector<PromptRow> promptRows(const std::vector<SampleSetPtr>& sets, std::int64_t epoch, const SampleQuery& query);

/// Table of prompts. Sorts itself; prompts without a value come last.
class PromptModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { PromptColumn, PicturesColumn, MeanColumn, ChangeColumn, SpreadColumn, BestColumn, CourseColumn };
    static constexpr int columns = CourseColumn + 1;
    enum Role { CourseRole = Qt::UserRole };  ///< QVector<QPointF>

    explicit PromptModel(QObject* parent = nullptr);
    ~PromptModel() override;

    /// The prompts of `epoch`; counted in a thread when there are many pictures. Followed by counted().
    void show(const std::vector<SampleSetPtr>& sets, std::int64_t epoch, const SampleQuery& query);
    void setRows(std::vector<PromptRow> rows, std::int64_t epoch);
    const PromptRow& row(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    std::int64_t epoch() const { return m_epoch; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order) override;

Q_SIGNALS:
    void counted();

private:
    void sortRows();

    QThreadPool m_pool;
    std::uint64_t m_serial = 0;  ///< of what was asked for last
    std::vector<PromptRow> m_rows;
    std::int64_t m_epoch = 0;
    int m_column = PromptColumn;
    Qt::SortOrder m_order = Qt::AscendingOrder;
};

}  // namespace tempera::ui
