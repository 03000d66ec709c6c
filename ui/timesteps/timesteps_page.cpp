// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timesteps/timesteps_page.h"

#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QSplitter>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/common/elided_label.h"
#include "ui/common/empty_state.h"
#include "ui/common/icons.h"
#include "ui/common/page_bar.h"
#include "ui/common/ruled_area.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/plot/heatmap_export.h"
#include "ui/plot/heatmap_widget.h"
#include "ui/session/session.h"
#include "ui/timesteps/profile_view.h"
#include "ui/timesteps/timestep_data.h"
#include "ui/timesteps/timestep_key.h"
#include "ui/timesteps/trajectory_view.h"

namespace tempera::ui {

TimestepsPage::TimestepsPage(Session& session, QWidget* parent)
    : Page(session, QStringLiteral("timesteps"), tr("Timesteps"), parent),
      m_data(new TimestepData(session, this)),
      m_key(new QComboBox),
      m_summary(new ElidedLabel),
      m_export(new QToolButton),
      m_stack(new QStackedLayout),
      m_empty(new EmptyState),
      m_map(new HeatmapWidget),
      m_profile(new ProfileView(*m_map)),
      m_picture(new QComboBox),
      m_followed(new ElidedLabel),
      m_trajectory(new TrajectoryView),
      m_wantedKey(QStringLiteral("temporal_reward_mean")) {
    m_body = makeBody();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeBar());
    layout->addLayout(m_stack, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_body);
    connectSession();
}

QWidget* TimestepsPage::makeBar() {
    m_summary->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_key->setAccessibleName(tr("Statistic"));
    m_key->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(m_key, &QComboBox::activated, this, [this] {
        m_wantedKey = m_key->currentData().toString();
        showTable();
    });
    m_export->setIcon(icon(QStringLiteral("save")));
    m_export->setAutoRaise(true);
    m_export->setToolTip(tr("Export the map as picture, drawing or numbers"));
    m_export->setAccessibleName(tr("Export the map"));
    connect(m_export, &QToolButton::clicked, this, &TimestepsPage::exportMap);
    auto* bar = new PageBar;
    bar->addLabelled(tr("Statistic"), m_key);
    bar->add(m_summary, 1);
    bar->add(m_export);
    return bar;
}

QWidget* TimestepsPage::makeBody() {
    m_map->setAccessibleName(tr("Statistic by epoch and diffusion time"));
    connect(m_map, &HeatmapWidget::cellHovered, this, [this](int row, int column) {
        m_lookedRow = row;
        m_lookedColumn = column;
        showSummary();
    });
    connect(m_map, &HeatmapWidget::hoverLeft, this, [this] {
        m_lookedRow = m_lookedColumn = -1;
        showSummary();
    });
    connect(m_map, &HeatmapWidget::cellClicked, this,
            [this](int, int column) { session().setEpoch(std::llround(m_map->table().x[column])); });
    connect(m_map, &HeatmapWidget::rowChosen, this, &TimestepsPage::chooseRow);
    connect(m_profile, &ProfileView::rowClicked, this, &TimestepsPage::chooseRow);
    connect(m_trajectory, &TrajectoryView::stepChosen, this, &TimestepsPage::chooseRow);
    connect(m_trajectory, &TrajectoryView::lookedAt, this, &TimestepsPage::showStep);
    m_picture->setAccessibleName(tr("Followed picture"));
    m_picture->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(m_picture, &QComboBox::activated, this, [this] { showFollowed(); });

    auto* upper = new RuledArea;
    auto* maps = new QHBoxLayout(upper);
    maps->setContentsMargins(0, 0, 0, 0);
    maps->setSpacing(1);
    maps->addWidget(m_map, 3);
    maps->addWidget(m_profile, 1);

    auto* title = new QLabel(tr("One picture through its denoising steps"));
    title->setFont(textFont(TextSize::Normal, true));
    m_followed->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(12, 8, 12, 0);
    head->setSpacing(12);
    head->addWidget(title);
    head->addWidget(m_picture);
    head->addWidget(m_followed, 1);
    auto* lower = new QWidget;
    lower->setBackgroundRole(QPalette::Base);
    lower->setAutoFillBackground(true);
    auto* path = new QVBoxLayout(lower);
    path->setContentsMargins(0, 0, 0, 0);
    path->setSpacing(0);
    path->addLayout(head);
    path->addWidget(m_trajectory, 1);

    auto* body = new QSplitter(Qt::Vertical);
    body->setChildrenCollapsible(false);
    body->setHandleWidth(1);
    body->addWidget(upper);
    body->addWidget(lower);
    body->setStretchFactor(0, 3);
    body->setStretchFactor(1, 2);
    return body;
}

