// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

// The rooms stand on floors: a room includes only its own files and those of floors below it. The order is
// the list in core/CMakeLists.txt, so there is one place to read and to change it.
class TestFloors : public QObject {
    Q_OBJECT

    const QString root_ = QStringLiteral(TEMPERA_SOURCE_DIR);
    QStringList floors_;

    QString textOf(const QString& path) const {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly)) {
            qFatal("cannot read %s", qPrintable(path));
        }
        return QString::fromUtf8(file.readAll());
    }

    QStringList sourcesBelow(const QString& folder) const {
        QStringList files;
        QDirIterator walk(root_ + '/' + folder, {"*.h", "*.cpp"}, QDir::Files, QDirIterator::Subdirectories);
        while (walk.hasNext()) {
            files << walk.next();
        }
        return files;
    }

    // \x22 is the quotation mark: moc loses its way in a raw string that holds one.
    QStringList includesOf(const QString& file) const {
        static const QRegularExpression include("^\\s*#\\s*include\\s*[<\\x22]([^\\x22>]+)[\\x22>]",
                                                QRegularExpression::MultilineOption);
        QStringList names;
        auto matches = include.globalMatch(textOf(file));
        while (matches.hasNext()) {
            names << matches.next().captured(1);
        }
        return names;
    }

    static bool isTorch(const QString& include) {
        static const QRegularExpression torch("^(torch|ATen|c10|caffe2)/");
        return torch.match(include).hasMatch();
    }

    static bool isQt(const QString& include) {
        static const QRegularExpression qt("^(Q[A-Z]|Qt[A-Z]|qcustomplot)");
        return qt.match(include).hasMatch();
    }

private Q_SLOTS:
    void initTestCase() {
        static const QRegularExpression list("foreach\\(room ([^)]+)\\)");
        const auto match = list.match(textOf(root_ + "/core/CMakeLists.txt"));
        QVERIFY(match.hasMatch());
        floors_ = match.captured(1).split(QRegularExpression("\\s+"), Qt::SkipEmptyParts);
        QVERIFY(floors_.size() >= 10);
    }

    void everyFolderOfCoreIsARoom() {
        QStringList folders = QDir(root_ + "/core").entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        QStringList rooms = floors_;
        folders.sort();
        rooms.sort();
        QCOMPARE(folders, rooms);
    }

    void roomsLookOnlyDown() {
        QStringList arrowsUp;
        for (int floor = 0; floor < floors_.size(); ++floor) {
            for (const QString& file : sourcesBelow("core/" + floors_[floor])) {
                for (const QString& include : includesOf(file)) {
                    const bool up = include.startsWith("core/")
                                        ? floors_.indexOf(include.section('/', 1, 1)) > floor
                                        : include.startsWith("ui/") || include.startsWith("app/") || isQt(include);
                    if (up) {
                        arrowsUp << QDir(root_).relativeFilePath(file) + " -> " + include;
                    }
                }
            }
        }
        QCOMPARE(arrowsUp.join('\n'), QString());
    }

    void lowRoomsAndWindowNeverSeeTorch() {
        QStringList seen;
        for (const char* folder : {"core/base", "core/config", "core/store", "core/text", "core/comparison", "ui"}) {
            for (const QString& file : sourcesBelow(folder)) {
                for (const QString& include : includesOf(file)) {
                    if (isTorch(include)) {
                        seen << QDir(root_).relativeFilePath(file) + " -> " + include;
                    }
                }
            }
        }
        QCOMPARE(seen.join('\n'), QString());
    }

    // comparison as well: what the window says of a run is what the command line says, computed in one place.
    void windowSeesOnlyRoomsWithoutTorch() {
        static const QStringList seen_by_window{"base", "config", "store", "comparison"};
        QStringList seen;
        for (const QString& file : sourcesBelow("ui")) {
            for (const QString& include : includesOf(file)) {
                const QString room = include.section('/', 1, 1);
                if (include.startsWith("core/") && !seen_by_window.contains(room)) {
                    seen << QDir(root_).relativeFilePath(file) + " -> " + include;
                }
            }
        }
        QCOMPARE(seen.join('\n'), QString());
    }

    // docs/reliability.md says what each of them talks to; everything else stays on this machine.
    void onlyTheseFilesSeeANetwork() {
        static const QRegularExpression network(
            "^(Q(Tcp|Udp|Sctp|Ssl|Local)(Server|Socket)|QNetwork|QHost|QWeb|QHttp|curl/|sys/socket|netinet/|arpa/"
            "|netdb|"
            "sys/un\\.|torch/csrc/distributed|c10d/)");
        QStringList files;
        for (const char* folder : {"core", "ui", "app"}) {
            for (const QString& file : sourcesBelow(folder)) {
                if (!includesOf(file).filter(network).isEmpty()) {
                    files << QDir(root_).relativeFilePath(file);
                }
            }
        }
        files.sort();
        const QStringList known{"core/rewards/http_client.cpp", "core/runtime/ranks.cpp",
                                "ui/window/single_instance.cpp"};
        QCOMPARE(files, known);
    }

    void onlyOneFileIncludesQCustomPlot() {
        QStringList files;
        for (const char* folder : {"ui", "app"}) {
            for (const QString& file : sourcesBelow(folder)) {
                if (includesOf(file).contains("qcustomplot.h")) {
                    files << QDir(root_).relativeFilePath(file);
                }
            }
        }
        QVERIFY2(files.size() <= 1, qPrintable(files.join(' ')));
    }
};

QTEST_APPLESS_MAIN(TestFloors)
#include "tst_floors.moc"
