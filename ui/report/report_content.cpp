// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/report_content.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

#include "core/base/clock.h"
#include "core/config/config.h"
#include "core/store/run_reader.h"
#include "ui/common/text_format.h"

namespace tempera::ui {

namespace {

constexpr int largestPicture = 256;  // px
constexpr std::int64_t mostEvents = 100000;

/// Prompt and seed: with the run's model and sampler they fix a picture.
using PictureKey = std::pair<std::string, std::uint64_t>;

bool isDrawn(const std::string& key) {
    static const std::set<std::string> drawn{"reward/train_mean", "eval/diversity",        "unseen/diversity",
                                             "policy/approx_kl",  "policy/clip_fraction",  "critic/loss",
                                             "time/epoch_s",      "neurons/dormant_share", "critic/explained_variance"};
    return drawn.contains(key) || ((key.starts_with("eval/") || key.starts_with("unseen/")) && key.ends_with("_mean"));
}

std::vector<ReportCurve> readCurves(RunReader& reader) {
    std::vector<ReportCurve> curves;
    for (const std::string& key : reader.metric_keys()) {
        if (!isDrawn(key)) {
            continue;
        }
        ReportCurve curve;
        curve.key = key;
        for (const MetricRow& row : reader.metric(key)) {
            curve.epochs.push_back(static_cast<double>(row.at.epoch));
            curve.values.push_back(row.value);
        }
        curves.push_back(std::move(curve));
    }
    return curves;
}

/// Whole when it is small, as what the window shows of it otherwise.
QImage readPicture(RunReader& reader, const std::filesystem::path& dir, const SampleRow& row) {
    QImage image;
    if (row.image.empty() || !image.load(fromPath(dir / row.image))) {
        const std::string bytes = reader.thumbnail(row.id);
        image.loadFromData(reinterpret_cast<const uchar*>(bytes.data()), static_cast<int>(bytes.size()));
    }
    if (std::max(image.width(), image.height()) > largestPicture) {
        image = image.scaled(largestPicture, largestPicture, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    }
    return image;
}

/// One picture of every prompt before a second one of any.
std::vector<PictureKey> chosenPictures(const std::vector<SampleRow>& rows, int count) {
    std::vector<PictureKey> keys;
    std::set<std::string> prompts;
    for (const bool second : {false, true}) {
        for (const SampleRow& row : rows) {
            if (static_cast<int>(keys.size()) < count && prompts.contains(row.prompt) == second) {
                prompts.insert(row.prompt);
                const PictureKey key(row.prompt, row.seed);
                if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
                    keys.push_back(key);
                }
            }
        }
    }
    return keys;
}

/// The epoch with pictures that is nearest to `wanted`, the earlier of two.
std::int64_t nearest(const std::vector<std::int64_t>& epochs, std::int64_t wanted) {
    return *std::min_element(epochs.begin(), epochs.end(), [wanted](std::int64_t a, std::int64_t b) {
        return std::abs(a - wanted) < std::abs(b - wanted);
    });
}

void chooseEpochs(ReportRun& run, const std::vector<std::int64_t>& epochs) {
    std::int64_t best = epochs.back();
    if (run.verdict && run.verdict->has_suggestion()) {
        best = nearest(epochs, run.verdict->suggested_epoch());
        run.bestIsSuggested = true;
    } else if (run.verdict && run.verdict->trained) {
        const std::vector<double>& means = run.verdict->trained->means;
        const auto place = std::max_element(means.begin(), means.end()) - means.begin();
        best = nearest(epochs, run.verdict->epochs[static_cast<std::size_t>(place)]);
    }
    run.pictureEpochs = {epochs.front(), best, epochs.back()};
}

/// `wanted`: pictures of the first run, so that all runs show the same ones; filled when empty.
void readPictures(RunReader& reader, ReportRun& run, int count, std::vector<PictureKey>& wanted) {
    const std::vector<std::int64_t> epochs = reader.sample_epochs(SampleKind::Eval);
    if (epochs.empty()) {
        return;
    }
    chooseEpochs(run, epochs);
    std::map<PictureKey, std::size_t> places;
    for (std::size_t column = 0; column < run.pictureEpochs.size(); ++column) {
        const std::int64_t epoch = run.pictureEpochs[column];
        const std::vector<SampleRow> rows = reader.samples(epoch, SampleKind::Eval);
        if (column == 0) {
            std::vector<PictureKey> keys;
            for (const PictureKey& key : wanted) {
                const bool has = std::any_of(rows.begin(), rows.end(), [&](const SampleRow& row) {
                    return row.prompt == key.first && row.seed == key.second;
                });
                if (has) {
                    keys.push_back(key);
                }
            }
            if (keys.empty()) {
                keys = chosenPictures(rows, count);
            }
            if (wanted.empty()) {
                wanted = keys;
            }
            for (const PictureKey& key : keys) {
                places[key] = run.pictures.size();
                run.pictures.push_back({fromStd(key.first), key.second, {}});
            }
        }
        std::map<std::int64_t, ReportPictures::Cell*> cells;
        for (const SampleRow& row : rows) {
            if (const auto place = places.find({row.prompt, row.seed}); place != places.end()) {
                ReportPictures::Cell& cell = run.pictures[place->second].cells[column];
                cell.image = readPicture(reader, run.source.dir, row);
                cells[row.id] = &cell;
            }
        }
        for (const ScoreRow& score : reader.scores(epoch, SampleKind::Eval)) {
            if (const auto cell = cells.find(score.sample); cell != cells.end()) {
                if (score.reward == "gold") {
                    cell->second->gold = score.value;
                } else if (score.reward == run.summary.info.reward) {
                    cell->second->reward = score.value;
                }
            }
        }
    }
}

ReportRun readRun(const ReportSource& source, const ReportOptions& options, std::vector<PictureKey>& wanted) {
    ReportRun run;
    run.source = source;
    try {
        RunReader reader(source.dir);
        run.summary = reader.summary();
        run.configToml = reader.config_toml();
        run.card = reproduceCard(source.id, run.summary, run.configToml);
        const Overoptimization verdict = examine_overoptimization(read_evaluations(reader, source.dir));
        if (!verdict.epochs.empty()) {
            run.verdict = verdict;
        }
        for (const ResetRow& row : reader.resets()) {
            run.resets.push_back(static_cast<double>(row.epoch));
        }
        run.resets.erase(std::unique(run.resets.begin(), run.resets.end()), run.resets.end());
        if (options.curves) {
            run.curves = readCurves(reader);
        }
        if (options.pictures) {
            readPictures(reader, run, options.prompts, wanted);
        }
        for (EventRow& event : reader.events_since(0, mostEvents)) {
            if (event.level != "info") {
                run.problems.push_back(std::move(event));
            }
        }
    } catch (const std::exception& error) {
        run.failure = QString::fromUtf8(error.what());
    }
    return run;
}

std::vector<ReportDifference> differencesOf(const std::vector<ReportRun>& runs) {
    std::vector<std::optional<Config>> configs;
    for (const ReportRun& run : runs) {
        try {
            configs.emplace_back(Config::from_toml(run.configToml, "config.toml"));
        } catch (const std::exception&) {
            configs.emplace_back(std::nullopt);
        }
    }
    std::vector<ReportDifference> differences;
    for (const Field& field : schema()) {
        QStringList values;
        for (const auto& config : configs) {
            values << (config ? fromStd(to_text(config->value(field.key))) : QStringLiteral("–"));
        }
        const bool same = std::all_of(values.begin(), values.end(), [&](const QString& v) { return v == values[0]; });
        if (!same && field.key != "name") {
            differences.push_back({fromStd(field.key), values});
        }
    }
    return differences;
}

}  // namespace

std::optional<ReportContent> collectReport(const std::vector<ReportSource>& sources, const ReportOptions& options,
                                           const ReportProgress& progress) {
    ReportContent content;
    content.title = options.title;
    content.options = options;
    content.created = unix_seconds();
    std::vector<PictureKey> wanted;
    std::vector<ComparedRun> compared;
    const int total = static_cast<int>(sources.size());
    for (const ReportSource& source : sources) {
        if (!progress(static_cast<int>(content.runs.size()), total)) {
            return std::nullopt;
        }
        content.runs.push_back(readRun(source, options, wanted));
        const ReportRun& run = content.runs.back();
        if (run.failure.isEmpty()) {
            compared.push_back({source.id, source.name, run.configToml, source.dir});
        }
    }
    if (compared.size() > 1) {
        content.equalReward = compareAtEqualReward(compared);
    }
    if (content.runs.size() > 1) {
        content.differences = differencesOf(content.runs);
    }
    if (!progress(total, total)) {
        return std::nullopt;
    }
    return content;
}

}  // namespace tempera::ui
