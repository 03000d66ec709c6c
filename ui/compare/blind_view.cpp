// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/blind_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QRandomGenerator>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QStackedLayout>
#include <algorithm>

#include "core/base/clock.h"
#include "ui/common/bar_layout.h"
#include "ui/common/elided_label.h"
#include "ui/common/primary_button.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/compare/blind_results.h"
#include "ui/compare/picture_view.h"
#include "ui/compare/viewport.h"
#include "ui/session/rating_log.h"
#include "ui/session/sample_cache.h"
#include "ui/session/session.h"

namespace tempera::ui {

BlindView::BlindView(Comparison& comparison, Viewport& viewport, QWidget* parent)
    : QWidget(parent),
      m_comparison(comparison),
      m_viewport(viewport),
      m_log(new RatingLog(comparison.session(), this)),
      m_stack(new QStackedLayout(this)),
      m_first(new QComboBox),
      m_second(new QComboBox),
      m_hint(new QLabel),
      m_start(new PrimaryButton(tr("Start"))),
      m_startShow(new QPushButton(tr("Show results"))),
      m_prompt(new ElidedLabel),
      m_progress(new QLabel),
      m_left(new PictureView(viewport)),
      m_right(new PictureView(viewport)),
      m_back(new QPushButton(tr("Take back"))),
      m_show(new QPushButton(tr("Show results"))),
      m_results(new BlindResults) {
    setFocusPolicy(Qt::StrongFocus);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_startPage = makeStart();
    m_questionPage = makeQuestion();
    m_stack->addWidget(m_startPage);
    m_stack->addWidget(m_questionPage);
    m_stack->addWidget(m_results);
    connect(m_log, &RatingLog::loaded, this, [this] {
        m_known = true;
        updateStart();
        if (m_wantsResults) {
            m_wantsResults = false;
            presentResults();
        }
    });
    connect(m_results, &BlindResults::backAsked, this, [this] {
        if (m_test.total() > 0 && !m_test.done()) {
            ask();
        } else {
            reset();
            refresh();
        }
    });
    connect(&comparison.session(), &Session::workspaceOpened, this, &BlindView::reset);
}

QWidget* BlindView::makeStart() {
    auto* page = new QWidget;
    auto* title = new QLabel(tr("Which pictures are better, if you do not know who made them?"));
    title->setFont(textFont(TextSize::Title, true));
    title->setWordWrap(true);
    auto* text =
        new QLabel(tr("Two pictures of the same prompt and seed stand side by side in random order. Press 1 "
                      "for the left one, 2 for the right one, 0 for neither."));
    text->setWordWrap(true);
    m_hint->setWordWrap(true);
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    auto* sides = new QHBoxLayout;
    for (QComboBox* box : {m_first, m_second}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(16);
        connect(box, &QComboBox::activated, this, &BlindView::updateStart);
    }
    m_first->setAccessibleName(tr("One of the two"));
    m_second->setAccessibleName(tr("The other one"));
    sides->addWidget(m_first, 1);
    sides->addWidget(new QLabel(tr("against")));
    sides->addWidget(m_second, 1);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_start);
    buttons->addWidget(m_startShow);
    buttons->addStretch();
    auto* column = new QWidget;
    column->setMaximumWidth(fontMetrics().averageCharWidth() * 90);
    auto* content = new QVBoxLayout(column);
    content->setSpacing(12);
    content->addWidget(title);
    content->addWidget(text);
    content->addLayout(sides);
    content->addWidget(m_hint);
    content->addLayout(buttons);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(12, 12, 12, 12);
    // Not aligned: the height of an aligned widget does not follow its width, and the texts wrap.
    auto* middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(column, 100);
    middle->addStretch(1);
    layout->addStretch(2);
    layout->addLayout(middle);
    layout->addStretch(3);
    auto* area = new QScrollArea;  // for large letters in a low window
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setVerticalScrollBarPolicy(
        Qt::ScrollBarAlwaysOff);  // one that comes would take width and wrap the texts anew
    area->setFocusPolicy(Qt::NoFocus);
    area->setBackgroundRole(QPalette::Base);
    area->setWidget(page);
    connect(m_start, &QPushButton::clicked, this, &BlindView::start);
    connect(m_startShow, &QPushButton::clicked, this, &BlindView::showResults);
    return area;
}

