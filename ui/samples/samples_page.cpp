// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/samples/samples_page.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSlider>
#include <QSplitter>
#include <QStackedLayout>
#include <QToolButton>
#include <algorithm>
#include <cstdint>

#include "ui/common/elided_label.h"
#include "ui/common/empty_state.h"
#include "ui/common/icons.h"
#include "ui/common/inset.h"
#include "ui/common/page_bar.h"
#include "ui/common/text_format.h"
#include "ui/samples/sample_delegate.h"
#include "ui/samples/sample_details.h"
#include "ui/samples/sample_filter.h"
#include "ui/samples/sample_model.h"
#include "ui/session/sample_cache.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {
constexpr int sizeUnit = 32;  // device-independent pixels per notch of the size slider
}

SamplesPage::SamplesPage(Session& session, QWidget* parent)
    : Page(session, QStringLiteral("samples"), tr("Samples"), parent),
      m_model(new SampleModel(this)),
      m_filter(new SampleFilter(this)),
      m_delegate(new SampleDelegate(this)),
      m_kinds(new QButtonGroup(this)),
      m_order(new QComboBox),
      m_score(new QComboBox),
      m_filterField(new QLineEdit),
      m_size(new QSlider(Qt::Horizontal)),
      m_detailsToggle(new QToolButton),
      m_summary(new ElidedLabel),
      m_stack(new QStackedLayout),
      m_empty(new EmptyState),
      m_content(new QWidget),
      m_grid(new QListView),
      m_details(new SampleDetails(session)) {
    m_filter->setSourceModel(m_model);
    m_grid->setModel(m_filter);
    m_grid->setItemDelegate(m_delegate);
    m_grid->setViewMode(QListView::IconMode);
    m_grid->setResizeMode(QListView::Adjust);
    m_grid->setMovement(QListView::Static);
    m_grid->setUniformItemSizes(true);
    m_grid->setSelectionMode(QAbstractItemView::SingleSelection);
    m_grid->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_grid->setFrameShape(QFrame::NoFrame);
    m_grid->setSpacing(0);
    m_grid->setAccessibleName(tr("Pictures of the epoch"));

    auto* head = new QHBoxLayout;
    head->setContentsMargins(12, 8, 12, 4);
    head->addWidget(m_summary, 1);
    auto* left = new QWidget;
    left->setBackgroundRole(QPalette::Base);
    left->setAutoFillBackground(true);
    auto* leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(0, 0, 0, 0);
    leftLayout->setSpacing(0);
    leftLayout->addLayout(head);
    leftLayout->addWidget(inset(m_grid, 10), 1);
    auto* splitter = new QSplitter;
    splitter->setHandleWidth(1);
    splitter->addWidget(left);
    splitter->addWidget(m_details);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 0);
    splitter->setSizes({800, fontMetrics().averageCharWidth() * 40});
    splitter->setCollapsible(0, false);
    auto* content = new QVBoxLayout(m_content);
    content->setContentsMargins(0, 0, 0, 0);
    content->addWidget(splitter);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeBar());
    layout->addLayout(m_stack, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_content);
    wire();
    updateSize();
}

QWidget* SamplesPage::makeBar() {
    auto* bar = new PageBar;
    const auto kindButton = [&](const QString& text, const QString& tip, SampleKind kind) {
        auto* button = new QToolButton;
        button->setText(text);
        button->setToolTip(tip);
        button->setCheckable(true);
        button->setAutoRaise(true);
        m_kinds->addButton(button, static_cast<int>(kind));
        bar->add(button);
    };
    kindButton(tr("Fixed"), tr("The same prompts and noise at every epoch"), SampleKind::Eval);
    kindButton(tr("Unseen"), tr("The same at every epoch, of prompts that training never saw"), SampleKind::Unseen);
    kindButton(tr("Training"), tr("Pictures that the run was trained on"), SampleKind::Train);
    m_kinds->button(static_cast<int>(m_kind))->setChecked(true);
    m_order->addItems({tr("Grid order"), tr("Best first"), tr("Worst first"), tr("Prompt")});
    m_order->setAccessibleName(tr("Order of the pictures"));
    m_score->setAccessibleName(tr("Score under the pictures"));
    m_score->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_filterField->setPlaceholderText(tr("Filter prompts"));
    m_filterField->setAccessibleName(tr("Filter pictures by prompt"));
    m_filterField->setClearButtonEnabled(true);
    m_filterField->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_filterField->setMaximumWidth(fontMetrics().averageCharWidth() * 28);
    m_size->setRange(2, 12);
    m_size->setValue(4);
    m_size->setPageStep(1);
    m_size->setFixedWidth(fontMetrics().averageCharWidth() * 12);
    m_size->setToolTip(tr("Size of the pictures"));
    m_size->setAccessibleName(tr("Size of the pictures"));
    m_detailsToggle->setIcon(icon(QStringLiteral("columns")));
    m_detailsToggle->setToolTip(tr("Show the chosen picture large"));
    m_detailsToggle->setAccessibleName(tr("Show the chosen picture large"));
    m_detailsToggle->setCheckable(true);
    m_detailsToggle->setChecked(true);
    m_detailsToggle->setAutoRaise(true);
    bar->addLabelled(tr("Order"), m_order);
    bar->addLabelled(tr("Score"), m_score);
    bar->add(m_filterField, 1);
    bar->addStretch();
    bar->add(m_size);
    bar->add(m_detailsToggle);
    return bar;
}

