// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/blind_results.h"

#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/common/text_format.h"
#include "ui/common/theme.h"

namespace tempera::ui {

namespace {

QString percent(double share) {
    return QStringLiteral("%1 %").arg(QLocale().toString(100 * share, 'f', 1));
}

QString range(const Interval& interval) {
    return QStringLiteral("%1 – %2").arg(percent(interval.low), percent(interval.high));
}

}  // namespace

BlindResults::BlindResults(QWidget* parent)
    : QWidget(parent),
      m_title(new QLabel),
      m_facts(new QLabel),
      m_none(new QLabel(tr("No decided choice has scores yet, so no reward can be held against them."))),
      m_table(new QTableWidget(0, 6)),
      m_back(new QPushButton(tr("Go on"))) {
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_title->setFont(textFont(TextSize::Title, true));
    for (QLabel* label : {m_title, m_facts, m_none}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_none->setForegroundRole(QPalette::PlaceholderText);
    m_table->setHorizontalHeaderLabels(
        {tr("Reward"), tr("Agrees, these two"), tr("95 % interval"), tr("n"), tr("Agrees, all ratings"), tr("n")});
    m_table->horizontalHeaderItem(1)->setToolTip(
        tr("Share of decided choices in which the chosen picture has the higher reward"));
    m_table->horizontalHeaderItem(4)->setToolTip(tr("The same over every blind choice of this workspace"));
    m_table->verticalHeader()->hide();
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setAccessibleName(tr("Agreement of the rewards with the choices"));
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    for (int column = 0; column < m_table->columnCount(); ++column) {
        m_table->horizontalHeaderItem(column)->setTextAlignment((column == 0 ? Qt::AlignLeft : Qt::AlignRight) |
                                                                Qt::AlignVCenter);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    layout->addWidget(m_title);
    layout->addWidget(m_facts);
    layout->addSpacing(8);
    layout->addWidget(m_none);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_back, 0, Qt::AlignLeft);
    connect(m_back, &QPushButton::clicked, this, &BlindResults::backAsked);
}

void BlindResults::show(const std::vector<RatedPair>& pairs, const RatedSide& first, const RatedSide& second,
                        const QString& firstName, const QString& secondName) {
    std::vector<Rating> ratings;
    std::vector<RatedPair> own;
    for (const RatedPair& pair : pairs) {
        ratings.push_back(pair.rating);
        if (is_between(pair.rating, first, second)) {
            own.push_back(pair);
        }
    }
    const WinRate rate = win_rate(ratings, first, second);
    if (rate.n() == 0) {
        m_title->setText(tr("Nothing has been chosen between %1 and %2 yet.").arg(firstName, secondName));
        m_facts->clear();
    } else {
        const bool ahead = rate.rate >= 0.5;
        const WinRate told = ahead ? rate : win_rate(ratings, second, first);
        m_title->setText(tr("%1 wins %2 against %3")
                             .arg(ahead ? firstName : secondName, percent(told.rate), ahead ? secondName : firstName));
        const QString certain = told.interval.low > 0.5
                                    ? tr("The interval lies above one half: the preference is clear.")
                                    : tr("The interval contains one half: chance could do this as well.");
        m_facts->setText(tr("95 % interval %1, n = %2: %3 won, %4 lost, %5 neither (half a win for both). %6")
                             .arg(range(told.interval))
                             .arg(told.n())
                             .arg(told.wins)
                             .arg(told.losses)
                             .arg(told.ties)
                             .arg(certain));
    }
    const auto all = agreements(pairs);
    const auto these = agreements(own);
    m_none->setVisible(all.empty());
    m_table->setVisible(!all.empty());
    m_table->setRowCount(static_cast<int>(all.size()));
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto found =
            std::find_if(these.begin(), these.end(), [&](const Agreement& one) { return one.reward == all[i].reward; });
        const bool has = found != these.end();
        const QString none = QStringLiteral("–");
        const QStringList cells{fromStd(all[i].reward),
                                has ? percent(found->share) : none,
                                has ? range(found->interval) : none,
                                QString::number(has ? found->n : 0),
                                percent(all[i].share),
                                QString::number(all[i].n)};
        for (int column = 0; column < cells.size(); ++column) {
            auto* item = new QTableWidgetItem(cells[column]);
            item->setTextAlignment((column == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
            m_table->setItem(static_cast<int>(i), column, item);
        }
    }
}

QString BlindResults::sentence() const {
    return m_title->text() + QLatin1Char('\n') + m_facts->text();
}

}  // namespace tempera::ui
