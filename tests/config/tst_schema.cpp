// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <algorithm>
#include <set>

#include "core/config/config.h"
#include "tests/helpers/error_text.h"

using namespace tempera;

class TestSchema : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyFieldIsComplete() {
        std::set<std::string> keys;
        const Field* method = find_field("method");
        QVERIFY(method);
        for (const Field& field : schema()) {
            const QString key = QString::fromStdString(field.key);
            QVERIFY2(keys.insert(field.key).second, qPrintable(key + " is there twice"));
            QVERIFY2(field.doc.size() > 15 && field.doc.ends_with('.'), qPrintable(key + " lacks its sentence"));
            const bool number = field.type == FieldType::Int || field.type == FieldType::Real;
            QVERIFY2(number == (field.min.has_value() && field.max.has_value()), qPrintable(key + " lacks a range"));
            QVERIFY2(field.type != FieldType::Choice || field.choices.size() > 1, qPrintable(key + " lacks choices"));
            for (const std::string& name : field.methods) {
                QVERIFY2(std::count(method->choices.begin(), method->choices.end(), name) == 1, qPrintable(key));
            }
            const QString problem = error_text([&] { Config().set(field.key, field.default_value); });
            QVERIFY2(problem.isEmpty(), qPrintable(problem));
        }
    }

    void sectionsAreNotTornApart() {
        std::set<std::string> closed;
        std::string section;
        for (const Field& field : schema()) {
            const auto dot = field.key.find('.');
            const std::string own = dot == std::string::npos ? "" : field.key.substr(0, dot);
            if (own != section) {
                QVERIFY2(closed.insert(own).second, own.c_str());
                section = own;
            }
        }
    }

    void nearestKey_data() {
        QTest::addColumn<QString>("asked");
        QTest::addColumn<QString>("nearest");
        QTest::newRow("swapped letters") << "sample.nun_steps"
                                         << "sample.num_steps";
        QTest::newRow("wrong section") << "train.num_steps"
                                       << "sample.num_steps";
        QTest::newRow("no section") << "learning_rate"
                                    << "train.learning_rate";
        QTest::newRow("top level") << "num_epoch"
                                   << "num_epochs";
        QTest::newRow("wrong section name") << "smaple.eta"
                                            << "sample.eta";
    }
    void nearestKey() {
        QFETCH(QString, asked);
        QTEST(QString::fromStdString(nearest_key(asked.toStdString())), "nearest");
    }

    void referenceNamesEveryKey() {
        const QString text = QString::fromStdString(reference_markdown());
        for (const Field& field : schema()) {
            QVERIFY2(text.contains("| `" + QString::fromStdString(field.key) + "` |"), field.key.c_str());
        }
        QVERIFY(text.contains("| `1e-8` | a number from 1e-16 to 1 | all |"));
        QVERIFY(text.contains("## sample"));
    }
};

QTEST_APPLESS_MAIN(TestSchema)
#include "tst_schema.moc"
