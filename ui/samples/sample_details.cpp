// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/samples/sample_details.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "core/config/config.h"
#include "ui/common/icons.h"
#include "ui/common/rule.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/samples/picture_label.h"
#include "ui/samples/score_list.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {

/// What decides how the pictures of a run look.
constexpr const char* settingsThatMatter[] = {
    "method", "reward.name", "seed", "sample.num_steps", "sample.guidance_scale", "sample.eta", "train.learning_rate"};

void mute(QLabel* label) {
    label->setForegroundRole(QPalette::PlaceholderText);
}

}  // namespace

SampleDetails::SampleDetails(Session& session, ThumbnailCache& cache, QWidget* parent)
    : QWidget(parent),
      m_session(session),
      m_cache(cache),
      m_picture(new PictureLabel),
      m_first(new PictureLabel),
      m_firstCaption(new QLabel(tr("Before training"))),
      m_prompt(new QLabel),
      m_facts(new QLabel),
      m_scores(new ScoreList),
      m_settings(new QLabel),
      m_copy(button(QStringLiteral("copy"), tr("Copy picture"))),
      m_copyPrompt(button(QStringLiteral("text"), tr("Copy prompt"))),
      m_open(button(QStringLiteral("picture"), tr("Open picture"))),
      m_showInFolder(button(QStringLiteral("folder"), tr("Show in folder"))),
      m_hint(new QLabel(tr("Choose a picture to see it large with all its scores."))),
      m_scroll(new QScrollArea),
      m_content(new QWidget) {
    setObjectName(QStringLiteral("sampleDetails"));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_hint->setWordWrap(true);
    m_hint->setAlignment(Qt::AlignCenter);
    mute(m_hint);
    m_hint->setMargin(12);
    buildContent();
    m_scroll->setWidget(m_content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setAccessibleName(tr("Chosen picture"));
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setBackgroundRole(QPalette::Base);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_hint, 1);
    layout->addWidget(m_scroll, 1);
    m_scroll->hide();
    connect(m_copy, &QToolButton::clicked, this, &SampleDetails::copyPictureAsked);
    connect(m_copyPrompt, &QToolButton::clicked, this, &SampleDetails::copyPromptAsked);
    connect(m_open, &QToolButton::clicked, this, &SampleDetails::openAsked);
    connect(m_showInFolder, &QToolButton::clicked, this, &SampleDetails::folderAsked);
}

QToolButton* SampleDetails::button(const QString& iconName, const QString& name) {
    auto* made = new QToolButton;
    made->setIcon(icon(iconName));
    made->setToolTip(name);
    made->setAccessibleName(name);
    made->setAutoRaise(true);
    return made;
}

void SampleDetails::buildContent() {
    m_content->setBackgroundRole(QPalette::Base);
    m_prompt->setWordWrap(true);
    m_prompt->setMinimumWidth(1);  // a long word must not widen the pane
    m_prompt->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_prompt->setFont(textFont(TextSize::Title, true));
    m_facts->setWordWrap(true);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    mute(m_facts);
    m_firstCaption->setFont(textFont(TextSize::Small));
    mute(m_firstCaption);
    m_settings->setWordWrap(true);
    m_settings->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_settings->setTextFormat(Qt::RichText);
    m_settings->setAccessibleName(tr("Settings of the run"));
    m_picture->setAccessibleName(tr("Chosen picture"));
    m_first->setAccessibleName(tr("The same prompt and noise before training"));
    m_first->setFixedSize(72, 72);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(4);
    for (QToolButton* one : {m_copy, m_copyPrompt, m_open, m_showInFolder}) {
        buttons->addWidget(one);
    }
    buttons->addStretch();
    auto* before = new QHBoxLayout;
    before->setSpacing(12);
    before->addWidget(m_first);
    before->addWidget(m_firstCaption, 1, Qt::AlignVCenter);
    auto* content = new QVBoxLayout(m_content);
    content->setContentsMargins(12, 12, 12, 12);
    content->setSpacing(8);
    content->addWidget(m_picture);
    content->addLayout(buttons);
    content->addWidget(m_prompt);
    content->addWidget(m_facts);
    content->addSpacing(4);
    content->addWidget(m_scores);
    content->addLayout(before);
    content->addWidget(new Rule);
    content->addWidget(m_settings);
    content->addStretch();
}

