// SPDX-License-Identifier: GPL-3.0-or-later
// Everything can be seen and read in a small window with large letters, in every language.
#include <QDialog>
#include <QPushButton>
#include <QTabWidget>
#include <QTimer>

#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/fitting.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/appearance.h"
#include "ui/compare/compare_page.h"
#include "ui/launch/launch_dialog.h"
#include "ui/runs/recovery_centre.h"
#include "ui/samples/samples_bar.h"
#include "ui/samples/samples_page.h"
#include "ui/window/actions.h"
#include "ui/window/launch_commands.h"
#include "ui/window/main_window.h"
#include "ui/window/window_host.h"

using namespace tempera::test;
using namespace tempera::ui;

class TestFit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void pages_data();
    void pages();
    void dialogs_data();
    void dialogs();
    void theTestSeesAMisfit();

private:
    void check(const QWidget& top, const QString& what);

    std::unique_ptr<TestPlace> m_place;
    QStringList m_found;
};

void TestFit::initTestCase() {
    m_place = std::make_unique<TestPlace>();
    populateWorkspace(m_place->workspace());
}

void TestFit::check(const QWidget& top, const QString& what) {
    for (const QString& misfit : misfits(top)) {
        m_found << what + QStringLiteral(": ") + misfit;
    }
}

void TestFit::theTestSeesAMisfit() {
    QWidget top;
    top.resize(500, 100);
    auto* button = new QPushButton(QStringLiteral("Enough text for its width"), &top);
    top.show();
    button->adjustSize();
    QCOMPARE(misfits(top), QStringList());
    button->move(490, 0);
    QVERIFY(misfits(top).value(0).startsWith("cut"));
    button->move(0, 0);
    button->resize(60, button->height());
    QCOMPARE(misfits(top).size(), 1);
    button->adjustSize();
    auto* other = new QPushButton(QStringLiteral("Other"), &top);
    other->move(20, 10);
    other->show();
    QVERIFY(misfits(top).value(0).startsWith("over each other"));
}

void TestFit::pages_data() {
    QTest::addColumn<QString>("language");
    QTest::addColumn<int>("points");
    QTest::addColumn<QSize>("size");
    QTest::newRow("900x600") << "en" << 0 << QSize(900, 600);
    QTest::newRow("900x600, German") << "de" << 0 << QSize(900, 600);
    QTest::newRow("900x600, 14 points") << "en" << 14 << QSize(900, 600);
    QTest::newRow("900x600, German, 14 points") << "de" << 14 << QSize(900, 600);
    QTest::newRow("1280x800, German, 14 points") << "de" << 14 << QSize(1280, 800);
}

void TestFit::pages() {
    QFETCH(QString, language);
    QFETCH(int, points);
    QFETCH(QSize, size);
    Session session;
    session.settings().set(settings::language, language);
    session.settings().set(settings::fontSize, points);
    applyAppearance(session.settings());
    WindowHost host(session, ThemeMode::Light);
    MainWindow& window = host.window();
    window.resize(size);
    window.show();
    QVERIFY(openAndWait(session, m_place->text()));
    QStringList ids;
    for (const RunData* run : session.runs()) {
        ids << run->id();
    }
    session.setSelected(ids.mid(0, 4));
    window.recovery().hide();  // one looks at it and closes it
    QCOMPARE(window.size(), size);
    m_found.clear();
    const auto look = [&](const QString& what) {
        QVERIFY(settled(session));
        // Layouts take a few turns to follow what was shown and hidden.
        (void)QTest::qWaitFor([&] { return misfits(window).isEmpty(); }, 1000);
        check(window, what);
    };
    for (Page* page : window.pages()) {
        window.showPage(page);
        look(page->id());
        QCOMPARE(window.size(), size);
        if (auto* compare = qobject_cast<ComparePage*>(page)) {
            for (const CompareMode mode : {CompareMode::Wipe, CompareMode::Difference, CompareMode::Flicker,
                                           CompareMode::Matrix, CompareMode::Blind, CompareMode::SideBySide}) {
                compare->setMode(mode);
                look(QStringLiteral("compare, mode %1").arg(static_cast<int>(mode)));
            }
        } else if (auto* samples = qobject_cast<SamplesPage*>(page)) {
            for (const SampleView view : {SampleView::Strip, SampleView::Prompts, SampleView::Grid}) {
                samples->bar().setView(view);
                look(QStringLiteral("samples, view %1").arg(static_cast<int>(view)));
            }
        }
    }
    window.launch().showQueue();
    look(QStringLiteral("queue"));
    for (const QString& misfit : std::as_const(m_found)) {
        qWarning().noquote() << misfit;  // one by one: a long reason is cut off
    }
    QVERIFY(m_found.isEmpty());
}

void TestFit::dialogs_data() {
    QTest::addColumn<QString>("language");
    QTest::addColumn<int>("points");
    QTest::newRow("English") << "en" << 0;
    QTest::newRow("German, 14 points") << "de" << 14;
}

void TestFit::dialogs() {
    QFETCH(QString, language);
    QFETCH(int, points);
    Session session;
    session.settings().set(settings::language, language);
    session.settings().set(settings::fontSize, points);
    applyAppearance(session.settings());
    WindowHost host(session, ThemeMode::Light);
    MainWindow& window = host.window();
    window.resize(900, 600);
    window.show();
    QVERIFY(openAndWait(session, m_place->text()));
    const Actions& a = window.actions();
    m_found.clear();
    for (QAction* action :
         {a.newRun, a.preferences, a.goTo, a.shortcuts, a.about, a.exportReport, a.exportArchive, a.editTags,
          a.showTrash, a.curves.choose, a.curves.exportAll, a.curves.table, a.exportSheet}) {
        if (!action->isEnabled()) {
            qInfo() << "not offered:" << action->text();
            continue;
        }
        // Some block until they are closed.
        QTimer looker;
        QString title;
        connect(&looker, &QTimer::timeout, &window, [&] {
            for (QWidget* top : QApplication::topLevelWidgets()) {
                auto* dialog = qobject_cast<QDialog*>(top);
                if (!dialog || !dialog->isVisible() || session.busy()) {
                    continue;
                }
                title = dialog->windowTitle();
                dialog->resize(dialog->size().boundedTo({900, 600}));
                QTest::qWait(20);
                if (dialog->width() > 900 || dialog->height() > 600) {
                    m_found << QStringLiteral("%1 is %2x%3").arg(title).arg(dialog->width()).arg(dialog->height());
                }
                check(*dialog, title);
                if (auto* launch = qobject_cast<LaunchDialog*>(dialog)) {
                    launch->tabs()->setCurrentIndex(1);
                    QTest::qWait(20);
                    check(*dialog, title);
                }
                looker.stop();
                dialog->close();
                return;  // others may be gone by now
            }
        });
        looker.start(20);
        action->trigger();
        QTRY_VERIFY2(!title.isEmpty(), qPrintable(action->text()));
    }
    for (const QString& misfit : std::as_const(m_found)) {
        qWarning().noquote() << misfit;
    }
    QVERIFY(m_found.isEmpty());
}

QTEST_MAIN(TestFit)
#include "tst_fit.moc"
