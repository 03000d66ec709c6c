// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/config/schema.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QSpinBox;

namespace tempera::ui {

/// The fitting control for one field of the schema. Its value is the text that one would type after
/// --set: the configuration checks it, not the control.
class FieldEditor : public QWidget {
    Q_OBJECT

public:
    explicit FieldEditor(const Field& field, QWidget* parent = nullptr);

    QString text() const;
    void setText(const QString& text);
    QWidget* control() const;

Q_SIGNALS:
    void edited();

private:
    QCheckBox* m_check = nullptr;
    QComboBox* m_choice = nullptr;
    QSpinBox* m_spin = nullptr;
    QLineEdit* m_line = nullptr;
};

}  // namespace tempera::ui
