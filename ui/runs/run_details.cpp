// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/run_details.h"

#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QTimer>
#include <QVBoxLayout>

#include "ui/common/elided_label.h"
#include "ui/common/icons.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
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
            QString text = progress.phase.empty() ? RunDetails::tr("Running") : fromStd(progress.phase);
            text[0] = text[0].toUpper();
            return progress.eta_seconds >= 0 ? text + QStringLiteral(", ") + endsAbout(progress.eta_seconds) : text;
        }
        case RunState::Interrupted:
            return RunDetails::tr("Interrupted: its worker is gone");
        case RunState::Failed: {
            const auto& attempts = run.head.summary.attempts;
            return attempts.empty() || attempts.back().reason.empty() ? theme::stateText(run.head.state)
                                                                      : fromStd(attempts.back().reason);
        }
        default:
            return theme::stateText(run.head.state);
    }
}

}  // namespace

RunDetails::RunDetails(Session& session, QWidget* parent)
    : QWidget(parent),
      m_session(session),
      m_icon(new QLabel),
      m_name(new ElidedLabel),
      m_state(new QLabel),
      m_form(new QFormLayout) {
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(m_icon);
    head->addWidget(m_name, 1);
    m_state->setWordWrap(true);
    m_state->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_form->setVerticalSpacing(3);
    m_form->setHorizontalSpacing(12);
    m_form->setContentsMargins(0, 6, 0, 0);
    m_form->setLabelAlignment(Qt::AlignLeft);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 10, 8, 10);
    layout->setSpacing(2);
    layout->addLayout(head);
    layout->addWidget(m_state);
    layout->addLayout(m_form);

    addRow(QStringLiteral("epoch"), tr("Epoch"));
    addRow(QStringLiteral("method"), tr("Method"));
    addRow(QStringLiteral("reward"), tr("Reward"));
    addRow(QStringLiteral("model"), tr("Model"));
    addRow(QStringLiteral("seed"), tr("Seed"));
    addRow(QStringLiteral("device"), tr("Device"));
    addRow(QStringLiteral("created"), tr("Created"));

    connect(&session, &Session::currentChanged, this, &RunDetails::refresh);
    connect(&session, &Session::runChanged, this, [this](const QString& id) {
        if (id == m_session.currentId()) {
            refresh();
        }
    });
    // "3 min ago" grows old by itself.
    auto* clock = new QTimer(this);
    clock->setInterval(30000);
    connect(clock, &QTimer::timeout, this, &RunDetails::refresh);
    clock->start();
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

void RunDetails::refresh() {
    const RunData* run = m_session.current();
    setVisible(run != nullptr);
    if (!run) {
        return;
    }
    m_name->setFont(textFont(TextSize::Normal, true));
    m_state->setFont(textFont(TextSize::Small));
    for (int row = 0; row < m_form->rowCount(); ++row) {
        QWidget* label = m_form->itemAt(row, QFormLayout::LabelRole)->widget();
        QWidget* value = m_form->itemAt(row, QFormLayout::FieldRole)->widget();
        label->setFont(textFont(TextSize::Small));
        value->setFont(textFont(TextSize::Small));
    }
    const RunInfo& info = run->head.summary.info;
    const Progress& progress = run->head.summary.progress;
    const int side = fontMetrics().height() + 2;
    m_icon->setPixmap(icon(theme::stateIcon(run->head.state), theme::stateColour(run->head.state, palette()))
                          .pixmap(QSize(side, side), devicePixelRatioF()));
    m_icon->setToolTip(theme::stateText(run->head.state));
    static_cast<ElidedLabel*>(m_name)->setFullText(run->name(), tr("Folder %1").arg(fromPath(run->head.dir)));
    m_state->setText(stateSentence(*run));
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
}

void RunDetails::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationFontChange) {
        refresh();
    }
}

}  // namespace tempera::ui
