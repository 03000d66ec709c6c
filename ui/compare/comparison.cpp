// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/comparison.h"

#include <QSet>
#include <algorithm>
#include <iterator>

#include "ui/common/text_format.h"
#include "ui/session/sample_cache.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {

PictureChoice choiceOf(const SampleItem& item) {
    return {fromStd(item.row.prompt), item.row.seed};
}

const std::vector<std::int64_t>& epochsOf(const RunData& run, SampleKind kind) {
    switch (kind) {
        case SampleKind::Eval:
            return run.evalEpochs;
        case SampleKind::Unseen:
            return run.unseenEpochs;
        case SampleKind::Train:
            break;
    }
    return run.trainEpochs;
}

}  // namespace

Comparison::Comparison(Session& session, QObject* parent) : QObject(parent), m_session(session) {
    connect(&m_pictures, &PictureCache::arrived, this, &Comparison::changed);
}

void Comparison::followSelection() {
    m_automatic = true;
    fromSelection();
}

void Comparison::fromSelection() {
    std::vector<PaneChoice> panes;
    for (const QString& id : m_session.selected()) {
        if (panes.size() < mostPanes) {
            panes.push_back({id, std::nullopt});
        }
    }
    if (panes.size() == 1) {
        // One run alone is compared with what it started from.
        panes.insert(panes.begin(), {panes.front().runId, 0});
    }
    setPanes(std::move(panes));
}

void Comparison::setPanes(std::vector<PaneChoice> panes) {
    if (panes == m_panes) {
        return;
    }
    m_panes = std::move(panes);
    keepLoaded();
    updateChoices();
    Q_EMIT panesChanged();
    Q_EMIT changed();
}

void Comparison::keepLoaded() {
    QStringList ids;
    for (const PaneChoice& pane : m_panes) {
        ids << pane.runId;
    }
    m_session.keepLoaded(ids);
}

void Comparison::addPane(const QString& runId) {
    if (m_panes.empty() || count() >= mostPanes) {
        return;
    }
    m_automatic = false;
    auto panes = m_panes;
    PaneChoice added{runId, std::nullopt};
    if (runId.isEmpty()) {
        added = {panes.back().runId, 0};
        for (const QString& id : m_session.selected()) {
            if (std::none_of(panes.begin(), panes.end(), [&](const PaneChoice& pane) { return pane.runId == id; })) {
                added = {id, std::nullopt};
                break;
            }
        }
    }
    panes.push_back(added);
    setPanes(std::move(panes));
}

void Comparison::removePane(int pane) {
    if (pane < 0 || pane >= count() || count() <= fewestPanes) {
        return;
    }
    m_automatic = false;
    auto panes = m_panes;
    panes.erase(panes.begin() + pane);
    setPanes(std::move(panes));
}

void Comparison::setRun(int pane, const QString& runId) {
    m_automatic = false;
    auto panes = m_panes;
    panes.at(static_cast<std::size_t>(pane)).runId = runId;
    setPanes(std::move(panes));
}

void Comparison::setEpoch(int pane, std::optional<std::int64_t> epoch) {
    m_automatic = false;
    auto panes = m_panes;
    panes.at(static_cast<std::size_t>(pane)).epoch = epoch;
    setPanes(std::move(panes));
}

void Comparison::setKind(SampleKind kind) {
    if (kind != m_kind) {
        m_kind = kind;
        m_choices.clear();
        m_choice = -1;
        updateChoices();
        Q_EMIT changed();
    }
}

const std::vector<std::int64_t>& Comparison::epochs(int pane) const {
    static const std::vector<std::int64_t> none;
    const RunData* run = m_session.run(m_panes.at(static_cast<std::size_t>(pane)).runId);
    return run ? epochsOf(*run, m_kind) : none;
}

std::int64_t Comparison::wantedEpoch(int pane) const {
    return m_panes.at(static_cast<std::size_t>(pane)).epoch.value_or(m_session.epoch());
}

std::optional<std::int64_t> Comparison::resolved(int pane, std::int64_t wanted) const {
    const auto& all = epochs(pane);
    const auto after = std::upper_bound(all.begin(), all.end(), wanted);
    return after == all.begin() ? std::nullopt : std::optional(*std::prev(after));
}

void Comparison::update() {
    if (m_automatic) {
        fromSelection();
    } else {
        // Panes of runs that went to the trash go with them.
        auto panes = m_panes;
        std::erase_if(panes, [this](const PaneChoice& pane) { return !m_session.run(pane.runId); });
        if (panes.size() < fewestPanes) {
            followSelection();
        } else {
            setPanes(std::move(panes));
        }
    }
    updateChoices();
}

