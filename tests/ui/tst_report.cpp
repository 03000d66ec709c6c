// SPDX-License-Identifier: GPL-3.0-or-later
#include <QBuffer>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRegularExpression>
#include <QTextDocument>
#include <QXmlStreamReader>
#include <cmath>
#include <filesystem>

#include "core/comparison/overoptimization.h"
#include "core/comparison/score_table.h"
#include "core/store/run_reader.h"
#include "tests/ui/helpers/block_watch.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/run_fixtures.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/core_text.h"
#include "ui/common/message_bar.h"
#include "ui/common/text_format.h"
#include "ui/report/report_dialog.h"
#include "ui/report/report_figures.h"
#include "ui/report/report_html.h"
#include "ui/window/actions.h"
#include "ui/window/main_window.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

namespace {

const char* const hostile = "<script>alert(\"1\")</script> & %1 %2";

FakeRunOptions judged(const char* name = "tdpo-r", std::uint64_t seed = 1) {
    FakeRunOptions options = judgedRun(name, "tdpo-r", seed);
    options.pictures = 8;
    return options;
}

ReportSource sourceOf(const FakeRun& run, const char* name = "a run") {
    ReportSource source;
    source.id = run.id();
    source.name = QString::fromUtf8(name);
    source.dir = run.dir();
    source.state = QStringLiteral("Finished");
    source.colour = QColor(Qt::darkBlue);
    return source;
}

ReportContent contentOf(const std::vector<ReportSource>& sources, const ReportOptions& options = {}) {
    return *collectReport(sources, options, [](int, int) { return true; });
}

QString htmlOf(const ReportContent& content) {
    return reportHtml(content, ReportMedium::Web, embeddedImages());
}

QByteArray contentOfFile(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The dialog, filled in with real events up to its last button.
ReportDialog* askedFor(MainWindow& window, const QString& file, int format) {
    window.actions().exportReport->trigger();
    auto* dialog = window.findChild<ReportDialog*>();
    if (!dialog) {
        return nullptr;
    }
    dialog->formatBox()->setFocus();
    QTest::keyClick(dialog->formatBox(), format == 1 ? Qt::Key_End : Qt::Key_Home);
    dialog->fileEdit()->setFocus();
    dialog->fileEdit()->selectAll();
    QTest::keyClicks(dialog->fileEdit(), file);
    return dialog;
}

}  // namespace

class TestReport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbersAreThoseOfTheComparison();
    void namesAndPromptsAreData();
    void needsNothingFromOutside();
    void picturesOfTheSamePromptsAndSeeds();
    void figuresAreDrawings();
    void saysWhatDiffersFirst();
    void unreadableRunsAreSaid();
    void stopsWhenAsked();
    void windowWritesHtml();
    void windowWritesPdf();
    void failuresAreOneSentence();
};

void TestReport::numbersAreThoseOfTheComparison() {
    TestPlace place;
    FakeRun first(place.workspace(), judged());
    FakeRun second(place.workspace(), judged("tdpo-r-s2", 2));
    trainAll(first, 19);
    trainAll(second, 19);
    const ReportContent content = contentOf({sourceOf(first), sourceOf(second)});
    const QString html = htmlOf(content);
    RunReader reader(first.dir());
    const Overoptimization report = examine_overoptimization(read_evaluations(reader, first.dir()));
    QCOMPARE(report.verdict, Verdict::Overoptimized);
    QVERIFY(html.contains(coreText(verdict_sentence(report)).toHtmlEscaped()));
    QVERIFY(html.contains(coreText(suggestion_sentence(report)).toHtmlEscaped()));
    for (std::size_t i = 0; i < report.epochs.size(); ++i) {
        QStringList cells{QString::number(report.epochs[i]), formatNumber(report.trained->means[i])};
        for (const JudgeTrajectory& judge : report.others) {
            cells << QLocale().toString(judge.z[i], 'f', 2);
        }
        cells << QLocale().toString(report.z[i], 'f', 2) << QLocale().toString(report.smoothed[i], 'f', 2)
              << formatNumber(report.gold->judge.means[i]);
        const QString row = (i == report.peak ? QStringLiteral("<tr class=\"best\"><td align=\"left\">")
                                              : QStringLiteral("<tr><td align=\"left\">")) +
                            cells.join(QStringLiteral("</td><td align=\"right\">")) + QStringLiteral("</td></tr>");
        QVERIFY2(html.contains(row), qPrintable(row));
    }
    // The two seeds are one method of the comparison.
    const std::vector<MethodRuns> methods{{"a run", {read_run_scores(first.dir()), read_run_scores(second.dir())}}};
    QCOMPARE(content.equalReward.methods.size(), 1U);
    QCOMPARE(*content.equalReward.level, *common_level(methods));
    QVERIFY(html.contains(formatNumber(*common_level(methods))));
}

