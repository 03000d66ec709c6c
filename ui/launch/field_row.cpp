// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launch/field_row.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <algorithm>

#include "core/config/values.h"
#include "ui/common/core_text.h"
#include "ui/common/elided_label.h"
#include "ui/common/icons.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/launch/field_editor.h"

namespace tempera::ui {

FieldRow::FieldRow(const Field& field, QWidget* parent)
    : QWidget(parent),
      m_field(field),
      m_label(new QLabel(labelFor(field.key))),
      m_editor(new FieldEditor(field)),
      m_back(new QToolButton),
      m_before(new ElidedLabel),
      m_doc(new QLabel(coreText(field.doc))),
      m_problem(new QLabel) {
    m_label->setBuddy(m_editor);
    m_label->setWordWrap(true);
    setToolTip(tr("%1: %2").arg(fromStd(field.key), fromStd(allowed_values(field))));
    if (const QString range = rangeOf(field); !range.isEmpty()) {
        m_doc->setText(tr("%1 (%2)").arg(coreText(field.doc), range));
    }
    for (QLabel* label : {m_doc, m_problem}) {
        label->setWordWrap(true);
        label->setFont(textFont(TextSize::Small));
    }
    m_doc->setForegroundRole(QPalette::PlaceholderText);
    m_back->setIcon(icon(QStringLiteral("reset")));
    m_back->setAutoRaise(true);
    m_back->setToolTip(tr("Back to the preset's value"));
    m_back->setAccessibleName(tr("Back to the preset's value"));
    m_back->hide();
    m_before->setFont(textFont(TextSize::Small));
    m_before->setForegroundRole(QPalette::PlaceholderText);
    m_before->hide();
    m_problem->hide();

    auto* unit = new QLabel(coreText(field.unit));
    unit->setForegroundRole(QPalette::PlaceholderText);
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_editor, 1);
    line->addWidget(unit);
    line->addWidget(m_back);
    line->addWidget(m_before);
    line->addStretch();
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 8);
    layout->setHorizontalSpacing(12);
    layout->setVerticalSpacing(2);
    layout->addWidget(m_label, 0, 0, Qt::AlignLeft | Qt::AlignVCenter);
    layout->addLayout(line, 0, 1);
    layout->addWidget(m_doc, 1, 1);
    layout->addWidget(m_problem, 2, 1);
    layout->setColumnStretch(1, 1);

    connect(m_editor, &FieldEditor::edited, this, [this] {
        updateChanged();
        Q_EMIT edited();
    });
    connect(m_back, &QToolButton::clicked, this, [this] { m_editor->setText(m_standard); });
}

QString FieldRow::labelFor(const std::string& key) {
    // "sample.num_batches_per_epoch" -> "Batches per epoch"; "reward.name" -> "Reward"
    const QString whole = fromStd(key);
    QString name = whole.section(QLatin1Char('.'), -1);
    const bool general =
        name == QLatin1String("name") || name == QLatin1String("path") || name == QLatin1String("file");
    if (general && whole.contains(QLatin1Char('.'))) {
        name = whole.section(QLatin1Char('.'), 0, 0);
    }
    if (name.startsWith(QLatin1String("num_"))) {
        name.remove(0, 4);
    }
    name.replace(QLatin1Char('_'), QLatin1Char(' '));
    name[0] = name[0].toUpper();
    return name;
}

QString FieldRow::rangeOf(const Field& field) {
    const bool number = field.type == FieldType::Int || field.type == FieldType::Real;
    if (!number || !field.min || !field.max) {
        return {};
    }
    constexpr double endless = 1e9;  // a bound that nobody meets is none
    return *field.max >= endless ? tr("at least %1").arg(formatNumber(*field.min))
                                 : tr("%1 to %2").arg(formatNumber(*field.min), formatNumber(*field.max));
}

void FieldRow::setLabelWidth(int width) {
    m_label->setFixedWidth(width);
}

QString FieldRow::text() const {
    return m_editor->text();
}

void FieldRow::setStandard(const QString& text) {
    m_standard = text;
    // A path would push the field out of the form.
    m_before->setFullText(tr("preset: %1")
                              .arg(text.isEmpty() ? tr("empty")
                                                  : m_before->fontMetrics().elidedText(
                                                        text, Qt::ElideMiddle, fontMetrics().averageCharWidth() * 14)));
    m_editor->setText(text);
    updateChanged();
}

bool FieldRow::changed() const {
    return m_editor->text() != m_standard;
}

void FieldRow::updateChanged() {
    QFont font = m_label->font();
    font.setBold(changed());
    m_label->setFont(font);
    m_back->setVisible(changed());
    m_before->setVisible(changed());
}

void FieldRow::setProblem(const QString& sentence) {
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, theme::error(palette()));
    m_problem->setPalette(colours);
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
    m_editor->control()->setAccessibleDescription(sentence);
}

QString FieldRow::problem() const {
    return m_problem->text();
}

bool FieldRow::matches(const QStringList& words) const {
    const QString text =
        fromStd(m_field.key) + QLatin1Char(' ') + m_label->text() + QLatin1Char(' ') + coreText(m_field.doc);
    return std::all_of(words.begin(), words.end(),
                       [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

}  // namespace tempera::ui
