// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <sys/stat.h>
#include <zip.h>

#include "core/base/files.h"
#include "core/store/run_archive.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/run_samples.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

constexpr const char* kId = "first-a1b2c3";

/// A run with an epoch of everything, whose worker is still writing.
RunWriter make_run(const Workspace& workspace) {
    const fs::path run_dir = workspace.root() / "runs" / kId;
    RunWriter writer = RunWriter::create(run_dir, sample_run_info(), "seed = 1\n");
    writer.begin_attempt(0);
    const SampleRow row{0, 0, SampleKind::Eval, "a cat", 7, 0, "images/eval-0000-000.png", 64, 64};
    const std::int64_t sample = writer.sample(row, std::string(5000, 'p'), "thumbnail");
    writer.score(sample, "gold", 0.5);
    writer.metric("eval/gold_mean", {1, 2, 3}, 0.25);
    fs::create_directories(run_dir / "checkpoints/epoch-0001/lora");
    write_file_atomically(run_dir / "checkpoints/epoch-0001/lora/weights.safetensors", std::string(3000, 'w'));
    fs::create_directories(run_dir / "checkpoints/.epoch-0002.staging");
    write_file_atomically(run_dir / "checkpoints/.epoch-0002.staging/half", "h");
    write_file_atomically(run_dir / "log.txt", "one line\n");
    writer.end_epoch();
    return writer;
}

struct Member {
    std::string name;
    std::string bytes;
    mode_t kind = S_IFREG;
};

/// A zip archive with these members, whatever they are.
void write_zip(const fs::path& file, const std::vector<Member>& members) {
    int code = 0;
    zip_t* archive = zip_open(file.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
    QVERIFY(archive);
    for (const Member& member : members) {
        const zip_int64_t place =
            zip_file_add(archive, member.name.c_str(),
                         zip_source_buffer(archive, member.bytes.data(), member.bytes.size(), 0), ZIP_FL_ENC_UTF_8);
        QVERIFY(place >= 0);
        zip_file_set_external_attributes(archive, static_cast<zip_uint64_t>(place), 0, ZIP_OPSYS_UNIX,
                                         static_cast<zip_uint32_t>(member.kind | 0644) << 16);
    }
    QCOMPARE(zip_close(archive), 0);
}

/// What an honest archive of the run in `from` holds.
std::vector<Member> honest_members(const Workspace& from) {
    const fs::path file = from.root() / "honest.tempera";
    export_run(from.root() / "runs" / kId, file);
    int code = 0;
    zip_t* archive = zip_open(file.c_str(), ZIP_RDONLY, &code);
    std::vector<Member> members;
    for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i) {
        zip_stat_t entry;
        zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &entry);
        Member member{entry.name, std::string(entry.size, '\0')};
        zip_file_t* opened = zip_fopen_index(archive, static_cast<zip_uint64_t>(i), 0);
        zip_fread(opened, member.bytes.data(), entry.size);
        zip_fclose(opened);
        members.push_back(std::move(member));
    }
    zip_discard(archive);
    return members;
}

Member& member_named(std::vector<Member>& members, const std::string& name) {
    return *std::find_if(members.begin(), members.end(), [&](const Member& member) { return member.name == name; });
}

QStringList files_below(const fs::path& folder) {
    QStringList files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) {
            files.push_back(QString::fromStdString(fs::relative(entry.path(), folder).string()));
        }
    }
    files.sort();
    return files;
}

}  // namespace

