// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/samples/samples_summary.h"

#include <QCoreApplication>
#include <QStringList>

#include "ui/common/text_format.h"
#include "ui/samples/sample_model.h"
#include "ui/samples/samples_bar.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {

QString tr(const char* text, const char* disambiguation = nullptr, int n = -1) {
    return QCoreApplication::translate("tempera::ui::SamplesPage", text, disambiguation, n);
}

QString pictures(int count) {
    return tr("%n pictures", nullptr, count);
}

QString epochs(int count) {
    return tr("%n epochs", nullptr, count);
}

/// The run's diversity of that evaluation, as a word and a number; "" = not measured.
QString diversityText(const RunData* run, SampleKind kind, std::int64_t epoch) {
    const MetricSeries* values =
        run ? run->series(QString::fromUtf8(to_string(kind)) + QStringLiteral("/diversity")) : nullptr;
    for (const MetricPoint& point : values ? *values : MetricSeries()) {
        if (static_cast<std::int64_t>(point.epoch) == epoch) {
            return tr("diversity %1").arg(formatNumber(point.value));
        }
    }
    return {};
}

}  // namespace

QString emptySamplesText(const RunData* run, const SamplesBar& bar, bool hasPictures) {
    if (!run) {
        return tr("Choose a run on the left to see its pictures.");
    }
    if (!run->loaded) {
        return {};
    }
    if (hasPictures) {
        return tr("Training pictures have other prompts at each epoch. The strip shows fixed or unseen ones.");
    }
    if (bar.kind() == SampleKind::Unseen) {
        return tr("This run was not evaluated on unseen prompts.");
    }
    return run->live() ? tr("The first pictures appear here when they are made.")
                       : tr("This run has no pictures of this kind.");
}

QString samplesSummary(const Session& session, const SamplesBar& bar, const SampleModel& model, std::int64_t epoch,
                       int rows, int columns, bool reading) {
    QStringList parts;
    switch (bar.view()) {
        case SampleView::Strip:
            parts << pictures(rows) << epochs(columns);
            break;
        case SampleView::Prompts: {
            parts << tr("Epoch %1").arg(epoch) << tr("%n prompts", nullptr, rows);
            const QString diversity = diversityText(session.current(), bar.kind(), epoch);
            if (!diversity.isEmpty()) {
                parts << diversity;
            }
            break;
        }
        case SampleView::Grid: {
            const SampleArrangement& shown = *model.arrangement();
            parts << (model.manyEpochs() ? epochs(static_cast<int>(shown.sets.size())) : tr("Epoch %1").arg(epoch))
                  << pictures(model.rowCount());
            if (shown.scored > 0) {
                parts << tr("mean %1 %2").arg(shown.reward, formatNumber(shown.sum / shown.scored));
            }
            break;
        }
    }
    if (epoch < session.epoch() && !(bar.view() == SampleView::Grid && model.manyEpochs())) {
        parts << tr("the latest with pictures up to epoch %1").arg(session.epoch());
    }
    if (reading) {
        parts << tr("reading…");
    }
    return parts.join(QStringLiteral("  ·  "));
}

}  // namespace tempera::ui
