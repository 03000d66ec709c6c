// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/session/method_groups.h"

class QLabel;
class QPushButton;
class QStackedLayout;
class QTableView;

namespace tempera::ui {

class EmptyState;
class EqualRewardModel;
class Session;
struct RunData;

/// The selected runs where their trained reward is equal: what they cost to get there, and what the other judges say
/// there. Computed by core/comparison, as `tempera-run suite` does.
class EqualRewardView : public QWidget {
    Q_OBJECT

public:
    explicit EqualRewardView(Session& session, QWidget* parent = nullptr);

    /// Reads what is not known yet; the first run says which reward is compared.
    void show(const std::vector<const RunData*>& runs);

    EqualRewardModel& model() const { return *m_model; }
    QString sentence() const;
    EmptyState* empty() const { return m_empty; }
    QPushButton* copyButton() const { return m_copy; }

private:
    void take(const EqualReward& result);

    Session& m_session;
    QString m_asked;  ///< runs and evaluations that the answer is of
    QLabel* m_sentence;
    QPushButton* m_copy;
    EqualRewardModel* m_model;
    QTableView* m_table;
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    QWidget* m_content;
};

}  // namespace tempera::ui
