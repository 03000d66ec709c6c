// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/compare_pane.h"

#include <QComboBox>
#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <QMimeData>
#include <QPainter>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/common/elided_label.h"
#include "ui/common/icons.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/compare/comparison.h"
#include "ui/compare/lines_label.h"
#include "ui/compare/picture_view.h"
#include "ui/compare/run_choices.h"
#include "ui/compare/run_mark.h"

namespace tempera::ui {

QString ComparePane::runMime() {
    return QStringLiteral("application/x-tempera-runs");
}

ComparePane::ComparePane(Comparison& comparison, RunChoices& runs, Viewport& viewport, int number, QWidget* parent)
    : QWidget(parent),
      m_comparison(comparison),
      m_runs(runs),
      m_number(number),
      m_mark(new RunMark(number + 1)),
      m_run(new QComboBox),
      m_epoch(new QComboBox),
      m_remove(new QToolButton),
      m_note(new ElidedLabel),
      m_settings(new LinesLabel(1)),
      m_view(new PictureView(viewport)),
      m_caption(new LinesLabel(2)) {
    setAcceptDrops(true);
    {
        const QSignalBlocker quiet(m_run);
        m_run->setModel(&runs);
    }
    m_run->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_run->setMinimumContentsLength(2);  // six panes fit beside each other
    m_run->setAccessibleName(tr("Run of pane %1").arg(number + 1));
    // Not AdjustToContents: then the box resizes itself, whatever room the pane has.
    m_epoch->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_epoch->setMinimumContentsLength(3);
    m_epoch->setMaximumWidth(fontMetrics().averageCharWidth() * 20);
    m_epoch->setAccessibleName(tr("Epoch of pane %1").arg(number + 1));
    m_epoch->setToolTip(tr("A fixed epoch, or the one of the scrubber below"));
    m_remove->setIcon(icon(QStringLiteral("close")));
    m_remove->setAutoRaise(true);
    m_remove->setToolTip(tr("Remove this pane"));
    m_remove->setAccessibleName(tr("Remove pane %1").arg(number + 1));
    m_note->setFont(textFont(TextSize::Small));
    m_settings->setForegroundRole(QPalette::PlaceholderText);

    auto* choice = new QHBoxLayout;
    choice->setSpacing(4);
    choice->addWidget(m_mark);
    choice->addWidget(m_run, 1);
    choice->addWidget(m_remove);
    auto* facts = new QHBoxLayout;
    facts->setSpacing(8);
    facts->addWidget(m_epoch, 6);
    facts->addWidget(m_note, 4);
    facts->addWidget(m_settings, 3);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 6, 8, 6);
    layout->setSpacing(4);
    layout->addLayout(choice);
    layout->addLayout(facts);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_caption);

    colourNote();
    connect(m_run, &QComboBox::activated, this, [this](int row) {
        Q_EMIT chosen();
        Q_EMIT runChosen(m_runs.index(row).data(RunChoices::IdRole).toString());
    });
    connect(m_epoch, &QComboBox::activated, this, [this](int row) {
        Q_EMIT chosen();
        Q_EMIT epochChosen(row == 0 ? std::nullopt : std::optional(m_epochs.at(static_cast<std::size_t>(row) - 1)));
    });
    connect(m_remove, &QToolButton::clicked, this, &ComparePane::removeAsked);
    connect(m_view, &PictureView::chosen, this, &ComparePane::chosen);
}

void ComparePane::fillEpochs(const PaneContent& content) {
    const auto& epochs = m_comparison.epochs(m_number);
    const auto& pane = m_comparison.panes().at(static_cast<std::size_t>(m_number));
    const QSignalBlocker quiet(m_epoch);
    if (m_epochs != epochs || m_epoch->count() == 0) {
        m_epochs = epochs;
        m_epoch->clear();
        m_epoch->addItem(QString());
        for (const std::int64_t epoch : epochs) {
            m_epoch->addItem(tr("Epoch %1").arg(epoch));
        }
    }
    m_epoch->setItemText(0, tr("Scrubber: %1").arg(content.epoch.value_or(content.wanted)));
    int row = 0;
    if (pane.epoch) {
        const auto place = std::upper_bound(epochs.begin(), epochs.end(), *pane.epoch);
        row = static_cast<int>(place - epochs.begin());
    }
    m_epoch->setCurrentIndex(row);
}

