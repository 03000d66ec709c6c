// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/helpers/picture_frames.h"

#include <QBuffer>
#include <QScrollBar>
#include <QTest>
#include <QWheelEvent>
#include <vector>

#include "tests/ui/helpers/fake_run.h"
#include "ui/compare/compare_board.h"
#include "ui/compare/compare_page.h"
#include "ui/compare/compare_pane.h"
#include "ui/compare/comparison.h"
#include "ui/compare/picture_view.h"
#include "ui/compare/viewport.h"
#include "ui/samples/picture_grid.h"
#include "ui/samples/sample_model.h"
#include "ui/samples/samples_page.h"
#include "ui/session/session.h"

namespace tempera::test {

namespace {

constexpr int perEpoch = 64;

std::vector<std::string> encodedPictures(int count) {
    std::vector<std::string> pictures;
    for (int i = 0; i < count; ++i) {
        QByteArray bytes;
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::WriteOnly);
        FakeRun::picture("animal " + std::to_string(i % 16), static_cast<std::uint64_t>(i), (i % 40) / 40.0, 128)
            .save(&buffer, "PNG");
        pictures.push_back(bytes.toStdString());
    }
    return pictures;
}

template <class Condition>
void await(Condition condition) {
    if (!QTest::qWaitFor(condition, 20000)) {
        qWarning("The pictures did not come: the figures that follow mean nothing.");
    }
}

void turnWheel(QWidget& widget, const QPointF& at, int delta) {
    QWheelEvent event(at, widget.mapToGlobal(at), {}, QPoint(0, delta), Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                      false);
    QCoreApplication::sendEvent(&widget, &event);
}

/// Whether every pane shows its picture of the scrubbed epoch in full size.
bool panesShow(const ui::ComparePage& page, const ui::Session& session, int side) {
    for (int i = 0; i < page.comparison().count(); ++i) {
        const QImage& shown = page.board().panes().at(static_cast<std::size_t>(i))->view().picture();
        const ui::PaneContent content = page.comparison().content(i);
        if (shown.width() != side || content.epoch != session.epoch() ||
            shown.cacheKey() != content.picture.cacheKey()) {
            return false;
        }
    }
    return true;
}

/// Share of the pictures in sight that are there; 0 without any place for one.
double shareSeen(const ui::SamplesPage& page) {
    const auto [first, last] = page.grid()->rowsOnScreen();
    int there = 0;
    for (int row = std::max(first, 0); row <= last; ++row) {
        there += !page.model()->index(row).data(ui::SampleModel::ImageRole).value<QImage>().isNull();
    }
    return first < 0 ? 0 : static_cast<double>(there) / (last - first + 1);
}

/// Whether the grid shows the scrubbed epoch, and every picture in sight.
bool gridShows(const ui::SamplesPage& page, const ui::Session& session) {
    return page.shownEpoch() == session.epoch() && shareSeen(page) == 1;
}

}  // namespace

int makeManyPictures(const std::filesystem::path& workspace, int count) {
    const int epochs = (count + perEpoch - 1) / perEpoch;
    const std::vector<std::string> pictures = encodedPictures(256);
    FakeRunOptions options;
    options.name = "many pictures";
    options.plannedEpochs = epochs - 1;
    options.pictures = options.trainPictures = 0;
    FakeRun run(workspace, options);
    for (int epoch = 0; epoch < epochs; ++epoch) {
        for (int i = 0; i < perEpoch; ++i) {
            SampleRow row;
            row.epoch = epoch;
            row.kind = SampleKind::Eval;
            row.prompt = "animal " + std::to_string(i % 16) + " in the garden";
            row.seed = static_cast<std::uint64_t>(1234 + i);
            row.index = i;
            row.width = row.height = 128;
            const auto picture = static_cast<std::size_t>(epoch * 7 + i) % pictures.size();
            const std::int64_t id = run.writer().sample(row, {}, pictures[picture]);
            run.writer().score(id, "animals-aesthetic", 5 + 0.001 * epoch + 0.01 * i);
            run.writer().score(id, "gold", 0.5 + 0.001 * i);
        }
        run.writer().metric("eval/gold_mean", {epoch, epoch, epoch}, 0.5);
        if (epoch % 50 == 0) {
            run.writer().end_epoch();
        }
    }
    run.finish();
    return epochs * perEpoch;
}

Scrolling scrollPictures(ui::SamplesPage& page, int steps) {
    QWidget& viewport = *page.grid()->viewport();
    QScrollBar& bar = *page.grid()->verticalScrollBar();
    const QPointF middle = QRectF(viewport.rect()).center();
    const auto always = [](int) { return true; };
    const auto jump = [&](int step) { bar.setValue(bar.maximum() / steps * (step + 1)); };
    constexpr double pace = 1000.0 / 60;
    bar.setValue(bar.maximum() / 3);
    await([&] { return page.complete(); });
    Scrolling times;
    times.wheel = frameTimes(
        viewport, steps,
        [&](int) {
            times.seen += shareSeen(page) / steps;
            turnWheel(viewport, middle, -120);
        },
        always, pace);
    times.jumps = frameTimes(viewport, steps, jump, always, pace);
    for (int step = 0; step < steps; ++step) {
        jump(step);
        await([&] { return shareSeen(page) == 1; });
    }
    return times;
}

FrameTimes scrubPictures(ui::SamplesPage& page, ui::Session& session, int last) {
    const auto there = [&] { return gridShows(page, session); };
    for (int epoch = 0; epoch <= last; ++epoch) {
        session.setEpoch(epoch);
        await(there);
    }
    return frameTimes(
        *page.grid()->viewport(), 4 * last,
        [&](int frame) {
            const int place = (frame + 1) % (2 * last);
            session.setEpoch(last - std::min(place, 2 * last - place));
        },
        [&](int) { return there(); });
}

Comparing compareFrames(ui::ComparePage& page, ui::Session& session, int side) {
    const auto there = [&] { return panesShow(page, session, side); };
    for (const int epoch : {2, 1, 0, 1, 2}) {
        session.setEpoch(epoch);
        await(there);
    }
    const auto zoom = [&](ui::CompareMode mode) {
        page.setMode(mode);
        page.viewport().fit();
        QCoreApplication::processEvents();
        ui::PictureView& view = page.board().panes().front()->view();
        const QPointF place(view.width() / 3.0, view.height() / 3.0);
        constexpr int turns = 40;
        return frameTimes(view, turns, [&](int frame) { turnWheel(view, place, frame < turns / 2 ? 120 : -120); });
    };
    Comparing times;
    times.sideBySide = zoom(ui::CompareMode::SideBySide);
    times.difference = zoom(ui::CompareMode::Difference);
    page.setMode(ui::CompareMode::SideBySide);
    page.viewport().fit();
    times.scrub = frameTimes(
        page.board().panes().front()->view(), 20, [&](int frame) { session.setEpoch(frame % 3); },
        [&](int) { return there(); });
    return times;
}

}  // namespace tempera::test
