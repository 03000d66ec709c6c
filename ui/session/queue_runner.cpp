// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/queue_runner.h"

#include <QGuiApplication>
#include <QPointer>
#include <QTimer>
#include <algorithm>

#include "ui/common/text_format.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {
constexpr int interval = 500;  // ms
}  // namespace

QueueRunner::QueueRunner(Session& session, QObject* parent)
    : QObject(parent), m_session(session), m_timer(new QTimer(this)) {
    m_timer->setInterval(interval);
    connect(m_timer, &QTimer::timeout, this, &QueueRunner::refresh);
    connect(&session, &Session::workspaceOpened, this, &QueueRunner::open);
    connect(&session, &Session::runAdded, this, &QueueRunner::group);
    // Another window may have changed the queue while this one was away.
    connect(qGuiApp, &QGuiApplication::applicationStateChanged, this, [this](Qt::ApplicationState state) {
        if (state == Qt::ApplicationActive) {
            refresh();
        }
    });
}

QueueRunner::~QueueRunner() = default;

void QueueRunner::open() {
    m_rows.clear();
    m_rules = {};
    m_toGroup.clear();
    m_known = false;
    m_looking = false;
    m_timer->stop();
    m_keeper = std::make_shared<std::unique_ptr<QueueKeeper>>();
    Q_EMIT changed();
    refresh();
}

std::vector<LiveRun> QueueRunner::liveRuns() const {
    std::vector<LiveRun> live;
    for (const RunData* run : m_session.runs()) {
        if (run->live()) {
            live.push_back({run->id().toStdString(), deviceNamed(run->head.summary.info.device)});
        }
    }
    return live;
}

void QueueRunner::refresh() {
    if (!m_looking) {
        change({});
    }
}

void QueueRunner::change(std::function<void(RunQueue&)> work) {
    if (!m_keeper) {
        return;
    }
    m_looking = true;
    m_session.ask([self = QPointer(this), keeper = m_keeper, root = toPath(m_session.workspace()), live = liveRuns(),
                   mayStart = m_mayStart, work = std::move(work)](StoreFeed&) {
        QString failure;
        QueueNews news;
        try {
            if (!*keeper) {
                *keeper = std::make_unique<QueueKeeper>(root);
            }
            if (work) {
                work((*keeper)->queue());
            }
            news = (*keeper)->look(live, mayStart);
        } catch (const std::exception& error) {
            failure = QString::fromUtf8(error.what());
        }
        QMetaObject::invokeMethod(qApp, [self, keeper, news = std::move(news), failure] {
            // Of a workspace that is not open any more, nobody wants to hear.
            if (!self || self->m_keeper != keeper) {
                return;
            }
            self->m_looking = false;
            if (failure.isEmpty()) {
                self->onNews(news);
            } else {
                self->m_timer->stop();  // told once, not twice a second
                Q_EMIT self->problem(failure);
            }
        });
    });
}

void QueueRunner::onNews(const QueueNews& news) {
    const bool same = m_known && m_rows == news.rows && m_rules == news.rules;
    m_known = true;
    m_rows = news.rows;
    m_rules = news.rules;
    const bool unfinished = std::any_of(m_rows.begin(), m_rows.end(), [](const QueuedRun& row) {
        return row.state == QueuedState::Starting || row.state == QueuedState::Running;
    });
    const bool hopeful = waiting() > 0 && !m_rules.paused;
    if (unfinished || hopeful) {
        m_timer->start();
    } else {
        m_timer->stop();
    }
    if (!news.started.empty()) {
        m_session.rescan();
    }
    for (const QueuedRun& row : news.started) {
        if (!row.sweep.empty()) {
            m_toGroup[fromStd(row.run_id)] = fromStd(row.sweep);
        }
    }
    group();
    if (!same) {
        Q_EMIT changed();
    }
    for (const QueuedRun& row : news.started) {
        Q_EMIT started(fromStd(row.run_id));
    }
    for (const QueuedRun& row : news.notStarted) {
        Q_EMIT notStarted(fromStd(row.name), fromStd(row.problem));
    }
}

void QueueRunner::group() {
    for (auto wish = m_toGroup.begin(); wish != m_toGroup.end();) {
        const RunData* run = m_session.run(wish->first);
        if (!run) {
            ++wish;
            continue;
        }
        if (run->head.entry.group.empty()) {
            CatalogEntry entry = run->head.entry;
            entry.group = wish->second.toStdString();
            m_session.setEntries({entry});
        }
        wish = m_toGroup.erase(wish);
    }
}

const QueuedRun* QueueRunner::row(std::int64_t id) const {
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [id](const QueuedRun& row) { return row.id == id; });
    return found == m_rows.end() ? nullptr : &*found;
}

int QueueRunner::waiting() const {
    return static_cast<int>(std::count_if(m_rows.begin(), m_rows.end(),
                                          [](const QueuedRun& row) { return row.state == QueuedState::Waiting; }));
}

void QueueRunner::add(const std::vector<QueuedRun>& runs) {
    change([runs](RunQueue& queue) { queue.add(runs); });
}

void QueueRunner::replace(const QueuedRun& run) {
    change([self = QPointer(this), run](RunQueue& queue) {
        if (!queue.replace(run.id, run.name, run.config)) {
            QMetaObject::invokeMethod(qApp, [self, name = fromStd(run.name)] {
                if (self) {
                    Q_EMIT self->notReplaced(name);
                }
            });
        }
    });
}

void QueueRunner::move(const std::vector<std::int64_t>& ids, std::int64_t before) {
    change([ids, before](RunQueue& queue) { queue.move(ids, before); });
}

void QueueRunner::remove(const std::vector<std::int64_t>& ids) {
    change([ids](RunQueue& queue) { queue.remove(ids); });
}

void QueueRunner::retry(std::int64_t id) {
    change([id](RunQueue& queue) { queue.retry(id); });
}

void QueueRunner::setRules(const QueueRules& rules) {
    change([rules](RunQueue& queue) { queue.set_rules(rules); });
}

void QueueRunner::setPaused(bool paused) {
    QueueRules rules = m_rules;
    rules.paused = paused;
    rules.why_paused.clear();
    setRules(rules);
}

}  // namespace tempera::ui
