// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/status_line.h"

#include <QLabel>

#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/device/device_meter.h"
#include "ui/session/session.h"

namespace tempera::ui {

StatusLine::StatusLine(Session& session, QWidget* parent)
    : QStatusBar(parent), m_session(session), m_facts(new QLabel), m_active(new QLabel) {
    setSizeGripEnabled(false);
    m_facts->setFont(textFont(TextSize::Small));
    m_active->setFont(textFont(TextSize::Small));
    m_facts->setContentsMargins(8, 0, 0, 0);
    m_active->setContentsMargins(0, 0, 8, 0);
    addWidget(m_facts, 1);
    addPermanentWidget(new DeviceMeter(session));
    addPermanentWidget(m_active);
    connect(&session, &Session::currentChanged, this, &StatusLine::refresh);
    connect(&session, &Session::runChanged, this, &StatusLine::refresh);
    connect(&session, &Session::runAdded, this, &StatusLine::refresh);
    connect(&session, &Session::runRemoved, this, &StatusLine::refresh);
    connect(&session, &Session::workspaceOpened, this, &StatusLine::refresh);
    refresh();
}

void StatusLine::refresh() {
    QStringList parts;
    if (const RunData* run = m_session.current()) {
        const Progress& progress = run->head.summary.progress;
        if (!run->head.summary.info.device.empty()) {
            parts << fromStd(run->head.summary.info.device);
        }
        if (run->live() && progress.resident_mib > 0) {
            parts << tr("worker %1").arg(formatMemory(progress.resident_mib));
        }
        if (progress.epoch_seconds > 0) {
            parts << tr("%1 s/epoch").arg(formatNumber(progress.epoch_seconds));
        }
        if (run->head.state == RunState::Running && progress.eta_seconds >= 0) {
            parts << endsAbout(progress.eta_seconds);
        }
    }
    m_facts->setText(parts.join(QStringLiteral("   |   ")));
    const int live = m_session.liveCount();
    m_active->setText(live == 0   ? tr("no run active")
                      : live == 1 ? tr("1 run active")
                                  : tr("%1 runs active").arg(live));
}

QString StatusLine::text() const {
    return m_facts->text() + QStringLiteral("   |   ") + m_active->text();
}

}  // namespace tempera::ui
