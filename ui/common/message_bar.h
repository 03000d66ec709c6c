// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <functional>

class QLabel;
class QPushButton;
class QToolButton;

namespace tempera::ui {

/// One line above the pages that says what happened and offers the way on ("Undo", "Resume").
/// Never modal. A newer message replaces the older one.
class MessageBar : public QWidget {
    Q_OBJECT

public:
    enum class Kind { Info, Warning, Error };

    explicit MessageBar(QWidget* parent = nullptr);

    void showMessage(Kind kind, const QString& text, const QString& action = {}, std::function<void()> run = {});
    QString text() const;
    QPushButton* actionButton() const { return m_action; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Kind m_kind = Kind::Info;
    QLabel* m_icon;
    QLabel* m_text;
    QPushButton* m_action;
    QToolButton* m_close;
    std::function<void()> m_run;
};

}  // namespace tempera::ui
