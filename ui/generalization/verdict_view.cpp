// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/generalization/verdict_view.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

#include "core/base/shell_words.h"
#include "core/comparison/judge_names.h"
#include "core/config/schema.h"
#include "ui/common/core_text.h"
#include "ui/common/icons.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/session/run_data.h"

namespace tempera::ui {

namespace {

constexpr int copiedFor = 1500;  // ms

/// Judges that could be asked, of the run's world, that share no model with its reward; separated by commas.
QString otherJudges(const RunData& run) {
    const bool embedded = run.head.summary.info.model == "animals";
    const auto own = models_of(run.head.summary.info.reward);
    QStringList others;
    for (const std::string& name : find_field("reward.name")->choices) {
        const bool ofWorld =
            embedded ? name.starts_with("animals-")
                     : name == "aesthetic" || name == "pickscore" || name == "hpsv2.1" || name == "image-reward";
        if (ofWorld && !own.contains(name)) {
            others << fromStd(name);
        }
    }
    return others.join(QLatin1Char(','));
}

}  // namespace

VerdictView::VerdictView(QWidget* parent)
    : QWidget(parent),
      m_icon(new QLabel),
      m_sentence(new QLabel),
      m_suggestion(new QLabel),
      m_notes(new QLabel),
      m_goTo(new QPushButton),
      m_export(new QPushButton(tr("Export this LoRA…"))),
      m_copy(new QPushButton) {
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_sentence->setFont(textFont(TextSize::Title, true));
    m_notes->setFont(textFont(TextSize::Small));
    m_notes->setForegroundRole(QPalette::PlaceholderText);
    for (QLabel* label : {m_sentence, m_suggestion, m_notes}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    auto* words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(m_sentence);
    words->addWidget(m_suggestion);
    words->addWidget(m_notes);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 10, 12, 10);
    layout->setSpacing(8);
    layout->addWidget(m_icon, 0, Qt::AlignTop);
    layout->addLayout(words, 1);
    layout->addSpacing(8);
    layout->addWidget(m_goTo, 0, Qt::AlignTop);
    layout->addWidget(m_export, 0, Qt::AlignTop);
    layout->addWidget(m_copy, 0, Qt::AlignTop);
    connect(m_goTo, &QPushButton::clicked, this, [this] { Q_EMIT epochChosen(m_report->suggested_epoch()); });
    connect(m_export, &QPushButton::clicked, this, [this] { Q_EMIT exportAsked(*m_report->checkpoint); });
    connect(m_copy, &QPushButton::clicked, this, &VerdictView::copyCommand);
}

void VerdictView::show(const RunData& run, std::shared_ptr<const Overoptimization> report) {
    m_report = std::move(report);
    m_sentence->setText(
        m_report->verdict == Verdict::NoOthers
            ? tr("No other judge was asked: whether the run is overoptimized, its own reward cannot tell.")
            : coreText(verdict_sentence(*m_report)));
    m_suggestion->setText(coreText(suggestion_sentence(*m_report)));
    m_suggestion->setVisible(!m_suggestion->text().isEmpty());
    QStringList notes;
    for (const std::string& note : m_report->notes) {
        notes << coreText(note) + QLatin1Char('.');
    }
    m_notes->setText(notes.join(QLatin1Char('\n')));
    m_notes->setVisible(!notes.isEmpty());

    m_goTo->setVisible(m_report->has_suggestion());
    if (m_report->has_suggestion()) {
        m_goTo->setText(tr("Go to epoch %1").arg(m_report->suggested_epoch()));
    }
    const QString folder = fromStd(shell_quoted(run.head.dir.string()));
    m_command.clear();
    const QString judges = otherJudges(run);
    if (m_report->verdict == Verdict::NoOthers && !judges.isEmpty()) {
        m_copyText = tr("Copy evaluate command");
        m_command = QStringLiteral("tempera-run evaluate %1 --rewards %2").arg(folder, judges);
    } else if (m_report->has_suggestion() && m_report->peak > 0 && m_report->checkpoint) {
        m_copyText = tr("Copy command");
        m_command = QStringLiteral("tempera-run export-lora %1 --epoch %2 --format diffusers")
                        .arg(folder)
                        .arg(*m_report->checkpoint);
    }
    const bool weights = m_report->has_suggestion() && m_report->peak > 0 && m_report->checkpoint;
    m_export->setVisible(weights);
    if (weights) {
        m_export->setToolTip(tr("Write the weights of epoch %1 for another program").arg(*m_report->checkpoint));
    }
    m_copy->setVisible(!m_command.isEmpty());
    m_copy->setText(m_copyText);
    m_copy->setToolTip(m_command);
    updateIcon();
}

void VerdictView::updateIcon() {
    if (!m_report) {
        return;
    }
    const int side = QFontMetrics(m_sentence->font()).height();
    const auto show = [&](const QIcon& picture) { m_icon->setPixmap(picture.pixmap(side, side)); };
    switch (m_report->verdict) {
        case Verdict::Overoptimized:
        case Verdict::Declining:
            show(icon(QStringLiteral("warning"), theme::warning(palette())));
            break;
        case Verdict::Sound:
            show(icon(QStringLiteral("state-finished"), theme::stateColour(RunState::Finished, palette())));
            break;
        case Verdict::TooShort:
        case Verdict::NoOthers:
            show(icon(QStringLiteral("info"), theme::subtleText(palette())));
            break;
    }
}

void VerdictView::copyCommand() {
    QGuiApplication::clipboard()->setText(m_command);
    m_copy->setText(tr("Copied"));
    QTimer::singleShot(copiedFor, this, [this] { m_copy->setText(m_copyText); });
}

QString VerdictView::sentence() const {
    return m_sentence->text();
}

QString VerdictView::suggestion() const {
    return m_suggestion->text();
}

void VerdictView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        updateIcon();
    }
}

}  // namespace tempera::ui