void TimestepsPage::connectSession() {
    connect(&session(), &Session::currentChanged, this, [this] { invalidate(); });
    connect(&session(), &Session::epochChanged, this, [this] {
        if (isVisible()) {
            showEpoch();
        } else {
            invalidate();
        }
    });
    connect(&session(), &Session::valuesGrown, this, [this](const QString& id) {
        if (id == session().currentId()) {
            invalidate();
        }
    });
    connect(&session(), &Session::valuesReset, this, [this](const QString& id) {
        if (id == session().currentId()) {
            m_data->forget();
            invalidate();
        }
    });
    connect(m_data, &TimestepData::changed, this, [this] {
        if (isVisible()) {
            showTable();
        } else {
            invalidate();
        }
    });
    connect(m_data, &TimestepData::followedArrived, this, [this] { showFollowed(); });
}

void TimestepsPage::refresh() {
    const RunData* run = session().current();
    m_data->update(run && run->loaded ? run->id() : QString());
    showTable();
}

bool TimestepsPage::showEmpty(const RunData* run) {
    QString sentence;
    if (!run) {
        sentence = tr("Choose a run on the left to see what happens at each of its denoising steps.");
    } else if (m_data->state() == TimestepData::State::Failed) {
        sentence = tr("The statistics of this run can not be read.");
    } else if (!run->loaded || (m_data->state() == TimestepData::State::Loading && m_data->keys().isEmpty())) {
        sentence = tr("Reading the statistics…");
    } else if (m_data->keys().isEmpty()) {
        const std::string& method = run->head.summary.info.method;
        sentence = method == "align-prop" || method == "seppo"
                       ? tr("This method credits no single denoising step, so there is nothing to tell them apart by. "
                            "DDPO, TDPO and TDPO-R do.")
                   : run->live() ? tr("The denoising steps appear here after the first epoch.")
                                 : tr("This run has no statistics of its denoising steps.");
    }
    m_empty->setText(sentence);
    m_stack->setCurrentWidget(sentence.isEmpty() ? m_body : static_cast<QWidget*>(m_empty));
    m_key->setEnabled(sentence.isEmpty());
    updateExportable();
    if (!sentence.isEmpty()) {
        m_summary->setFullText(QString());
    }
    return !sentence.isEmpty();
}

void TimestepsPage::updateExportable() {
    const bool exportable = m_stack->currentWidget() == m_body;
    m_export->setEnabled(exportable);
    Q_EMIT exportableChanged(exportable && isVisible());
}

void TimestepsPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    updateExportable();
}

void TimestepsPage::hideEvent(QHideEvent* event) {
    Page::hideEvent(event);
    Q_EMIT exportableChanged(false);
}

void TimestepsPage::exportMap() {
    const QStringList kinds = heatmapFileKinds();
    const QString name = QStringLiteral("%1-%2.png").arg(session().currentId(), m_key->currentData().toString());
    QString kind;
    QString file = QFileDialog::getSaveFileName(this, tr("Export the map"), QDir::home().filePath(name),
                                                kinds.join(QStringLiteral(";;")), &kind);
    if (file.isEmpty()) {
        return;
    }
    if (QFileInfo(file).suffix().isEmpty()) {
        file += kind.section(QLatin1Char('*'), 1).remove(QLatin1Char(')'));
    }
    if (!saveHeatmap(*m_map, file)) {
        Q_EMIT session().problem(tr("%1 can not be written.").arg(file));
    }
}

void TimestepsPage::showKeys() {
    const QStringList keys = orderedTimestepKeys(m_data->keys());
    QStringList shown;
    for (int i = 0; i < m_key->count(); ++i) {
        shown << m_key->itemData(i).toString();
    }
    if (shown != keys) {
        m_key->clear();
        for (const QString& id : keys) {
            const TimestepKey key = timestepKey(id);
            m_key->addItem(key.title, id);
            m_key->setItemData(m_key->count() - 1, key.explanation, Qt::ToolTipRole);
        }
    }
    m_key->setCurrentIndex(std::max(0, m_key->findData(m_wantedKey)));
    m_key->setToolTip(m_key->currentData(Qt::ToolTipRole).toString());
}

