// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/reproduce_card.h"

#include <QCoreApplication>
#include <algorithm>

#include "core/base/shell_words.h"
#include "ui/common/text_format.h"
#include "ui/session/run_command.h"

namespace tempera::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("tempera::ui::ReproduceCard", text);
}

/// What was typed, with paths of that machine: the card's own command is the one to use elsewhere.
QString startedWith(const RunSummary& summary) {
    const bool known = !summary.attempts.empty() && !summary.attempts.front().command.empty();
    return known ? fromStd(shell_line(summary.attempts.front().command)) : tr("not recorded");
}

}  // namespace

ReproduceCard reproduceCard(const QString& id, const RunSummary& summary, const std::string& configToml) {
    const RunInfo& info = summary.info;
    ReproduceCard card;
    card.rows = {{tr("Run"), fromStd(info.name)},
                 {tr("Id"), id},
                 {tr("Method"), fromStd(info.method)},
                 {tr("Trained reward"), fromStd(info.reward)},
                 {tr("Base model"), fromStd(info.model)},
                 {tr("Hash of the base model"), fromStd(info.model_hash)},
                 {tr("Seed"), QString::number(info.seed)},
                 {tr("Hash of the configuration"), fromStd(info.config_hash)},
                 {tr("Versions"), fromStd(info.versions)},
                 {tr("Device"), fromStd(info.device)},
                 {tr("Host"), fromStd(info.host)},
                 {tr("Created"), exactTime(info.created)},
                 {tr("Epochs"), QStringLiteral("%1 / %2").arg(summary.progress.epoch).arg(summary.progress.num_epochs)},
                 {tr("Attempts"), QString::number(summary.attempts.size())},
                 {tr("Started with"), startedWith(summary)}};
    try {
        card.command = trainCommand(configToml);
    } catch (const std::exception& error) {
        card.noCommand = QString::fromUtf8(error.what());
    }
    return card;
}

QString ReproduceCard::asText() const {
    qsizetype widest = 0;
    for (const auto& [label, value] : rows) {
        widest = std::max(widest, label.size());
    }
    QStringList lines;
    for (const auto& [label, value] : rows) {
        lines << label.leftJustified(widest + 2) + value;
    }
    lines << QString() << (command.isEmpty() ? noCommand : command);
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

}  // namespace tempera::ui
