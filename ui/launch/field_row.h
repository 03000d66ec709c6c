// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/config/schema.h"

class QLabel;
class QToolButton;

namespace tempera::ui {

class ElidedLabel;
class FieldEditor;

/// One setting in the launch form: name, control, unit, what it does, what is wrong with it.
class FieldRow : public QWidget {
    Q_OBJECT

public:
    explicit FieldRow(const Field& field, QWidget* parent = nullptr);

    const Field& field() const { return m_field; }
    QString text() const;
    /// The preset's value: what "back" returns to.
    void setStandard(const QString& text);
    bool changed() const;
    /// "" = nothing is wrong.
    void setProblem(const QString& sentence);
    QString problem() const;
    bool matches(const QStringList& words) const;
    FieldEditor* editor() const { return m_editor; }
    void setLabelWidth(int width);  ///< the same for all rows of a form
    QToolButton* backButton() const { return m_back; }
    static QString labelFor(const std::string& key);
    /// What a number may be: "1 to 1,000", "at least 1"; "" for everything else.
    static QString rangeOf(const Field& field);

Q_SIGNALS:
    void edited();

private:
    void updateChanged();

    const Field& m_field;
    QString m_standard;
    QLabel* m_label;
    FieldEditor* m_editor;
    QToolButton* m_back;
    ElidedLabel* m_before;
    QLabel* m_doc;
    QLabel* m_problem;
};

}  // namespace tempera::ui
