// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/neurons/what_if_model.h"

class QTableView;

namespace tempera::ui {

/// The table "what if the threshold were ...". Enter or a double click on a row looks at its threshold.
class WhatIfPanel : public QWidget {
    Q_OBJECT

public:
    explicit WhatIfPanel(QWidget* parent = nullptr);

    void show(const std::vector<NeuronLayerRow>& layers, double threshold, double own);
    WhatIfModel& model() const { return *m_model; }
    QTableView* table() const { return m_table; }

Q_SIGNALS:
    void thresholdChosen(double threshold);

private:
    WhatIfModel* m_model;
    QTableView* m_table;
};

}  // namespace tempera::ui
