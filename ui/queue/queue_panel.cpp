// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/queue_panel.h"

#include <QAction>
#include <QCheckBox>
#include <QFormLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QSpinBox>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/common/empty_state.h"
#include "ui/common/rule.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/queue/queue_delegate.h"
#include "ui/queue/queue_model.h"
#include "ui/session/machine_facts.h"
#include "ui/session/queue_runner.h"
#include "ui/session/session.h"

namespace tempera::ui {

QueuePanel::QueuePanel(Session& session, QueueRunner& runner, const QueueActions& actions, QWidget* parent)
    : QWidget(parent),
      m_session(session),
      m_runner(runner),
      m_actions(actions),
      m_model(new QueueModel(session, runner, this)),
      m_list(new QListView),
      m_empty(new EmptyState),
      m_stack(new QStackedWidget),
      m_summary(new QLabel),
      m_why(new QLabel),
      m_cpuRuns(new QSpinBox),
      m_gpuRuns(new QSpinBox),
      m_cpuThreads(new QSpinBox),
      m_pauseOnError(new QCheckBox(tr("Pause when a run fails"))) {
    m_list->setModel(m_model);
    m_list->setItemDelegate(new QueueDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setDragDropMode(QAbstractItemView::InternalMove);
    m_list->setDefaultDropAction(Qt::MoveAction);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_list->addActions({actions.edit, actions.up, actions.down, actions.remove, actions.retry});
    m_list->setAccessibleName(tr("Queue"));
    m_list->installEventFilter(this);
    m_summary->setFont(textFont(TextSize::Small));
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    m_why->setWordWrap(true);
    m_why->setFont(textFont(TextSize::Small));
    m_why->setContentsMargins(8, 0, 8, 8);

    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_list);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeBar());
    layout->addWidget(m_why);
    layout->addWidget(m_stack, 1);
    layout->addWidget(new Rule);
    layout->addWidget(makeRules());

    connect(m_empty, &EmptyState::activated, actions.newRun, &QAction::trigger);
    connect(&runner, &QueueRunner::changed, this, &QueuePanel::refresh);
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (!m_syncing) {
            m_selected = selectedIds();
        }
        updateActions();
    });
    connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { m_syncing = true; });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        for (const std::int64_t id : m_selected) {
            const QModelIndex index = m_model->index(m_model->rowOf(id));
            m_list->selectionModel()->select(index, QItemSelectionModel::Select);
            if (id == m_selected.front()) {
                m_list->selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
            }
        }
        m_syncing = false;
        m_selected = selectedIds();
        updateActions();
    });
    connect(m_list, &QListView::activated, this, &QueuePanel::openRow);
    connectActions();
    refresh();
}

QWidget* QueuePanel::makeBar() {
    auto* bar = new QWidget;
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(8, 6, 8, 6);
    layout->setSpacing(2);
    layout->addWidget(m_summary, 1);
    for (QAction* action : {m_actions.pause, m_actions.up, m_actions.down, m_actions.remove}) {
        auto* button = new QToolButton;
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setAccessibleName(action->text().remove(QLatin1Char('&')));
        layout->addWidget(button);
    }
    return bar;
}

QWidget* QueuePanel::makeRules() {
    auto* box = new QWidget;
    auto* form = new QFormLayout(box);
    form->setContentsMargins(8, 8, 8, 8);
    form->setVerticalSpacing(4);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);  // the panel is narrow
    const auto spin = [](QSpinBox* field, int from, int to, const QString& name) {
        field->setRange(from, to);
        field->setAccessibleName(name);
        field->setKeyboardTracking(false);
    };
    spin(m_cpuRuns, 1, 64, tr("Runs at once on the CPU"));
    spin(m_gpuRuns, 1, 64, tr("Runs at once on the GPU"));
    spin(m_cpuThreads, 0, 1024, tr("CPU threads of a run"));
    m_cpuThreads->setSpecialValueText(tr("fair share"));
    m_cpuThreads->setMinimumWidth(m_cpuThreads->sizeHint().width());
    m_cpuThreads->setToolTip(
        tr("Of runs that leave it open. Fair share: the %1 cores divided by the runs at once.").arg(cpuCores()));
    form->addRow(tr("At once, CPU"), m_cpuRuns);
    form->addRow(tr("Threads each"), m_cpuThreads);
    form->addRow(tr("At once, GPU"), m_gpuRuns);
    form->addRow(m_pauseOnError);
    for (QSpinBox* field : {m_cpuRuns, m_gpuRuns, m_cpuThreads}) {
        connect(field, &QSpinBox::valueChanged, this, &QueuePanel::sendRules);
    }
    connect(m_pauseOnError, &QCheckBox::toggled, this, &QueuePanel::sendRules);
    return box;
}

void QueuePanel::connectActions() {
    connect(m_actions.pause, &QAction::triggered, this, [this](bool paused) { m_runner.setPaused(paused); });
    connect(m_actions.up, &QAction::triggered, this, [this] { moveSelected(-1); });
    connect(m_actions.down, &QAction::triggered, this, [this] { moveSelected(+1); });
    connect(m_actions.edit, &QAction::triggered, this, [this] {
        const std::vector<std::int64_t> ids = selectedIds();
        if (ids.size() == 1 && waits(ids.front())) {
            Q_EMIT editAsked(ids.front());
        }
    });
    connect(m_actions.remove, &QAction::triggered, this, [this] { m_runner.remove(selectedIds()); });
    connect(m_actions.retry, &QAction::triggered, this, [this] {
        for (const std::int64_t id : selectedIds()) {
            m_runner.retry(id);
        }
    });
    connect(m_actions.clear, &QAction::triggered, this, [this] {
        std::vector<std::int64_t> ended;
        for (const QueuedRun& row : m_runner.rows()) {
            if (row.state == QueuedState::Ended || row.state == QueuedState::Failed) {
                ended.push_back(row.id);
            }
        }
        m_runner.remove(ended);
    });
}

