// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/run_details.h"

#include <QEvent>
#include <QFontDatabase>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include "core/base/clock.h"
#include "core/store/silence.h"
#include "ui/common/core_text.h"
#include "ui/common/elided_label.h"
#include "ui/common/icons.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/runs/colour_menu.h"
#include "ui/runs/notes_field.h"
#include "ui/runs/run_edits.h"
#include "ui/runs/run_facts.h"
#include "ui/runs/tags_field.h"
#include "ui/session/run_digests.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {

QString stateSentence(const RunData& run) {
    const Progress& progress = run.head.summary.progress;
    if (run.stopping) {
        return RunDetails::tr("Stopping after this step");
    }
    switch (run.head.state) {
        case RunState::Running: {
            if (const auto silent = silence(run.head.summary, run.head.state, unix_seconds())) {
                return RunDetails::tr("No progress for %1").arg(formatDuration(*silent));
            }
            const QString text = progress.phase.empty() ? RunDetails::tr("Running") : coreSentence(progress.phase);
            return progress.eta_seconds >= 0 ? text + QStringLiteral(", ") + endsAbout(progress.eta_seconds) : text;
        }
        case RunState::Interrupted:
            return RunDetails::tr("Interrupted: its worker is gone");
        case RunState::Failed:
        case RunState::Paused:
            return run.lastReason().isEmpty() ? theme::stateText(run.head.state) : run.lastReason();
        default:
            return theme::stateText(run.head.state);
    }
}

/// "12.05. 14:05, from epoch 10: 1 h 20 min, stop asked"
QString attemptSentence(const AttemptRow& attempt, bool running, double lastSign) {
    const QString start =
        attempt.from_epoch > 0
            ? RunDetails::tr("%1, from epoch %2").arg(exactTime(attempt.started)).arg(attempt.from_epoch)
            : exactTime(attempt.started);
    const double end = attempt.ended > 0 ? attempt.ended : lastSign;
    const QString took = end > attempt.started ? formatDuration(end - attempt.started) : QString();
    QString how = coreText(attempt.reason);
    if (attempt.ended <= 0) {
        how = running ? RunDetails::tr("at work") : RunDetails::tr("its worker vanished");
    }
    QStringList parts{took, how};
    parts.removeAll(QString());
    return parts.isEmpty() ? start : start + QStringLiteral(": ") + parts.join(QStringLiteral(", "));
}

}  // namespace

