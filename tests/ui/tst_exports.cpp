// SPDX-License-Identifier: GPL-3.0-or-later
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QRegularExpression>
#include <filesystem>

#include "core/base/error.h"
#include "core/config/config.h"
#include "core/store/checkpoint_folders.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/run_fixtures.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/message_bar.h"
#include "ui/generalization/export_lora_dialog.h"
#include "ui/generalization/generalization_page.h"
#include "ui/generalization/verdict_view.h"
#include "ui/session/run_command.h"
#include "ui/window/actions.h"
#include "ui/window/main_window.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

namespace {

/// The words that a shell makes of a line.
QStringList wordsOf(const QString& line) {
    QProcess shell;
    shell.start(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), QStringLiteral("printf '%s\\0' ") + line});
    if (!shell.waitForFinished(10000)) {
        return {};
    }
    QStringList words;
    const QList<QByteArray> parts = shell.readAllStandardOutput().chopped(1).split('\0');
    for (const QByteArray& part : parts) {
        words << QString::fromUtf8(part);
    }
    return words;
}

/// What `tempera-run train` makes of its words.
Config trained(const QStringList& words) {
    Config config = load_preset(words.value(2).toStdString());
    for (int i = 3; i + 1 < words.size(); i += 2) {
        const QString assignment = words[i + 1];
        config.set_text(assignment.section('=', 0, 0).toStdString(), assignment.section('=', 1).toStdString());
    }
    config.check();
    return config;
}

/// Stands in for tempera-run: writes its words into the file that --out names, or fails with the sentence in FAIL.
class FakeProgram {
public:
    FakeProgram() {
        QFile file(path());
        if (!file.open(QIODevice::WriteOnly)) {
            qFatal("no script");
        }
        file.write(
            "#!/bin/sh\nif [ -n \"$FAIL\" ]; then echo first >&2; echo \"$FAIL\" >&2; exit 1; fi\n"
            "for word in \"$@\"; do last=\"$word\"; done\nprintf '%s\\n' \"$@\" > \"$last\"\n");
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        file.close();
        qputenv("TEMPERA_RUN", path().toLocal8Bit());
    }
    ~FakeProgram() {
        qunsetenv("TEMPERA_RUN");
        qunsetenv("FAIL");
    }

private:
    QString path() const { return m_folder.filePath(QStringLiteral("tempera-run")); }
    QTemporaryDir m_folder;
};

FakeRunOptions judged() {
    FakeRunOptions options = judgedRun();
    options.pictures = 12;
    return options;
}

/// A run with a suggestion, and weights of some epochs.
void train(FakeRun& run) {
    run.start();
    run.epochs(19);
    run.finish();
    for (const int epoch : {4, 9, 19}) {
        std::filesystem::create_directories(checkpoint_dir(run.dir(), epoch));
    }
}

QStringList linesOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).trimmed().split('\n') : QStringList();
}

}  // namespace

class TestExports : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void commandGivesTheSameConfiguration_data();
    void commandGivesTheSameConfiguration();
    void noCommandRatherThanAWrongOne();
    void copiesCommandAndCard();
    void exportsTheSuggestedLora();
    void exportSaysWhatWentWrong();
    void nothingToExport();
};

void TestExports::commandGivesTheSameConfiguration_data() {
    QTest::addColumn<QString>("preset");
    for (const Preset& preset : list_presets()) {
        QTest::newRow(preset.name.c_str()) << QString::fromStdString(preset.name);
    }
}

void TestExports::commandGivesTheSameConfiguration() {
    QFETCH(QString, preset);
    Config config = load_preset(preset.toStdString());
    config.set("name", "it's $HOME \"`name`\"; rm -rf *");
    config.set("seed", std::int64_t{77});
    config.set("train.learning_rate", 1.0 / 3e5);
    config.set("prompts.file", "/data/my prompts/ä 'b'.txt");
    config.set("eval.rewards", std::vector<std::string>{"saturation", "0.7*animals-aesthetic - 0.3*saturation"});
    const QStringList words = wordsOf(trainCommand(config.canonical_toml()));
    QCOMPARE(words.mid(0, 2), (QStringList{"tempera-run", "train"}));
    QCOMPARE(words[2], preset);
    const Config again = trained(words);
    QCOMPARE(again.hash(), config.hash());
    QCOMPARE(again.text("name"), config.text("name"));
}

void TestExports::noCommandRatherThanAWrongOne() {
    Config config = load_preset("animals-tdpo");
    config.set("eval.rewards", std::vector<std::string>{"mine=/models/a,b.pt"});
    QVERIFY_THROWS_EXCEPTION(Error, trainCommand(config.canonical_toml()));
}

