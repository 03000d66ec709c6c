// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/neurons/what_if_panel.h"

#include <QHeaderView>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/common/elided_label.h"
#include "ui/common/inset.h"
#include "ui/common/theme.h"

namespace tempera::ui {

WhatIfPanel::WhatIfPanel(QWidget* parent) : QWidget(parent), m_model(new WhatIfModel(this)), m_table(new QTableView) {
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto* title = new ElidedLabel;
    title->setFullText(tr("Dormant at other thresholds, % of each layer"),
                       tr("Of the epoch that is shown. The threshold that is looked at is bold, the run's own "
                          "underlined. Enter or a double click looks at one."));
    title->setFont(textFont(TextSize::Normal, true));
    title->setContentsMargins(12, 0, 12, 0);
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Dormant share by threshold and layer"));
    m_table->setFont(textFont(TextSize::Small));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(QFontMetrics(m_table->font()).height() + 6);
    m_table->verticalHeader()->setMinimumSectionSize(1);
    m_table->horizontalHeader()->setFont(textFont(TextSize::Small));
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->horizontalHeader()->setMinimumSectionSize(QFontMetrics(m_table->font()).averageCharWidth() * 5);
    m_table->horizontalHeader()->setHighlightSections(false);
    connect(m_table, &QTableView::activated, this,
            [this](const QModelIndex& index) { Q_EMIT thresholdChosen(m_model->thresholdAt(index.row())); });
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 4);
    layout->setSpacing(4);
    layout->addWidget(title);
    layout->addWidget(inset(m_table, 4), 1);
}

void WhatIfPanel::show(const std::vector<NeuronLayerRow>& layers, double threshold, double own) {
    m_model->show(layers, threshold, own);
}

}  // namespace tempera::ui
