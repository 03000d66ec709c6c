// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/curves/curves_bar.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>

#include "ui/common/elided_label.h"
#include "ui/common/icons.h"

namespace tempera::ui {

CurvesBar::CurvesBar(QWidget* parent)
    : PageBar(parent),
      m_axis(new QComboBox),
      m_metric(new QComboBox),
      m_smoothing(new QSpinBox),
      m_grouped(new QCheckBox(tr("Mean over seeds"))),
      m_band(new QComboBox),
      m_choose(new QToolButton),
      m_where(new ElidedLabel) {
    m_axis->setObjectName(QStringLiteral("axis"));
    m_axis->addItems({tr("Epoch"), tr("Optimizer step"), tr("Reward queries"), tr("Minutes"), tr("Another metric")});
    m_axis->setAccessibleName(tr("Horizontal axis"));
    m_metric->setObjectName(QStringLiteral("xMetric"));
    m_metric->setAccessibleName(tr("Metric of the horizontal axis"));
    m_metric->setEditable(true);
    m_metric->setInsertPolicy(QComboBox::NoInsert);
    m_metric->completer()->setFilterMode(Qt::MatchContains);
    m_metric->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_smoothing->setObjectName(QStringLiteral("smoothing"));
    m_smoothing->setRange(1, 9999);
    m_smoothing->setSpecialValueText(tr("Off"));
    m_smoothing->setSuffix(tr(" epochs"));
    m_smoothing->setAccessibleName(tr("Smoothing, window in epochs"));
    m_smoothing->setToolTip(
        tr("Window of the moving average. Curves of fewer than %1 values stay as they are.").arg(leastSmoothed));
    m_grouped->setObjectName(QStringLiteral("grouped"));
    m_grouped->setToolTip(tr("One curve for the selected runs that differ in nothing but seed and name"));
    m_band->setObjectName(QStringLiteral("band"));
    m_band->setAccessibleName(tr("Band around the mean"));
    m_band->addItem(tr("Standard deviation"), static_cast<int>(Band::Deviation));
    m_band->addItem(tr("Standard error"), static_cast<int>(Band::StandardError));
    m_band->addItem(tr("95 % interval"), static_cast<int>(Band::Interval95));
    m_band->addItem(tr("Smallest to largest"), static_cast<int>(Band::MinMax));
    m_band->addItem(tr("Single runs"), static_cast<int>(Band::None));
    m_choose->setText(tr("Panels…"));
    m_choose->setIcon(icon(QStringLiteral("columns")));
    m_choose->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_choose->setAutoRaise(true);
    m_choose->setToolTip(tr("Choose which metrics are shown, and in which order"));
    m_where->setForegroundRole(QPalette::PlaceholderText);
    m_where->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    addLabelled(tr("Over"), m_axis);
    add(m_metric);
    addLabelled(tr("Smoothing"), m_smoothing);
    add(m_grouped);
    add(m_band);
    add(m_choose);
    add(m_where, 1);
    showControls();

    connect(m_axis, &QComboBox::currentIndexChanged, this, [this](int index) {
        CurveView view = m_view;
        view.axis = static_cast<XAxis>(index);
        if (view.axis == XAxis::Metric && view.xMetric.isEmpty()) {
            view.xMetric = m_metric->itemText(0);
        }
        change(view);
    });
    connect(m_metric, &QComboBox::currentIndexChanged, this, [this](int index) {
        CurveView view = m_view;
        view.xMetric = m_metric->itemText(index);
        change(view);
    });
    connect(m_smoothing, &QSpinBox::valueChanged, this, [this](int window) {
        CurveView view = m_view;
        view.smoothing = window;
        change(view);
    });
    connect(m_grouped, &QCheckBox::toggled, this, [this](bool grouped) {
        CurveView view = m_view;
        view.grouped = grouped;
        change(view);
    });
    connect(m_band, &QComboBox::currentIndexChanged, this, [this] {
        CurveView view = m_view;
        view.band = static_cast<Band>(m_band->currentData().toInt());
        change(view);
    });
    connect(m_choose, &QToolButton::clicked, this, &CurvesBar::chooseAsked);
}

void CurvesBar::change(CurveView view) {
    if (view != m_view) {
        m_view = std::move(view);
        showControls();
        Q_EMIT viewChanged(m_view);
    }
}

void CurvesBar::setView(const CurveView& view) {
    m_view = view;
    const QSignalBlocker axis(m_axis), metric(m_metric), smoothing(m_smoothing), grouped(m_grouped), band(m_band);
    m_axis->setCurrentIndex(static_cast<int>(view.axis));
    m_metric->setCurrentIndex(m_metric->findText(view.xMetric));
    m_smoothing->setValue(view.smoothing);
    m_grouped->setChecked(view.grouped);
    m_band->setCurrentIndex(m_band->findData(static_cast<int>(view.band)));
    showControls();
}

void CurvesBar::showControls() {
    m_metric->setVisible(m_view.axis == XAxis::Metric);
    m_band->setVisible(m_view.grouped);
}

void CurvesBar::setMetrics(const QStringList& keys) {
    QStringList known;
    for (int i = 0; i < m_metric->count(); ++i) {
        known << m_metric->itemText(i);
    }
    if (known != keys) {
        const QSignalBlocker blocker(m_metric);
        m_metric->clear();
        m_metric->addItems(keys);
        m_metric->setCurrentIndex(m_metric->findText(m_view.xMetric));
        m_metric->setEditText(m_view.xMetric);
    }
}

void CurvesBar::setWhere(const QString& text) {
    m_where->setFullText(text);
}

}  // namespace tempera::ui
