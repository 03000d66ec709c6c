// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/save_dialog.h"

class QCheckBox;

namespace tempera::ui {

struct RunData;

/// What of a run is packed, and where to.
struct ArchiveRequest {
    QString runDir;
    QString file;
    bool checkpoints = true;  ///< without them the run can be looked at, but not resumed
    bool pictures = true;     ///< without them the thumbnails remain
};

/// How a run becomes one file.
class ArchiveDialog : public SaveDialog {
    Q_OBJECT

public:
    explicit ArchiveDialog(const RunData& run, QWidget* parent = nullptr);

    ArchiveRequest request() const;

    QCheckBox* checkpointsBox() const { return m_checkpoints; }
    QCheckBox* picturesBox() const { return m_pictures; }

Q_SIGNALS:
    void exportAsked(const tempera::ui::ArchiveRequest& request);

protected:
    QString fileFilter() const override;
    void ask() override;

private:
    QString m_runDir;
    QCheckBox* m_checkpoints;
    QCheckBox* m_pictures;
};

/// For file dialogs that choose archives.
QString archiveFilter();

}  // namespace tempera::ui
