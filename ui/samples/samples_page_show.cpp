// SPDX-License-Identifier: GPL-3.0-or-later
// What the page shows: from the table of the run to the views, and the pictures that they need.
#include <QStackedLayout>
#include <QTimer>
#include <algorithm>

#include "ui/common/empty_state.h"
#include "ui/common/text_format.h"
#include "ui/samples/epoch_player.h"
#include "ui/samples/picture_grid.h"
#include "ui/samples/picture_wishes.h"
#include "ui/samples/prompt_model.h"
#include "ui/samples/sample_details.h"
#include "ui/samples/sample_model.h"
#include "ui/samples/samples_page.h"
#include "ui/samples/samples_summary.h"
#include "ui/samples/strip_model.h"
#include "ui/samples/strip_view.h"
#include "ui/session/session.h"

namespace tempera::ui {

const std::vector<std::int64_t>& SamplesPage::epochs() const {
    static const std::vector<std::int64_t> none;
    const RunData* run = session().current();
    if (!run) {
        return none;
    }
    switch (m_bar->kind()) {
        case SampleKind::Eval:
            return run->evalEpochs;
        case SampleKind::Unseen:
            return run->unseenEpochs;
        case SampleKind::Train:
            break;
    }
    return run->trainEpochs;
}

std::optional<std::int64_t> SamplesPage::wantedEpoch() const {
    // The scrubbed epoch, else the nearest earlier one that has pictures, else the first.
    const auto& all = epochs();
    if (all.empty()) {
        return std::nullopt;
    }
    const auto after = std::upper_bound(all.begin(), all.end(), session().epoch());
    return after == all.begin() ? *after : *std::prev(after);
}

std::optional<std::int64_t> SamplesPage::shownEpoch() const {
    const auto& sets = m_model->arrangement()->sets;
    return sets.size() == 1 && !m_model->manyEpochs() ? std::optional(sets.front()->key.epoch) : std::nullopt;
}

void SamplesPage::refresh() {
    const RunData* run = session().current();
    const bool strip = m_bar->view() == SampleView::Strip;
    m_player->setEpochs(epochs());
    m_bar->setCanPlay(epochs().size() > 1);
    if (epochs().empty() || (strip && m_bar->kind() == SampleKind::Train)) {
        showEmpty();
        return;
    }
    m_folder = fromPath(run->head.dir);
    m_model->setRun(run->id(), m_folder);
    m_stack->setCurrentWidget(m_content);
    m_views->setCurrentIndex(static_cast<int>(m_bar->view()));
    m_details->setVisible(m_bar->detailsShown() && m_bar->view() != SampleView::Prompts);
    m_table->setSource(run->id(), m_bar->kind(), epochs());
    m_table->setReadAll(m_bar->view() != SampleView::Grid || m_bar->allEpochs());
    // What is looked at, what probably comes next, and "before training".
    const std::int64_t epoch = *wantedEpoch();
    const auto here = std::lower_bound(epochs().begin(), epochs().end(), epoch);
    m_table->get(epoch);
    if (here != epochs().begin()) {
        m_table->get(*std::prev(here));
    }
    if (std::next(here) != epochs().end()) {
        m_table->get(*std::next(here));
    }
    m_table->get(epochs().front());
    showSets();
}

void SamplesPage::showEmpty() {
    m_model->clear();
    m_stripModel->clear();
    m_empty->setText(emptySamplesText(session().current(), *m_bar, !epochs().empty()));
    m_stack->setCurrentWidget(m_empty);
    m_bar->setSummary(QString());
}

void SamplesPage::showSets() {
    const auto epoch = wantedEpoch();
    if (!epoch || m_stack->currentWidget() != m_content) {
        return;
    }
    if (const SampleSetPtr set = m_table->known(*epoch)) {
        const RunData* run = session().current();
        m_bar->setRewards(set->rewards, run ? fromStd(run->head.summary.info.reward) : QString());
    }
    switch (m_bar->view()) {
        case SampleView::Grid:
            showGrid(*epoch);
            break;
        case SampleView::Strip:
            showStrip(*epoch);
            break;
        case SampleView::Prompts:
            showPrompts(*epoch);
            break;
    }
}

void SamplesPage::showGrid(std::int64_t epoch) {
    if (m_bar->allEpochs()) {
        m_model->show(m_table->sets(), m_bar->query(), true);
    } else if (const SampleSetPtr set = m_table->known(epoch)) {
        m_model->show({set}, m_bar->query(), false);
    } else if (m_model->manyEpochs()) {
        m_model->clear();  // until the epoch is here
    }
}

void SamplesPage::showStrip(std::int64_t epoch) {
    m_stripModel->update(m_folder, m_bar->query());
    m_stripModel->setCurrentEpoch(epoch);
    const int column = m_stripModel->columnOf(epoch);
    m_strip->setCurrentColumn(column);
    if (column >= 0 && m_stripModel->rowCount() > 0 && m_strip->currentIndex().column() != column) {
        const int row = std::max(0, m_strip->currentIndex().row());
        m_following = true;
        m_strip->selectionModel()->setCurrentIndex(m_stripModel->index(row, column),
                                                   QItemSelectionModel::ClearAndSelect);
        m_following = false;
    }
    updateSummary();
    updateDetails();
    wantPictures();
}

void SamplesPage::showPrompts(std::int64_t epoch) {
    m_promptModel->show(m_table->sets(), epoch, m_bar->query());
    updateDetails();
}

void SamplesPage::onArranged() {
    if (!m_grid->currentIndex().isValid() && m_model->rowCount() > 0) {
        const int kept = m_keep ? m_model->rowOf(*m_keep) : -1;
        m_grid->selectionModel()->setCurrentIndex(m_model->index(std::max(0, kept)),
                                                  QItemSelectionModel::ClearAndSelect);
    }
    m_keep.reset();
    updateDetails();
    updateSummary();
    wantPictures();
}

void SamplesPage::updateDetails() {
    const SampleItem* item = chosen();
    const SampleItem* first = nullptr;
    SampleSetPtr firstSet;
    SampleSetPtr own;
    if (item && !epochs().empty()) {
        firstSet = m_table->known(epochs().front());
        own = m_table->known(item->row.epoch);
        if (firstSet) {
            const auto same = std::find_if(firstSet->items.begin(), firstSet->items.end(),
                                           [&](const SampleItem& other) { return other.row.index == item->row.index; });
            first = same == firstSet->items.end() ? nullptr : &*same;
        }
    }
    m_details->show(m_table->runId(), item, first, own.get());
    wantPictures();
    Q_EMIT stateChanged();
}

void SamplesPage::updateSummary() {
    const bool strip = m_bar->view() == SampleView::Strip;
    const bool many = m_bar->view() != SampleView::Grid || m_bar->allEpochs();
    if (const auto epoch = wantedEpoch()) {
        m_bar->setSummary(samplesSummary(session(), *m_bar, *m_model, *epoch,
                                         strip ? m_stripModel->rowCount() : m_promptModel->rowCount(),
                                         m_stripModel->columnCount(), many && !m_table->complete()));
    }
    m_bar->setScoreRange(m_model->arrangement()->lowest, m_model->arrangement()->highest);
}

int SamplesPage::pixels() const {
    return static_cast<int>(m_bar->side() * devicePixelRatioF());
}

void SamplesPage::wantPictures() {
    if (!isVisible()) {
        return;
    }
    PictureRequests wanted = m_details->wanted();
    const auto add = [&](const PictureRequests& more) { wanted.insert(wanted.end(), more.begin(), more.end()); };
    if (m_bar->view() == SampleView::Strip) {
        add(stripWishes(*m_stripModel, m_table->runId(), m_folder, m_strip->cellsOnScreen(), pixels()));
    } else if (m_bar->view() == SampleView::Grid) {
        add(gridWishes(*m_model, m_grid->rowsOnScreen(), pixels()));
        const auto epoch = shownEpoch();
        const auto here = std::lower_bound(epochs().begin(), epochs().end(), epoch.value_or(0));
        if (epoch && here != epochs().end()) {
            if (std::next(here) != epochs().end()) {
                add(nextWishes(*std::next(here)));
            }
            if (here != epochs().begin()) {
                add(nextWishes(*std::prev(here)));
            }
        }
    }
    m_thumbnails->setWanted(wanted);
}

PictureRequests SamplesPage::nextWishes(std::int64_t epoch) const {
    return epochWishes(*m_table, m_folder, epoch, m_bar->query(), m_grid->rowsOnScreen(), pixels());
}

bool SamplesPage::complete() const {
    const bool rows = m_bar->view() == SampleView::Grid && !m_bar->allEpochs()
                          ? m_table->known(wantedEpoch().value_or(-1)) != nullptr
                          : m_table->complete();
    return rows && m_thumbnails->idle();
}

bool SamplesPage::epochReady(std::int64_t epoch) const {
    if (!m_table->known(epoch) || m_bar->view() != SampleView::Grid) {
        return m_table->known(epoch) != nullptr;
    }
    const PictureRequests next = nextWishes(epoch);
    return std::all_of(next.begin(), next.end(), [this](const auto& one) { return m_thumbnails->has(one); });
}

}  // namespace tempera::ui
