// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launch/config_form.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QSet>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "core/base/error.h"
#include "ui/common/core_text.h"
#include "ui/common/icons.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/launch/field_editor.h"
#include "ui/launch/field_row.h"

namespace tempera::ui {

namespace {

/// What nearly everyone changes; everything else is one search away.
const QSet<QString>& essentialKeys() {
    static const QSet<QString> keys{
        QStringLiteral("name"),
        QStringLiteral("method"),
        QStringLiteral("reward.name"),
        QStringLiteral("num_epochs"),
        QStringLiteral("seed"),
        QStringLiteral("threads"),
        QStringLiteral("train.learning_rate"),
        QStringLiteral("sample.num_steps"),
        QStringLiteral("sample.batch_size"),
        QStringLiteral("sample.num_batches_per_epoch"),
        QStringLiteral("sample.neuron_reset_freq"),
    };
    return keys;
}

QString sectionOf(const Field& field) {
    const QString key = fromStd(field.key);
    return key.contains(QLatin1Char('.')) ? key.section(QLatin1Char('.'), 0, 0) : QStringLiteral("run");
}

QString headingOf(const QString& section) {
    static const std::map<QString, const char*> names{
        {QStringLiteral("run"), QT_TRANSLATE_NOOP("tempera::ui::ConfigForm", "Run")},
        {QStringLiteral("model"), QT_TRANSLATE_NOOP("tempera::ui::ConfigForm", "Base model")},
        {QStringLiteral("lora"), QT_TRANSLATE_NOOP("tempera::ui::ConfigForm", "Adapter (LoRA)")},
        {QStringLiteral("prompts"), QT_TRANSLATE_NOOP("tempera::ui::ConfigForm", "Prompts")},
        {QStringLiteral("reward"), QT_TRANSLATE_NOOP("tempera::ui::ConfigForm", "Reward")},
        {QStringLiteral("sample"), QT_TRANSLATE_NOOP("tempera::ui::ConfigForm", "Sampling")},
        {QStringLiteral("train"), QT_TRANSLATE_NOOP("tempera::ui::ConfigForm", "Training")},
        {QStringLiteral("per_prompt"), QT_TRANSLATE_NOOP("tempera::ui::ConfigForm", "Statistics per prompt")},
        {QStringLiteral("critic"), QT_TRANSLATE_NOOP("tempera::ui::ConfigForm", "Critic")},
        {QStringLiteral("reset"), QT_TRANSLATE_NOOP("tempera::ui::ConfigForm", "Neuron reset")},
        {QStringLiteral("eval"), QT_TRANSLATE_NOOP("tempera::ui::ConfigForm", "Evaluation")},
        {QStringLiteral("checkpoint"), QT_TRANSLATE_NOOP("tempera::ui::ConfigForm", "Checkpoints")},
        {QStringLiteral("images"), QT_TRANSLATE_NOOP("tempera::ui::ConfigForm", "Stored pictures")},
        {QStringLiteral("ddpo"), QT_TRANSLATE_NOOP("tempera::ui::ConfigForm", "DDPO")},
        {QStringLiteral("align_prop"), QT_TRANSLATE_NOOP("tempera::ui::ConfigForm", "AlignProp")},
        {QStringLiteral("seppo"), QT_TRANSLATE_NOOP("tempera::ui::ConfigForm", "SePPO")},
    };
    const auto found = names.find(section);
    return found == names.end() ? section : ConfigForm::tr(found->second);
}

}  // namespace

ConfigForm::ConfigForm(QWidget* parent)
    : QWidget(parent),
      m_search(new QLineEdit),
      m_essential(new QToolButton),
      m_changed(new QToolButton),
      m_all(new QToolButton),
      m_scroll(new QScrollArea),
      m_nothing(new QLabel) {
    m_search->setPlaceholderText(tr("Search all settings"));
    m_search->setAccessibleName(tr("Search all settings"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_essential->setText(tr("Essentials"));
    m_essential->setToolTip(tr("What nearly everyone sets, and what you changed"));
    m_changed->setToolTip(tr("Only what differs from the preset"));
    m_all->setText(tr("All"));
    m_all->setToolTip(tr("Every setting of the chosen method"));
    auto* views = new QButtonGroup(this);
    for (QToolButton* button : {m_essential, m_changed, m_all}) {
        button->setCheckable(true);
        button->setAutoRaise(true);
        views->addButton(button);
        connect(button, &QToolButton::toggled, this, &ConfigForm::updateShown);
    }
    m_essential->setChecked(true);
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    auto* top = new QHBoxLayout;
    top->setSpacing(8);
    top->addWidget(m_search, 1);
    auto* choice = new QHBoxLayout;
    choice->setSpacing(2);
    choice->addWidget(m_essential);
    choice->addWidget(m_changed);
    choice->addWidget(m_all);
    top->addLayout(choice);
    m_scroll->setWidgetResizable(true);
    m_scroll->setAccessibleName(tr("Settings"));
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addLayout(top);
    layout->addWidget(m_scroll, 1);
    build();
    connect(m_search, &QLineEdit::textChanged, this, &ConfigForm::updateShown);
    setPreset(Config());
}

void ConfigForm::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const int width = std::min(fontMetrics().averageCharWidth() * 28, m_scroll->viewport()->width() * 35 / 100);
    for (FieldRow* row : m_rows) {
        row->setLabelWidth(width);
    }
}

void ConfigForm::build() {
    auto* canvas = new QWidget;
    auto* layout = new QVBoxLayout(canvas);
    layout->setContentsMargins(0, 0, 12, 0);
    layout->setSpacing(0);
    QString section;
    for (const Field& field : schema()) {
        if (sectionOf(field) != section) {
            section = sectionOf(field);
            auto* heading = new QLabel(headingOf(section));
            heading->setFont(textFont(TextSize::Small, true));
            heading->setForegroundRole(QPalette::PlaceholderText);
            heading->setContentsMargins(0, 8, 0, 6);
            layout->addWidget(heading);
            m_headings[section] = heading;
        }
        auto* row = new FieldRow(field);
        connect(row, &FieldRow::edited, this, &ConfigForm::check);
        layout->addWidget(row);
        m_rows.push_back(row);
    }
    m_nothing->setAlignment(Qt::AlignCenter);
    layout->addWidget(m_nothing);
    layout->addStretch();
    m_scroll->setWidget(canvas);
}

void ConfigForm::setPreset(const Config& preset) {
    m_preset = preset;
    m_sought.clear();
    m_loading = true;
    for (FieldRow* row : m_rows) {
        row->setStandard(fromStd(to_text(preset.value(row->field().key))));
    }
    m_loading = false;
    check();
    m_scroll->ensureVisible(0, 0);
}

FieldRow* ConfigForm::row(const QString& key) const {
    const std::string name = key.toStdString();
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [&](const FieldRow* row) { return row->field().key == name; });
    return found == m_rows.end() ? nullptr : *found;
}

void ConfigForm::setValue(const QString& key, const QString& text) {
    if (FieldRow* found = row(key)) {
        found->editor()->setText(text);
    }
}

void ConfigForm::setName(const QString& name) {
    m_preset.set("name", name.toStdString());
    row(QStringLiteral("name"))->setStandard(name);
}

bool ConfigForm::applies(const QString& key) const {
    const FieldRow* found = row(key);
    return found && applies(found->field());
}

void ConfigForm::dropChanges() {
    m_loading = true;
    for (FieldRow* row : m_rows) {
        if (row->field().key != "name") {
            row->setStandard(fromStd(to_text(m_preset.value(row->field().key))));
        }
    }
    m_loading = false;
    check();
}

QString ConfigForm::value(const QString& key) const {
    const FieldRow* found = row(key);
    return found ? found->text() : QString();
}

void ConfigForm::check() {
    if (m_loading) {
        return;
    }
    m_config = m_preset;
    std::map<QString, QString> problems;
    for (const FieldRow* row : m_rows) {
        const QString key = fromStd(row->field().key);
        if (!row->changed()) {
            continue;
        }
        try {
            m_config.set_text(row->field().key, row->text().toStdString(), "form");
        } catch (const Error& error) {
            const QString sentence = coreSentence(error.problem());
            problems[key] =
                error.remedy().empty() ? sentence : sentence + QStringLiteral(": ") + fromStd(error.remedy());
        }
    }
    for (const auto& [key, sentence] : m_config.problems()) {
        problems.emplace(fromStd(key), coreSentence(sentence));
    }
    m_problems.clear();
    for (FieldRow* row : m_rows) {
        const auto found = problems.find(fromStd(row->field().key));
        row->setProblem(found == problems.end() ? QString() : found->second);
        if (found != problems.end()) {
            m_problems.push_back(*found);
        }
    }
    updateShown();
    Q_EMIT changed();
}

bool ConfigForm::applies(const Field& field) const {
    const std::string& method = m_config.text("method");
    return field.methods.empty() ||
           std::find(field.methods.begin(), field.methods.end(), method) != field.methods.end();
}

void ConfigForm::updateShown() {
    const QStringList words = m_search->text().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    QSet<QString> sections;
    int changed = 0;
    for (FieldRow* row : m_rows) {
        const QString key = fromStd(row->field().key);
        const bool own = applies(row->field());
        changed += row->changed() ? 1 : 0;
        bool shown = false;
        if (!words.isEmpty()) {
            shown = own && row->matches(words);
        } else if (m_changed->isChecked()) {
            shown = row->changed();
        } else {
            shown = own && (m_all->isChecked() || essentialKeys().contains(key) || row->changed());
        }
        // What is wrong is never hidden.
        shown = shown || !row->problem().isEmpty() || key == m_sought;
        row->setVisible(shown);
        if (shown) {
            sections.insert(sectionOf(row->field()));
        }
    }
    m_changed->setText(changed == 0 ? tr("Changed") : tr("Changed (%1)").arg(changed));
    for (const auto& [section, heading] : m_headings) {
        heading->setVisible(sections.contains(section));
    }
    m_nothing->setVisible(sections.isEmpty());
    m_nothing->setText(
        words.isEmpty() ? tr("Nothing differs from the preset.")
                        : tr("No setting of this method has “%1” in its name or description.").arg(m_search->text()));
}

QStringList ConfigForm::typedSettings() const {
    QStringList texts;
    for (const FieldRow* row : m_rows) {
        if (row->changed() && row->field().key != "name") {
            texts << fromStd(row->field().key) + QLatin1Char('=') + row->text();
        }
    }
    return texts;
}

void ConfigForm::showField(const QString& key) {
    FieldRow* found = row(key);
    if (!found) {
        return;
    }
    m_sought = key;
    updateShown();
    layout()->activate();
    m_scroll->widget()->layout()->activate();
    m_scroll->ensureWidgetVisible(found);
    found->editor()->setFocus(Qt::ShortcutFocusReason);
}

}  // namespace tempera::ui
