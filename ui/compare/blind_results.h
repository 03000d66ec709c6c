// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <vector>

#include "core/comparison/rating_statistics.h"

class QLabel;
class QPushButton;
class QTableWidget;

namespace tempera::ui {

/// Who was preferred and which rewards judge as the user does.
class BlindResults : public QWidget {
    Q_OBJECT

public:
    explicit BlindResults(QWidget* parent = nullptr);

    /// `pairs`: every choice of the workspace. The names are those for people.
    void show(const std::vector<RatedPair>& pairs, const RatedSide& first, const RatedSide& second,
              const QString& firstName, const QString& secondName);

    QString sentence() const;
    QTableWidget* table() const { return m_table; }
    QPushButton* backButton() const { return m_back; }

Q_SIGNALS:
    void backAsked();

private:
    QLabel* m_title;
    QLabel* m_facts;
    QLabel* m_none;
    QTableWidget* m_table;
    QPushButton* m_back;
};

}  // namespace tempera::ui
