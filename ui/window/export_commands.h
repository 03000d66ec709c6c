// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <cstdint>
#include <functional>
#include <vector>

class QWidget;

namespace tempera::ui {

class Actions;
class ExportLoraDialog;
class LoraExport;
class MessageBar;
class ReportDialog;
class ReportJob;
class Session;
struct ReproduceCard;

/// What is taken away: reports, adapters, commands and reproduce cards. GUI thread; the work is done beside it, and the
/// message bar says how it ended.
class ExportCommands : public QObject {
    Q_OBJECT

public:
    ExportCommands(Session& session, Actions& actions, MessageBar& messages, QWidget* window);

    /// Asks where to and as what, with `epoch` chosen, else its nearest earlier one whose weights are kept.
    void exportLora(const QString& runId, std::int64_t epoch);
    ReportDialog* showReportDialog();

private:
    void updateActions();
    void connectJobs();
    void showLoraDialog(const QString& runId, const std::vector<std::int64_t>& epochs, std::int64_t wanted);
    void copyFromCard(std::function<void(const ReproduceCard&)> copy);
    void tellDone(const QString& sentence, const QString& file);

    Session& m_session;
    Actions& m_actions;
    MessageBar& m_messages;
    QWidget* m_window;
    LoraExport* m_lora;
    ReportJob* m_report;
};

}  // namespace tempera::ui
