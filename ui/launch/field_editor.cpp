// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launch/field_editor.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSpinBox>
#include <QWheelEvent>
#include <limits>

#include "ui/common/text_format.h"

namespace tempera::ui {

namespace {

/// A spin box that leaves the wheel to the form while it has no focus: scrolling changes nothing.
class CalmSpinBox : public QSpinBox {
public:
    CalmSpinBox() { setFocusPolicy(Qt::StrongFocus); }

protected:
    void wheelEvent(QWheelEvent* event) override {
        if (hasFocus()) {
            QSpinBox::wheelEvent(event);
        } else {
            event->ignore();
        }
    }
};

class CalmComboBox : public QComboBox {
public:
    CalmComboBox() { setFocusPolicy(Qt::StrongFocus); }

protected:
    void wheelEvent(QWheelEvent* event) override { event->ignore(); }
};

bool fitsSpinBox(const Field& field) {
    constexpr double most = std::numeric_limits<int>::max();
    return field.type == FieldType::Int && field.min && field.max && *field.min >= -most && *field.max <= most;
}

}  // namespace

FieldEditor::FieldEditor(const Field& field, QWidget* parent) : QWidget(parent) {
    if (field.type == FieldType::Bool) {
        m_check = new QCheckBox;
        connect(m_check, &QCheckBox::toggled, this, &FieldEditor::edited);
    } else if (field.type == FieldType::Choice || field.type == FieldType::Reward) {
        m_choice = new CalmComboBox;
        m_choice->setEditable(field.type == FieldType::Reward);
        m_choice->setInsertPolicy(QComboBox::NoInsert);
        m_choice->setMinimumContentsLength(4);
        for (const std::string& choice : field.choices) {
            m_choice->addItem(fromStd(choice));
        }
        connect(m_choice, &QComboBox::currentTextChanged, this, &FieldEditor::edited);
    } else if (fitsSpinBox(field)) {
        m_spin = new CalmSpinBox;
        m_spin->setRange(static_cast<int>(*field.min), static_cast<int>(*field.max));
        m_spin->setGroupSeparatorShown(true);
        connect(m_spin, &QSpinBox::valueChanged, this, &FieldEditor::edited);
    } else {
        m_line = new QLineEdit;
        connect(m_line, &QLineEdit::textChanged, this, &FieldEditor::edited);
    }
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(control());
    if (!m_check) {
        const bool number = field.type == FieldType::Int || field.type == FieldType::Real;
        control()->setMinimumWidth(fontMetrics().averageCharWidth() * 12);
        setMaximumWidth(fontMetrics().averageCharWidth() * (number ? 20 : 32));
    }
    setSizePolicy(m_check ? QSizePolicy::Fixed : QSizePolicy::Expanding, QSizePolicy::Fixed);
    control()->setAccessibleName(fromStd(field.key));
    control()->setObjectName(fromStd(field.key));
    setFocusProxy(control());
}

QWidget* FieldEditor::control() const {
    if (m_check) {
        return m_check;
    }
    if (m_choice) {
        return m_choice;
    }
    return m_spin ? static_cast<QWidget*>(m_spin) : m_line;
}

QString FieldEditor::text() const {
    if (m_check) {
        return m_check->isChecked() ? QStringLiteral("true") : QStringLiteral("false");
    }
    if (m_choice) {
        return m_choice->currentText();
    }
    return m_spin ? QString::number(m_spin->value()) : m_line->text();
}

void FieldEditor::setText(const QString& text) {
    if (m_check) {
        m_check->setChecked(text == QLatin1String("true"));
    } else if (m_choice) {
        m_choice->setCurrentText(text);
    } else if (m_spin) {
        m_spin->setValue(text.toInt());
    } else {
        m_line->setText(text);
    }
}

}  // namespace tempera::ui
