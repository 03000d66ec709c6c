// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launch/preflight_panel.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>

#include "ui/common/icons.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/launch/field_row.h"
#include "ui/session/queue_runner.h"
#include "ui/session/selfcheck_runner.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {

constexpr int quietTime = 250;  // ms after the last change
constexpr double mib = 1024.0 * 1024.0;
/// An estimate this far from what it was measured on is a guess about other settings.
constexpr double tight = 0.8;

QString fieldLink(const QString& key, const QString& sentence) {
    return QStringLiteral("<p style=\"margin:0 0 6px 0\"><a href=\"%1\">%2</a><br>%3</p>")
        .arg(key.toHtmlEscaped(), FieldRow::labelFor(key.toStdString()).toHtmlEscaped(), sentence.toHtmlEscaped());
}

}  // namespace

PreflightPanel::PreflightPanel(Session& session, QueueRunner& queue, QWidget* parent)
    : QWidget(parent),
      m_session(session),
      m_queue(queue),
      m_selfcheck(new SelfcheckRunner(this)),
      m_cache(std::make_shared<CostCache>()),
      m_soon(new QTimer(this)),
      m_problemTitle(new QLabel),
      m_problemList(new QLabel),
      m_measure(new QPushButton(tr("Measure"))),
      m_measureNote(new QLabel) {
    m_problemTitle->setFont(textFont(TextSize::Normal, true));
    m_problemTitle->setWordWrap(true);
    m_problemList->setWordWrap(true);
    m_problemList->setTextFormat(Qt::RichText);
    m_problemList->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    m_problemList->setFocusPolicy(Qt::StrongFocus);
    m_problemList->setAccessibleName(tr("Settings that need attention"));
    m_measureNote->setWordWrap(true);
    m_measureNote->setFont(textFont(TextSize::Small));
    m_measureNote->setForegroundRole(QPalette::PlaceholderText);
    m_measure->setAutoDefault(false);
    m_measure->setToolTip(
        tr("Runs tempera-run selfcheck with these settings: two small rounds, about a minute, "
           "nothing is written"));
    auto* title = new QLabel(tr("Before it starts"));
    title->setFont(textFont(TextSize::Normal, true));

    auto* canvas = new QWidget;
    auto* layout = new QVBoxLayout(canvas);
    layout->setContentsMargins(16, 16, 12, 12);
    layout->setSpacing(8);
    layout->addWidget(m_problemTitle);
    layout->addWidget(m_problemList);
    layout->addWidget(title);
    addRow(layout, QStringLiteral("device"), tr("Device"));
    addRow(layout, QStringLiteral("time"), tr("Time"));
    addRow(layout, QStringLiteral("memory"), tr("Memory"));
    addRow(layout, QStringLiteral("disk"), tr("Disk"));
    addRow(layout, QStringLiteral("files"), tr("Files"));
    addRow(layout, QStringLiteral("twins"), tr("Like it"));
    addRow(layout, QStringLiteral("selfcheck"), tr("Selfcheck"));
    auto* measureRow = new QHBoxLayout;
    measureRow->addWidget(m_measure);
    measureRow->addStretch();
    layout->addSpacing(4);
    layout->addLayout(measureRow);
    layout->addWidget(m_measureNote);
    layout->addStretch();
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setAccessibleName(tr("Before it starts"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(canvas);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);

    m_soon->setSingleShot(true);
    m_soon->setInterval(quietTime);
    connect(m_soon, &QTimer::timeout, this, &PreflightPanel::ask);
    connect(m_problemList, &QLabel::linkActivated, this, &PreflightPanel::fieldAsked);
    connect(m_rows.at(QStringLiteral("files")).text, &QLabel::linkActivated, this, &PreflightPanel::fieldAsked);
    connect(m_measure, &QPushButton::clicked, this, &PreflightPanel::measure);
    connect(m_selfcheck, &SelfcheckRunner::stateChanged, this, &PreflightPanel::showFacts);
    connect(m_selfcheck, &SelfcheckRunner::measured, this,
            [this](const MeasuredCost& cost, const QStringList& remarks) {
                m_selfchecks.insert(m_selfchecks.begin(), cost);
                m_remarks = remarks;
                ask();
            });
    connect(m_selfcheck, &SelfcheckRunner::failed, this, [this](const QString& sentence) {
        m_failure = sentence;
        showFacts();
    });
    connect(&queue, &QueueRunner::changed, m_soon, qOverload<>(&QTimer::start));
    showProblems();
}

void PreflightPanel::addRow(QVBoxLayout* layout, const QString& topic, const QString& title) {
    Row row{new QLabel, new QLabel(title), new QLabel};
    row.title->setFont(textFont(TextSize::Small));
    row.title->setForegroundRole(QPalette::PlaceholderText);
    row.text->setWordWrap(true);
    row.text->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    auto* box = new QWidget;
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(6);
    grid->setVerticalSpacing(1);
    grid->addWidget(row.icon, 0, 0, Qt::AlignVCenter);
    grid->addWidget(row.title, 0, 1);
    grid->addWidget(row.text, 1, 1);
    grid->setColumnMinimumWidth(0, fontMetrics().height());
    grid->setColumnStretch(1, 1);
    layout->addWidget(box);
    box->hide();
    m_rows[topic] = row;
}

void PreflightPanel::tell(const QString& topic, Kind kind, const QString& text, const QString& tip) {
    const Row& row = m_rows.at(topic);
    row.text->parentWidget()->setVisible(!text.isEmpty());
    row.text->setText(text);
    row.text->setToolTip(tip);
    const int side = fontMetrics().height();
    QIcon sign;
    if (kind == Kind::Warning) {
        sign = icon(QStringLiteral("warning"), theme::warning(palette()));
    } else if (kind == Kind::Bad) {
        sign = icon(QStringLiteral("error"), theme::error(palette()));
    } else if (kind == Kind::Good) {
        sign = icon(QStringLiteral("state-finished"), theme::subtleText(palette()));
    }
    row.icon->setPixmap(sign.isNull() ? QPixmap() : sign.pixmap(QSize(side, side), devicePixelRatioF()));
}

QString PreflightPanel::text(const QString& topic) const {
    const Row& row = m_rows.at(topic);
    return row.text->parentWidget()->isHidden() ? QString() : row.text->text();
}

void PreflightPanel::setRuns(const std::vector<Config>& runs,
                             const std::vector<std::pair<QString, QString>>& problems) {
    m_problems = problems;
    showProblems();
    if (runs != m_runs) {
        m_runs = runs;
        m_failure.clear();
        m_remarks.clear();
        m_waiting = true;
        m_soon->start();
        showFacts();
    }
}

void PreflightPanel::showProblems() {
    const bool wrong = !m_problems.empty();
    m_problemTitle->setVisible(wrong);
    m_problemList->setVisible(wrong);
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, theme::error(palette()));
    m_problemTitle->setPalette(colours);
    m_problemTitle->setText(m_problems.size() == 1 ? tr("1 setting needs attention")
                                                   : tr("%1 settings need attention").arg(m_problems.size()));
    QString list;
    for (const auto& [key, sentence] : m_problems) {
        list += fieldLink(key, sentence);
    }
    m_problemList->setText(list);
}

