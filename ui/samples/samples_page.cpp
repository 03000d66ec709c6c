// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/samples/samples_page.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSplitter>
#include <QStackedLayout>
#include <QTimer>
#include <algorithm>

#include "ui/common/empty_state.h"
#include "ui/common/inset.h"
#include "ui/common/text_format.h"
#include "ui/samples/epoch_player.h"
#include "ui/samples/picture_grid.h"
#include "ui/samples/picture_tools.h"
#include "ui/samples/picture_wishes.h"
#include "ui/samples/prompt_model.h"
#include "ui/samples/prompt_view.h"
#include "ui/samples/sample_delegate.h"
#include "ui/samples/sample_details.h"
#include "ui/samples/sample_model.h"
#include "ui/samples/samples_summary.h"
#include "ui/samples/strip_model.h"
#include "ui/samples/strip_view.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {
constexpr int gatherMilliseconds = 200;
}

SamplesPage::SamplesPage(Session& session, QWidget* parent)
    : Page(session, QStringLiteral("samples"), tr("Samples"), parent),
      m_thumbnails(new ThumbnailCache(session, this)),
      m_table(new SampleTable(session, this)),
      m_model(new SampleModel(*m_thumbnails, this)),
      m_stripModel(new StripModel(*m_table, *m_thumbnails, this)),
      m_promptModel(new PromptModel(this)),
      m_delegate(new SampleDelegate(this)),
      m_player(new EpochPlayer(session, this)),
      m_bar(new SamplesBar(session.settings())),
      m_stack(new QStackedLayout),
      m_empty(new EmptyState),
      m_content(new QWidget),
      m_views(new QStackedLayout),
      m_grid(new PictureGrid),
      m_strip(new StripView),
      m_prompts(new PromptView),
      m_details(new SampleDetails(session, *m_thumbnails)),
      m_tools(new PictureTools(session, *this)),
      m_soon(new QTimer(this)) {
    m_grid->setModel(m_model);
    m_grid->setItemDelegate(m_delegate);
    m_grid->setAccessibleName(tr("Pictures"));
    m_strip->setModel(m_stripModel);
    m_strip->setItemDelegate(m_delegate);
    m_strip->setAccessibleName(tr("Pictures of the same prompts, epoch beside epoch"));
    m_prompts->setModel(m_promptModel);
    m_prompts->setAccessibleName(tr("Scores of the prompts"));
    m_soon->setSingleShot(true);
    m_soon->setInterval(gatherMilliseconds);

    auto* splitter = new QSplitter;
    splitter->setHandleWidth(1);
    splitter->addWidget(makeViews());
    splitter->addWidget(m_details);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 0);
    splitter->setSizes({800, fontMetrics().averageCharWidth() * 46});
    splitter->setCollapsible(0, false);
    auto* content = new QVBoxLayout(m_content);
    content->setContentsMargins(0, 0, 0, 0);
    content->addWidget(splitter);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addWidget(m_tools->progressRow());
    layout->addLayout(m_stack, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_content);
    wireBar();
    wireViews();
    wireSession();
    updateSize();
}

SamplesPage::~SamplesPage() = default;

QWidget* SamplesPage::makeViews() {
    auto* left = new QWidget;
    left->setBackgroundRole(QPalette::Base);
    left->setAutoFillBackground(true);
    auto* layout = new QVBoxLayout(left);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->addLayout(m_views);
    m_views->addWidget(inset(m_grid, 10));
    m_views->addWidget(m_strip);
    m_views->addWidget(inset(m_prompts, 6));
    return left;
}

void SamplesPage::wireBar() {
    connect(m_bar, &SamplesBar::viewChanged, this, [this] {
        invalidate();
        Q_EMIT stateChanged();
    });
    connect(m_bar, &SamplesBar::kindChanged, this, [this] {
        m_model->clear();
        m_stripModel->clear();
        invalidate();
        Q_EMIT stateChanged();
    });
    connect(m_bar, &SamplesBar::allEpochsChanged, this, [this] { invalidate(); });
    connect(m_bar, &SamplesBar::queryChanged, this, [this] {
        if (isVisible()) {
            showSets();
        }
    });
    connect(m_bar, &SamplesBar::sizeChanged, this, &SamplesPage::updateSize);
    connect(m_bar, &SamplesBar::detailsToggled, this, [this] { invalidate(); });
    connect(m_bar, &SamplesBar::playToggled, this, &SamplesPage::togglePlaying);
    connect(m_bar, &SamplesBar::rateChanged, this, [this] { m_player->setRate(m_bar->rate()); });
    connect(m_bar, &SamplesBar::exportAsked, this, &SamplesPage::exportMenuAsked);
    connect(m_player, &EpochPlayer::playingChanged, m_bar, &SamplesBar::setPlaying);
    connect(m_player, &EpochPlayer::playingChanged, this, &SamplesPage::stateChanged);
    m_player->setRate(m_bar->rate());
    m_player->setReady([this](std::int64_t epoch) { return epochReady(epoch); });
    connect(m_details, &SampleDetails::copyPictureAsked, m_tools, &PictureTools::copyPicture);
    connect(m_details, &SampleDetails::copyPromptAsked, m_tools, &PictureTools::copyPrompt);
    connect(m_details, &SampleDetails::openAsked, m_tools, &PictureTools::openPicture);
    connect(m_details, &SampleDetails::folderAsked, m_tools, &PictureTools::showInFolder);
}

