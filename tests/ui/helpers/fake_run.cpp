// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/helpers/fake_run.h"

#include <QBuffer>
#include <QPainter>
#include <QRandomGenerator>
#include <QSysInfo>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>

#include "core/base/clock.h"
#include "core/config/config.h"
#include "core/store/run_lock.h"
#include "core/store/workspace.h"

namespace tempera::test {

namespace {

const char* const animals[] = {"cat",   "dog",  "horse", "monkey", "rabbit", "zebra", "spider", "bird",
                               "sheep", "deer", "cow",   "goat",   "lion",   "frog",  "bear",   "red panda"};

std::string encoded(const QImage& image) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes.toStdString();
}

Config configOf(const FakeRunOptions& options) {
    Config config;
    config.set("method", options.method);
    config.set("name", options.name);
    config.set("reward.name", options.reward);
    config.set("seed", static_cast<std::int64_t>(options.seed));
    config.set("num_epochs", static_cast<std::int64_t>(options.plannedEpochs));
    config.set("sample.neuron_reset_freq", std::int64_t{10});
    return config;
}

RunInfo infoOf(const FakeRunOptions& options, const Config& config) {
    RunInfo info;
    info.uuid = options.name;
    info.name = options.name;
    info.method = options.method;
    info.reward = options.reward;
    info.model = "animals";
    info.model_hash = std::string(64, 'a');
    info.config_hash = config.hash();
    info.seed = options.seed;
    info.versions = "tempera 0.1.0, LibTorch 1.13.1";
    info.host = QSysInfo::machineHostName().toStdString();
    info.device = "cpu, 2 threads";
    info.created = options.created > 0 ? options.created : unix_seconds();
    return info;
}

/// What a judge that likes the pictures of `top` most says of those of `along`.
double hill(double along, double top) {
    return 20 + 0.6 * along * (2 * top - along);
}

double noise(QRandomGenerator& random, double size) {
    return (random.generateDouble() - 0.5) * 2 * size;
}

}  // namespace

FakeRun::FakeRun(const std::filesystem::path& workspace, const FakeRunOptions& options)
    : m_options(options),
      m_dir(options.id.empty() ? Workspace(workspace).new_run_dir(options.name)
                               : Workspace(workspace).root() / "runs" / options.id),
      m_writer(RunWriter::create(m_dir, infoOf(options, configOf(options)), configOf(options).canonical_toml())) {
    m_writer.begin_attempt(0, {"tempera-run", "train", "animals-" + options.method, "--name", options.name});
    m_writer.set_state(ReachedState::Running);
    m_writer.flush();
}

FakeRun::FakeRun(const std::filesystem::path& runDir, const FakeRunOptions& options, int epoch)
    : m_options(options), m_dir(runDir), m_writer(runDir) {
    m_writer.begin_attempt(epoch);
    m_writer.set_state(ReachedState::Running);
    m_writer.flush();
}

double FakeRun::along(int number) const {
    return static_cast<double>(number) / m_options.plannedEpochs;
}

void FakeRun::start() {
    m_writer.event("info", "Started on cpu with 2 threads.");
    pictures(0, SampleKind::Eval, m_options.pictures);
    pictures(0, SampleKind::Unseen, m_options.unseenPictures);
    metrics(-1);
    progress(0, "sampling");
    m_writer.end_epoch();
    std::ofstream(m_dir / "log.txt", std::ios::app)
        << "[info] model animals loaded\n[info] evaluation of epoch 0 done\n";
}

void FakeRun::epoch(int number) {
    metrics(number);
    if (m_options.method.starts_with("tdpo")) {
        neurons(number);
    }
    if (m_options.trainPictures > 0) {
        pictures(number, SampleKind::Train, m_options.trainPictures);
    }
    pictures(number + 1, SampleKind::Eval, m_options.pictures);
    pictures(number + 1, SampleKind::Unseen, m_options.unseenPictures);
    progress(number + 1, "evaluating");
    m_writer.end_epoch();
    std::ofstream(m_dir / "log.txt", std::ios::app) << "[info] epoch " << number << " done\n";
}

void FakeRun::epochs(int count) {
    for (int number = 0; number < count; ++number) {
        epoch(number);
    }
}

void FakeRun::finish(ReachedState state, const std::string& reason) {
    m_writer.event(state == ReachedState::Failed ? "error" : "info", "Ended: " + reason + ".");
    m_writer.end_attempt(state, reason);
    m_writer.set_state(state);
    m_writer.flush();
}

