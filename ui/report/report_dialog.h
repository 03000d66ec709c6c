// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include "ui/report/report_job.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace tempera::ui {

class Session;

/// Which runs a report is about, what is in it, and where it goes. Nothing is written before the button is pressed.
class ReportDialog : public QDialog {
    Q_OBJECT

public:
    explicit ReportDialog(Session& session, QWidget* parent = nullptr);

    ReportRequest request() const;

    QListWidget* runList() const { return m_runs; }  ///< every run; the selected ones are checked
    QLineEdit* titleEdit() const { return m_title; }
    QLineEdit* fileEdit() const { return m_file; }
    QComboBox* formatBox() const { return m_format; }
    QCheckBox* picturesBox() const { return m_pictures; }
    QPushButton* exportButton() const { return m_export; }

Q_SIGNALS:
    void exportAsked(const tempera::ui::ReportRequest& request);

private:
    void fillRuns();
    void proposeFile();
    void browse();
    void updateButton();
    int checkedCount() const;

    Session& m_session;
    QLineEdit* m_title;
    QListWidget* m_runs;
    QCheckBox* m_curves;
    QCheckBox* m_pictures;
    QCheckBox* m_configurations;
    QComboBox* m_format;
    QLineEdit* m_file;
    QPushButton* m_export;
};

}  // namespace tempera::ui
