// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFile>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSpinBox>
#include <QSplitter>
#include <QTableView>

#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/appearance.h"
#include "ui/common/page.h"
#include "ui/common/theme.h"
#include "ui/curves/curves_page.h"
#include "ui/samples/samples_bar.h"
#include "ui/samples/samples_page.h"
#include "ui/window/about_dialog.h"
#include "ui/window/actions.h"
#include "ui/window/go_to_dialog.h"
#include "ui/window/main_window.h"
#include "ui/window/preferences_dialog.h"
#include "ui/window/surroundings.h"
#include "ui/window/window_host.h"

using namespace tempera::test;
using namespace tempera::ui;

class TestPreferences : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void everyControlStoresAtOnce();
    void smoothingAndSizeActAtOnce();
    void restoreDefaults();
    void themeAppliesAtOnce();
    void languageAndTextSizeMakeANewWindow();
    void sizesAreKeptAndBroughtBack();
    void goToFindsSettings();
    void aboutNamesVersions();

private:
    Page* page(const QString& id) const;

    std::unique_ptr<TestPlace> m_place;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<WindowHost> m_host;
};

void TestPreferences::init() {
    qputenv("TEMPERA_RUN", FAKE_WORKER);
    m_place = std::make_unique<TestPlace>();
    FakeRun run(m_place->workspace(), {});
    run.start();
    run.epochs(3);
    run.finish();
    m_session = std::make_unique<Session>();
    applyAppearance(m_session->settings());
    m_host = std::make_unique<WindowHost>(*m_session, ThemeMode::System);
    m_host->window().resize(790, 600);
    m_host->window().show();
    QVERIFY(openAndWait(*m_session, m_place->text()));
}

void TestPreferences::cleanup() {
    m_host.reset();
    m_session.reset();
    Settings().reset(settings::fontSize);
    Settings().reset(settings::theme);
    applyAppearance(Settings());
    m_place.reset();
}

Page* TestPreferences::page(const QString& id) const {
    for (Page* page : m_host->window().pages()) {
        if (page->id() == id) {
            return page;
        }
    }
    return nullptr;
}

void TestPreferences::everyControlStoresAtOnce() {
    m_host->window().actions().preferences->trigger();
    auto* dialog = m_host->window().findChild<PreferencesDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    Settings& stored = m_session->settings();
    QSignalSpy told(&stored, &Settings::changed);
    // Every check box, by mouse.
    const auto boxes = dialog->findChildren<QCheckBox*>();
    QVERIFY(boxes.size() >= 4);
    for (QCheckBox* box : boxes) {
        told.clear();
        QTest::mouseClick(box, Qt::LeftButton, {}, QPoint(8, box->height() / 2));
        QCOMPARE(told.size(), 1);
        QCOMPARE(told.front().front().toString(), box->objectName());
    }
    QVERIFY(!stored.value(settings::notifications));
    QVERIFY(!stored.value(settings::inhibitSleep));
    // Every number, by keyboard (the text size has a test of its own).
    for (QSpinBox* box : dialog->findChildren<QSpinBox*>()) {
        if (box->objectName() == QLatin1String(settings::fontSize.key)) {
            continue;
        }
        told.clear();
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Up);
        QCOMPARE(told.size(), 1);
        QCOMPARE(told.front().front().toString(), box->objectName());
    }
    QCOMPARE(stored.value(settings::interval), 300);
    QCOMPARE(stored.value(settings::smoothing), 2);
    Settings again;
    QCOMPARE(again.value(settings::interval), 300);
}

void TestPreferences::smoothingAndSizeActAtOnce() {
    auto* curves = m_host->window().findChild<CurvesPage*>();
    auto* samples = m_host->window().findChild<SamplesPage*>();
    QCOMPARE(curves->view().smoothing, 1);
    QCOMPARE(samples->bar().side(), 128);
    m_host->window().actions().preferences->trigger();
    auto* dialog = m_host->window().findChild<PreferencesDialog*>();
    auto* smoothing = dialog->findChild<QSpinBox*>(QLatin1String(settings::smoothing.key));
    auto* side = dialog->findChild<QSpinBox*>(QLatin1String(settings::thumbnailSide.key));
    QTest::keyClick(smoothing, Qt::Key_Up);
    QTest::keyClick(side, Qt::Key_Up);
    QCOMPARE(curves->view().smoothing, 2);
    QCOMPARE(samples->bar().side(), 144);
    // The slider of the page sets the same.
    QTest::keyClick(samples->bar().sizeSlider(), Qt::Key_Left);
    QCOMPARE(side->value(), 112);
    // A workspace that has chosen its own smoothing keeps it; the others begin with what is preferred.
    CurveView own = curves->view();
    own.smoothing = 9;
    curves->setView(own);
    QCOMPARE(PanelLayout::stored(m_place->text()).view.smoothing, 9);
    QCOMPARE(PanelLayout::stored(QStringLiteral("/another/place")).view.smoothing, 2);
}

void TestPreferences::restoreDefaults() {
    Settings& stored = m_session->settings();
    stored.set(settings::interval, 1000);
    stored.set(settings::notifications, false);
    PreferencesDialog* dialog = m_host->window().surroundings().showPreferences();
    QCOMPARE(dialog->control<QSpinBox>(settings::interval.key)->value(), 1000);
    auto* buttons = dialog->findChild<QDialogButtonBox*>();
    QTest::mouseClick(buttons->button(QDialogButtonBox::RestoreDefaults), Qt::LeftButton);
    QCOMPARE(stored.value(settings::interval), settings::interval.standard);
    QCOMPARE(stored.value(settings::notifications), true);
}