void TestReport::namesAndPromptsAreData() {
    TestPlace place;
    FakeRunOptions options = judged(hostile);
    options.judges.clear();
    FakeRun run(place.workspace(), options);
    SampleRow row;
    row.kind = SampleKind::Eval;
    row.prompt = hostile;
    row.seed = 7;
    row.width = row.height = 8;
    QByteArray png;
    QBuffer buffer(&png);
    QImage(8, 8, QImage::Format_RGB32).save(&buffer, "PNG");
    run.writer().sample(row, {}, png.toStdString());
    run.writer().event("warning", hostile);
    trainAll(run, 3);
    ReportSource source = sourceOf(run, hostile);
    source.notes = source.group = QString::fromUtf8(hostile);
    source.tags = QStringList{QString::fromUtf8(hostile)};
    ReportOptions options2;
    options2.title = QString::fromUtf8(hostile);
    const QString html = htmlOf(contentOf({source}, options2));
    QVERIFY(!html.contains(QLatin1String("<script"), Qt::CaseInsensitive));
    QVERIFY(html.contains(QLatin1String("&lt;script&gt;")));
    // Parsed back, they are the texts that they were.
    QTextDocument document;
    document.setHtml(html);
    const QString text = document.toPlainText();
    QVERIFY2(text.count(QString::fromUtf8(hostile)) >= 6, qPrintable(QString::number(text.count(hostile))));
    QVERIFY(html.contains(QStringLiteral("alt=\"%1\"").arg(QString::fromUtf8(hostile).toHtmlEscaped())));
}

void TestReport::needsNothingFromOutside() {
    TestPlace place;
    FakeRun run(place.workspace(), judged());
    trainAll(run, 19);
    const QString html = htmlOf(contentOf({sourceOf(run)}));
    static const QRegularExpression address(QStringLiteral("(?:src|href|action|data)\\s*=\\s*\"([^\"]*)\""));
    auto addresses = address.globalMatch(html);
    int count = 0;
    while (addresses.hasNext()) {
        const QString found = addresses.next().captured(1);
        QVERIFY2(found.startsWith("data:image/"), qPrintable(found.left(80)));
        ++count;
    }
    QVERIFY(count > 20);
    QVERIFY(!html.contains("@import") && !html.contains("url("));
    QVERIFY(html.contains("default-src 'none'"));
}

void TestReport::picturesOfTheSamePromptsAndSeeds() {
    TestPlace place;
    FakeRunOptions large = judged("large", 2);
    large.files = true;
    large.side = 512;
    FakeRun first(place.workspace(), judged());
    FakeRun second(place.workspace(), large);
    trainAll(first, 19);
    trainAll(second, 2);
    const ReportContent content = contentOf({sourceOf(first), sourceOf(second)});
    const ReportRun& run = content.runs[0];
    RunReader reader(first.dir());
    const Overoptimization report = examine_overoptimization(read_evaluations(reader, first.dir()));
    QCOMPARE(run.pictureEpochs[0], 0);
    QCOMPARE(run.pictureEpochs[1], report.suggested_epoch());
    QCOMPARE(run.pictureEpochs[2], 19);
    QVERIFY(run.bestIsSuggested);
    QCOMPARE(run.pictures.size(), 6U);
    for (std::size_t i = 0; i < run.pictures.size(); ++i) {
        QCOMPARE(content.runs[1].pictures[i].prompt, run.pictures[i].prompt);
        QCOMPARE(content.runs[1].pictures[i].seed, run.pictures[i].seed);
        for (std::size_t column = 0; column < 3; ++column) {
            const QImage expected = FakeRun::picture(run.pictures[i].prompt.toStdString(), run.pictures[i].seed,
                                                     double(run.pictureEpochs[column]) / 20, 64);
            QCOMPARE(run.pictures[i].cells[column].image.convertToFormat(expected.format()), expected);
            QVERIFY(run.pictures[i].cells[column].reward && run.pictures[i].cells[column].gold);
            QCOMPARE(content.runs[1].pictures[i].cells[column].image.width(), 256);  // from the file, made smaller
        }
    }
}

