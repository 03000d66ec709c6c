// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/page.h"

class QCheckBox;
class QLineEdit;
class QPushButton;
class QStackedLayout;
class QTableView;

namespace tempera::ui {

class ConfigFilter;
class ConfigModel;
class ElidedLabel;
class EmptyState;

/// Every setting of the current run, what it is by default and what it does.
class ConfigPage : public Page {
    Q_OBJECT

public:
    explicit ConfigPage(Session& session, QWidget* parent = nullptr);

    QTableView* table() const { return m_table; }
    QLineEdit* searchField() const { return m_search; }
    QCheckBox* changedOnlyBox() const { return m_changedOnly; }

protected:
    void refresh() override;

private:
    ConfigModel* m_model;
    ConfigFilter* m_filter;
    QLineEdit* m_search;
    QCheckBox* m_changedOnly;
    ElidedLabel* m_summary;
    QPushButton* m_copy;
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    QTableView* m_table;
    QWidget* m_tableRim;
    QString m_shown;
};

}  // namespace tempera::ui
