// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/text/fix_text.h"

using namespace tempera;
using namespace Qt::StringLiterals;

class TestFixText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void repairs_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("fixed");
        QTest::newRow("plain") << "a cat,  on a mat"
                               << "a cat,  on a mat";
        QTest::newRow("empty") << ""
                               << "";
        QTest::newRow("quotes") << u"don’t “curly” ‚low‛ ʼ"_s << u"don't \"curly\" 'low' '"_s;
        QTest::newRow("dash and ellipsis stay") << u"– …"_s << u"– …"_s;
        QTest::newRow("entities") << "&amp; html &lt;b&gt; &#33;&#x21;&eacute;" << u"& html <b> !!é"_s;
        QTest::newRow("entities twice") << "&amp;lt;"
                                        << "<";
        QTest::newRow("markup keeps entities") << "<b>&amp;</b>"
                                               << "<b>&amp;</b>";
        QTest::newRow("no entity") << "&; &nosuch; fish & chips; &#xD800; &#99999999999; &"
                                   << "&; &nosuch; fish & chips; &#xD800; &#99999999999; &";
        QTest::newRow("ligatures") << u"ﬁ ﬂ ﬀ ﬃ ﬄ ĳ"_s << "fi fl ff ffi ffl ij";
        QTest::newRow("width") << u"ＡＢＣ！　１ ｱ"_s << u"ABC! 1 ア"_s;
        QTest::newRow("superscript stays") << u"½ Ⅷ ²"_s << u"½ Ⅷ ²"_s;
        QTest::newRow("line breaks") << u"a\r\nb\rc\u2028d\u2029e\u0085f\n"_s << "a\nb\nc\nd\ne\nf\n";
        QTest::newRow("controls") << u"a\u0001b\u001Cc\ufeffd\u007fe\tf"_s << "abcde\tf";
        QTest::newRow("terminal colours") << u"\u001b[1;31mred\u001b[0m \u001b[1"_s << "red [1";
        QTest::newRow("composition") << u"e\u0301 Å"_s << u"é Å"_s;
        QTest::newRow("emoji") << u"😀 🚀"_s << u"😀 🚀"_s;
    }
    void repairs() {
        QFETCH(QString, text);
        QFETCH(QString, fixed);
        QCOMPARE(QString::fromStdString(fix_text(text.toStdString())), fixed);
    }

    void composingLeavesTheRest() { QCOMPARE(compose("e\xCC\x81 ﬁ ’ &amp;"), std::string("é ﬁ ’ &amp;")); }

    void entitiesAreReplacedOnce() {
        QCOMPARE(unescape_html("<b> &amp;lt; &lt; &nosuch; &#33;"), std::string("<b> &lt; < &nosuch; !"));
        QCOMPARE(unescape_html("é ’"), std::string("é ’"));
    }

    void wrongBytesBecomeReplacementCharacters() { QCOMPARE(fix_text("a\xff"), std::string("a\xef\xbf\xbd")); }
};

QTEST_APPLESS_MAIN(TestFixText)
#include "tst_fix_text.moc"
