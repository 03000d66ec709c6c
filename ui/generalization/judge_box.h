// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

namespace tempera::ui {

/// Chooses what is drawn: the mean of all out-of-domain judges, or one of them.
class JudgeBox : public QComboBox {
    Q_OBJECT

public:
    explicit JudgeBox(QWidget* parent = nullptr);

    /// Keeps the choice while that judge is there.
    void setJudges(const QStringList& judges);
    QString judge() const;  ///< "" = the mean
};

}  // namespace tempera::ui