void PreflightPanel::ask() {
    m_waiting = true;
    PreflightQuestion question = preflightQuestion(m_session, m_queue, m_runs);
    std::erase_if(question.queued, [this](const QueuedRun& row) { return row.id == m_leftOut; });
    question.selfchecks = m_selfchecks;
    m_session.ask(
        [self = QPointer(this), cache = m_cache, number = ++m_asked, question = std::move(question)](StoreFeed&) {
            const PreflightFacts facts = gatherFacts(question, *cache);
            QMetaObject::invokeMethod(
                qApp,
                [self, facts, number] {
                    if (self && self->m_asked == number) {
                        self->m_facts = facts;
                        self->m_waiting = self->m_soon->isActive();
                        self->showFacts();
                        Q_EMIT self->settledChanged();
                    }
                },
                Qt::QueuedConnection);
        });
}

QString PreflightPanel::basis() const {
    const CostEstimate& cost = *m_facts.cost;
    QStringList parts;
    if (cost.nearest.isEmpty()) {
        parts << tr("Measured by selfcheck.");
    } else if (cost.runs == 1) {
        parts << tr("From %1.").arg(cost.nearest);
    } else {
        parts << tr("From %1 and %2 more like it.").arg(cost.nearest).arg(cost.runs - 1);
    }
    if (qAbs(cost.workRatio - 1) > 1e-9) {
        parts << tr("Scaled by samples × steps: %1 times.").arg(formatNumber(cost.workRatio));
    }
    if (!cost.otherwise.isEmpty()) {
        parts << tr("Not accounted for: %1.").arg(cost.otherwise.join(QStringLiteral(", ")));
    }
    return parts.join(QLatin1Char(' '));
}