void SamplesPage::wireViews() {
    connect(m_grid->selectionModel(), &QItemSelectionModel::currentChanged, this, &SamplesPage::updateDetails);
    connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this, [this] {
        if (m_grid->currentIndex().isValid()) {
            m_keep = m_model->identity(m_grid->currentIndex().row());
        }
    });
    connect(m_model, &SampleModel::arranged, this, &SamplesPage::onArranged);
    connect(m_grid, &PictureGrid::rowsOnScreenChanged, this, &SamplesPage::wantPictures);
    connect(m_strip, &StripView::cellsOnScreenChanged, this, &SamplesPage::wantPictures);
    connect(m_grid, &PictureGrid::zoomAsked, m_bar, &SamplesBar::zoom);
    connect(m_strip, &StripView::zoomAsked, m_bar, &SamplesBar::zoom);
    connect(m_grid, &PictureGrid::menuAsked, this, &SamplesPage::menuAsked);
    connect(m_strip, &StripView::menuAsked, this, &SamplesPage::menuAsked);
    connect(m_grid, &QAbstractItemView::activated, m_tools, &PictureTools::openPicture);
    connect(m_strip, &QAbstractItemView::activated, m_tools, &PictureTools::openPicture);
    connect(m_strip->selectionModel(), &QItemSelectionModel::currentChanged, this, &SamplesPage::onStripChosen);
    connect(m_promptModel, &PromptModel::counted, this, &SamplesPage::updateSummary);
    connect(m_prompts, &PromptView::promptChosen, this, &SamplesPage::choosePrompt);
    connect(m_thumbnails, &ThumbnailCache::arrived, this, [this] {
        m_details->refreshPictures();
        m_grid->viewport()->update();
        m_strip->viewport()->update();
    });
    connect(m_table, &SampleTable::grown, this, [this] {
        if (isVisible() && !m_soon->isActive()) {
            // The first of them at once; the pages that follow a few times a second.
            showSets();
            if (m_table->readsAll() && !m_table->complete()) {
                m_soon->start();
            }
        }
    });
    connect(m_soon, &QTimer::timeout, this, [this] {
        if (isVisible()) {
            showSets();
        }
    });
}

void SamplesPage::wireSession() {
    Session& s = session();
    connect(&s, &Session::currentChanged, this, [this] {
        m_player->stop();
        m_model->clear();
        m_stripModel->clear();
        invalidate();
        Q_EMIT stateChanged();
    });
    connect(&s, &Session::epochChanged, this, [this] { invalidate(); });
    const auto ifCurrent = [this](const QString& id) {
        if (id == session().currentId()) {
            invalidate();
        }
    };
    connect(&s, &Session::valuesGrown, this, ifCurrent);
    connect(&s, &Session::valuesReset, this, ifCurrent);
}

void SamplesPage::setKind(SampleKind kind) {
    m_bar->setKind(kind);
}

void SamplesPage::setView(SampleView view) {
    m_bar->setView(view);
}

void SamplesPage::setAllEpochs(bool all) {
    m_bar->setAllEpochs(all);
}

void SamplesPage::onStripChosen(const QModelIndex& index) {
    if (index.isValid() && isVisible() && !m_following) {
        session().setEpoch(m_stripModel->epoch(index.column()));
        updateDetails();
    }
}

void SamplesPage::choosePrompt(int row) {
    m_bar->setPromptFilter(QLatin1Char('"') + m_promptModel->row(row).prompt + QLatin1Char('"'));
    m_bar->setView(SampleView::Grid);
}

const SampleItem* SamplesPage::chosen() const {
    switch (m_bar->view()) {
        case SampleView::Grid:
            return m_model->item(m_grid->currentIndex().row());
        case SampleView::Strip:
            return m_stripModel->item(m_strip->currentIndex());
        case SampleView::Prompts:
            break;
    }
    return nullptr;
}

void SamplesPage::updateSize() {
    m_delegate->setSide(m_bar->side());
    const QSize cell = m_delegate->sizeHint({}, {});
    m_grid->setCell(cell);
    m_strip->setCell(cell);
}

void SamplesPage::togglePlaying() {
    if (m_player->playing()) {
        m_player->stop();
    } else {
        m_player->start();
    }
    m_bar->setPlaying(m_player->playing());
}

void SamplesPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    Q_EMIT stateChanged();
}

void SamplesPage::hideEvent(QHideEvent* event) {
    m_player->stop();
    Page::hideEvent(event);
    Q_EMIT stateChanged();
}

}  // namespace tempera::ui
