// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "ui/common/page.h"

class QCheckBox;
class QLineEdit;
class QMenu;
class QStackedLayout;
class QToolButton;

namespace tempera::ui {

class ConfigFilter;
class ConfigModel;
class ElidedLabel;
class EmptyState;
class FrozenTable;

/// Every setting of the current run, what it is by default and what it does; of several selected runs their settings
/// side by side, and where they differ.
class ConfigPage : public Page {
    Q_OBJECT

public:
    explicit ConfigPage(Session& session, QWidget* parent = nullptr);

    FrozenTable* table() const { return m_table; }
    QLineEdit* searchField() const override { return m_search; }
    /// "Only what differs from the defaults", of several runs "Only differences".
    QCheckBox* changedOnlyBox() const { return m_changedOnly; }
    QToolButton* ignoreButton() const { return m_ignore; }
    QString summary() const;
    /// Searches a setting by its key; it is shown even where it does not differ.
    void showSetting(const QString& key);

    void copyToml() const;
    void copyTable() const;

protected:
    void refresh() override;

private:
    QWidget* makeBar();
    void showMessage(const QString& sentence);
    void applySwitch();
    void fillIgnoreMenu();
    void setIgnored(const QString& key, bool ignored);
    void updateSummary();
    void sizeColumns();
    /// Rows of the model that are shown; only those that are selected when several are.
    std::vector<int> shownRows() const;

    ConfigModel* m_model;
    ConfigFilter* m_filter;
    QLineEdit* m_search;
    QCheckBox* m_changedOnly;
    ElidedLabel* m_summary;
    QToolButton* m_ignore;
    QMenu* m_ignoreMenu;
    QToolButton* m_copy;
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    FrozenTable* m_table;
    QWidget* m_tableRim;
    QStringList m_shown;         ///< names and ids of the runs in the model
    bool m_onlyChanged = false;  ///< the switch, for one run; for several it is a setting
};

}  // namespace tempera::ui