void FakeRun::metrics(int number) {
    QRandomGenerator random(static_cast<quint32>(m_options.seed * 1000 + static_cast<std::uint64_t>(number + 1)));
    // The evaluation of round e stands under e + 1.
    const RunPosition after{number + 1, (number + 1) * 20, (number + 1) * 64};
    const RunPosition at{std::max(number, 0), std::max(number, 0) * 20, (number + 1) * 64};
    const double t = along(number + 1);
    const double reward =
        4.9 + 2.2 * (1 - std::exp(-3 * t)) + noise(random, 0.04) + 0.1 * static_cast<double>(m_options.seed);
    m_writer.metric("eval/" + m_options.reward + "_mean", after, reward);
    m_writer.metric("eval/gold_mean", after, 0.55 + 0.25 * t - 0.62 * t * t + noise(random, 0.008));
    m_writer.metric("eval/" + m_options.reward + "_gain_se", after, 22 * t + noise(random, 0.6));
    for (const auto& [judge, top] : m_options.judges) {
        m_writer.metric("eval/" + judge + "_mean", after, hill(t, top));
        if (m_options.unseenPictures > 0) {
            m_writer.metric("unseen/" + judge + "_mean", after, hill(t, top / 2));
        }
    }
    if (m_options.unseenPictures > 0) {
        m_writer.metric("unseen/" + m_options.reward + "_mean", after, reward - 0.3);
    }
    m_writer.metric("memory/worker_mib", at, 700 + 2 * number);
    if (number < 0) {
        return;
    }
    m_writer.metric("reward/train_mean", at, reward - 0.08 + noise(random, 0.12));
    m_writer.metric("reward/train_std", at, 0.6 - 0.3 * t + noise(random, 0.03));
    m_writer.metric("reward/gold_train_mean", at, 0.54 + 0.25 * t - 0.62 * t * t + noise(random, 0.02));
    m_writer.metric("policy/loss", at, -0.01 + noise(random, 0.01));
    m_writer.metric("policy/approx_kl", at, 2e-4 * (1 + t) + noise(random, 4e-5));
    m_writer.metric("policy/clip_fraction", at, 0.1 + 0.25 * t + noise(random, 0.03));
    m_writer.metric("policy/ratio_noise", at, 3e-8 + noise(random, 1e-8));
    m_writer.metric("policy/grad_norm", at, 0.02 + 0.03 * t + noise(random, 0.004));
    m_writer.metric("time/epoch_s", at, 11.8 + noise(random, 0.6));
    if (m_options.method.starts_with("tdpo")) {
        const int sinceReset = m_options.method == "tdpo-r" ? number % 10 : number;
        m_writer.metric("critic/explained_variance", at,
                        0.45 * (1 - std::exp(-0.4 * sinceReset)) + noise(random, 0.02));
        m_writer.metric("critic/loss", at, 0.5 - 0.2 * t + noise(random, 0.02));
        m_writer.metric("neurons/overlap", at, 0.8 + 0.15 * t + noise(random, 0.02));
    }
}

void FakeRun::neurons(int number) {
    QRandomGenerator random(static_cast<quint32>(m_options.seed * 77 + static_cast<std::uint64_t>(number)));
    const bool resets = m_options.method == "tdpo-r";
    const int age = resets ? number % 10 : number;
    const double sleepy = std::min(0.75, 0.08 + 0.03 * age);
    const int widths[] = {1024, 128, 64, 16};
    std::int64_t dormantTotal = 0;
    std::int64_t total = 0;
    for (int layer = 0; layer < 4; ++layer) {
        std::vector<float> scores(static_cast<std::size_t>(widths[layer]));
        std::vector<std::uint8_t> dormant(scores.size());
        for (std::size_t i = 0; i < scores.size(); ++i) {
            const bool asleep = random.generateDouble() < sleepy * (1 - 0.12 * layer);
            scores[i] =
                asleep ? 0.0F : static_cast<float>(-std::log(1 - random.generateDouble() * 0.999) / (1 - sleepy));
            dormant[i] = asleep ? 1 : 0;
            dormantTotal += asleep;
            ++total;
        }
        m_writer.neuron_layer(number, layer, scores, dormant);
        if (resets && (number + 1) % 10 == 0) {
            m_writer.reset(number, layer, static_cast<std::int64_t>(scores.size()) / 2);
        }
    }
    const RunPosition at{number, number * 20, (number + 1) * 64};
    m_writer.metric("neurons/dormant_share", at, static_cast<double>(dormantTotal) / static_cast<double>(total));
    if (resets && (number + 1) % 10 == 0) {
        m_writer.event("info", "Reset 616 active neurons of the critic after epoch " + std::to_string(number) + ".");
    }
}