void TestPreferences::themeAppliesAtOnce() {
    PreferencesDialog* dialog = m_host->window().surroundings().showPreferences();
    auto* theme = dialog->control<QComboBox>(settings::theme.key);
    theme->setFocus();
    QTest::keyClick(theme, Qt::Key_End);
    QVERIFY(theme::isDark(QApplication::palette()));
    QVERIFY(m_host->window().actions().themeDark->isChecked());
    // And the other way round: the menu moves the dialog.
    m_host->window().actions().themeLight->trigger();
    QVERIFY(!theme::isDark(QApplication::palette()));
    QCOMPARE(theme->currentData().toString(), QStringLiteral("light"));
}

void TestPreferences::languageAndTextSizeMakeANewWindow() {
    m_host->window().showPage(page(QStringLiteral("neurons")));
    m_session->setEpoch(1);
    PreferencesDialog* dialog = m_host->window().surroundings().showPreferences();
    auto* size = dialog->control<QSpinBox>(settings::fontSize.key);
    QSignalSpy rebuilt(m_host.get(), &WindowHost::rebuilt);
    size->setFocus();
    size->selectAll();
    QTest::keyClicks(size, QStringLiteral("14"));
    QTest::keyClick(size, Qt::Key_Return);
    QVERIFY(rebuilt.wait(5000));
    QCOMPARE(rebuilt.size(), 1);
    QCOMPARE(QApplication::font().pointSize(), 14);
    MainWindow& window = m_host->window();
    QVERIFY(window.isVisible());
    QCOMPARE(window.font().pointSize(), 14);
    QCOMPARE(window.currentPage()->id(), QStringLiteral("neurons"));
    QVERIFY(settled(*m_session));
    QTRY_VERIFY(m_session->current());
    QTRY_COMPARE(m_session->epoch(), 1);
    dialog = window.findChild<PreferencesDialog*>();
    QVERIFY(dialog && dialog->isVisible());

    auto* language = dialog->control<QComboBox>(settings::language.key);
    language->setFocus();
    language->setCurrentIndex(language->findData(QStringLiteral("de")));
    QVERIFY(rebuilt.wait(5000));
    QCOMPARE(m_host->window().actions().quit->text().remove(QLatin1Char('&')), QStringLiteral("Beenden"));
    QCOMPARE(QLocale().language(), QLocale::German);
    m_session->settings().set(settings::language, QStringLiteral("en"));
    QVERIFY(rebuilt.wait(5000));
    QCOMPARE(m_host->window().actions().quit->text().remove(QLatin1Char('&')), QStringLiteral("Quit"));
}

void TestPreferences::sizesAreKeptAndBroughtBack() {
    MainWindow& window = m_host->window();
    window.showPage(page(QStringLiteral("config")));
    auto* table = page(QStringLiteral("config"))->findChild<QTableView*>();
    QTRY_VERIFY(table->horizontalHeader()->count() == 5);
    window.showPage(page(QStringLiteral("log")));
    auto* splitter = page(QStringLiteral("log"))->findChild<QSplitter*>();
    QTRY_VERIFY(splitter->height() > 100);
    const QList<int> first = splitter->sizes();
    splitter->setSizes({60, first[0] + first[1] - 60});
    const QList<int> chosen = splitter->sizes();
    QVERIFY(chosen != first);
    window.close();
    {
        WindowHost again(*m_session, ThemeMode::System);
        MainWindow& next = again.window();
        next.resize(790, 600);
        next.show();
        QVERIFY(openAndWait(*m_session, m_place->text()));
        QSplitter* kept = nullptr;
        for (Page* candidate : next.pages()) {
            if (candidate->id() == QStringLiteral("log")) {
                next.showPage(candidate);
                kept = candidate->findChild<QSplitter*>();
            }
        }
        QVERIFY(settled(*m_session));
        QTRY_VERIFY(std::abs(kept->sizes()[0] - chosen[0]) <= 4);
        next.actions().restoreLayout->trigger();
        QTRY_VERIFY(std::abs(kept->sizes()[0] - first[0]) <= 40);
        QVERIFY(std::abs(kept->sizes()[0] - chosen[0]) > 20);
    }
}

void TestPreferences::goToFindsSettings() {
    m_host->window().actions().goTo->trigger();
    auto* dialog = m_host->window().findChild<GoToDialog*>();
    QVERIFY(dialog);
    QTest::keyClicks(dialog->field(), QStringLiteral("adam_weight"));
    QTest::keyClick(dialog->field(), Qt::Key_Return);
    QCOMPARE(m_host->window().currentPage()->id(), QStringLiteral("config"));
    auto* table = page(QStringLiteral("config"))->findChild<QTableView*>();
    QTRY_COMPARE(table->model()->rowCount(), 1);
    QCOMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("train.adam_weight_decay"));
}

void TestPreferences::aboutNamesVersions() {
    qputenv("TEMPERA_RUN", WINDOW);  // any program that knows --version
    AboutDialog dialog(nullptr);
    QSignalSpy answered(&dialog, &AboutDialog::workerAnswered);
    QVERIFY(answered.wait(10000));
    const QString text = dialog.versions();
    for (const QString& part :
         {QStringLiteral("Window: tempera " TEMPERA_VERSION), QStringLiteral("Qt ") + QString::fromLatin1(qVersion()),
          QStringLiteral("SQLite 3."), QStringLiteral("spdlog 1."), QStringLiteral("QCustomPlot 2."),
          QStringLiteral("Worker: tempera " TEMPERA_VERSION)}) {
        QVERIFY2(text.contains(part), qPrintable(text));
    }
}

QTEST_MAIN(TestPreferences)
#include "tst_preferences_dialog.moc"
