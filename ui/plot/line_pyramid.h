// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>
#include <optional>
#include <utility>
#include <vector>

namespace tempera::ui {

/// The points of a line with the extremes of their blocks of 16, 256, 4096..., so that the extremes of any stretch
/// are found without looking at its points. A line of any length is then drawn at the cost of the pixels that it
/// crosses, and no extreme is ever lost. Value type; shares the vectors that it is given.
class LinePyramid {
public:
    struct Extremes {
        double low;
        double high;
        double lowPositive;  ///< smallest value above zero; infinity when there is none
    };

    LinePyramid() = default;
    /// x ascending; values that are not finite are gaps.
    LinePyramid(QVector<double> x, QVector<double> y);

    qsizetype size() const { return m_x.size(); }
    const QVector<double>& x() const { return m_x; }
    const QVector<double>& y() const { return m_y; }

    /// Place of the first point at or right of x; size() when there is none.
    qsizetype firstFrom(double x) const { return firstFrom(x, 0); }
    /// The same, searched from `start` on: fast when it is near.
    qsizetype firstFrom(double x, qsizetype start) const;
    /// Place of the point nearest to x; -1 for an empty line.
    qsizetype nearest(double x) const;
    /// Of the finite values of places [first, last); nothing when there are none.
    std::optional<Extremes> extremes(qsizetype first, qsizetype last) const;

private:
    static constexpr qsizetype fan = 16;

    void add(Extremes& extremes, int level, qsizetype place) const;

    QVector<double> m_x;
    QVector<double> m_y;
    std::vector<std::vector<Extremes>> m_levels;  ///< m_levels[0]: blocks of 16 points
};

/// At most about `most` points of a path that has more of them, keeping the extremes of both coordinates of every
/// stretch, in the order of the path.
std::pair<QVector<double>, QVector<double>> thinnedPath(const QVector<double>& x, const QVector<double>& y,
                                                        qsizetype most);

}  // namespace tempera::ui
