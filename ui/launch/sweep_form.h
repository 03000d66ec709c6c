// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <vector>

#include "ui/launch/sweep.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace tempera::ui {

/// Which settings take several values, and the runs that come of it. The first line is the seed.
class SweepForm : public QWidget {
    Q_OBJECT

public:
    explicit SweepForm(QWidget* parent = nullptr);

    /// What every run starts from.
    void setBase(const Config& base, const QString& name);
    void setAxes(const std::vector<SweepAxis>& axes);
    /// Those that were filled in, also wrongly.
    std::vector<SweepAxis> axes() const;

    const SweepPlan& plan() const { return m_plan; }
    bool active() const { return !axes().empty(); }

    QLineEdit* valuesField(int line) const { return m_lines[static_cast<std::size_t>(line)].values; }
    QComboBox* keyField(int line) const { return m_lines[static_cast<std::size_t>(line)].key; }
    QPushButton* addButton() const { return m_add; }

Q_SIGNALS:
    void changed();

private:
    struct Line {
        QWidget* box;
        QComboBox* key;
        QLineEdit* values;
        QLabel* problem;
    };

    void addLine(const SweepAxis& axis, bool removable);
    void removeLine(QWidget* box);
    void replan();
    void showPlan();

    Config m_base;
    QString m_name;
    SweepPlan m_plan;
    std::vector<Line> m_lines;
    QVBoxLayout* m_linesLayout;
    QPushButton* m_add;
    QLabel* m_summary;
    QLabel* m_names;
};

}  // namespace tempera::ui