void TestExports::copiesCommandAndCard() {
    TestPlace place;
    FakeRun run(place.workspace(), judged());
    train(run);
    Session session;
    MainWindow window(session);
    window.show();
    QVERIFY(openAndWait(session, place.text()));
    window.actions().copyCommand->trigger();
    QTRY_VERIFY(QGuiApplication::clipboard()->text().startsWith("tempera-run train "));
    const RunInfo& info = session.current()->head.summary.info;
    QCOMPARE(trained(wordsOf(QGuiApplication::clipboard()->text())).hash(), info.config_hash);
    window.actions().copyCard->trigger();
    QTRY_VERIFY(QGuiApplication::clipboard()->text().startsWith("Run "));
    const QString card = QGuiApplication::clipboard()->text();
    for (const std::string& value : {info.config_hash, info.model_hash, info.versions, info.device}) {
        QVERIFY2(card.contains(QString::fromStdString(value)), value.c_str());
    }
    QVERIFY(card.contains("\ntempera-run train "));
    const QRegularExpression startedWith("\nStarted with +(tempera-run train .*)\n");
    QCOMPARE(wordsOf(startedWith.match(card).captured(1)),
             (QStringList{"tempera-run", "train", "animals-tdpo-r", "--name", QString::fromStdString(info.name)}));
}

void TestExports::exportsTheSuggestedLora() {
    const FakeProgram program;
    TestPlace place;
    FakeRun run(place.workspace(), judged());
    train(run);
    Session session;
    MainWindow window(session);
    window.show();
    QVERIFY(openAndWait(session, place.text()));
    auto* page = window.findChild<GeneralizationPage*>();
    window.showPage(page);
    QTRY_VERIFY(page->verdict()->exportButton()->isVisible());
    QTest::mouseClick(page->verdict()->exportButton(), Qt::LeftButton);
    ExportLoraDialog* dialog = nullptr;
    QTRY_VERIFY((dialog = window.findChild<ExportLoraDialog*>()));
    QCOMPARE(dialog->epochBox()->currentText(), QStringLiteral("9"));  // the kept one nearest to the suggestion
    QCOMPARE(dialog->epochBox()->count(), 3);
    QVERIFY2(dialog->fileEdit()->text().endsWith(run.id() + "-epoch-0009-diffusers.safetensors"),
             qPrintable(dialog->fileEdit()->text()));
    dialog->formatBox()->setFocus();
    QTest::keyClick(dialog->formatBox(), Qt::Key_Down);
    QVERIFY(dialog->fileEdit()->text().endsWith("-kohya.safetensors"));
    const QString file = place.text() + QStringLiteral("/my lora.safetensors");
    dialog->fileEdit()->setFocus();
    dialog->fileEdit()->selectAll();
    QTest::keyClicks(dialog->fileEdit(), file);
    QTest::keyClick(dialog->formatBox(), Qt::Key_Up);  // a name of the user's own stays
    QCOMPARE(dialog->fileEdit()->text(), file);
    QTest::mouseClick(dialog->exportButton(), Qt::LeftButton);
    QTRY_COMPARE(window.messages().text(), QStringLiteral("The LoRA is in %1.").arg(file));
    QCOMPARE(linesOf(file), (QStringList{"export-lora", QString::fromStdString(run.dir().string()), "--epoch", "9",
                                         "--format", "diffusers", "--out", file}));
}

void TestExports::exportSaysWhatWentWrong() {
    const FakeProgram program;
    TestPlace place;
    FakeRun run(place.workspace(), judged());
    train(run);
    Session session;
    MainWindow window(session);
    window.show();
    QVERIFY(openAndWait(session, place.text()));
    const auto exportNow = [&] {
        window.actions().exportLora->trigger();
        ExportLoraDialog* dialog = nullptr;
        if (!QTest::qWaitFor([&] { return (dialog = window.findChild<ExportLoraDialog*>()) != nullptr; }, 5000)) {
            return;
        }
        QTest::keyClick(dialog, Qt::Key_Return);
    };
    qputenv("FAIL", "The disk is full: make room.");
    exportNow();
    QTRY_COMPARE(window.messages().text(), QStringLiteral("The disk is full: make room."));
    QTRY_VERIFY(!window.findChild<ExportLoraDialog*>());
    qputenv("TEMPERA_RUN", "/no/such/program");
    exportNow();
    QTRY_VERIFY2(window.messages().text().contains("was not found"), qPrintable(window.messages().text()));
}

void TestExports::nothingToExport() {
    TestPlace place;
    Session session;
    MainWindow window(session);
    window.show();
    QVERIFY(openAndWait(session, place.text()));
    for (const QAction* action : {window.actions().exportLora, window.actions().exportReport,
                                  window.actions().copyCommand, window.actions().copyCard}) {
        QVERIFY(!action->isEnabled());
    }
    FakeRun run(place.workspace(), judged());
    run.start();
    run.finish();
    session.rescan();
    QTRY_VERIFY(window.actions().exportLora->isEnabled());
    window.actions().exportLora->trigger();
    QTRY_VERIFY2(window.messages().text().contains("has kept no weights"), qPrintable(window.messages().text()));
}

QTEST_MAIN(TestExports)
#include "tst_exports.moc"
