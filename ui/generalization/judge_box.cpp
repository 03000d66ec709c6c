// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/generalization/judge_box.h"

#include <QSignalBlocker>

namespace tempera::ui {

JudgeBox::JudgeBox(QWidget* parent) : QComboBox(parent) {
    addItem(tr("Mean of all"));
    setAccessibleName(tr("Judge that is drawn"));
    setToolTip(tr("The other judges together, in base deviations, or one of them in its own unit"));
    setSizeAdjustPolicy(QComboBox::AdjustToContents);
}

void JudgeBox::setJudges(const QStringList& judges) {
    QStringList shown;
    for (int i = 1; i < count(); ++i) {
        shown << itemText(i);
    }
    if (shown != judges) {
        const QSignalBlocker quiet(this);
        const QString chosen = judge();
        while (count() > 1) {
            removeItem(1);
        }
        addItems(judges);
        setCurrentIndex(static_cast<int>(judges.indexOf(chosen)) + 1);  // not found: the mean
    }
    setEnabled(!judges.isEmpty());
}

QString JudgeBox::judge() const {
    return currentIndex() > 0 ? currentText() : QString();
}

}  // namespace tempera::ui