QWidget* BlindView::makeQuestion() {
    auto* page = new QWidget;
    m_prompt->setFont(textFont(TextSize::Title, true));
    m_progress->setForegroundRole(QPalette::PlaceholderText);
    m_left->setAccessibleName(tr("Left picture"));
    m_right->setAccessibleName(tr("Right picture"));
    auto* head = new QHBoxLayout;
    head->addWidget(m_prompt, 1);
    head->addWidget(m_progress);
    auto* pictures = new QHBoxLayout;
    pictures->setSpacing(8);
    pictures->addWidget(m_left, 1);
    pictures->addWidget(m_right, 1);
    auto* row = new QWidget;
    auto* buttons = new BarLayout(row);
    buttons->setContentsMargins(0, 0, 0, 0);
    const auto choice = [&](const QString& text, Choice which) {
        auto* button = new QPushButton(text);
        button->setFocusPolicy(Qt::TabFocus);
        connect(button, &QPushButton::clicked, this, [this, which] { answer(which); });
        buttons->add(button);
    };
    buttons->addStretch();
    choice(tr("Left is better (1)"), Choice::Left);
    choice(tr("Neither (0)"), Choice::Neither);
    choice(tr("Right is better (2)"), Choice::Right);
    buttons->addStretch();
    buttons->add(m_back);
    buttons->add(m_show);
    m_back->setToolTip(tr("The choice before (Backspace)"));
    m_show->setToolTip(tr("Says which run made which pictures"));
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(12, 8, 12, 12);
    layout->setSpacing(8);
    layout->addLayout(head);
    layout->addLayout(pictures, 1);
    layout->addWidget(row);
    connect(m_back, &QPushButton::clicked, this, &BlindView::takeBack);
    connect(m_show, &QPushButton::clicked, this, &BlindView::showResults);
    return page;
}

void BlindView::setSeed(std::uint32_t seed) {
    m_seed = seed;
    m_seeded = true;
}

bool BlindView::isAsking() const {
    return m_stack->currentWidget() == m_questionPage;
}

bool BlindView::showsResults() const {
    return m_stack->currentWidget() == m_results;
}

void BlindView::reset() {
    m_test = {};
    m_asked = false;
    m_known = false;
    m_wantsResults = false;
    m_stack->setCurrentWidget(m_startPage);
}

void BlindView::refresh() {
    if (isAsking()) {
        ask();
        return;
    }
    if (!m_asked) {
        m_asked = true;
        m_log->load();
    }
    const int count = m_comparison.count();
    for (QComboBox* box : {m_first, m_second}) {
        const QSignalBlocker quiet(box);
        const int before = box->currentIndex();
        box->clear();
        for (int pane = 0; pane < count; ++pane) {
            const PaneContent content = m_comparison.content(pane);
            box->addItem(tr("%1  %2, epoch %3")
                             .arg(pane + 1)
                             .arg(content.run ? content.run->name() : QString())
                             .arg(content.epoch.value_or(content.wanted)));
        }
        box->setCurrentIndex(before >= 0 && before < count ? before : box == m_first ? 0 : 1);
    }
    updateStart();
}

RatedSide BlindView::sideOf(int pane) {
    if (pane < 0 || pane >= m_comparison.count()) {
        return {};
    }
    const PaneContent content = m_comparison.content(pane);
    return content.run && content.epoch ? RatedSide{content.run->id().toStdString(), *content.epoch} : RatedSide{};
}

std::vector<PictureChoice> BlindView::commonPictures() {
    const RatedSide first = sideOf(m_first->currentIndex());
    const RatedSide second = sideOf(m_second->currentIndex());
    std::vector<PictureChoice> common;
    if (first.run_id.empty() || second.run_id.empty() || first == second) {
        return common;
    }
    const auto setOf = [&](const RatedSide& side) {
        return m_comparison.session().samples().get({fromStd(side.run_id), side.epoch, m_comparison.kind()});
    };
    const SampleSetPtr mine = setOf(first);
    const SampleSetPtr others = setOf(second);
    if (!mine || !others) {
        return common;
    }
    const auto rated = m_log->ratings();
    for (const PictureChoice& choice : m_comparison.choices()) {
        // Once is enough: asking twice would count one opinion as two.
        const bool before = std::any_of(rated.begin(), rated.end(), [&](const Rating& rating) {
            return rating.kind == m_comparison.kind() && is_between(rating, first, second) &&
                   rating.seed == choice.seed && fromStd(rating.prompt) == choice.prompt;
        });
        if (!before && Comparison::find(*mine, choice) && Comparison::find(*others, choice)) {
            common.push_back(choice);
        }
    }
    return common;
}

