// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/helpers/many_runs.h"

#include <QString>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/VariadicBind.h>

#include "core/base/files.h"
#include "core/config/config.h"
#include "tests/ui/helpers/fake_run.h"

namespace tempera::test {

namespace fs = std::filesystem;

namespace {

void adapt(const fs::path& dir, const std::string& name, int seed, double created) {
    SQLite::Database database((dir / "run.db").string(), SQLite::OPEN_READWRITE);
    SQLite::Statement update(database, "UPDATE run SET name = ?, uuid = ?, seed = ?, created = ?");
    SQLite::bind(update, name, name, seed, created);
    update.exec();
    Config config = Config::from_toml(read_file(dir / "config.toml"), "copy");
    config.set("name", name);
    config.set("seed", std::int64_t{seed});
    replace_file(dir / "config.toml", config.canonical_toml());
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

}  // namespace tempera::test