PictureRequest SampleDetails::request(const SampleItem& item, const QWidget& place) const {
    return pictureRequest(m_runId, m_folder, item, static_cast<int>(std::max(place.width(), 32) * devicePixelRatioF()));
}

std::vector<PictureRequest> SampleDetails::wanted() const {
    std::vector<PictureRequest> requests;
    if (m_item && isVisible()) {
        requests.push_back(request(*m_item, *m_picture));
        if (m_before) {
            requests.push_back(request(*m_before, *m_first));
        }
    }
    return requests;
}

void SampleDetails::refreshPictures() {
    if (m_item) {
        m_picture->setPicture(m_cache.get(m_runId, m_item->row.id));
    }
    if (m_before) {
        m_first->setPicture(m_cache.get(m_runId, m_before->row.id));
    }
}

void SampleDetails::show(const QString& runId, const SampleItem* item, const SampleItem* first,
                         const SampleSet* epoch) {
    m_hint->setVisible(item == nullptr);
    m_scroll->setVisible(item != nullptr);
    m_item = item ? std::optional(*item) : std::nullopt;
    m_before.reset();
    if (!item) {
        return;
    }
    m_runId = runId;
    const RunData* run = m_session.run(runId);
    m_folder = run ? fromPath(run->head.dir) : QString();
    const bool hasFirst = first && first->row.prompt == item->row.prompt && first->row.seed == item->row.seed &&
                          first->row.epoch != item->row.epoch;
    if (hasFirst) {
        m_before = *first;
    }
    m_first->setVisible(hasFirst);
    m_firstCaption->setVisible(hasFirst);
    m_prompt->setText(fromStd(item->row.prompt));
    QString facts = tr("Epoch %1, seed %2").arg(item->row.epoch).arg(item->row.seed);
    if (item->row.width > 0) {
        facts += tr(", %1 × %2 px").arg(item->row.width).arg(item->row.height);
    }
    m_facts->setText(facts);
    m_open->setEnabled(!item->row.image.empty());
    m_showInFolder->setEnabled(!item->row.image.empty());
    m_scores->setPlaces(scorePlaces(*item, hasFirst ? first : nullptr, epoch));
    fillSettings();
    refreshPictures();
}

void SampleDetails::fillSettings() {
    const RunData* run = m_session.run(m_runId);
    if (!run || run->configToml.isEmpty() || m_settingsOf == m_runId) {
        return;
    }
    m_settingsOf = m_runId;
    QString rows;
    try {
        const Config config = Config::from_toml(run->configToml.toStdString(), "config.toml");
        for (const char* key : settingsThatMatter) {
            rows += QStringLiteral("<tr><td>%1&nbsp;&nbsp;</td><td align=\"right\">%2</td></tr>")
                        .arg(QString::fromUtf8(key), fromStd(to_text(config.value(key))).toHtmlEscaped());
        }
    } catch (const std::exception& error) {
        m_settings->setText(QString::fromUtf8(error.what()).toHtmlEscaped());
        return;
    }
    m_settings->setText(QStringLiteral("<table>%1</table>").arg(rows));
    fitWidth();
}

void SampleDetails::fitWidth() {
    // Nothing scrolls sideways, so the pane is never narrower than what cannot be wrapped: the settings.
    m_scroll->setMinimumWidth(m_content->minimumSizeHint().width() + m_scroll->verticalScrollBar()->sizeHint().width());
}

const QImage& SampleDetails::picture() const {
    return m_picture->picture();
}

QString SampleDetails::scoresText() const {
    return m_scores->text();
}

QString SampleDetails::settingsText() const {
    return m_settings->text();
}

}  // namespace tempera::ui