void BlindView::updateStart() {
    if (m_stack->currentWidget() != m_startPage) {
        return;
    }
    const RatedSide first = sideOf(m_first->currentIndex());
    const RatedSide second = sideOf(m_second->currentIndex());
    const std::size_t left = m_known ? commonPictures().size() : 0;
    const int made = win_rate(m_log->ratings(), first, second).n();
    const QString before = made == 0 ? QString() : tr("%n choices made before.", nullptr, made);
    m_hint->setText(first == second ? tr("Both are the same run and epoch: choose another one.")
                    : !m_known      ? QString()
                    : left == 0     ? tr("No picture is left that both have. %1").arg(before)
                                    : tr("%n pictures to judge. %1", nullptr, static_cast<int>(left)).arg(before));
    m_start->setEnabled(left > 0);
    m_startShow->setEnabled(first != second && m_known);
}

void BlindView::start() {
    m_test = BlindTest(sideOf(m_first->currentIndex()), sideOf(m_second->currentIndex()), m_comparison.kind(),
                       commonPictures(), m_seeded ? m_seed : QRandomGenerator::global()->generate());
    ask();
    setFocus();
}

QImage BlindView::pictureOf(const RatedSide& side) {
    const QString id = fromStd(side.run_id);
    const SampleSetPtr set = m_comparison.session().samples().get({id, side.epoch, m_test.kind()});
    const SampleItem* item = set ? Comparison::find(*set, m_test.picture()) : nullptr;
    return item ? m_comparison.picture(id, *item) : QImage();
}

void BlindView::ask() {
    if (m_test.done()) {
        showResults();
        return;
    }
    m_stack->setCurrentWidget(m_questionPage);
    m_prompt->setFullText(m_test.picture().prompt);
    m_progress->setText(tr("%1 of %2").arg(m_test.answered() + 1).arg(m_test.total()));
    const QImage left = pictureOf(m_test.left());
    m_viewport.setReference(left.size());
    m_left->setPicture(left);
    m_right->setPicture(pictureOf(m_test.right()));
    m_back->setEnabled(m_test.answered() > 0);
}

void BlindView::answer(Choice choice) {
    if (!m_test.done()) {
        m_log->add(m_test.answer(choice, unix_seconds()));
        ask();
    }
}

void BlindView::takeBack() {
    if (m_test.takeBack()) {
        m_log->takeBack();
        ask();
    }
}

void BlindView::showResults() {
    if (!m_wantsResults) {
        m_wantsResults = true;
        m_log->load();
    }
}

void BlindView::presentResults() {
    const bool tested = m_test.total() > 0;
    const RatedSide first = tested ? m_test.first() : sideOf(m_first->currentIndex());
    const RatedSide second = tested ? m_test.second() : sideOf(m_second->currentIndex());
    const auto name = [this](const RatedSide& side) {
        const RunData* run = m_comparison.session().run(fromStd(side.run_id));
        return tr("%1 (epoch %2)").arg(run ? run->name() : fromStd(side.run_id)).arg(side.epoch);
    };
    m_results->show(m_log->pairs(), first, second, name(first), name(second));
    m_stack->setCurrentWidget(m_results);
    m_results->backButton()->setFocus();
}

void BlindView::keyPressEvent(QKeyEvent* event) {
    if (isAsking() && !(event->modifiers() & ~Qt::KeypadModifier)) {
        switch (event->key()) {
            case Qt::Key_1:
                return answer(Choice::Left);
            case Qt::Key_2:
                return answer(Choice::Right);
            case Qt::Key_0:
                return answer(Choice::Neither);
            case Qt::Key_Backspace:
                return takeBack();
            default:
                break;
        }
    }
    QWidget::keyPressEvent(event);
}

}  // namespace tempera::ui