class TestRunArchive : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRunMovesAsOneFile() {
        const TemporaryFolder folder;
        const Workspace from(folder / "from");
        const Workspace to(folder / "to");
        const RunWriter writer = make_run(from);
        QVERIFY(export_run(from.root() / "runs" / kId, folder / "run.tempera"));
        const fs::path run_dir = import_run(to, folder / "run.tempera");
        QCOMPARE(run_dir, to.root() / "runs" / kId);
        QCOMPARE(files_below(run_dir), (QStringList{"checkpoints/epoch-0001/lora/weights.safetensors", "config.toml",
                                                    "images/eval-0000-000.png", "log.txt", "run.db"}));
        QCOMPARE(read_file(run_dir / "images/eval-0000-000.png"), std::string(5000, 'p'));
        RunReader reader(run_dir);
        QCOMPARE(reader.summary().info.uuid, sample_run_info().uuid);
        QCOMPARE(reader.metric("eval/gold_mean").size(), std::size_t{1});
        const auto samples = reader.samples(0, SampleKind::Eval);
        QCOMPARE(samples.size(), std::size_t{1});
        QCOMPARE(samples[0].image, std::string("images/eval-0000-000.png"));
        QCOMPARE(reader.thumbnail(samples[0].id), std::string("thumbnail"));
        QVERIFY(files_below(folder.path()).filter(".parts").isEmpty());
    }

    void picturesAndCheckpointsMayStayBehind() {
        const TemporaryFolder folder;
        const Workspace from(folder / "from");
        const Workspace to(folder / "to");
        const RunWriter writer = make_run(from);
        QVERIFY(export_run(from.root() / "runs" / kId, folder / "run.tempera", {false, false}));
        const fs::path run_dir = import_run(to, folder / "run.tempera");
        QCOMPARE(files_below(run_dir), (QStringList{"config.toml", "log.txt", "run.db"}));
        RunReader reader(run_dir);
        const auto samples = reader.samples(0, SampleKind::Eval);
        QCOMPARE(samples[0].image, std::string());
        QCOMPARE(reader.thumbnail(samples[0].id), std::string("thumbnail"));
    }

    void twiceIsRefused() {
        const TemporaryFolder folder;
        const Workspace from(folder / "from");
        const RunWriter writer = make_run(from);
        export_run(from.root() / "runs" / kId, folder / "run.tempera");
        const QString text = error_text([&] { import_run(from, folder / "run.tempera"); });
        QVERIFY2(text.contains(QString("is in this workspace already, as ") + kId), qPrintable(text));
        QCOMPARE(from.run_dirs().size(), std::size_t{1});
    }

    void strangersAreRefused_data() {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("said");
        QTest::newRow("above the folder") << "../escaped.txt"
                                          << "an entry that no run has: '../escaped.txt'";
        QTest::newRow("inside, and out again") << "images/../../escaped.txt"
                                               << "an entry that no run has";
        QTest::newRow("absolute") << "/tmp/escaped.txt"
                                  << "an entry that no run has";
        QTest::newRow("backslash") << "images\\..\\escaped.txt"
                                   << "an entry that no run has";
        QTest::newRow("hidden") << "images/.bashrc"
                                << "an entry that no run has";
        QTest::newRow("foreign") << "run.sh"
                                 << "an entry that no run has: 'run.sh'";
        QTest::newRow("link") << "link"
                              << "an entry that is no plain file: 'images/link.png'";
        QTest::newRow("bomb") << "bomb"
                              << "more than a hundred times its size";
        QTest::newRow("no database") << "no database"
                                     << "is not an archive of a run";
        QTest::newRow("trigger") << "trigger"
                                 << "has a trigger harm";
        QTest::newRow("view") << "view"
                              << "has a view harm";
        QTest::newRow("no SQLite") << "no SQLite"
                                   << "a run.db that is not sound";
        QTest::newRow("another run") << "another run"
                                     << "is not the run that its run.json names";
        QTest::newRow("newer") << "newer"
                               << "is of a format that this program does not know";
        QTest::newRow("no zip") << "no zip"
                                << "is not an archive of a run";
        QTest::newRow("cut off") << "cut off"
                                 << "";
        QTest::newRow("damaged") << "damaged"
                                 << "is damaged at 'images/eval-0000-000.png'";
    }
    void strangersAreRefused() {
        QFETCH(QString, what);
        QFETCH(QString, said);
        const TemporaryFolder folder;
        const Workspace from(folder / "from");
        const Workspace to(folder / "to");
        { const RunWriter writer = make_run(from); }
        std::vector<Member> members = honest_members(from);
        const fs::path file = folder / "run.tempera";
        const auto change_database = [&](const char* sql) {
            const fs::path copy = folder / "changed.db";
            Member& database = member_named(members, "run.db");
            write_file_atomically(copy, database.bytes);
            SQLite::Database(copy.string(), SQLite::OPEN_READWRITE).exec(sql);
            database.bytes = read_file(copy);
        };
        if (what == "link") {
            members.push_back({"images/link.png", "/etc/passwd", S_IFLNK});
        } else if (what == "bomb") {
            members.push_back({"images/bomb.png", std::string(100'000'000, '\0')});
        } else if (what == "no database") {
            std::erase_if(members, [](const Member& member) { return member.name == "run.db"; });
        } else if (what == "trigger") {
            change_database("CREATE TRIGGER harm AFTER INSERT ON metric BEGIN DELETE FROM sample; END");
        } else if (what == "view") {
            change_database("CREATE VIEW harm AS SELECT * FROM metric");
        } else if (what == "no SQLite") {
            member_named(members, "run.db").bytes = std::string(8192, 'x');
        } else if (what == "another run") {
            change_database("UPDATE run SET uuid = 'another'");
        } else if (what == "newer") {
            member_named(members, "run.json").bytes = R"({"format": 99, "id": "x", "uuid": "y"})";
        } else if (!QStringList{"no zip", "cut off", "damaged"}.contains(what)) {
            members.push_back({what.toStdString(), "harm"});
        }
        write_zip(file, members);
        std::string bytes = read_file(file);
        if (what == "no zip") {
            write_file_atomically(file, "nothing of the kind");
        } else if (what == "cut off") {
            write_file_atomically(file, bytes.substr(0, bytes.size() / 2));
        } else if (what == "damaged") {
            // The only member that is stored as it is would be a picture; zip files written here are deflated.
            const std::size_t place = bytes.find("images/eval-0000-000.png") + 24 + 4;
            bytes[place] = static_cast<char>(bytes[place] ^ 0x55);
            write_file_atomically(file, bytes);
        }
        const QString text = error_text([&] { import_run(to, file); });
        QVERIFY2(!text.isEmpty() && text.contains(said), qPrintable(text));
        QVERIFY2(text.contains("run.tempera"), qPrintable(text));
        QCOMPARE(files_below(to.root()), QStringList());
        QVERIFY(!fs::exists(folder / "escaped.txt"));
    }

    void aRunMayBeBroughtInUnderAnotherId() {
        const TemporaryFolder folder;
        const Workspace from(folder / "from");
        const Workspace to(folder / "to");
        { const RunWriter writer = make_run(from); }
        std::vector<Member> members = honest_members(from);
        member_named(members, "run.json").bytes =
            R"({"format": 1, "id": "../../Harm", "name": "../Harm", "uuid": "uuid-1"})";
        write_zip(folder / "run.tempera", members);
        const fs::path run_dir = import_run(to, folder / "run.tempera");
        QCOMPARE(run_dir.parent_path(), to.root() / "runs");
        QVERIFY2(run_dir.filename().string().starts_with("harm-"), run_dir.c_str());
    }

    void givingUpLeavesNothing() {
        const TemporaryFolder folder;
        const Workspace from(folder / "from");
        const Workspace to(folder / "to");
        const RunWriter writer = make_run(from);
        const fs::path run_dir = from.root() / "runs" / kId;
        write_file_atomically(folder / "run.tempera", "earlier");
        QVERIFY(!export_run(run_dir, folder / "run.tempera", {}, [](double) { return false; }));
        QCOMPARE(read_file(folder / "run.tempera"), std::string("earlier"));
        QVERIFY(export_run(run_dir, folder / "run.tempera", {}, [](double) { return true; }));
        QVERIFY(import_run(to, folder / "run.tempera", [](double fraction) { return fraction < 0.5; }).empty());
        QCOMPARE(files_below(to.root()), QStringList());
    }
};

QTEST_GUILESS_MAIN(TestRunArchive)
#include "tst_run_archive.moc"
