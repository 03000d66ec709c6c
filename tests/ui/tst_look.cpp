// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDirIterator>
#include <QImage>
#include <QLocale>
#include <QPainter>
#include <QRegularExpression>
#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/clock.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/icons.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

namespace {

double luminance(const QColor& colour) {
    const auto linear = [](double c) { return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

/// Contrast ratio of the Web Content Accessibility Guidelines.
double contrast(const QColor& a, const QColor& b) {
    const double high = std::max(luminance(a), luminance(b));
    const double low = std::min(luminance(a), luminance(b));
    return (high + 0.05) / (low + 0.05);
}

}  // namespace

class TestLook : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void contrastIsEnough_data();
    void contrastIsEnough();
    void everyIconThatIsNamedExists();
    void statesHaveShapesOfTheirOwn();
    void iconsFollowThePalette();
    void numbersAndTimes();
};

void TestLook::contrastIsEnough_data() {
    QTest::addColumn<int>("mode");
    QTest::newRow("light") << static_cast<int>(ThemeMode::Light);
    QTest::newRow("dark") << static_cast<int>(ThemeMode::Dark);
}

void TestLook::contrastIsEnough() {
    QFETCH(int, mode);
    applyTheme(static_cast<ThemeMode>(mode));
    const QPalette p = qApp->palette();
    QCOMPARE(theme::isDark(p), mode == static_cast<int>(ThemeMode::Dark));
    const QColor base = p.color(QPalette::Base);
    QVERIFY(contrast(p.color(QPalette::Text), base) >= 10);
    QVERIFY(contrast(p.color(QPalette::WindowText), p.color(QPalette::Window)) >= 10);
    QVERIFY(contrast(p.color(QPalette::HighlightedText), p.color(QPalette::Highlight)) >= 7);
    for (const QColor& text : {theme::subtleText(p), theme::warning(p), theme::error(p)}) {
        QVERIFY2(contrast(text, base) >= 4.5, qPrintable(text.name()));
    }
    QVERIFY(contrast(theme::accent(p), base) >= 3);
    QVERIFY(contrast(theme::onAccent(p), theme::accent(p)) >= 3.5);
    for (int i = 0; i < theme::runColourCount; ++i) {
        QVERIFY2(contrast(theme::run(i, p), base) >= 2.5, qPrintable(theme::run(i, p).name()));
        QCOMPARE(theme::run(i, p), theme::run(i + theme::runColourCount, p));
        QVERIFY(theme::dash(i) != theme::dash(i + theme::runColourCount));  // never colour alone
    }
    QVERIFY(contrast(theme::dormant(p), base) >= 3);
    QVERIFY(contrast(theme::active(p), base) >= 3);
    applyTheme(ThemeMode::System);
}

void TestLook::everyIconThatIsNamedExists() {
    static const QRegularExpression call(
        QStringLiteral("(?:[^a-zA-Z]icon|stepButton|make|kindIcon)\\(.*QStringLiteral\\(\"([a-z-]+)\"\\)"));
    int found = 0;
    QDirIterator it(QStringLiteral(TEMPERA_SOURCE_DIR "/ui"), {QStringLiteral("*.cpp")}, QDir::Files,
                    QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile file(it.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        auto matches = call.globalMatch(QString::fromUtf8(file.readAll()));
        while (matches.hasNext()) {
            const QString name = matches.next().captured(1);
            QVERIFY2(QFile::exists(QStringLiteral(":/icons/%1.svg").arg(name)), qPrintable(name));
            ++found;
        }
    }
    QVERIFY(found > 20);
    QVERIFY(!appIcon().pixmap(64, 64).isNull());
}

void TestLook::statesHaveShapesOfTheirOwn() {
    std::set<QByteArray> shapes;
    for (int state = 0; state <= static_cast<int>(RunState::Interrupted); ++state) {
        const QString name = theme::stateIcon(static_cast<RunState>(state));
        const QImage image = icon(name, Qt::black).pixmap(16, 16).toImage().convertToFormat(QImage::Format_ARGB32);
        QVERIFY2(!image.isNull(), qPrintable(name));
        shapes.insert(
            QByteArray(reinterpret_cast<const char*>(image.constBits()), static_cast<int>(image.sizeInBytes())));
        QVERIFY(!theme::stateText(static_cast<RunState>(state)).isEmpty());
    }
    QCOMPARE(shapes.size(), static_cast<std::size_t>(RunState::Interrupted) + 1);
}

void TestLook::iconsFollowThePalette() {
    const QIcon pause = icon(QStringLiteral("pause"));
    const auto ink = [&] {
        const QImage image = pause.pixmap(QSize(24, 24), 1.0).toImage();
        for (int x = 0; x < image.width(); ++x) {
            if (image.pixelColor(x, 12).alpha() > 250) {
                return image.pixelColor(x, 12);
            }
        }
        return QColor();
    };
    applyTheme(ThemeMode::Light);
    QVERIFY(ink().lightness() < 80);
    applyTheme(ThemeMode::Dark);
    QVERIFY(ink().lightness() > 180);
    applyTheme(ThemeMode::System);
}

void TestLook::numbersAndTimes() {
    QLocale::setDefault(QLocale::c());
    QCOMPARE(formatNumber(0.513249), QStringLiteral("0.5132"));
    QCOMPARE(formatNumber(5), QStringLiteral("5"));
    QCOMPARE(formatNumber(-0.00001234), QStringLiteral("-1.234e-05"));
    QCOMPARE(formatNumber(std::nan("")), QStringLiteral("–"));
    QCOMPARE(formatMemory(812.4), QStringLiteral("812 MiB"));
    QCOMPARE(formatMemory(1230), QStringLiteral("1.2 GiB"));
    const double now = unix_seconds();
    QCOMPARE(relativeTime(now - 5), QStringLiteral("just now"));
    QCOMPARE(relativeTime(now - 185), QStringLiteral("3 min ago"));
    QCOMPARE(relativeTime(0), QStringLiteral("–"));
    QVERIFY(endsAbout(60).startsWith(QStringLiteral("ends about ")));
    QCOMPARE(themeModeFromText(toText(ThemeMode::Dark)), ThemeMode::Dark);
}

QTEST_MAIN(TestLook)
#include "tst_look.moc"
