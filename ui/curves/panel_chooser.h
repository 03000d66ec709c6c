// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QComboBox;
class QLineEdit;
class QListWidget;
class QPushButton;
class QSortFilterProxyModel;
class QStandardItemModel;
class QTreeView;

namespace tempera::ui {

class CurvesPage;

/// Which metrics have a panel, in which order and in how many columns. Every metric of the selected runs, by group,
/// with a search; what is chosen applies at once.
class PanelChooser : public QDialog {
    Q_OBJECT

public:
    explicit PanelChooser(CurvesPage& page, QWidget* parent = nullptr);

    QLineEdit* search() const { return m_search; }
    QTreeView* tree() const { return m_tree; }
    QListWidget* shownList() const { return m_shown; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeAvailable();
    QWidget* makeShown();
    void fill();
    void fillTree();
    void fillShown();
    void setShown(const QString& id, bool shown);
    void takeOrder();
    void move(int by);
    void removeCurrent();
    void restoreDefaults();
    void updateButtons();

    CurvesPage& m_page;
    QLineEdit* m_search;
    QStandardItemModel* m_model;
    QSortFilterProxyModel* m_filtered;
    QTreeView* m_tree;
    QListWidget* m_shown;
    QPushButton* m_up;
    QPushButton* m_down;
    QPushButton* m_remove;
    QComboBox* m_columns;
    bool m_filling = false;
};

}  // namespace tempera::ui
