// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/recovery_centre.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include "ui/common/icons.h"
#include "ui/common/rule.h"
#include "ui/common/theme.h"
#include "ui/runs/recovery_model.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {
constexpr int mostRows = 5;  // more scroll
}

RecoveryCentre::RecoveryCentre(Session& session, QWidget* parent)
    : QWidget(parent),
      m_model(new RecoveryModel(session, this)),
      m_title(new QLabel),
      m_list(new QTreeView),
      m_resume(new QPushButton(tr("Resume"))),
      m_end(new QPushButton(tr("Mark as ended"))),
      m_log(new QPushButton(tr("Open log"))),
      m_resumeAll(new QPushButton(tr("Resume all"))),
      m_endAll(new QPushButton(tr("Mark all as ended"))) {
    setObjectName(QStringLiteral("recoveryCentre"));
    setAccessibleName(tr("Recovery centre"));
    m_list->setModel(m_model);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setAllColumnsShowFocus(true);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setAccessibleName(tr("Runs that lost their workers"));
    m_list->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_list->header()->setStretchLastSection(true);
    m_resume->setToolTip(tr("Go on from the last checkpoint"));
    m_end->setToolTip(tr("Leave it as it is; it can still be resumed later"));
    auto* close = new QToolButton;
    close->setAutoRaise(true);
    close->setIcon(icon(QStringLiteral("close")));
    close->setToolTip(tr("Decide later (Tools, Recovery Centre)"));
    close->setAccessibleName(tr("Hide the recovery centre"));

    m_title->setWordWrap(true);
    auto* head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(close);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_resume);
    buttons->addWidget(m_end);
    buttons->addWidget(m_log);
    buttons->addStretch(1);
    buttons->addWidget(m_resumeAll);
    buttons->addWidget(m_endAll);
    auto* inner = new QVBoxLayout;
    inner->setContentsMargins(12, 6, 8, 8);
    inner->setSpacing(6);
    inner->addLayout(head);
    inner->addWidget(m_list);
    inner->addLayout(buttons);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(inner);
    layout->addWidget(new Rule);

    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    connect(m_resume, &QPushButton::clicked, this, [this] { Q_EMIT resumeAsked(chosen()); });
    connect(m_end, &QPushButton::clicked, this, [this] { Q_EMIT endAsked(chosen()); });
    connect(m_log, &QPushButton::clicked, this, [this] { Q_EMIT logAsked(chosen().value(0)); });
    connect(m_resumeAll, &QPushButton::clicked, this, [this] { Q_EMIT resumeAsked(m_model->ids()); });
    connect(m_endAll, &QPushButton::clicked, this, [this] { Q_EMIT endAsked(m_model->ids()); });
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RecoveryCentre::refresh);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &RecoveryCentre::refresh);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &RecoveryCentre::refresh);
    connect(m_model, &QAbstractItemModel::modelReset, this, &RecoveryCentre::refresh);
    hide();
    refresh();
}

int RecoveryCentre::count() const {
    return m_model->rowCount();
}

QStringList RecoveryCentre::chosen() const {
    QStringList ids;
    for (const QModelIndex& row : m_list->selectionModel()->selectedRows()) {
        ids << row.data(RecoveryModel::IdRole).toString();
    }
    return ids;
}

void RecoveryCentre::refresh() {
    const int lost = count();
    m_title->setText(lost == 1 ? tr("A run lost its worker. It goes on from its last checkpoint, or stays as it is.")
                               : tr("%1 runs lost their workers. They go on from their last checkpoints, or stay as "
                                    "they are.")
                                     .arg(lost));
    if (lost > 0 && !m_list->selectionModel()->hasSelection()) {
        m_list->setCurrentIndex(m_model->index(0, 0));
    }
    const bool any = m_list->selectionModel()->hasSelection();
    m_resume->setEnabled(any);
    m_end->setEnabled(any);
    m_log->setEnabled(any);
    m_resumeAll->setVisible(lost > 1);
    m_endAll->setVisible(lost > 1);
    if (lost == 0) {
        hide();
    }
    fit();
    Q_EMIT countChanged(lost);
}

void RecoveryCentre::fit() {
    m_title->setFont(textFont(TextSize::Normal, true));
    const int row = qMax(m_list->sizeHintForRow(0), fontMetrics().height() + 8);
    m_list->setFixedHeight(m_list->header()->sizeHint().height() + row * qBound(1, count(), mostRows) + 2);
}

void RecoveryCentre::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::ApplicationFontChange) {
        fit();
    }
}

void RecoveryCentre::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        hide();
        return;
    }
    QWidget::keyPressEvent(event);
}

}  // namespace tempera::ui
