// SPDX-License-Identifier: GPL-3.0-or-later
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTreeView>

#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/curves/curve_panel.h"
#include "ui/curves/curves_page.h"
#include "ui/curves/panel_chooser.h"
#include "ui/plot/plot_widget.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

class TestPanelChooser : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void everyMetricIsThere();
    void searchFindsAndSpaceAdds();
    void panelsMoveAndGo();
    void columnsAreAsChosen();
    void defaultsComeBack();
    void ordersKeepUnknownPanelsBesideTheirNeighbour();

private:
    QStringList shownIds() const;
    QPushButton* button(const QString& text) const;

    std::unique_ptr<TestPlace> m_place;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<CurvesPage> m_page;
    std::unique_ptr<PanelChooser> m_chooser;
};

void TestPanelChooser::init() {
    m_place = std::make_unique<TestPlace>();
    FakeRunOptions options;
    options.pictures = options.trainPictures = 1;
    FakeRun run(m_place->workspace(), options);
    run.start();
    run.epochs(5);
    run.finish();
    m_session = std::make_unique<Session>();
    m_page = std::make_unique<CurvesPage>(*m_session);
    m_page->resize(1020, 640);
    m_page->show();
    QVERIFY(openAndWait(*m_session, m_place->text()));
    QTRY_COMPARE(m_page->panels().size(), std::size_t(9));
    m_chooser = std::make_unique<PanelChooser>(*m_page);
    m_chooser->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_chooser.get()));
}

void TestPanelChooser::cleanup() {
    m_chooser.reset();
    m_page.reset();
    m_session.reset();
    m_place.reset();
}

QStringList TestPanelChooser::shownIds() const {
    QStringList ids;
    for (const CurvePanel* panel : m_page->panels()) {
        ids << panel->spec().id;
    }
    return ids;
}

QPushButton* TestPanelChooser::button(const QString& text) const {
    for (QPushButton* one : m_chooser->findChildren<QPushButton*>()) {
        if (one->text() == text) {
            return one;
        }
    }
    return nullptr;
}

void TestPanelChooser::everyMetricIsThere() {
    QStringList keys;
    for (const PanelSpec& spec : m_page->available()) {
        keys << spec.key << spec.second;
    }
    for (const auto& [key, series] : m_session->current()->metrics) {
        QVERIFY2(keys.contains(key) || m_page->available().empty(), qPrintable(key));
        // As it is stored as well, not only as a part of a panel.
        bool alone = false;
        for (const PanelSpec& spec : m_page->available()) {
            alone = alone || spec.id == key;
        }
        QVERIFY2(alone, qPrintable(key));
    }
    QCOMPARE(m_chooser->shownList()->count(), 9);
}

void TestPanelChooser::searchFindsAndSpaceAdds() {
    QTest::keyClicks(m_chooser->search(), QStringLiteral("TIME/ep"));
    QAbstractItemModel* found = m_chooser->tree()->model();
    QVERIFY(found->rowCount() >= 1);
    int rows = 0;
    for (int group = 0; group < found->rowCount(); ++group) {
        rows += found->rowCount(found->index(group, 0));
    }
    QCOMPARE(rows, 2);  // the panel with a name, and the metric as it is stored
    QTest::keyClick(m_chooser->search(), Qt::Key_Down);
    QVERIFY(m_chooser->tree()->hasFocus());
    QTest::keyClick(m_chooser->tree(), Qt::Key_Space);
    QVERIFY(shownIds().contains(QStringLiteral("epoch-time")));
    QCOMPARE(m_chooser->shownList()->count(), 10);
    QTest::keyClick(m_chooser->tree(), Qt::Key_Space);
    QVERIFY(!shownIds().contains(QStringLiteral("epoch-time")));
}

void TestPanelChooser::panelsMoveAndGo() {
    QListWidget* list = m_chooser->shownList();
    list->setCurrentRow(0);
    QTest::mouseClick(button(QStringLiteral("Move down")), Qt::LeftButton);
    QCOMPARE(shownIds().mid(0, 2), (QStringList{QStringLiteral("gold"), QStringLiteral("reward")}));
    QCOMPARE(list->currentRow(), 1);  // follows, so that a second press goes on
    QTest::mouseClick(button(QStringLiteral("Move down")), Qt::LeftButton);
    QCOMPARE(shownIds().indexOf(QStringLiteral("reward")), 2);
    QTest::mouseClick(button(QStringLiteral("Remove")), Qt::LeftButton);
    QVERIFY(!shownIds().contains(QStringLiteral("reward")));
    QCOMPARE(list->count(), 8);
    list->setCurrentRow(0);
    QVERIFY(!button(QStringLiteral("Move up"))->isEnabled());
}

void TestPanelChooser::columnsAreAsChosen() {
    QComboBox* columns = m_chooser->findChild<QComboBox*>();
    columns->setFocus();
    QTest::keyClick(columns, Qt::Key_Down);
    QTest::keyClick(columns, Qt::Key_Down);
    QCOMPARE(m_page->columns(), 2);
    QTRY_COMPARE(m_page->panels()[2]->pos().x(), 0);
    QVERIFY(m_page->panels()[1]->pos().x() > 400);
}

void TestPanelChooser::defaultsComeBack() {
    const QStringList before = shownIds();
    m_chooser->shownList()->setCurrentRow(3);
    QTest::mouseClick(button(QStringLiteral("Remove")), Qt::LeftButton);
    QTest::mouseClick(button(QStringLiteral("Move up")), Qt::LeftButton);
    QVERIFY(shownIds() != before);
    QTest::mouseClick(button(QStringLiteral("Restore defaults")), Qt::LeftButton);
    QCOMPARE(shownIds(), before);
}

void TestPanelChooser::ordersKeepUnknownPanelsBesideTheirNeighbour() {
    const auto spec = [](const char* id) {
        PanelSpec one;
        one.id = QLatin1String(id);
        return one;
    };
    PanelLayout layout;
    layout.order = QStringList{QStringLiteral("d"), QStringLiteral("gone"), QStringLiteral("a")};
    QStringList ids;
    for (const PanelSpec& one : layout.shown({spec("a"), spec("b"), spec("c"), spec("d"), spec("e")})) {
        ids << one.id;
    }
    QCOMPARE(ids.join(QLatin1Char(' ')), QStringLiteral("d e a b c"));
}

QTEST_MAIN(TestPanelChooser)
#include "tst_panel_chooser.moc"
