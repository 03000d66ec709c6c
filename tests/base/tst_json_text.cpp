// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <nlohmann/json.hpp>

#include "core/base/json_text.h"
#include "tests/helpers/error_text.h"

using namespace tempera;

class TestJsonText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void objectsAreParsed() {
        QCOMPARE(parse_json_object(R"({"a": [1, {"b": 2}]})", "x.json")["a"][1]["b"].get<int>(), 2);
    }

    void everythingElseIsRefused() {
        for (const char* text : {"", "{", "[1]", "5", "null", "{\"a\": 1e999}", "{} {}", "{\"a\": \"\xff\"}"}) {
            QVERIFY2(error_text([&] { parse_json_object(text, "x.json"); }).contains("x.json: is not a JSON object"),
                     text);
        }
    }

    void depthIsLimited() {
        const auto nested = [](std::size_t depth) {
            return "{\"a\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
        };
        QVERIFY(parse_json_object(nested(99), "x.json")["a"].is_array());
        QVERIFY(error_text([&] { parse_json_object(nested(1'000'000), "x.json"); }).contains("100 deep"));
    }

    void valuesAreShownInALine() {
        QCOMPARE(json_shown(1.5), std::string("1.5"));
        QCOMPARE(json_shown(nullptr), std::string("null"));
        QCOMPARE(json_shown("a\nb"), std::string(R"("a\nb")"));
        QCOMPARE(json_shown(std::string(1000, 'x')), std::string("a long text"));
        QCOMPARE(json_shown({1, 2, 3}), std::string("a list of 3"));
        QCOMPARE(json_shown(nlohmann::json::object()), std::string("an object"));
    }
};

QTEST_APPLESS_MAIN(TestJsonText)
#include "tst_json_text.moc"
