// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/device/device_meter.h"

#include <QEvent>
#include <QFrame>
#include <QGridLayout>
#include <QLabel>
#include <QScreen>
#include <cmath>

#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {

QString percent(double share) {
    return DeviceMeter::tr("%1 %").arg(static_cast<int>(std::lround(share * 100)));
}

QString memoryText(double usedMib, double totalMib) {
    return DeviceMeter::tr("%1 of %2").arg(formatMemory(usedMib), formatMemory(totalMib));
}

}  // namespace

DeviceMeter::DeviceMeter(Session& session, QWidget* parent, const QString& nvmlFile)
    : QToolButton(parent),
      m_session(session),
      m_sampler(new DeviceSampler(nvmlFile)),
      m_panel(new QFrame(this, Qt::Popup)),
      m_grid(new QGridLayout(m_panel)) {
    setAutoRaise(true);
    setFocusPolicy(Qt::TabFocus);
    setFont(textFont(TextSize::Small));
    setAccessibleName(tr("Processors, memory and GPUs"));
    setToolTip(tr("Load of this computer and of each worker"));
    m_panel->setFrameShape(QFrame::StyledPanel);
    m_grid->setContentsMargins(12, 8, 12, 8);
    m_grid->setHorizontalSpacing(24);
    m_grid->setVerticalSpacing(4);
    m_thread.setObjectName(QStringLiteral("device sampler"));
    m_sampler->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_sampler, &QObject::deleteLater);
    connect(m_sampler, &DeviceSampler::sampled, this, &DeviceMeter::onSample);
    connect(this, &QToolButton::clicked, this, &DeviceMeter::showPanel);
    m_thread.start(QThread::LowPriority);
}

DeviceMeter::~DeviceMeter() {
    m_thread.quit();
    m_thread.wait();
}

void DeviceMeter::showEvent(QShowEvent* event) {
    QToolButton::showEvent(event);
    window()->installEventFilter(this);
    updateSampling();
}

void DeviceMeter::hideEvent(QHideEvent* event) {
    QToolButton::hideEvent(event);
    updateSampling();
}

bool DeviceMeter::eventFilter(QObject* watched, QEvent* event) {
    if (watched == window() && event->type() == QEvent::WindowStateChange) {
        updateSampling();
    }
    return QToolButton::eventFilter(watched, event);
}

void DeviceMeter::updateSampling() {
    const bool wanted = isVisible() && !window()->isMinimized();
    if (wanted == m_sampling) {
        return;
    }
    m_sampling = wanted;
    updateWorkers();
    QMetaObject::invokeMethod(m_sampler, wanted ? &DeviceSampler::start : &DeviceSampler::stop);
}

void DeviceMeter::updateWorkers() {
    m_names.clear();
    for (const RunData* run : m_session.runs()) {
        if (run->head.workerPid != 0) {
            m_names[run->head.workerPid] = run->name();
        }
    }
    QMetaObject::invokeMethod(m_sampler, [sampler = m_sampler, pids = m_names.keys()] { sampler->setWorkers(pids); });
}

void DeviceMeter::onSample(const DeviceSample& sample) {
    m_latest = sample;
    updateWorkers();  // for the next one
    QStringList parts{tr("CPU %1").arg(percent(sample.busy)), formatMemory(sample.memory.usedMib)};
    for (std::size_t i = 0; i < sample.gpus.size(); ++i) {
        const GpuSample& gpu = sample.gpus[i];
        const QString name = sample.gpus.size() == 1 ? tr("GPU") : tr("GPU %1").arg(i);
        parts << (gpu.busyPercent < 0 ? name : tr("%1 %2").arg(name, percent(gpu.busyPercent / 100.0))) +
                     QLatin1Char(' ') + formatMemory(gpu.usedMib);
    }
    setText(parts.join(QStringLiteral("  ·  ")));
    setAccessibleDescription(text());
    if (m_panel->isVisible()) {
        fillPanel();
    }
    Q_EMIT updated();
}

std::vector<QStringList> DeviceMeter::rows() const {
    std::vector<QStringList> rows;
    rows.push_back(
        {tr("This computer"), percent(m_latest.busy), memoryText(m_latest.memory.usedMib, m_latest.memory.totalMib)});
    for (const DeviceSample::Worker& worker : m_latest.workers) {
        const QString name = m_names.value(worker.pid, tr("Process %1").arg(worker.pid));
        rows.push_back({name, percent(worker.cores), formatMemory(worker.memoryMib)});
    }
    for (const GpuSample& gpu : m_latest.gpus) {
        rows.push_back({gpu.name, gpu.busyPercent < 0 ? QStringLiteral("–") : percent(gpu.busyPercent / 100.0),
                        memoryText(gpu.usedMib, gpu.totalMib)});
    }
    return rows;
}

QString DeviceMeter::panelText() const {
    QStringList lines;
    for (const QStringList& row : rows()) {
        lines << row.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n'));
}

void DeviceMeter::fillPanel() {
    while (QLayoutItem* item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    int line = 0;
    const auto add = [&](const QStringList& cells, bool heading) {
        for (int column = 0; column < cells.size(); ++column) {
            auto* label = new QLabel(cells[column]);
            label->setFont(textFont(TextSize::Small));
            if (heading) {
                label->setForegroundRole(QPalette::PlaceholderText);
            }
            m_grid->addWidget(label, line, column, column == 0 ? Qt::AlignLeft : Qt::AlignRight);
        }
        ++line;
    };
    add({QString(), tr("Load (100 % = one processor for workers)"), tr("Memory")}, true);
    for (const QStringList& row : rows()) {
        add(row, false);
    }
    m_panel->adjustSize();
}

void DeviceMeter::showPanel() {
    fillPanel();
    // Above the status line, and on the screen.
    QPoint place = mapToGlobal(QPoint(width() - m_panel->width(), -m_panel->height() - 4));
    if (const QScreen* screen = this->screen()) {
        place.setX(std::max(place.x(), screen->availableGeometry().left()));
    }
    m_panel->move(place);
    m_panel->show();
}

}  // namespace tempera::ui
