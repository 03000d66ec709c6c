// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/samples/sample_details.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QFileInfo>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/common/icons.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/samples/picture_label.h"
#include "ui/session/session.h"

namespace tempera::ui {

SampleDetails::SampleDetails(Session& session, QWidget* parent)
    : QWidget(parent),
      m_session(session),
      m_picture(new PictureLabel),
      m_first(new PictureLabel),
      m_firstCaption(new QLabel(tr("Before training"))),
      m_prompt(new QLabel),
      m_facts(new QLabel),
      m_scores(new QWidget),
      m_scoreGrid(new QGridLayout(m_scores)),
      m_copy(new QPushButton(icon(QStringLiteral("copy")), tr("Copy picture"))),
      m_open(new QPushButton(icon(QStringLiteral("folder")), tr("Open folder"))),
      m_hint(new QLabel(tr("Choose a picture to see it large with all its scores."))),
      m_content(new QWidget) {
    setObjectName(QStringLiteral("sampleDetails"));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_prompt->setWordWrap(true);
    m_prompt->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_prompt->setFont(textFont(TextSize::Title, true));
    m_facts->setWordWrap(true);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_facts->setForegroundRole(QPalette::PlaceholderText);
    m_firstCaption->setFont(textFont(TextSize::Small));
    m_firstCaption->setForegroundRole(QPalette::PlaceholderText);
    m_hint->setWordWrap(true);
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_picture->setAccessibleName(tr("Chosen picture"));
    m_first->setAccessibleName(tr("The same prompt and noise before training"));
    m_scoreGrid->setContentsMargins(0, 0, 0, 0);
    m_scoreGrid->setHorizontalSpacing(12);
    m_scoreGrid->setVerticalSpacing(3);
    m_scoreGrid->setColumnStretch(0, 1);

    auto* before = new QHBoxLayout;
    before->setSpacing(12);
    m_first->setFixedSize(72, 72);
    before->addWidget(m_first);
    before->addWidget(m_firstCaption, 1, Qt::AlignVCenter);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_copy);
    buttons->addWidget(m_open);
    buttons->addStretch();
    auto* content = new QVBoxLayout(m_content);
    content->setContentsMargins(0, 0, 0, 0);
    content->setSpacing(8);
    content->addWidget(m_picture);
    content->addWidget(m_prompt);
    content->addWidget(m_facts);
    content->addSpacing(4);
    content->addWidget(m_scores);
    content->addSpacing(4);
    content->addLayout(before);
    content->addSpacing(4);
    content->addLayout(buttons);
    content->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->addWidget(m_hint, 1);
    layout->addWidget(m_content, 1);
    m_content->hide();

    connect(&session, &Session::imageArrived, this, &SampleDetails::onImage);
    connect(m_copy, &QPushButton::clicked, this, &SampleDetails::copyPicture);
    connect(m_open, &QPushButton::clicked, this, &SampleDetails::openFolder);
}

void SampleDetails::show(const QString& runId, const SampleItem* item, const SampleItem* first) {
    m_hint->setVisible(item == nullptr);
    m_content->setVisible(item != nullptr);
    if (!item) {
        m_item.reset();
        return;
    }
    m_runId = runId;
    m_item = *item;
    // The thumbnail at once; the full picture replaces it when it is larger.
    m_picture->setPicture(item->thumbnail);
    if (!item->row.image.empty() && item->row.width > item->thumbnail.width()) {
        m_session.fetchImage(runId, fromStd(item->row.image));
    }
    const bool hasFirst = first && first->row.prompt == item->row.prompt && first->row.seed == item->row.seed &&
                          first->row.epoch != item->row.epoch;
    m_first->setVisible(hasFirst);
    m_firstCaption->setVisible(hasFirst);
    if (hasFirst) {
        m_first->setPicture(first->thumbnail);
    }
    m_prompt->setText(fromStd(item->row.prompt));
    QString facts = tr("Epoch %1, seed %2").arg(item->row.epoch).arg(item->row.seed);
    if (item->row.width > 0) {
        facts += tr(", %1 × %2 px").arg(item->row.width).arg(item->row.height);
    }
    m_facts->setText(facts);
    m_open->setEnabled(!item->row.image.empty());
    fillScores(*item, hasFirst ? first : nullptr);
}

void SampleDetails::fillScores(const SampleItem& item, const SampleItem* first) {
    while (QLayoutItem* old = m_scoreGrid->takeAt(0)) {
        delete old->widget();
        delete old;
    }
    const auto cell = [this](int row, int column, const QString& text, bool muted) {
        auto* label = new QLabel(text);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        if (muted) {
            label->setForegroundRole(QPalette::PlaceholderText);
        }
        m_scoreGrid->addWidget(label, row, column, column == 0 ? Qt::AlignLeft : Qt::AlignRight);
    };
    int row = 0;
    if (first) {
        cell(row, 0, tr("Score"), true);
        cell(row, 1, tr("before"), true);
        cell(row++, 2, tr("now"), true);
    }
    for (const auto& [reward, value] : item.scores) {
        cell(row, 0, reward, false);
        if (first) {
            const auto old = first->scores.find(reward);
            cell(row, 1, old == first->scores.end() ? QString() : formatNumber(old->second), true);
        }
        cell(row++, 2, formatNumber(value), false);
    }
}

const QImage& SampleDetails::picture() const {
    return m_picture->picture();
}

QString SampleDetails::scoresText() const {
    QStringList texts;
    for (int i = 0; i < m_scoreGrid->count(); ++i) {
        texts << static_cast<QLabel*>(m_scoreGrid->itemAt(i)->widget())->text();
    }
    return texts.join(QLatin1Char(' '));
}

void SampleDetails::onImage(const QString& runId, const QString& path, const QImage& image) {
    if (m_item && runId == m_runId && path == fromStd(m_item->row.image) && !image.isNull()) {
        m_picture->setPicture(image);
    }
}

void SampleDetails::copyPicture() {
    QGuiApplication::clipboard()->setImage(m_picture->picture());
}

void SampleDetails::openFolder() {
    const RunData* run = m_session.run(m_runId);
    if (run && m_item) {
        const QFileInfo file(fromPath(run->head.dir / m_item->row.image));
        QDesktopServices::openUrl(QUrl::fromLocalFile(file.absolutePath()));
    }
}

}  // namespace tempera::ui
