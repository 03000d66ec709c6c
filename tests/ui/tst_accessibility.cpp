// SPDX-License-Identifier: GPL-3.0-or-later
// Whoever can not see the window hears its names: every widget that the keyboard reaches has one.
#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QTabWidget>

#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/page.h"
#include "ui/launch/config_form.h"
#include "ui/launch/launch_dialog.h"
#include "ui/launch/sweep_form.h"
#include "ui/window/about_dialog.h"
#include "ui/window/actions.h"
#include "ui/window/archive_commands.h"
#include "ui/window/archive_dialog.h"
#include "ui/window/go_to_dialog.h"
#include "ui/window/launch_commands.h"
#include "ui/window/main_window.h"
#include "ui/window/preferences_dialog.h"
#include "ui/window/shortcuts_dialog.h"
#include "ui/window/surroundings.h"

using namespace tempera::test;
using namespace tempera::ui;

namespace {

QString pathOf(const QWidget* widget) {
    QStringList names;
    for (; widget; widget = widget->parentWidget()) {
        const QString name = widget->objectName();
        names.prepend(QString::fromLatin1(widget->metaObject()->className()) + (name.isEmpty() ? name : '#' + name));
    }
    return names.join(QStringLiteral(" / "));
}

/// Widgets that take the keyboard and have neither name, text nor a label that belongs to them.
QStringList nameless(const QWidget& top) {
    QStringList found;
    for (QWidget* widget : top.findChildren<QWidget*>()) {
        // Parts of a control speak through it: the field of a combo box, the viewport of a table.
        const bool part =
            widget->objectName().startsWith(QLatin1String("qt_")) || qobject_cast<QComboBox*>(widget->parentWidget()) ||
            qobject_cast<QAbstractSpinBox*>(widget->parentWidget()) || qobject_cast<QLineEdit*>(widget->parentWidget());
        if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible() || part || widget->focusProxy()) {
            continue;
        }
        QAccessibleInterface* face = QAccessible::queryAccessibleInterface(widget);
        if (!face || face->text(QAccessible::Name).trimmed().isEmpty()) {
            found << pathOf(widget);
        }
    }
    return found;
}

}  // namespace

class TestAccessibility : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyFocusableWidgetHasAName();
    void theTestSeesANamelessWidget();
};

void TestAccessibility::theTestSeesANamelessWidget() {
    QWidget top;
    auto* field = new QLineEdit(&top);
    top.show();
    QCOMPARE(nameless(top).size(), 1);
    field->setAccessibleName(QStringLiteral("Name"));
    QCOMPARE(nameless(top).size(), 0);
}

void TestAccessibility::everyFocusableWidgetHasAName() {
    TestPlace place;
    populateWorkspace(place.workspace());
    Session session;
    MainWindow window(session);
    window.resize(1280, 800);
    window.show();
    QVERIFY(openAndWait(session, place.text()));
    QStringList found;
    for (Page* page : window.pages()) {
        window.showPage(page);
        QVERIFY(settled(session));
        QTest::qWait(50);
        found += nameless(window);
    }
    LaunchDialog* launch = window.launch().showDialog();
    launch->tabs()->setCurrentWidget(launch->sweep());
    found += nameless(*launch);
    launch->tabs()->setCurrentWidget(launch->form());
    for (QWidget* dialog : {static_cast<QWidget*>(launch), static_cast<QWidget*>(window.archives().showExportDialog()),
                            static_cast<QWidget*>(window.surroundings().showPreferences()),
                            static_cast<QWidget*>(new AboutDialog(&window)),
                            static_cast<QWidget*>(new GoToDialog(session, window.actions().all(), &window)),
                            static_cast<QWidget*>(new ShortcutsDialog(window.actions().all(), &window))}) {
        dialog->show();
        QVERIFY(settled(session));
        found += nameless(*dialog);
        dialog->hide();
    }
    found.removeDuplicates();
    for (const QString& path : found) {
        qWarning().noquote() << "without accessible name:" << path;  // one by one: a long reason is cut off
    }
    QVERIFY(found.isEmpty());
}

QTEST_MAIN(TestAccessibility)
#include "tst_accessibility.moc"