void PreflightPanel::showTime() {
    const QString topic = QStringLiteral("time");
    if (!m_facts.cost) {
        tell(topic, Kind::Plain, tr("No earlier run like it: measure with selfcheck."));
        return;
    }
    const CostEstimate& cost = *m_facts.cost;
    QString text;
    if (m_runs.size() == 1) {
        const auto epochs = static_cast<double>(m_runs.front().integer("num_epochs"));
        text = tr("About %1, %2 an epoch")
                   .arg(formatDuration(cost.epochSeconds * epochs), formatDuration(cost.epochSeconds));
        if (cost.runs > 1 && cost.epochHigh > 1.2 * cost.epochLow) {
            text += tr(" (%1 to %2)").arg(formatDuration(cost.epochLow), formatDuration(cost.epochHigh));
        }
    } else if (m_facts.totalSeconds >= 0) {
        text = tr("%1 runs, about %2 one after another").arg(m_runs.size()).arg(formatDuration(m_facts.totalSeconds));
    } else {
        text = tr("%1 runs; of some, no earlier run tells.").arg(m_runs.size());
    }
    const bool unlike = !cost.otherwise.isEmpty();
    tell(topic, Kind::Plain, text + QLatin1Char('\n') + basis(),
         unlike
             ? tr("The earlier run differs in settings that bear on the cost, and the estimate does not know how much.")
             : QString());
}

void PreflightPanel::showMemory() {
    const QString topic = QStringLiteral("memory");
    if (!m_facts.cost || m_facts.cost->memoryLow <= 0) {
        tell(topic, Kind::Plain,
             m_facts.availableMib > 0 ? tr("Unknown; %1 are available").arg(formatMemory(m_facts.availableMib))
                                      : QString());
        return;
    }
    const CostEstimate& cost = *m_facts.cost;
    const bool range = cost.memoryHigh > 1.05 * cost.memoryLow;
    QString text = range ? tr("%1 to %2").arg(formatMemory(cost.memoryLow), formatMemory(cost.memoryHigh))
                         : formatMemory(cost.memoryLow);
    if (m_facts.availableMib > 0) {
        text = tr("%1 of %2 available").arg(text, formatMemory(m_facts.availableMib));
    }
    const Kind kind = m_facts.availableMib <= 0 || cost.memoryHigh < tight * m_facts.availableMib ? Kind::Plain
                      : cost.memoryLow > m_facts.availableMib                                     ? Kind::Bad
                                                                                                  : Kind::Warning;
    tell(topic, kind, text,
         m_facts.onGpu ? tr("Of the worker outside of the GPU, whose own memory is not in it.")
                       : tr("Of the worker. The larger number: if all of it grew with samples × steps."));
}