RunDetails::RunDetails(Session& session, const RunDigests& digests, RunEdits& edits, QWidget* parent)
    : QWidget(parent),
      m_session(session),
      m_digests(digests),
      m_edits(edits),
      m_icon(new QLabel),
      m_name(new ElidedLabel),
      m_star(new QToolButton),
      m_colour(new QToolButton),
      m_state(new QLabel),
      m_lastLines(new QLabel),
      m_form(new QFormLayout),
      m_tags(new TagsField([&edits] { return edits.allTags(); })),
      m_notes(new NotesField),
      m_historyTitle(new QLabel(tr("History"))),
      m_history(new QLabel) {
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(m_icon);
    head->addWidget(m_name, 1);
    head->addWidget(m_colour);
    head->addWidget(m_star);
    m_star->setAutoRaise(true);
    m_star->setCheckable(true);
    m_colour->setAutoRaise(true);
    m_colour->setPopupMode(QToolButton::InstantPopup);
    m_colour->setAccessibleName(tr("Colour of the run"));
    auto* colours = new QMenu(m_colour);
    fillColourMenu(colours, [this](int colour) { m_edits.setColour({m_session.currentId()}, colour); });
    m_colour->setMenu(colours);
    m_state->setWordWrap(true);
    m_lastLines->setWordWrap(true);
    m_lastLines->setTextFormat(Qt::PlainText);
    m_lastLines->setObjectName(QStringLiteral("details-last-lines"));
    m_historyTitle->setForegroundRole(QPalette::PlaceholderText);
    m_history->setWordWrap(true);
    m_history->setTextFormat(Qt::PlainText);
    m_history->setObjectName(QStringLiteral("details-history"));
    for (QLabel* label : {m_state, m_lastLines, m_history}) {
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_notes->setPlaceholderText(tr("Notes"));
    m_notes->setAccessibleName(tr("Notes"));
    m_form->setVerticalSpacing(3);
    m_form->setHorizontalSpacing(12);
    m_form->setContentsMargins(0, 6, 0, 0);
    m_form->setLabelAlignment(Qt::AlignLeft);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 10, 8, 10);
    layout->setSpacing(2);
    layout->addLayout(head);
    layout->addWidget(m_state);
    layout->addWidget(m_lastLines);
    layout->addLayout(m_form);
    layout->addSpacing(8);
    layout->addWidget(m_tags);
    layout->addSpacing(4);
    layout->addWidget(m_notes);
    layout->addSpacing(8);
    layout->addWidget(m_historyTitle);
    layout->addWidget(m_history);
    layout->addStretch(1);

    addRow(QStringLiteral("epoch"), tr("Epoch"));
    addRow(QStringLiteral("method"), tr("Method"));
    addRow(QStringLiteral("reward"), tr("Reward"));
    addRow(QStringLiteral("model"), tr("Model"));
    addRow(QStringLiteral("seed"), tr("Seed"));
    addRow(QStringLiteral("device"), tr("Device"));
    addRow(QStringLiteral("created"), tr("Created"));
    addRow(QStringLiteral("duration"), tr("Duration"));
    addRow(QStringLiteral("disk"), tr("Disk"));

    connect(m_star, &QToolButton::clicked, this,
            [this](bool on) { m_edits.setFavourite({m_session.currentId()}, on); });
    connect(m_tags, &QLineEdit::editingFinished, this,
            [this] { m_edits.setTags(m_session.currentId(), m_tags->tags()); });
    connect(m_notes, &NotesField::written, &m_edits, &RunEdits::setNotes);
    connect(&session, &Session::currentChanged, this, &RunDetails::refresh);
    connect(&session, &Session::runChanged, this, [this](const QString& id) {
        if (id == m_session.currentId()) {
            refresh();
        }
    });
    connect(&digests, &RunDigests::changed, this, [this](const QStringList& ids) {
        if (ids.contains(m_session.currentId())) {
            refresh();
        }
    });
    // "3 min ago" grows old by itself.
    auto* clock = new QTimer(this);
    clock->setInterval(30000);
    connect(clock, &QTimer::timeout, this, &RunDetails::refresh);
    clock->start();
    useFonts();
    refresh();
}

void RunDetails::addRow(const QString& key, const QString& title) {
    auto* label = new QLabel(title);
    auto* value = new ElidedLabel;
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    value->setObjectName(QStringLiteral("details-") + key);
    label->setBuddy(value);
    label->setForegroundRole(QPalette::PlaceholderText);
    m_values[key] = value;
    m_form->addRow(label, value);
}

void RunDetails::setRow(const QString& key, const QString& text, const QString& toolTip) {
    static_cast<ElidedLabel*>(m_values[key])->setFullText(text, toolTip);
}

void RunDetails::useFonts() {
    m_name->setFont(textFont(TextSize::Normal, true));
    const QFont small = textFont(TextSize::Small);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_state, m_history, m_historyTitle, m_tags, m_notes}) {
        widget->setFont(small);
    }
    QFont typed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    typed.setPointSizeF(small.pointSizeF() > 0 ? small.pointSizeF() : typed.pointSizeF());
    m_lastLines->setFont(typed);
    m_notes->setFixedHeight(QFontMetrics(small).lineSpacing() * 4 + 12);
    for (int row = 0; row < m_form->rowCount(); ++row) {
        m_form->itemAt(row, QFormLayout::LabelRole)->widget()->setFont(small);
        m_form->itemAt(row, QFormLayout::FieldRole)->widget()->setFont(small);
    }
}

