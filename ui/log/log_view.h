// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>

class QPushButton;

namespace tempera::ui {

class LogDelegate;
class LogModel;

/// Lines of the log. Follows the newest while it is scrolled to the end; scrolled up it stays where it is and a button
/// tells how many lines came meanwhile.
class LogView : public QListView {
    Q_OBJECT

public:
    explicit LogView(LogModel* model, QWidget* parent = nullptr);

    bool follows() const { return m_follows; }
    void followNewest();
    void setTimes(bool shown);
    /// "12 new lines", hidden while nothing is missed.
    QPushButton* chip() const { return m_chip; }
    /// The selected lines, all when none is selected.
    QString copied() const;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void onInserted(int count);
    void onDropped(int count);
    void onScrolled();
    void updateChip();
    void updateFont();

    LogModel* m_model;
    LogDelegate* m_delegate;
    QPushButton* m_chip;
    bool m_follows = true;
    int m_missed = 0;
};

}  // namespace tempera::ui