void PreflightPanel::showDisk() {
    if (m_facts.freeBytes < 0) {
        tell(QStringLiteral("disk"), Kind::Plain, {});
        return;
    }
    double pictures = 0;
    for (const Config& run : m_runs) {
        pictures += picturesOf(run);
    }
    const QString needed = formatMemory(m_facts.neededBytes / mib);
    const QString text = tr("%1 of %2 free, for %3 pictures")
                             .arg(m_facts.neededIsGuess ? tr("roughly %1").arg(needed) : needed,
                                  formatMemory(m_facts.freeBytes / mib), formatNumber(pictures));
    const Kind kind = m_facts.neededBytes > m_facts.freeBytes           ? Kind::Bad
                      : m_facts.neededBytes > tight * m_facts.freeBytes ? Kind::Warning
                                                                        : Kind::Plain;
    tell(QStringLiteral("disk"), kind, text,
         m_facts.neededIsGuess ? tr("From the usual size of a picture.") : tr("From the sizes in an earlier run."));
}

void PreflightPanel::showFacts() {
    m_measure->setText(m_selfcheck->running() ? tr("Cancel") : tr("Measure"));
    m_measure->setEnabled(m_selfcheck->running() || !m_runs.empty());
    m_measureNote->setText(m_selfcheck->running() ? tr("Selfcheck trains two small rounds; this takes about a minute.")
                                                  : QString());
    m_measureNote->setVisible(m_selfcheck->running());
    if (m_runs.empty() || m_asked == 0) {
        for (const auto& [topic, row] : m_rows) {
            tell(topic, Kind::Plain, {});
        }
        if (m_runs.empty()) {
            tell(QStringLiteral("time"), Kind::Plain, tr("Known when the settings are right."));
        }
        return;
    }
    const Config& first = m_runs.front();
    const bool noGpu = first.text("device") == "cuda" && !m_facts.gpu;
    const std::int64_t threads = first.integer("threads");
    const int used = threads > 0 ? static_cast<int>(threads) : m_facts.cores;
    int live = 0;
    for (const RunData* run : m_session.runs()) {
        live += run->live() && (deviceNamed(run->head.summary.info.device) == DeviceKind::Gpu) == m_facts.onGpu;
    }
    QString device = m_facts.onGpu ? tr("GPU") : tr("CPU, %1 of %2 cores").arg(used).arg(m_facts.cores);
    if (live > 0) {
        device += live == 1 ? tr("; a run works on it now") : tr("; %1 runs work on it now").arg(live);
    }
    tell(QStringLiteral("device"),
         noGpu      ? Kind::Bad
         : live > 0 ? Kind::Warning
                    : Kind::Plain,
         noGpu ? tr("No NVIDIA GPU was found on this machine.") : device);
    showTime();
    showMemory();
    showDisk();
    QString files;
    for (const auto& [key, sentence] : m_facts.missing) {
        files += fieldLink(key, sentence);
    }
    tell(QStringLiteral("files"), files.isEmpty() ? Kind::Good : Kind::Bad,
         files.isEmpty() ? tr("Model, prompts and judges are there") : files);
    QStringList twins;
    if (!m_facts.twins.isEmpty()) {
        twins << tr("Same configuration and seed already ran: %1.").arg(m_facts.twins.join(QStringLiteral(", ")));
    }
    if (!m_facts.waitingTwins.isEmpty()) {
        twins << tr("The same waits in the queue: %1.").arg(m_facts.waitingTwins.join(QStringLiteral(", ")));
    }
    tell(QStringLiteral("twins"), Kind::Warning, twins.join(QLatin1Char('\n')));
    tell(QStringLiteral("selfcheck"), Kind::Warning,
         m_failure.isEmpty() ? m_remarks.join(QLatin1Char('\n')) : m_failure);
}

void PreflightPanel::measure() {
    if (m_selfcheck->running()) {
        m_selfcheck->cancel();
    } else if (!m_runs.empty()) {
        m_failure.clear();
        m_selfcheck->start(m_runs.front(), m_session.workspace());
    }
}

}  // namespace tempera::ui
