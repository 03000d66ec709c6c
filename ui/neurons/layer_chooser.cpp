// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/neurons/layer_chooser.h"

#include <QLocale>
#include <QMenu>
#include <algorithm>
#include <numeric>

namespace tempera::ui {

namespace {
constexpr std::size_t shownAtFirst = 4;  // one row of histograms
constexpr std::size_t fewLayers = 6;
}  // namespace

LayerChooser::LayerChooser(QWidget* parent) : QPushButton(parent), m_menu(new QMenu(this)) {
    setMenu(m_menu);
    setToolTip(tr("Layers that are shown; “all” always counts every layer"));
    updateText();
}

void LayerChooser::setLayers(const std::vector<std::size_t>& widths) {
    if (widths == m_widths) {
        return;
    }
    const bool sameCount = widths.size() == m_widths.size();
    const std::vector<int> before = chosen();
    m_widths = widths;
    m_menu->clear();
    m_layers.clear();
    QAction* all = m_menu->addAction(tr("All Layers"));
    connect(all, &QAction::triggered, this, [this] {
        std::vector<int> every(m_layers.size());
        std::iota(every.begin(), every.end(), 0);
        choose(every);
        Q_EMIT changed();
    });
    m_menu->addSeparator();
    for (std::size_t i = 0; i < widths.size(); ++i) {
        QAction* layer = m_menu->addAction(
            tr("Layer %1, %2 neurons").arg(i + 1).arg(QLocale().toString(static_cast<qulonglong>(widths[i]))));
        layer->setCheckable(true);
        layer->setChecked(sameCount ? std::find(before.begin(), before.end(), static_cast<int>(i)) != before.end()
                                    : widths.size() <= fewLayers || i < shownAtFirst);
        connect(layer, &QAction::triggered, this, &LayerChooser::onToggled);
        m_layers.push_back(layer);
    }
    setEnabled(widths.size() > 1);
    updateText();
}

std::vector<int> LayerChooser::chosen() const {
    std::vector<int> layers;
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        if (m_layers[i]->isChecked()) {
            layers.push_back(static_cast<int>(i));
        }
    }
    return layers;
}

void LayerChooser::choose(const std::vector<int>& layers) {
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        m_layers[i]->setChecked(std::find(layers.begin(), layers.end(), static_cast<int>(i)) != layers.end());
    }
    updateText();
}

void LayerChooser::onToggled() {
    if (chosen().empty()) {
        static_cast<QAction*>(sender())->setChecked(true);  // the last one stays
        return;
    }
    updateText();
    Q_EMIT changed();
}

void LayerChooser::updateText() {
    const std::vector<int> shown = chosen();
    setText(shown.size() == m_layers.size() ? tr("All layers")
                                            : tr("%1 of %2 layers").arg(shown.size()).arg(m_layers.size()));
    setAccessibleName(tr("Layers: %1").arg(text()));
}

}  // namespace tempera::ui