void TestReport::figuresAreDrawings() {
    TestPlace place;
    FakeRun run(place.workspace(), judged());
    trainAll(run, 12);
    const ReportContent content = contentOf({sourceOf(run, hostile)});
    const std::vector<ReportFigure> figures = figuresOf(content);
    QVERIFY(figures.size() > 8);
    QCOMPARE(figures.front().title, QStringLiteral("reward/train_mean"));
    QCOMPARE(figures.front().marks, std::vector<double>{9});
    for (const ReportFigure& figure : figures) {
        QXmlStreamReader xml(svgOf(figure));
        int paths = 0;
        QString texts;
        while (!xml.atEnd()) {
            xml.readNext();
            paths += xml.isStartElement() && xml.name() == QLatin1String("path");
            texts += xml.isCharacters() ? xml.text().toString() : QString();
            if (xml.isStartElement() && xml.name() == QLatin1String("path")) {
                QVERIFY(xml.attributes().value("d").startsWith(QLatin1Char('M')));
                QVERIFY(!xml.attributes().value("d").contains(QLatin1String("nan")));
            }
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QCOMPARE(paths, int(figure.lines.size()));
        QVERIFY(texts.contains(figure.title));
    }
    // Nothing but holes, and a single point.
    const std::vector<double> epochs{0, 1};
    const std::vector<double> holes{std::nan(""), std::nan("")};
    const std::vector<double> lone{std::nan(""), 3};
    for (const std::vector<double>* values : {&holes, &lone}) {
        ReportFigure odd;
        odd.lines = {{"odd", Qt::black, Qt::SolidLine, &epochs, values}};
        QXmlStreamReader xml(svgOf(odd));
        while (!xml.atEnd()) {
            xml.readNext();
        }
        QVERIFY(!xml.hasError());
        QVERIFY(!svgOf(odd).contains("nan"));
    }
}

void TestReport::saysWhatDiffersFirst() {
    TestPlace place;
    FakeRunOptions other = judged("ddpo", 5);
    other.method = "ddpo";
    FakeRun first(place.workspace(), judged());
    FakeRun second(place.workspace(), other);
    trainAll(first, 2);
    trainAll(second, 2);
    const ReportContent content = contentOf({sourceOf(first, "one"), sourceOf(second, "two")});
    QStringList keys;
    for (const ReportDifference& one : content.differences) {
        keys << one.key;
    }
    QCOMPARE(keys, (QStringList{"method", "seed"}));
    QCOMPARE(content.differences[1].values, (QStringList{"1", "5"}));
    const QString html = htmlOf(content);
    QVERIFY(html.indexOf(QLatin1String("What differs")) < html.indexOf(QLatin1String("Configuration</summary>")));
    QVERIFY(html.contains(fromStd(content.runs[0].summary.info.config_hash)));
    QVERIFY(html.contains(content.runs[0].card.command.toHtmlEscaped()));
    // In the card and among the attempts.
    QCOMPARE(html.count(QLatin1String("tempera-run train animals-ddpo --name ddpo")), 2);
    ReportOptions brief;
    brief.curves = brief.pictures = brief.configurations = false;
    const ReportContent little = contentOf({sourceOf(first)}, brief);
    QVERIFY(little.differences.empty() && little.runs[0].curves.empty() && little.runs[0].pictures.empty());
    QVERIFY(!htmlOf(little).contains(QLatin1String("[sample]")));
    QVERIFY(html.contains(QLatin1String("[sample]")));
}

void TestReport::unreadableRunsAreSaid() {
    TestPlace place;
    FakeRun run(place.workspace(), judged());
    trainAll(run, 2);
    ReportSource missing = sourceOf(run, "gone");
    missing.dir = place.workspace() / "runs" / "gone";
    const ReportContent content = contentOf({missing, sourceOf(run)});
    QVERIFY(!content.runs[0].failure.isEmpty());
    QVERIFY(content.runs[1].failure.isEmpty());
    QVERIFY(htmlOf(content).contains(content.runs[0].failure.toHtmlEscaped()));
}

void TestReport::stopsWhenAsked() {
    TestPlace place;
    FakeRun run(place.workspace(), judged());
    trainAll(run, 2);
    int asked = 0;
    QVERIFY(!collectReport({sourceOf(run), sourceOf(run), sourceOf(run)}, {}, [&](int done, int total) {
        ++asked;
        return total == 3 && done < 1;
    }));
    QCOMPARE(asked, 2);
}

void TestReport::windowWritesHtml() {
    TestPlace place;
    FakeRun first(place.workspace(), judged());
    FakeRun second(place.workspace(), judged("tdpo-r-s2", 2));
    FakeRun third(place.workspace(), judged("third", 3));
    for (FakeRun* run : {&first, &second, &third}) {
        trainAll(*run, 6);
    }
    Session session;
    MainWindow window(session);
    window.show();
    QVERIFY(openAndWait(session, place.text()));
    session.setCurrent(first.id());
    session.setSelected({first.id(), second.id()});
    QVERIFY(settled(session));
    const QString file = place.text() + QStringLiteral("/out/report");
    QDir().mkpath(place.text() + QStringLiteral("/out"));
    ReportDialog* dialog = askedFor(window, file, 0);
    QVERIFY(dialog);
    QCOMPARE(dialog->request().sources.size(), 2U);
    QTest::keyClick(dialog->picturesBox(), Qt::Key_Space);
    auto* watch = static_cast<BlockWatch*>(qApp);
    watch->reset();
    QTest::mouseClick(dialog->exportButton(), Qt::LeftButton);
    QVERIFY(!window.actions().exportReport->isEnabled());
    QTRY_COMPARE_WITH_TIMEOUT(window.messages().text(), QStringLiteral("The report is in %1.html.").arg(file), 20000);
    QVERIFY2(watch->allShorterThan(50), qPrintable(watch->what()));
    QVERIFY(window.actions().exportReport->isEnabled());
    const QByteArray html = contentOfFile(file + QStringLiteral(".html"));
    QVERIFY(html.startsWith("<!DOCTYPE html>") && html.endsWith("</body></html>\n"));
    QVERIFY(html.contains("tdpo-r-s2") && !html.contains("third"));
    QVERIFY(!html.contains("class=\"sample\""));
    QCOMPARE(QDir(place.text() + QStringLiteral("/out")).entryList(QDir::Files | QDir::Hidden).size(), 1);
}

void TestReport::windowWritesPdf() {
    TestPlace place;
    FakeRun run(place.workspace(), judged());
    trainAll(run, 6);
    Session session;
    MainWindow window(session);
    window.show();
    QVERIFY(openAndWait(session, place.text()));
    const QString file = place.text() + QStringLiteral("/report");
    ReportDialog* dialog = askedFor(window, file, 1);
    QVERIFY(dialog);
    QTest::mouseClick(dialog->exportButton(), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(window.messages().text(), QStringLiteral("The report is in %1.pdf.").arg(file), 20000);
    const QByteArray pdf = contentOfFile(file + QStringLiteral(".pdf"));
    QVERIFY(pdf.startsWith("%PDF-"));
    static const QRegularExpression page(QStringLiteral("/Type\\s*/Page\\b(?!s)"));
    QVERIFY(QString::fromLatin1(pdf).count(page) >= 2);
    QVERIFY(pdf.contains("/Subtype /Image"));
}

void TestReport::failuresAreOneSentence() {
    TestPlace place;
    FakeRun run(place.workspace(), judged());
    trainAll(run, 2);
    Session session;
    MainWindow window(session);
    window.show();
    QVERIFY(openAndWait(session, place.text()));
    ReportDialog* dialog = askedFor(window, place.text() + QStringLiteral("/no/such/folder/report"), 0);
    QVERIFY(dialog);
    QTest::mouseClick(dialog->exportButton(), Qt::LeftButton);
    QTRY_VERIFY2(window.messages().text().contains("no/such/folder"), qPrintable(window.messages().text()));
    QVERIFY(window.actions().exportReport->isEnabled());
    // Without a run there is nothing to press.
    QTRY_VERIFY(!window.findChild<ReportDialog*>());
    dialog = askedFor(window, place.text() + QStringLiteral("/report"), 0);
    QVERIFY(dialog->exportButton()->isEnabled());
    dialog->runList()->setFocus();
    QTest::keyClick(dialog->runList(), Qt::Key_Space);
    QVERIFY(!dialog->exportButton()->isEnabled());
}

int main(int argc, char** argv) {
    BlockWatch application(argc, argv);
    TestReport test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_report.moc"
