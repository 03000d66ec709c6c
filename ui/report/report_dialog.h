// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/save_dialog.h"
#include "ui/report/report_job.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QListWidget;

namespace tempera::ui {

class Session;

/// Which runs a report is about, what is in it, and where it goes.
class ReportDialog : public SaveDialog {
    Q_OBJECT

public:
    explicit ReportDialog(Session& session, QWidget* parent = nullptr);

    ReportRequest request() const;

    QListWidget* runList() const { return m_runs; }  ///< every run; the selected ones are checked
    QLineEdit* titleEdit() const { return m_title; }
    QComboBox* formatBox() const { return m_format; }
    QCheckBox* picturesBox() const { return m_pictures; }

Q_SIGNALS:
    void exportAsked(const tempera::ui::ReportRequest& request);

protected:
    QString fileFilter() const override;
    bool complete() const override;
    void ask() override;

private:
    void fillRuns();
    void proposeFile();

    Session& m_session;
    QLineEdit* m_title;
    QListWidget* m_runs;
    QCheckBox* m_curves;
    QCheckBox* m_pictures;
    QCheckBox* m_configurations;
    QComboBox* m_format;
};

}  // namespace tempera::ui
