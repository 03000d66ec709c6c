// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include "ui/common/message_bar.h"

namespace tempera::ui {

class ConfigForm;

/// The user's changes on their way from one preset to the next, and the line that says so. What the next one's method
/// does not read waits here for a preset that does; nothing is lost by looking at another one.
class CarriedEdits : public MessageBar {
    Q_OBJECT

public:
    explicit CarriedEdits(ConfigForm& form, QWidget* parent = nullptr);

    /// "key=text" of everything that the user changed, what waits included; without the name.
    QStringList all() const;
    /// Puts changes into the form, which has just got another preset, and says which. The method is the preset's.
    void carry(const QStringList& settings);
    /// Puts changes into the form as they are, without a word.
    void put(const QStringList& settings);
    /// Keeps changes for later: what the form shows now is no preset.
    void park(const QStringList& settings);
    void clear();

private:
    ConfigForm& m_form;
    QStringList m_waiting;
};

}  // namespace tempera::ui