void TimestepsPage::showTable() {
    const RunData* run = session().current();
    if (showEmpty(run)) {
        return;
    }
    showKeys();
    const TimestepKey key = timestepKey(m_key->currentData().toString());
    const HeatmapWidget::Table table = m_data->table(key.id);
    m_map->setTitles(tr("epoch"), tr("diffusion time"),
                     key.axis.isEmpty() ? key.title : tr("%1, %2").arg(key.title, key.axis));
    m_map->setTable(table, timestepScale(key.range, {table.values.begin(), table.values.end()}));
    const std::vector<double> resets = run->resetEpochs();
    m_map->setMarks({resets.begin(), resets.end()});
    m_lookedRow = m_lookedColumn = -1;
    showEpoch();
}

void TimestepsPage::showEpoch() {
    if (m_stack->currentWidget() != m_body) {
        return;
    }
    m_map->setCurrent(static_cast<double>(session().epoch()));
    const HeatmapWidget::Table& table = m_map->table();
    const auto lineOf = [&](int column) {
        ProfileView::Line line;
        if (column >= 0 && column < table.x.size()) {
            line.name = tr("epoch %1").arg(std::llround(table.x[column]));
            for (int row = 0; row < table.y.size(); ++row) {
                line.values.push_back(m_map->valueAt(row, column).value_or(std::nanf("")));
            }
        }
        return line;
    };
    m_profile->show(lineOf(std::max(0, m_map->currentColumn())), lineOf(0));
    showSummary();
    showFollowed();
}

void TimestepsPage::showSummary() {
    const HeatmapWidget::Table& table = m_map->table();
    const int row = m_lookedRow >= 0 ? m_lookedRow : m_map->row();
    const int column = m_lookedColumn >= 0 ? m_lookedColumn : std::max(0, m_map->currentColumn());
    if (row >= table.y.size() || column >= table.x.size()) {
        m_summary->setFullText(QString());
        return;
    }
    const auto value = m_map->valueAt(row, column);
    m_summary->setFullText(QStringList{tr("Epoch %1").arg(std::llround(table.x[column])),
                                       tr("Diffusion time %1").arg(std::llround(table.y[row])),
                                       value ? tr("%1 %2").arg(timestepKey(m_key->currentData().toString()).title,
                                                               formatNumber(static_cast<double>(*value)))
                                             : tr("Nothing stored: this step is not trained")}
                               .join(QStringLiteral("  ·  ")));
    m_map->setAccessibleDescription(m_summary->fullText());
}

void TimestepsPage::showFollowed() {
    if (!isVisible() || m_stack->currentWidget() != m_body) {
        return;
    }
    const std::int64_t epoch = m_data->followedEpoch(session().epoch());
    if (epoch < 0) {
        m_picture->clear();
        m_picture->setVisible(false);
        m_trajectory->show(nullptr, 0);
        m_followed->setFullText(tr("No picture was followed in this run; images.trajectories sets how many are."));
        return;
    }
    const std::shared_ptr<const FollowedSet> set = m_data->followed(epoch);
    if (!set) {
        return;  // the one that is shown stays until the new one is here
    }
    QStringList names;
    for (const FollowedPicture& picture : *set) {
        names << tr("%1, seed %2, reward %3")
                     .arg(fromStd(picture.row.prompt))
                     .arg(picture.row.seed)
                     .arg(formatNumber(picture.row.reward));
    }
    const int chosen = std::clamp(m_picture->currentIndex(), 0, std::max(0, static_cast<int>(names.size()) - 1));
    m_picture->clear();
    m_picture->addItems(names);
    m_picture->setCurrentIndex(chosen);
    m_picture->setVisible(true);
    m_trajectory->show(set, static_cast<std::size_t>(chosen));
    m_trajectory->setStep(m_map->row());
    m_followedEpoch = epoch;
    showStep();
}

void TimestepsPage::showStep() {
    if (m_trajectory->stepCount() == 0) {
        return;
    }
    const bool other = m_followedEpoch != session().epoch();
    m_followed->setFullText((other ? tr("epoch %1").arg(m_followedEpoch) + QStringLiteral("  ·  ") : QString()) +
                            m_trajectory->stepText());
}

void TimestepsPage::chooseRow(int row) {
    m_map->setRow(row);
    m_profile->update();
    m_trajectory->setStep(row);
    showSummary();
}

QString TimestepsPage::summaryText() const {
    return m_summary->fullText();
}

QString TimestepsPage::followedText() const {
    return m_followed->fullText();
}

QString TimestepsPage::emptyText() const {
    return m_stack->currentWidget() == m_empty ? m_empty->accessibleName() : QString();
}

}  // namespace tempera::ui
