// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <map>
#include <utility>
#include <vector>

#include "core/config/config.h"

class QLabel;
class QLineEdit;
class QScrollArea;
class QToolButton;

namespace tempera::ui {

class FieldRow;

/// A configuration as a form made from the schema: the few settings that matter most, the rest by
/// search or all at once. Every change checks all fields together.
class ConfigForm : public QWidget {
    Q_OBJECT

public:
    explicit ConfigForm(QWidget* parent = nullptr);

    void setPreset(const Config& preset);
    void setValue(const QString& key, const QString& text);
    /// Whether the method that is chosen reads the setting.
    bool applies(const QString& key) const;
    void dropChanges();  ///< back to the preset, the name aside
    /// The name that is offered; not a change by the user.
    void setName(const QString& name);
    QString value(const QString& key) const;

    /// The preset with the edits that are valid.
    const Config& config() const { return m_config; }
    /// "key=text" for every setting that differs from the preset, without the name, as typed: what is wrong as well.
    QStringList typedSettings() const;
    /// Key and sentence of everything that is wrong, in the order of the form.
    const std::vector<std::pair<QString, QString>>& problems() const { return m_problems; }
    int problemCount() const { return static_cast<int>(m_problems.size()); }
    FieldRow* row(const QString& key) const;
    /// Brings a setting into view, whatever the form shows now, and puts the cursor into it.
    void showField(const QString& key);

    QLineEdit* searchField() const { return m_search; }
    QToolButton* allButton() const { return m_all; }
    QToolButton* changedButton() const { return m_changed; }

Q_SIGNALS:
    void changed();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void build();
    void check();
    void updateShown();
    bool applies(const Field& field) const;

    Config m_preset;
    Config m_config;
    std::vector<std::pair<QString, QString>> m_problems;
    QString m_sought;  ///< key that is shown because a link led to it
    bool m_loading = false;
    QLineEdit* m_search;
    QToolButton* m_essential;
    QToolButton* m_changed;
    QToolButton* m_all;
    QScrollArea* m_scroll;
    QLabel* m_nothing;
    std::vector<FieldRow*> m_rows;
    std::map<QString, QLabel*> m_headings;  ///< by section
};

}  // namespace tempera::ui