QString QueuePanel::summary() const {
    return m_summary->text();
}

void QueuePanel::refresh() {
    m_syncing = true;
    const QueueRules& rules = m_runner.rules();
    m_cpuRuns->setValue(rules.cpu_runs);
    m_gpuRuns->setValue(rules.gpu_runs);
    m_cpuThreads->setValue(rules.cpu_threads);
    m_pauseOnError->setChecked(rules.pause_on_error);
    m_actions.pause->setChecked(rules.paused);
    m_syncing = false;

    const auto& rows = m_runner.rows();
    const auto count = [&](auto... states) {
        return std::count_if(rows.begin(), rows.end(),
                             [&](const QueuedRun& row) { return ((row.state == states) || ...); });
    };
    QStringList parts;
    const auto say = [&](const QString& text, qsizetype number) {
        if (number > 0) {
            parts << text.arg(number);
        }
    };
    say(tr("%1 waiting"), count(QueuedState::Waiting));
    say(tr("%1 running"), count(QueuedState::Starting, QueuedState::Running));
    say(tr("%1 failed"), count(QueuedState::Failed));
    m_summary->setText(parts.join(QStringLiteral(", ")));
    QPalette colours = palette();
    QString why;
    if (rules.paused && !rules.why_paused.empty()) {
        why = tr("Paused, because a run failed: %1").arg(fromStd(rules.why_paused));
        colours.setColor(QPalette::WindowText, theme::error(palette()));
    } else if (rules.paused) {
        why = tr("Paused: nothing more starts.");
    }
    m_why->setPalette(colours);
    m_why->setText(why);
    m_why->setVisible(!why.isEmpty());
    m_empty->setText(m_runner.known() ? tr("Nothing is queued.") : QString(),
                     m_runner.known() ? tr("New run…") : QString());
    m_stack->setCurrentWidget(rows.empty() ? static_cast<QWidget*>(m_empty) : m_list);
    updateActions();
}

void QueuePanel::updateActions() {
    const std::vector<std::int64_t> ids = selectedIds();
    const auto any = [&](auto... states) {
        return std::any_of(ids.begin(), ids.end(), [&](std::int64_t id) {
            const QueuedRun* row = m_runner.row(id);
            return row && ((row->state == states) || ...);
        });
    };
    const int rows = m_model->rowCount();
    m_actions.up->setEnabled(!ids.empty() && m_model->rowOf(ids.front()) > 0);
    m_actions.down->setEnabled(!ids.empty() && m_model->rowOf(ids.back()) < rows - 1);
    m_actions.edit->setEnabled(ids.size() == 1 && waits(ids.front()));
    m_actions.remove->setEnabled(any(QueuedState::Waiting, QueuedState::Ended, QueuedState::Failed));
    m_actions.retry->setEnabled(any(QueuedState::Ended, QueuedState::Failed));
    const auto& all = m_runner.rows();
    m_actions.clear->setEnabled(std::any_of(all.begin(), all.end(), [](const QueuedRun& row) {
        return row.state == QueuedState::Ended || row.state == QueuedState::Failed;
    }));
}

void QueuePanel::sendRules() {
    if (m_syncing) {
        return;
    }
    QueueRules rules = m_runner.rules();
    rules.cpu_runs = m_cpuRuns->value();
    rules.gpu_runs = m_gpuRuns->value();
    rules.cpu_threads = m_cpuThreads->value();
    rules.pause_on_error = m_pauseOnError->isChecked();
    m_runner.setRules(rules);
}

std::vector<std::int64_t> QueuePanel::selectedIds() const {
    std::vector<int> rows;
    for (const QModelIndex& index : m_list->selectionModel()->selectedIndexes()) {
        rows.push_back(index.row());
    }
    std::sort(rows.begin(), rows.end());
    std::vector<std::int64_t> ids;
    for (const int row : rows) {
        ids.push_back(m_model->idAt(row));
    }
    return ids;
}

void QueuePanel::moveSelected(int by) {
    const std::vector<std::int64_t> ids = selectedIds();
    if (ids.empty()) {
        return;
    }
    // In front of the row above the first, or of the one after the next below the last.
    const int place = by < 0 ? m_model->rowOf(ids.front()) - 1 : m_model->rowOf(ids.back()) + 2;
    if (place >= 0) {
        m_runner.move(ids, m_model->idAt(place));
    }
}

bool QueuePanel::waits(std::int64_t id) const {
    const QueuedRun* row = m_runner.row(id);
    return row && row->state == QueuedState::Waiting;
}

void QueuePanel::openRow(const QModelIndex& index) {
    const std::int64_t id = m_model->idAt(index.row());
    if (waits(id)) {
        Q_EMIT editAsked(id);
    } else {
        m_session.setCurrent(index.data(QueueModel::RunIdRole).toString());
    }
}

bool QueuePanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Delete && key->modifiers() == Qt::NoModifier) {
            m_actions.remove->trigger();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void QueuePanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        refresh();
    }
}

}  // namespace tempera::ui
