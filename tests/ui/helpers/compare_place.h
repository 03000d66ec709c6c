// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWheelEvent>
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/compare/compare_board.h"
#include "ui/compare/compare_page.h"
#include "ui/compare/compare_pane.h"
#include "ui/compare/comparison.h"
#include "ui/compare/picture_view.h"

namespace tempera::test {

/// The page in a window of its own, over runs that are named a, b, c...
struct Place {
    TestPlace files;
    std::vector<QString> ids;
    ui::Session session;
    std::unique_ptr<ui::ComparePage> page;

    /// `epochs`: of each run.
    bool open(const std::vector<int>& epochs, FakeRunOptions options = {}) {
        options.pictures = std::min(options.pictures, 6);
        options.trainPictures = std::min(options.trainPictures, 3);
        options.created = 1000;
        for (std::size_t i = 0; i < epochs.size(); ++i) {
            options.name = std::string(1, static_cast<char>('a' + i));
            options.seed = i + 1;
            options.created -= 1;
            FakeRun run(files.workspace(), options);
            run.start();
            run.epochs(epochs[i]);
            run.finish();
            ids.push_back(run.id());
        }
        page = std::make_unique<ui::ComparePage>(session);
        page->resize(1000, 700);
        page->show();
        page->activateWindow();
        if (!QTest::qWaitForWindowActive(page.get()) || !openAndWait(session, files.text())) {
            return false;
        }
        session.setCurrent(ids.front());
        session.setSelected(QStringList(ids.begin(), ids.end()));
        page->setFocus();
        return ready();
    }

    bool ready() {
        return QTest::qWaitFor([&] {
            if (session.busy() || page->board().panes().empty()) {
                return false;
            }
            for (int i = 0; i < page->comparison().count(); ++i) {
                if (page->comparison().content(i).state == ui::PaneContent::State::Loading) {
                    return false;
                }
            }
            return true;
        });
    }

    ui::ComparePane& pane(int i) const { return *page->board().panes().at(static_cast<std::size_t>(i)); }
    QImage expected(int run, int epoch, int picture = 0, int side = 64) const {
        Q_UNUSED(run);
        static const char* const prompts[] = {"cat", "dog", "horse", "monkey", "rabbit", "zebra"};
        return FakeRun::picture(prompts[picture], static_cast<std::uint64_t>(1234 + picture), epoch / 40.0, side);
    }
};

inline bool same(const QImage& a, const QImage& b) {
    return a.convertToFormat(QImage::Format_RGB32) == b.convertToFormat(QImage::Format_RGB32);
}

inline void turnWheel(QWidget& widget, const QPointF& at, int steps) {
    QWheelEvent event(at, widget.mapToGlobal(at), {}, QPoint(0, 120 * steps), Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&widget, &event);
}

inline void drag(QWidget& widget, const QPoint& from, const QPoint& to) {
    QTest::mousePress(&widget, Qt::LeftButton, {}, from);
    QTest::mouseMove(&widget, (from + to) / 2);
    QTest::mouseMove(&widget, to);
    QTest::mouseRelease(&widget, Qt::LeftButton, {}, to);
}

inline QImage shot(ui::PictureView& view) {
    return view.grab().toImage().convertToFormat(QImage::Format_RGB32);
}

}  // namespace tempera::test
