// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;

namespace tempera::ui {

/// What Tempera is, its licence, and the versions of what it is made of. The worker is asked for its own.
class AboutDialog : public QDialog {
    Q_OBJECT

public:
    explicit AboutDialog(QWidget* parent);

    /// Names and versions as they are shown and copied, one per line.
    QString versions() const;

Q_SIGNALS:
    void workerAnswered();

private:
    void askWorker();

    QString m_worker;
    QLabel* m_versions;
};

}  // namespace tempera::ui