void ComparePane::show(const PaneContent& content, const QStringList& differing, const PaneContent* first) {
    using State = PaneContent::State;
    const auto& pane = m_comparison.panes().at(static_cast<std::size_t>(m_number));
    {
        const QSignalBlocker quiet(m_run);
        m_run->setCurrentIndex(m_runs.rowOf(pane.runId));
    }
    m_run->setToolTip(m_run->currentText());
    m_mark->setColour(content.run ? content.run->head.entry.colour : -1);
    fillEpochs(content);
    m_note->setFullText(content.earlier()
                            ? tr("▲ epoch %1, the nearest before %2").arg(*content.epoch).arg(content.wanted)
                            : QString());
    m_note->setVisible(content.earlier());
    m_settings->setParts(differing);
    QString sentence;
    switch (content.state) {
        case State::Ready:
        case State::Loading:
            break;
        case State::NoRun:
            sentence = tr("This run is gone.");
            break;
        case State::NoEpoch:
            sentence = tr("No pictures of this kind up to epoch %1.").arg(content.wanted);
            break;
        case State::NoPicture:
            sentence = tr("This epoch has no picture of this prompt and seed.");
            break;
    }
    m_view->setPicture(content.picture, sentence);
    m_caption->setParts(scores(content, first));
    const QString prompt = content.item ? fromStd(content.item->row.prompt) : sentence;
    m_view->setAccessibleName(tr("Picture %1: %2, epoch %3, %4")
                                  .arg(m_number + 1)
                                  .arg(content.run ? content.run->name() : QString())
                                  .arg(content.epoch.value_or(content.wanted))
                                  .arg(prompt));
    m_view->setAccessibleDescription(m_caption->text());
}

QStringList ComparePane::scores(const PaneContent& content, const PaneContent* first) {
    if (!content.item) {
        return {};
    }
    QStringList parts;
    const auto add = [&](const QString& reward, double value) {
        QString part = QStringLiteral("%1 %2").arg(reward, formatNumber(value));
        if (first && first->item) {
            if (const auto base = first->item->scores.find(reward); base != first->item->scores.end()) {
                const double distance = value - base->second;
                part += QStringLiteral(" (%1%2)").arg(distance < 0 ? QStringLiteral("−") : QStringLiteral("+"),
                                                      QLocale().toString(std::abs(distance), 'g', 2));
            }
        }
        parts << part;
    };
    // What the run was trained on comes first.
    const QString own = fromStd(content.run->head.summary.info.reward);
    if (const auto found = content.item->scores.find(own); found != content.item->scores.end()) {
        add(own, found->second);
    }
    for (const auto& [reward, value] : content.item->scores) {
        if (reward != own) {
            add(reward, value);
        }
    }
    return parts;
}

QString ComparePane::settingsText() const {
    return m_settings->text();
}

QString ComparePane::noteText() const {
    return m_note->fullText();
}

QString ComparePane::caption() const {
    return m_caption->text();
}

void ComparePane::setCurrent(bool current) {
    if (current != m_current) {
        m_current = current;
        update();
    }
}

void ComparePane::setRemovable(bool removable) {
    m_remove->setVisible(removable);
}

void ComparePane::setCompact(bool compact) {
    m_view->setVisible(!compact);
}

void ComparePane::colourNote() {
    QPalette warning = palette();
    warning.setColor(QPalette::WindowText, theme::warning(palette()));
    m_note->setPalette(warning);
}

void ComparePane::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        colourNote();
    }
}

void ComparePane::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), palette().base());
    if (m_current) {
        painter.fillRect(QRect(0, 0, width(), 2), theme::accent(palette()));
    }
}

void ComparePane::mousePressEvent(QMouseEvent* /*event*/) {
    Q_EMIT chosen();
}

void ComparePane::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasFormat(runMime())) {
        event->acceptProposedAction();
    }
}

void ComparePane::dropEvent(QDropEvent* event) {
    const QString ids = QString::fromUtf8(event->mimeData()->data(runMime()));
    const QString id = ids.section(QLatin1Char('\n'), 0, 0);
    if (m_runs.rowOf(id) >= 0) {
        event->acceptProposedAction();
        Q_EMIT chosen();
        Q_EMIT runChosen(id);
    }
}

}  // namespace tempera::ui