void Comparison::updateChoices() {
    std::vector<PictureChoice> choices;
    QSet<PictureChoice> known;
    for (int pane = 0; pane < count(); ++pane) {
        const auto epoch = resolved(pane, wantedEpoch(pane));
        const SampleSetPtr set =
            epoch ? m_session.samples().get({m_panes[static_cast<std::size_t>(pane)].runId, *epoch, m_kind}) : nullptr;
        if (!set) {
            continue;
        }
        for (const SampleItem& item : set->items) {
            const PictureChoice choice = choiceOf(item);
            if (!known.contains(choice)) {
                known.insert(choice);
                choices.push_back(choice);
            }
        }
    }
    if (choices.empty() && !m_choices.empty() && !m_panes.empty()) {
        return;  // the next epoch is still being read: what was chosen stays
    }
    m_choices = std::move(choices);
    const auto found = std::find(m_choices.begin(), m_choices.end(), m_chosen);
    m_choice = m_choices.empty() ? -1 : found == m_choices.end() ? 0 : static_cast<int>(found - m_choices.begin());
}

void Comparison::setChoice(int choice) {
    if (choice < 0 || choice >= static_cast<int>(m_choices.size())) {
        return;
    }
    m_chosen = m_choices[static_cast<std::size_t>(choice)];
    if (choice != m_choice) {
        m_choice = choice;
        Q_EMIT changed();
        prefetch();
    }
}

void Comparison::stepChoice(int by) {
    setChoice(std::clamp(m_choice + by, 0, std::max(0, static_cast<int>(m_choices.size()) - 1)));
}

const SampleItem* Comparison::find(const SampleSet& set, const PictureChoice& choice) {
    const std::string prompt = choice.prompt.toStdString();
    const auto found = std::find_if(set.items.begin(), set.items.end(), [&](const SampleItem& item) {
        return item.row.seed == choice.seed && item.row.prompt == prompt;
    });
    return found == set.items.end() ? nullptr : &*found;
}

PaneContent Comparison::contentOf(int pane, int choice) {
    using State = PaneContent::State;
    PaneContent content;
    const QString& id = m_panes.at(static_cast<std::size_t>(pane)).runId;
    content.run = m_session.run(id);
    content.wanted = wantedEpoch(pane);
    if (!content.run) {
        content.state = State::NoRun;
        return content;
    }
    content.epoch = resolved(pane, content.wanted);
    if (!content.epoch) {
        content.state = content.run->loaded ? State::NoEpoch : State::Loading;
        return content;
    }
    content.set = m_session.samples().get({id, *content.epoch, m_kind});
    if (!content.set) {
        return content;
    }
    if (choice >= 0 && choice < static_cast<int>(m_choices.size())) {
        content.item = find(*content.set, m_choices[static_cast<std::size_t>(choice)]);
    }
    if (!content.item) {
        content.state = State::NoPicture;
        return content;
    }
    content.state = State::Ready;
    content.picture = picture(id, *content.item);
    return content;
}

QString Comparison::fileOf(const QString& runId, const SampleItem& item) const {
    const RunData* run = m_session.run(runId);
    return run && !item.row.image.empty() ? fromPath(run->head.dir / item.row.image) : QString();
}

QImage Comparison::picture(const QString& runId, const SampleItem& item) {
    const QString file = fileOf(runId, item);
    if (file.isEmpty() || (item.row.width <= item.thumbnail.width() && item.row.height <= item.thumbnail.height())) {
        return item.thumbnail;
    }
    const QImage full = m_pictures.get({file, item.row.id});
    return full.isNull() ? item.thumbnail : full;
}

void Comparison::prefetch() {
    const auto ask = [this](const QString& id, std::int64_t epoch, int choice) {
        const SampleKey key{id, epoch, m_kind};
        m_session.samples().prefetch(key);
        const SampleSetPtr set = m_session.samples().peek(key);
        if (!set || choice < 0 || choice >= static_cast<int>(m_choices.size())) {
            return;
        }
        const SampleItem* item = find(*set, m_choices[static_cast<std::size_t>(choice)]);
        const QString file = item ? fileOf(id, *item) : QString();
        if (!file.isEmpty() && item->row.width > item->thumbnail.width()) {
            m_pictures.prefetch({file, item->row.id});
        }
    };
    for (int pane = 0; pane < count(); ++pane) {
        const QString& id = m_panes[static_cast<std::size_t>(pane)].runId;
        const auto here = resolved(pane, wantedEpoch(pane));
        if (!here) {
            continue;
        }
        ask(id, *here, m_choice + 1);
        ask(id, *here, m_choice - 1);
        if (m_panes[static_cast<std::size_t>(pane)].epoch) {
            continue;
        }
        const auto& all = epochs(pane);
        const auto place = std::lower_bound(all.begin(), all.end(), *here);
        if (std::next(place) != all.end()) {
            ask(id, *std::next(place), m_choice);
        }
        if (place != all.begin()) {
            ask(id, *std::prev(place), m_choice);
        }
    }
}

}  // namespace tempera::ui