void SamplesPage::wire() {
    connect(m_kinds, &QButtonGroup::idClicked, this, [this](int id) { setKind(static_cast<SampleKind>(id)); });
    connect(m_order, &QComboBox::currentIndexChanged, this,
            [this](int index) { m_filter->setOrder(static_cast<SampleOrder>(index)); });
    connect(m_score, &QComboBox::currentTextChanged, this, [this](const QString& reward) {
        m_model->setReward(reward);
        updateSummary();
    });
    connect(m_filterField, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filter->setPrompt(text);
        updateSummary();
    });
    connect(m_size, &QSlider::valueChanged, this, &SamplesPage::updateSize);
    connect(m_detailsToggle, &QToolButton::toggled, m_details, &QWidget::setVisible);
    connect(m_grid->selectionModel(), &QItemSelectionModel::currentChanged, this, &SamplesPage::updateDetails);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &SamplesPage::updateDetails);
    connect(m_model, &QAbstractItemModel::modelReset, this, &SamplesPage::updateDetails);

    Session& s = session();
    connect(&s, &Session::currentChanged, this, [this] { invalidate(); });
    connect(&s, &Session::epochChanged, this, [this] { invalidate(); });
    const auto ifCurrent = [this](const QString& id) {
        if (id == session().currentId()) {
            invalidate();
        }
    };
    connect(&s, &Session::valuesGrown, this, ifCurrent);
    connect(&s, &Session::valuesReset, this, ifCurrent);
    connect(&s.samples(), &SampleCache::arrived, this, [this](const SampleKey& key) {
        const auto wanted = wantedKey();
        if (isVisible() && wanted && (*wanted == key || key.epoch == 0)) {
            refresh();
        }
    });
}

void SamplesPage::setKind(SampleKind kind) {
    m_kind = kind;
    m_kinds->button(static_cast<int>(kind))->setChecked(true);
    m_model->setSet(nullptr);
    invalidate();
}

const std::vector<std::int64_t>& SamplesPage::epochs() const {
    static const std::vector<std::int64_t> none;
    const RunData* run = session().current();
    if (!run) {
        return none;
    }
    switch (m_kind) {
        case SampleKind::Eval:
            return run->evalEpochs;
        case SampleKind::Unseen:
            return run->unseenEpochs;
        case SampleKind::Train:
            break;
    }
    return run->trainEpochs;
}

std::optional<SampleKey> SamplesPage::wantedKey() const {
    // The scrubbed epoch, else the nearest earlier one that has pictures, else the first.
    const auto& all = epochs();
    if (all.empty()) {
        return std::nullopt;
    }
    auto after = std::upper_bound(all.begin(), all.end(), session().epoch());
    const std::int64_t epoch = after == all.begin() ? *after : *std::prev(after);
    return SampleKey{session().currentId(), epoch, m_kind};
}

std::optional<std::int64_t> SamplesPage::shownEpoch() const {
    return m_model->set() ? std::optional(m_model->set()->key.epoch) : std::nullopt;
}

