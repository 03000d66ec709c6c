// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/helpers/many_runs.h"

#include <fcntl.h>
#include <unistd.h>

#include <QElapsedTimer>
#include <QString>
#include <QTimer>
#include <QTreeView>
#include <fstream>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/VariadicBind.h>

#include "core/base/files.h"
#include "core/config/config.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/frame_times.h"
#include "ui/common/text_format.h"
#include "ui/runs/runs_panel.h"
#include "ui/session/session.h"
#include "ui/window/main_window.h"

namespace tempera::test {

namespace fs = std::filesystem;

namespace {

void adapt(const fs::path& dir, const std::string& name, int seed, double created) {
    SQLite::Database database((dir / "run.db").string(), SQLite::OPEN_READWRITE);
    database.exec("PRAGMA synchronous = OFF");  // nothing here has to survive a power loss
    SQLite::Statement update(database, "UPDATE run SET name = ?, uuid = ?, seed = ?, created = ?");
    SQLite::bind(update, name, name, seed, created);
    update.exec();
    Config config = Config::from_toml(read_file(dir / "config.toml"), "copy");
    config.set("name", name);
    config.set("seed", std::int64_t{seed});
    std::ofstream(dir / "config.toml") << config.canonical_toml();
}

}  // namespace

void makeManyRuns(const fs::path& workspace, int count) {
    constexpr double day = 86400;
    std::vector<fs::path> originals;
    for (const char* method : {"tdpo-r", "tdpo", "ddpo", "align-prop", "seppo", "ddpo"}) {
        FakeRunOptions options;
        options.name = std::string("original-") + method;
        options.method = method;
        options.pictures = options.trainPictures = 0;
        FakeRun run(workspace, options);
        run.start();
        run.epochs(12);
        run.finish();
        originals.push_back(run.dir());
    }
    for (int i = static_cast<int>(originals.size()); i < count; ++i) {
        const fs::path& original = originals[static_cast<std::size_t>(i) % originals.size()];
        const std::string name = QStringLiteral("cats %1").arg(i).toStdString();
        const fs::path copy =
            workspace / "runs" / QStringLiteral("cats-%1").arg(i, 6, 10, QLatin1Char('0')).toStdString();
        fs::create_directory(copy);
        for (const char* part : {"run.db", "config.toml", "log.txt"}) {
            fs::copy_file(original / part, copy / part);
        }
        adapt(copy, name, i % 7, 1.7e9 + i * day / 10);
        // As long ago as most runs are: what was written a moment ago is not taken for settled.
        fs::last_write_time(copy / "run.db", fs::file_time_type::clock::now() - std::chrono::hours(1));
    }
}

qint64 openManyRuns(ui::Session& session, ui::MainWindow& window, const fs::path& workspace, int count) {
    window.resize(1280, 800);
    window.show();
    QCoreApplication::processEvents();
    const PaintCount paints(*window.runsPanel().tree()->viewport());
    QTimer wakes;  // the wait for events ends at times
    wakes.start(20);
    QElapsedTimer timer;
    timer.start();
    session.openWorkspace(ui::fromPath(workspace));
    int painted = -1;  // before the list was complete
    while (painted < 0 || paints.count() == painted) {
        if (painted < 0 && session.runs().size() >= static_cast<std::size_t>(count)) {
            painted = paints.count();
            window.runsPanel().tree()->viewport()->update();
        }
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        if (timer.elapsed() > 60000) {
            break;
        }
    }
    return timer.elapsed();
}

void forgetSummaries(const fs::path& workspace) {
    for (const char* end : {"", "-wal", "-shm"}) {
        fs::remove((workspace / "cache.db").string() + end);
    }
    for (const fs::directory_entry& run : fs::directory_iterator(workspace / "runs")) {
        const int file = ::open((run.path() / "run.db").c_str(), O_RDONLY | O_CLOEXEC);
        ::fsync(file);  // what is not written yet would stay
        ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
        ::close(file);
    }
}

}  // namespace tempera::test