void RunDetails::refresh() {
    const RunData* run = m_session.current();
    setVisible(run != nullptr);
    if (!run) {
        m_notes->setNotes(QString(), QString());
        return;
    }
    refreshHead(*run);
    refreshFacts(*run);
    refreshWords(*run);
}

void RunDetails::refreshHead(const RunData& run) {
    const int side = fontMetrics().height() + 2;
    m_icon->setPixmap(icon(theme::stateIcon(run.head.state), theme::stateColour(run.head.state, palette()))
                          .pixmap(QSize(side, side), devicePixelRatioF()));
    m_icon->setToolTip(theme::stateText(run.head.state));
    static_cast<ElidedLabel*>(m_name)->setFullText(run.name(), tr("Folder %1").arg(fromPath(run.head.dir)));
    const bool favourite = run.head.entry.favourite;
    m_star->setChecked(favourite);
    m_star->setIcon(icon(favourite ? QStringLiteral("star-filled") : QStringLiteral("star")));
    m_star->setAccessibleName(favourite ? tr("Favourite") : tr("Not a favourite"));
    m_star->setToolTip(favourite ? tr("Unstar") : tr("Make it a favourite"));
    m_colour->setIcon(swatchIcon(run.head.entry.colour, palette(), 16));
    m_colour->setToolTip(tr("%1: the curves of this run").arg(colourName(run.head.entry.colour)));
}

void RunDetails::refreshFacts(const RunData& run) {
    const RunInfo& info = run.head.summary.info;
    const Progress& progress = run.head.summary.progress;
    const RunExtras* extras = m_digests.of(run.id());
    QString pace = tr("%1 of %2").arg(progress.epoch).arg(progress.num_epochs);
    if (progress.epoch_seconds > 0) {
        pace += tr(", %1 s each").arg(formatNumber(progress.epoch_seconds));
    }
    setRow(QStringLiteral("epoch"), pace);
    setRow(QStringLiteral("method"), fromStd(info.method));
    setRow(QStringLiteral("reward"), fromStd(info.reward));
    setRow(QStringLiteral("model"), fromStd(info.model),
           tr("SHA-256 of the weights: %1").arg(fromStd(info.model_hash)));
    setRow(QStringLiteral("seed"), QString::number(info.seed));
    setRow(QStringLiteral("device"), fromStd(info.device),
           tr("%1 on %2").arg(fromStd(info.versions), fromStd(info.host)));
    setRow(QStringLiteral("created"), relativeTime(info.created), exactTime(info.created));
    const double worked = workedSeconds(run.head.summary);
    setRow(QStringLiteral("duration"), worked > 0 ? formatDuration(worked) : QStringLiteral("–"));
    setRow(QStringLiteral("disk"), extras ? sizeText(extras->digest.disk_bytes) : QStringLiteral("–"));
}

void RunDetails::refreshWords(const RunData& run) {
    m_state->setText(stateSentence(run));
    const RunExtras* extras = m_digests.of(run.id());
    m_lastLines->setText(extras ? extras->lastLines : QString());
    m_lastLines->setVisible(!m_lastLines->text().isEmpty());
    m_lastLines->setAccessibleName(tr("Last lines of the log"));
    QStringList tags;
    for (const std::string& tag : run.head.entry.tags) {
        tags << fromStd(tag);
    }
    if (!m_tags->hasFocus() || !m_tags->isModified()) {
        m_tags->setTags(tags);
    }
    m_notes->setNotes(run.id(), fromStd(run.head.entry.notes));
    QStringList attempts;
    for (const AttemptRow& attempt : run.head.summary.attempts) {
        const bool last = &attempt == &run.head.summary.attempts.back();
        attempts << attemptSentence(attempt, last && run.live(), run.head.summary.progress.wall);
    }
    m_history->setText(attempts.join(QLatin1Char('\n')));
    m_historyTitle->setVisible(!attempts.isEmpty());
}

void RunDetails::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::ApplicationFontChange) {
        useFonts();
    }
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationFontChange) {
        refresh();
    }
}

}  // namespace tempera::ui
