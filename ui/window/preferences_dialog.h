// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <functional>
#include <vector>

#include "ui/common/settings.h"

class QCheckBox;
class QComboBox;
class QFormLayout;
class QSpinBox;
class QVBoxLayout;

namespace tempera::ui {

/// Everything that a user may choose about the window. What is chosen is stored and in force at once.
class PreferencesDialog : public QDialog {
    Q_OBJECT

public:
    explicit PreferencesDialog(Settings& settings, QWidget* parent = nullptr);

    /// The control of a setting, by Setting::key.
    template <typename Control>
    Control* control(const char* key) const {
        return findChild<Control*>(QLatin1String(key));
    }

private:
    QFormLayout* section(QVBoxLayout* layout, const QString& title);
    void addCheck(QFormLayout* form, const Setting<bool>& setting, const QString& text, const QString& tip = {});
    void addNumber(QFormLayout* form, const Setting<int>& setting, const QString& label, int step,
                   const QString& suffix, const QString& ofSystem = {});
    template <typename T>
    void addChoice(QFormLayout* form, const Setting<T>& setting, const QString& label,
                   const std::vector<std::pair<QString, T>>& choices);
    void addLook(QVBoxLayout* layout);
    void addRest(QVBoxLayout* layout);
    void restoreDefaults();

    Settings& m_settings;
    std::vector<std::function<void()>> m_resets;  ///< one per setting that is shown
};

}  // namespace tempera::ui
