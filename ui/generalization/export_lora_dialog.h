// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "ui/common/save_dialog.h"
#include "ui/session/lora_export.h"

class QComboBox;
class QLabel;

namespace tempera::ui {

struct RunData;

/// Which epoch of a run is written as what, and where to.
class ExportLoraDialog : public SaveDialog {
    Q_OBJECT

public:
    /// `epochs`: whose weights are kept, ascending, not empty; `wanted`: chosen at first, else the nearest earlier one.
    ExportLoraDialog(const RunData& run, const std::vector<std::int64_t>& epochs, std::int64_t wanted,
                     QWidget* parent = nullptr);

    LoraExportRequest request() const;

    QComboBox* epochBox() const { return m_epoch; }
    QComboBox* formatBox() const { return m_format; }

Q_SIGNALS:
    void exportAsked(const tempera::ui::LoraExportRequest& request);

protected:
    QString fileFilter() const override;
    void ask() override;

private:
    void proposeName();

    QString m_runId;
    QString m_runDir;
    QString m_proposed;  ///< last name that was not the user's
    QComboBox* m_epoch;
    QComboBox* m_format;
    QLabel* m_explanation;
};

}  // namespace tempera::ui
