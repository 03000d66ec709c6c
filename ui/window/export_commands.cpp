// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/export_commands.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QFileInfo>
#include <QGuiApplication>
#include <QUrl>

#include "core/store/checkpoint_folders.h"
#include "core/store/run_reader.h"
#include "ui/common/message_bar.h"
#include "ui/common/text_format.h"
#include "ui/generalization/export_lora_dialog.h"
#include "ui/generalization/generalization_page.h"
#include "ui/report/report_dialog.h"
#include "ui/report/reproduce_card.h"
#include "ui/session/ask_for.h"
#include "ui/session/lora_export.h"
#include "ui/window/actions.h"

namespace tempera::ui {

namespace {

/// Of a run on the disk, or the sentence that says why there is none.
struct CardAnswer {
    ReproduceCard card;
    QString failure;
};

CardAnswer readCard(const QString& id, const std::filesystem::path& dir) {
    try {
        RunReader reader(dir);
        return {reproduceCard(id, reader.summary(), reader.config_toml()), {}};
    } catch (const std::exception& error) {
        return {{}, QString::fromUtf8(error.what())};
    }
}

std::vector<std::int64_t> keptEpochs(const std::filesystem::path& dir) {
    try {
        return list_checkpoints(dir);
    } catch (const std::exception&) {
        return {};  // a folder that cannot be read has none to offer
    }
}

}  // namespace

ExportCommands::ExportCommands(Session& session, Actions& actions, MessageBar& messages, QWidget* window)
    : QObject(window),
      m_session(session),
      m_actions(actions),
      m_messages(messages),
      m_window(window),
      m_lora(new LoraExport(this)),
      m_report(new ReportJob(this)) {
    connect(actions.exportReport, &QAction::triggered, this, [this] { showReportDialog(); });
    connect(actions.exportLora, &QAction::triggered, this,
            [this] { exportLora(m_session.currentId(), m_session.epoch()); });
    connect(actions.copyCommand, &QAction::triggered, this, [this] {
        copyFromCard([this](const ReproduceCard& card) {
            if (card.command.isEmpty()) {
                m_messages.showMessage(MessageBar::Kind::Error, card.noCommand);
                return;
            }
            QGuiApplication::clipboard()->setText(card.command);
            m_messages.showMessage(MessageBar::Kind::Info,
                                   tr("Copied the command that trains this configuration again."));
        });
    });
    connect(actions.copyCard, &QAction::triggered, this, [this] {
        copyFromCard([this](const ReproduceCard& card) {
            QGuiApplication::clipboard()->setText(card.asText());
            m_messages.showMessage(MessageBar::Kind::Info, tr("Copied the reproduce card."));
        });
    });
    if (auto* page = window->findChild<GeneralizationPage*>()) {
        connect(page, &GeneralizationPage::exportAsked, this, &ExportCommands::exportLora);
    }
    connectJobs();
    connect(&session, &Session::currentChanged, this, &ExportCommands::updateActions);
    connect(&session, &Session::runAdded, this, &ExportCommands::updateActions);
    connect(&session, &Session::runRemoved, this, &ExportCommands::updateActions, Qt::QueuedConnection);
    updateActions();
}

void ExportCommands::connectJobs() {
    connect(m_lora, &LoraExport::finished, this,
            [this](const QString& file) { tellDone(tr("The LoRA is in %1.").arg(file), file); });
    connect(m_lora, &LoraExport::failed, this,
            [this](const QString& sentence) { m_messages.showMessage(MessageBar::Kind::Error, sentence); });
    connect(m_report, &ReportJob::progress, this, [this](int done, int total) {
        m_messages.showMessage(
            MessageBar::Kind::Info,
            done < total ? tr("Writing the report: run %1 of %2…").arg(done + 1).arg(total) : tr("Writing the report…"),
            tr("Cancel"), [this] { m_report->cancel(); });
    });
    connect(m_report, &ReportJob::cancelled, this,
            [this] { m_messages.showMessage(MessageBar::Kind::Info, tr("The report was not written.")); });
    connect(m_report, &ReportJob::failed, this,
            [this](const QString& sentence) { m_messages.showMessage(MessageBar::Kind::Error, sentence); });
    connect(m_report, &ReportJob::finished, this,
            [this](const QString& file) { tellDone(tr("The report is in %1.").arg(file), file); });
    for (const auto end : {&ReportJob::finished, &ReportJob::failed}) {
        connect(m_report, end, this, &ExportCommands::updateActions);
    }
    connect(m_report, &ReportJob::cancelled, this, &ExportCommands::updateActions);
}

void ExportCommands::tellDone(const QString& sentence, const QString& file) {
    m_messages.showMessage(MessageBar::Kind::Info, sentence, tr("Open folder"),
                           [file] { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(file).absolutePath())); });
}

void ExportCommands::updateActions() {
    const bool any = m_session.current() != nullptr;
    for (QAction* action : {m_actions.exportLora, m_actions.copyCommand, m_actions.copyCard}) {
        action->setEnabled(any);
    }
    m_actions.exportReport->setEnabled(any && !m_report->running());
}

ReportDialog* ExportCommands::showReportDialog() {
    auto* dialog = new ReportDialog(m_session, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ReportDialog::exportAsked, this, [this](const ReportRequest& request) {
        m_report->start(request);
        updateActions();
    });
    dialog->open();
    return dialog;
}

void ExportCommands::exportLora(const QString& runId, std::int64_t epoch) {
    const RunData* run = m_session.run(runId);
    if (!run) {
        return;
    }
    askFor(
        m_session, this, [dir = run->head.dir] { return keptEpochs(dir); },
        [this, runId, epoch](const std::vector<std::int64_t>& epochs) { showLoraDialog(runId, epochs, epoch); });
}

void ExportCommands::showLoraDialog(const QString& runId, const std::vector<std::int64_t>& epochs,
                                    std::int64_t wanted) {
    const RunData* run = m_session.run(runId);
    if (!run) {
        return;
    }
    if (epochs.empty()) {
        m_messages.showMessage(MessageBar::Kind::Warning,
                               tr("%1 has kept no weights: there is nothing to export.").arg(run->name()));
        return;
    }
    auto* dialog = new ExportLoraDialog(*run, epochs, wanted, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ExportLoraDialog::exportAsked, this, [this](const LoraExportRequest& request) {
        m_messages.showMessage(MessageBar::Kind::Info, tr("Exporting the LoRA of epoch %1…").arg(request.epoch));
        m_lora->start(request);
    });
    dialog->open();
}

void ExportCommands::copyFromCard(std::function<void(const ReproduceCard&)> copy) {
    const RunData* run = m_session.current();
    if (!run) {
        return;
    }
    askFor(
        m_session, this, [id = run->id(), dir = run->head.dir] { return readCard(id, dir); },
        [this, copy = std::move(copy)](const CardAnswer& answer) {
            if (!answer.failure.isEmpty()) {
                m_messages.showMessage(MessageBar::Kind::Error, answer.failure);
            } else {
                copy(answer.card);
            }
        });
}

}  // namespace tempera::ui
