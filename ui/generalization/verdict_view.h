// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <cstdint>
#include <memory>
#include <optional>

#include "core/comparison/overoptimization.h"

class QLabel;
class QPushButton;

namespace tempera::ui {

struct RunData;

/// The answer on top of the page: whether the run is overoptimized, which epoch to take, and the buttons that go there.
class VerdictView : public QWidget {
    Q_OBJECT

public:
    explicit VerdictView(QWidget* parent = nullptr);

    void show(const RunData& run, std::shared_ptr<const Overoptimization> report);

    QString sentence() const;
    QString suggestion() const;
    QString command() const { return m_command; }  ///< that the second button copies
    QPushButton* goToButton() const { return m_goTo; }
    QPushButton* copyButton() const { return m_copy; }

    QPushButton* exportButton() const { return m_export; }

    void copyCommand();

Q_SIGNALS:
    void epochChosen(std::int64_t epoch);
    void exportAsked(std::int64_t epoch);  ///< of a checkpoint that is kept

protected:
    void changeEvent(QEvent* event) override;

private:
    void updateIcon();

    std::shared_ptr<const Overoptimization> m_report;
    QString m_command;
    QString m_copyText;
    QLabel* m_icon;
    QLabel* m_sentence;
    QLabel* m_suggestion;
    QLabel* m_notes;
    QPushButton* m_goTo;
    QPushButton* m_export;
    QPushButton* m_copy;
};

}  // namespace tempera::ui
