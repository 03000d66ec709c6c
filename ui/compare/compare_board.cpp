// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/compare_board.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QMimeData>
#include <QRegularExpression>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/common/ruled_area.h"
#include "ui/common/theme.h"
#include "ui/compare/compare_pane.h"
#include "ui/compare/comparison.h"
#include "ui/compare/picture_mime.h"
#include "ui/compare/picture_view.h"
#include "ui/compare/viewport.h"

namespace tempera::ui {

CompareBoard::CompareBoard(Comparison& comparison, RunChoices& runs, Viewport& viewport, QWidget* parent)
    : QWidget(parent),
      m_comparison(comparison),
      m_runs(runs),
      m_viewport(viewport),
      m_area(new RuledArea),
      m_grid(new QGridLayout(m_area)),
      m_stage(new PictureView(viewport)),
      m_readout(new QLabel),
      m_flicker(new QTimer(this)) {
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(1);
    m_readout->setTextFormat(Qt::RichText);
    m_readout->setFont(textFont(TextSize::Small));
    m_readout->setWordWrap(true);
    m_readout->setContentsMargins(12, 4, 12, 4);
    m_readout->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_readout->setBackgroundRole(QPalette::Base);
    m_readout->setAutoFillBackground(true);
    m_readout->setAccessibleName(tr("Values of the pixel under the cursor"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(1);
    layout->addWidget(m_area, 1);
    layout->addWidget(m_stage, 1);
    layout->addWidget(m_readout);
    m_stage->setAccessibleName(tr("Stage"));
    m_stage->setMime([this] { return mimeOf(m_mode == CompareMode::Flicker ? m_flickered : m_current); });
    wireView(m_stage);
    m_flicker->setInterval(500);
    connect(m_flicker, &QTimer::timeout, this, &CompareBoard::flickerOnce);
    connect(&viewport, &Viewport::hoverChanged, this, &CompareBoard::updateReadout);
    arrange();
}

void CompareBoard::wireView(PictureView* view) {
    connect(view, &PictureView::menuAsked, this, &CompareBoard::menuAsked);
}

bool CompareBoard::isStaged() const {
    return m_mode == CompareMode::Wipe || m_mode == CompareMode::Flicker;
}

void CompareBoard::makePanes() {
    while (static_cast<int>(m_panes.size()) > m_comparison.count()) {
        delete m_panes.back();
        m_panes.pop_back();
    }
    while (static_cast<int>(m_panes.size()) < m_comparison.count()) {
        const int number = static_cast<int>(m_panes.size());
        auto* pane = new ComparePane(m_comparison, m_runs, m_viewport, number);
        connect(pane, &ComparePane::chosen, this, [this, number] { setCurrent(number); });
        // Later: the pane goes away while its button is still pressed.
        connect(
            pane, &ComparePane::removeAsked, this, [this, number] { m_comparison.removePane(number); },
            Qt::QueuedConnection);
        connect(pane, &ComparePane::runChosen, this,
                [this, number](const QString& id) { m_comparison.setRun(number, id); });
        connect(pane, &ComparePane::epochChosen, this,
                [this, number](const auto& epoch) { m_comparison.setEpoch(number, epoch); });
        pane->view().setMime([this, number] { return mimeOf(number); });
        pane->view().setLoupe(m_stage->isLoupe());
        pane->view().setGain(m_gain);
        wireView(&pane->view());
        m_panes.push_back(pane);
    }
    arrange();
}

int CompareBoard::bestColumns(int count) const {
    // Those that leave the largest square for a picture, between header and caption.
    const int text = 7 * fontMetrics().lineSpacing() + 24;
    int best = 1;
    double largest = -1e9;
    for (int columns = 1; columns <= count; ++columns) {
        const int rows = (count + columns - 1) / columns;
        const double square =
            std::min(static_cast<double>(width()) / columns - 16, static_cast<double>(height()) / rows - text);
        if (square >= largest) {
            largest = square;
            best = columns;
        }
    }
    return best;
}

void CompareBoard::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    // As many lines as the sentence takes that stands there first, so that nothing moves while the mouse does.
    const int width = m_readout->fontMetrics().horizontalAdvance(pointingHint()) + 40;
    const int lines = 1 + width / std::max(1, this->width());
    m_readout->setMinimumHeight(lines * m_readout->fontMetrics().height() + 10);
    if (!isStaged() && bestColumns(static_cast<int>(m_panes.size())) != m_columns) {
        arrange();
    }
}

void CompareBoard::arrange() {
    const int count = static_cast<int>(m_panes.size());
    const bool staged = isStaged();
    const int columns = staged ? std::max(1, count) : bestColumns(count);
    m_columns = columns;
    for (QWidget* pane : m_panes) {
        m_grid->removeWidget(pane);
    }
    for (int i = 0; i < Comparison::mostPanes; ++i) {
        m_grid->setColumnStretch(i, i < columns ? 1 : 0);
        m_grid->setRowStretch(i, 0);
    }
    for (int i = 0; i < count; ++i) {
        ComparePane* pane = m_panes[static_cast<std::size_t>(i)];
        m_grid->addWidget(pane, i / columns, i % columns);
        m_grid->setRowStretch(i / columns, 1);
        pane->setCompact(staged);
        pane->setRemovable(count > Comparison::fewestPanes);
        pane->view().setMode(m_mode == CompareMode::Difference && i > 0 ? PictureView::Mode::Difference
                                                                        : PictureView::Mode::Single);
    }
    m_area->setSizePolicy(QSizePolicy::Preferred, staged ? QSizePolicy::Maximum : QSizePolicy::Preferred);
    m_stage->setVisible(staged);
    m_stage->setMode(m_mode == CompareMode::Wipe ? PictureView::Mode::Wipe : PictureView::Mode::Single);
}

void CompareBoard::setMode(CompareMode mode) {
    m_mode = mode;
    m_flickered = m_current;
    arrange();
    updateFlicker();
    refresh();
}

void CompareBoard::refresh() {
    if (static_cast<int>(m_panes.size()) != m_comparison.count()) {
        makePanes();
        setCurrent(std::min(m_current, std::max(0, m_comparison.count() - 1)));
        m_flickered = m_current;
    }
    std::vector<PaneContent> contents;
    std::vector<const RunData*> runs;
    for (int i = 0; i < m_comparison.count(); ++i) {
        contents.push_back(m_comparison.content(i));
        runs.push_back(contents.back().run);
    }
    for (const PaneContent& content : contents) {
        if (content.item) {
            m_viewport.setReference(QSize(content.item->row.width, content.item->row.height));
            break;
        }
    }
    const auto differing = m_settings.differences(runs);
    for (std::size_t i = 0; i < contents.size(); ++i) {
        m_panes[i]->show(contents[i], differing[i], i == 0 ? nullptr : &contents[0]);
        m_panes[i]->view().setOther(contents[0].picture);
        const bool marked =
            m_mode == CompareMode::Flicker ? static_cast<int>(i) == m_flickered : static_cast<int>(i) == m_current;
        m_panes[i]->setCurrent(marked);
    }
    updateStage();
    updateReadout();
}

int CompareBoard::partner() const {
    return m_current > 0 || m_panes.size() < 2 ? m_current : 1;
}

void CompareBoard::updateStage() {
    if (!isStaged() || m_panes.empty()) {
        return;
    }
    const auto label = [this](int pane) {
        return QStringLiteral("%1  %2").arg(pane + 1).arg(
            m_panes[static_cast<std::size_t>(pane)]->runBox()->currentText());
    };
    if (m_mode == CompareMode::Wipe) {
        m_stage->setPicture(m_panes.front()->view().picture());
        m_stage->setOther(m_panes[static_cast<std::size_t>(partner())]->view().picture());
        m_stage->setLabels(label(0), label(partner()));
    } else {
        m_stage->setPicture(m_panes[static_cast<std::size_t>(m_flickered)]->view().picture());
        m_stage->setLabels(label(m_flickered), QString());
    }
    for (std::size_t i = 0; i < m_panes.size(); ++i) {
        const int number = static_cast<int>(i);
        m_panes[i]->setCurrent(m_mode == CompareMode::Flicker ? number == m_flickered : number == partner());
    }
}

PictureView& CompareBoard::activeView() const {
    return isStaged() || m_panes.empty() ? *m_stage : m_panes[static_cast<std::size_t>(m_current)]->view();
}

void CompareBoard::setCurrent(int pane) {
    if (pane < 0 || pane >= static_cast<int>(m_panes.size())) {
        return;
    }
    m_current = pane;
    if (m_mode == CompareMode::Flicker) {
        m_flickered = pane;
    }
    for (std::size_t i = 0; i < m_panes.size(); ++i) {
        m_panes[i]->setCurrent(static_cast<int>(i) == pane);
    }
    updateStage();
    Q_EMIT currentChanged(pane);
}

QString CompareBoard::pointingHint() {
    return tr("Point at a picture to read its pixels. Drag to move it, Ctrl+drag to take it elsewhere.");
}

void CompareBoard::updateReadout() {
    if (!m_viewport.hover()) {
        m_readout->setText(pointingHint());
        m_readout->setForegroundRole(QPalette::PlaceholderText);
        return;
    }
    m_readout->setForegroundRole(QPalette::WindowText);
    const QPointF at = *m_viewport.hover();
    const QSize size = m_viewport.reference();
    QString text = QStringLiteral("x&nbsp;%1&nbsp; y&nbsp;%2")
                       .arg(static_cast<int>(std::floor(at.x() * size.width())))
                       .arg(static_cast<int>(std::floor(at.y() * size.height())));
    for (std::size_t i = 0; i < m_panes.size(); ++i) {
        const QColor colour = PictureView::pixelAt(m_panes[i]->view().picture(), at);
        text += QStringLiteral("&nbsp; &nbsp; &nbsp;<b>%1</b>&nbsp;").arg(i + 1);
        text += colour.isValid() ? QStringLiteral("<span style=\"color:%1\">■</span>&nbsp;%2&nbsp;%3&nbsp;%4")
                                       .arg(colour.name())
                                       .arg(colour.red())
                                       .arg(colour.green())
                                       .arg(colour.blue())
                                 : QStringLiteral("–");
    }
    m_readout->setText(text);
}

QString CompareBoard::readout() const {
    QString text = m_readout->text();
    text.replace(QStringLiteral("&nbsp;"), QStringLiteral(" "));
    static const QRegularExpression tag(QStringLiteral("<[^>]*>"));
    return text.remove(tag).simplified();
}

void CompareBoard::setGain(double gain) {
    for (ComparePane* pane : m_panes) {
        pane->view().setGain(gain);
    }
    m_gain = gain;
}

void CompareBoard::setLoupe(bool on) {
    for (ComparePane* pane : m_panes) {
        pane->view().setLoupe(on);
    }
    m_stage->setLoupe(on);
}

void CompareBoard::setFlickerRate(double rate) {
    m_flicker->setInterval(static_cast<int>(std::round(1000 / rate)));
}

void CompareBoard::setFlickering(bool on) {
    m_flickering = on;
    updateFlicker();
}

bool CompareBoard::isFlickering() const {
    return m_flicker->isActive();
}

void CompareBoard::updateFlicker() {
    if (m_flickering && m_mode == CompareMode::Flicker && isVisible()) {
        m_flicker->start();
    } else {
        m_flicker->stop();
    }
}

void CompareBoard::flickerOnce() {
    if (!m_panes.empty()) {
        m_flickered = (m_flickered + 1) % static_cast<int>(m_panes.size());
        updateStage();
    }
}

QMimeData* CompareBoard::mimeOf(int pane) const {
    if (pane < 0 || pane >= m_comparison.count()) {
        return nullptr;
    }
    const PaneContent content = m_comparison.content(pane);
    return content.item ? pictureMime(content.picture, m_comparison.fileOf(content.run->id(), *content.item)) : nullptr;
}

QMimeData* CompareBoard::currentMime() const {
    return mimeOf(m_current);
}

void CompareBoard::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    updateFlicker();
}

void CompareBoard::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    updateFlicker();
}

}  // namespace tempera::ui