QImage FakeRun::picture(const std::string& prompt, std::uint64_t seed, double progress, int side) {
    const std::size_t kind = std::hash<std::string>()(prompt);
    QRandomGenerator random(static_cast<quint32>(seed));
    const auto shade = [&](double hue, double saturation, double value) {
        return QColor::fromHsvF(static_cast<float>(std::fmod(hue, 1.0)), static_cast<float>(std::min(saturation, 1.0)),
                                static_cast<float>(std::min(value, 1.0)));
    };
    const double hue = static_cast<double>(kind % 97) / 97;
    const double vivid = 0.25 + 0.75 * progress;
    QImage image(side, side, QImage::Format_RGB32);
    image.fill(shade(hue + 0.5 + random.generateDouble() * 0.2, 0.15 + 0.8 * progress, 0.9 - 0.2 * progress));
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(side / 64.0, side / 64.0);
    painter.translate(32 + noise(random, 6), 34 + noise(random, 5));
    painter.setPen(Qt::NoPen);
    painter.setBrush(shade(hue, vivid, 0.75));
    // Ears, head, muzzle, eyes; at the end of a long run the features melt away.
    const double melt = std::max(0.0, progress - 0.6) * 2.2;
    const double ear = 9 + static_cast<double>(kind % 5);
    painter.drawEllipse(QPointF(-13, -15), 6 + melt * 6, ear);
    painter.drawEllipse(QPointF(13, -15), 6 + melt * 6, ear);
    painter.drawEllipse(QPointF(0, 0), 19 + 5 * melt, 17 + 7 * melt);
    painter.setBrush(shade(hue + 0.05, vivid * 0.6, 0.95));
    painter.drawEllipse(QPointF(0, 7), 10 * (1 - melt * 0.6), 7 * (1 - melt * 0.6));
    painter.setBrush(QColor(30, 25, 25));
    const double eye = 2.6 * (1 - 0.8 * melt);
    painter.drawEllipse(QPointF(-7, -3), eye, eye);
    painter.drawEllipse(QPointF(7, -3), eye, eye);
    painter.drawEllipse(QPointF(0, 4), eye, eye * 0.7);
    return image;
}

void FakeRun::pictures(int number, SampleKind kind, int count) {
    const bool eval = kind != SampleKind::Train;  // the same prompts and noise again
    for (int i = 0; i < count; ++i) {
        SampleRow row;
        row.epoch = number;
        row.kind = kind;
        row.prompt = animals[static_cast<std::size_t>(eval ? i : i * 5 + number) % std::size(animals)];
        row.seed = static_cast<std::uint64_t>(eval ? 1234 + i : 100 * number + i);
        row.index = i;
        row.width = row.height = m_options.side;
        const QImage image = picture(row.prompt, row.seed, along(number), m_options.side);
        const std::string png = encoded(image);
        if (m_options.files) {
            row.image = std::string("images/") + to_string(kind) + "-" + std::to_string(number) + "-" +
                        std::to_string(i) + ".png";
        }
        // A thumbnail is at most 128 px, as the worker writes them.
        const std::string thumbnail = m_options.side <= 128 ? png : encoded(image.scaled(128, 128));
        const std::int64_t id = m_writer.sample(row, m_options.files ? png : std::string(), thumbnail);
        QRandomGenerator random(static_cast<quint32>(row.seed));
        const double t = along(number);
        m_writer.score(id, m_options.reward, 4.9 + 2.2 * (1 - std::exp(-3 * t)) + noise(random, 0.5));
        m_writer.score(id, "gold", 0.55 + 0.25 * t - 0.62 * t * t + noise(random, 0.15));
        for (const auto& [judge, top] : m_options.judges) {
            m_writer.score(id, judge, hill(t, top) + noise(random, 0.2));
        }
    }
}

void FakeRun::progress(int done, const std::string& phase) {
    Progress progress;
    progress.phase = phase;
    progress.epoch = done;
    progress.num_epochs = m_options.plannedEpochs;
    progress.fraction = along(done);
    progress.epoch_seconds = 11.8;
    progress.eta_seconds = 11.8 * (m_options.plannedEpochs - done);
    progress.resident_mib = 1230;
    progress.wall = unix_seconds();
    m_writer.progress(progress);
}

void populateWorkspace(const std::filesystem::path& workspace, bool rich) {
    const double now = unix_seconds();
    const auto write = [&](const char* name, const char* method, std::uint64_t seed, int epochs, double hoursAgo,
                           ReachedState state, const char* reason) {
        FakeRunOptions options;
        options.name = name;
        options.method = method;
        options.seed = seed;
        options.created = now - hoursAgo * 3600;
        options.pictures = rich ? 24 : 4;
        options.trainPictures = rich ? 16 : 2;
        FakeRun run(workspace, options);
        run.start();
        run.epochs(epochs);
        // Running without a lock is what a worker leaves behind that was killed.
        if (state != ReachedState::Running) {
            run.finish(state, reason);
        }
    };
    write("animals-tdpo-r", "tdpo-r", 1, 40, 0.2, ReachedState::Finished, "finished");
    write("animals-tdpo-r-s2", "tdpo-r", 2, 31, 1.1, ReachedState::Stopped, "stop asked");
    write("animals-tdpo", "tdpo", 3, 40, 3, ReachedState::Finished, "finished");
    write("animals-tdpo-s2", "tdpo", 4, 12, 5, ReachedState::Running, "");
    write("animals-ddpo", "ddpo", 5, 40, 26, ReachedState::Finished, "finished");
    write("animals-quick", "align-prop", 6, 9, 50, ReachedState::Failed,
          "The model file resources/models/animals/unet/config.json is missing");
}

}  // namespace tempera::test