void SamplesPage::refresh() {
    const auto key = wantedKey();
    if (!key) {
        const RunData* run = session().current();
        const bool waiting = run && run->live();
        m_model->setSet(nullptr);
        m_empty->setText(!run                           ? tr("Choose a run on the left to see its pictures.")
                         : !run->loaded                 ? QString()
                         : m_kind == SampleKind::Unseen ? tr("This run was not evaluated on unseen prompts.")
                         : waiting                      ? tr("The first pictures appear here when they are made.")
                                                        : tr("This run has no pictures of this kind."));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    m_stack->setCurrentWidget(m_content);
    if (m_shownRun != key->runId) {
        m_shownRun = key->runId;
        m_model->setSet(nullptr);
    }
    if (const SampleSetPtr set = session().samples().get(*key)) {
        showSet(set);
        prefetchNeighbours(*key);
    }
    updateSummary();
}

void SamplesPage::prefetchNeighbours(const SampleKey& key) {
    const auto& all = epochs();
    const auto here = std::lower_bound(all.begin(), all.end(), key.epoch);
    SampleKey other = key;
    if (here != all.begin()) {
        other.epoch = *std::prev(here);
        session().samples().prefetch(other);
    }
    if (here != all.end() && std::next(here) != all.end()) {
        other.epoch = *std::next(here);
        session().samples().prefetch(other);
    }
    other.epoch = all.front();  // "before training"
    session().samples().prefetch(other);
}

void SamplesPage::fillRewards(const SampleSet& set) {
    QStringList names(set.rewards.begin(), set.rewards.end());
    QStringList shown;
    for (int i = 0; i < m_score->count(); ++i) {
        shown << m_score->itemText(i);
    }
    if (names == shown) {
        return;
    }
    const QString before = m_score->currentText();
    const RunData* run = session().current();
    const QString own = run ? fromStd(run->head.summary.info.reward) : QString();
    m_score->clear();
    m_score->addItems(names);
    m_score->setCurrentText(names.contains(before) ? before : own);
}

void SamplesPage::showSet(const SampleSetPtr& set) {
    fillRewards(*set);
    m_model->setSet(set);
    m_model->setReward(m_score->currentText());
    if (!m_grid->currentIndex().isValid() && m_filter->rowCount() > 0) {
        m_grid->setCurrentIndex(m_filter->index(0, 0));
    }
    updateDetails();
}

void SamplesPage::updateDetails() {
    const QModelIndex row = m_filter->mapToSource(m_grid->currentIndex());
    const SampleItem* item = m_model->item(row.row());
    const SampleItem* first = nullptr;
    SampleSetPtr firstSet;
    if (item && !epochs().empty()) {
        firstSet = session().samples().get({m_model->set()->key.runId, epochs().front(), m_kind});
        if (firstSet) {
            const auto same = std::find_if(firstSet->items.begin(), firstSet->items.end(),
                                           [&](const SampleItem& other) { return other.row.index == item->row.index; });
            first = same == firstSet->items.end() ? nullptr : &*same;
        }
    }
    m_details->show(m_shownRun, item, first);
}

void SamplesPage::updateSummary() {
    const SampleSetPtr& set = m_model->set();
    if (!set) {
        m_summary->setFullText(QString());
        return;
    }
    double sum = 0;
    int scored = 0;
    for (int row = 0; row < m_filter->rowCount(); ++row) {
        const QVariant score = m_filter->index(row, 0).data(SampleModel::ScoreRole);
        if (score.isValid()) {
            sum += score.toDouble();
            ++scored;
        }
    }
    const int count = m_filter->rowCount();
    QStringList parts{tr("Epoch %1").arg(set->key.epoch), count == 1 ? tr("1 picture") : tr("%1 pictures").arg(count)};
    if (scored > 0) {
        parts << tr("mean %1 %2").arg(m_model->reward(), formatNumber(sum / scored));
    }
    if (set->key.epoch < session().epoch()) {
        parts << tr("the latest with pictures up to epoch %1").arg(session().epoch());
    }
    m_summary->setFullText(parts.join(QStringLiteral("  ·  ")));
}

QString SamplesPage::summaryText() const {
    return m_summary->fullText();
}

void SamplesPage::updateSize() {
    m_delegate->setSide(m_size->value() * sizeUnit);
    // A new delegate size is noticed only when the layout is redone.
    m_grid->setGridSize(m_delegate->sizeHint({}, {}));
}

}  // namespace tempera::ui
