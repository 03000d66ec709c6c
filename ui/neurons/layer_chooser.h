// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>
#include <vector>

class QMenu;

namespace tempera::ui {

/// Which layers are shown: a button with a menu of marks, one for each layer. With few layers all are shown at first,
/// with many the first few. At least one stays.
class LayerChooser : public QPushButton {
    Q_OBJECT

public:
    explicit LayerChooser(QWidget* parent = nullptr);

    /// `widths`: neurons of each layer. The choice stays while the number of layers does.
    void setLayers(const std::vector<std::size_t>& widths);
    std::vector<int> chosen() const;  ///< ascending, from 0
    void choose(const std::vector<int>& layers);

Q_SIGNALS:
    void changed();

private:
    void onToggled();
    void updateText();

    QMenu* m_menu;
    std::vector<QAction*> m_layers;
    std::vector<std::size_t> m_widths;
};

}  // namespace tempera::ui
