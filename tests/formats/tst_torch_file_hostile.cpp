// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>
#include <random>
#include <string>

#include <QElapsedTimer>
#include <QTest>

#include "core/base/files.h"
#include "tests/formats/torch_file_reader.h"
#include "tests/helpers/sanitized.h"

using namespace tempera;
using namespace pickle_bytes;

namespace {

QByteArray as_array(const std::string& bytes) {
    return QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

}  // namespace

/// Files made to do harm, and damaged ones.
class TestTorchFileHostile : public QObject {
    Q_OBJECT

    TorchFileReader reader_;

private Q_SLOTS:
    void hostilePicklesAreRefused_data() {
        QTest::addColumn<QByteArray>("pickle");
        QTest::addColumn<QString>("part");
        const auto add = [](const char* name, const std::string& value, const char* part) {
            QTest::newRow(name) << as_array(whole(value)) << QString(part);
        };
        const auto with = [](const std::string& value) { return dict({{"a", plain_tensor()}, {"x", value}}); };
        const auto view = [](const std::string& value) { return dict({{"x", value}}); };
        add("reduce", with("cos\nsystem\n(" + text("true") + "tR"), "'os.system'");
        add("stack global", with(text("builtins") + text("eval") + "\x93(" + text("1") + "tR"), "'builtins.eval'");
        add("new object", with("cargparse\nNamespace\n)\x81"), "'argparse.Namespace'");
        add("build", with("cargparse\nNamespace\n}b"), "'argparse.Namespace'");
        add("build on a tensor", with(plain_tensor() + "}b"), "_rebuild_tensor_v2.__setstate__");
        add("reduce a list", with("])R"), "function");
        add("name with newlines in it", with(text("a\n\tb") + text("c") + "\x93)R"), "'a??b.c'");
        add("extension", with("\x82\x01"), "opcode 130");
        add("protocol 0 text", with("S'x'\n"), "opcode 83");
        add("newest protocol", "\x80\x06N", "newer");
        add("no value", "", "a value is missing");
        add("two values", "NN", "left over");
        add("open mark", "(N", "left over");
        add("unknown memo", "h\x07", "not there yet");
        add("tuple without mark", "t", "mark");
        add("append to a dict", "}Na", "list");
        add("odd items", "}(Nu", "no value");
        add("tuple below the mark", "N(\x85", "missing");
        add("text beyond the end", std::string("X\xff\0\0\0", 5), "ends too early");
        add("text of 4 GiB", "X\xff\xff\xff\xff", "text in one piece");
        add("bytes of 2 GiB", "B\xff\xff\xff\x7f", "text in one piece");
        add("long name", "c" + std::string(300, 'x') + "\ny\n", "letters in a name");
        add("no state dict", "]", "no state dict");
        add("a lone tensor", plain_tensor(), "no state dict");
        add("no tensors", "}", "no tensors");
        add("the same name twice", dict({{"a", plain_tensor()}, {"a", plain_tensor()}}), "twice");
        add("beyond the storage", view(tensor(1, tuple({2, 3}), tuple({3, 1}))), "beyond the end");
        add("stride beyond the storage", view(tensor(0, tuple({2, 3}), tuple({4, 1}))), "beyond the end");
        add("offset beyond the storage", view(tensor(6, tuple({}), tuple({}))), "beyond the end");
        add("negative offset", view(tensor(-1, tuple({1}), tuple({1}))), "offset");
        add("negative size", view(tensor(0, tuple({-1}), tuple({1}))), "sizes");
        add("negative stride", view(tensor(5, tuple({2}), tuple({-1}))), "sizes");
        add("strides missing", view(tensor(0, tuple({2, 3}), tuple({1}))), "length");
        add("reach overflows", view(tensor(0, tuple({3}), tuple({INT64_MAX / 2 + 1}))), "too large");
        add("offset overflows", view(tensor(INT64_MAX, tuple({2}), tuple({1}))), "too large");
        add("count overflows", view(tensor(0, tuple({INT64_MAX, 3}), tuple({0, 0}))), "too large");
        add("expanded", view(tensor(0, tuple({1'000'000'000}), tuple({0}))), "more elements");
        add("empty and too large", view(tensor(0, tuple({0, INT64_MAX, 3}), tuple({0, 0, 0}))), "too large");
        add("many dimensions", view(tensor(0, "(" + repeated("K\x01", 40) + "t", "(" + repeated("K\x01", 40) + "t")),
            "shape");
        add("shape is a number", view(tensor(0, "K\x01", "K\x01")), "shape");
        add("shape of texts", view(tensor(0, "(" + text("1") + "t", tuple({1}))), "sizes");
        add("storage of another size", view(tensor(0, tuple({1}), tuple({1}), storage("FloatStorage", "0", 7))),
            "another size");
        add("storage of a negative size", view(tensor(0, tuple({1}), tuple({1}), storage("FloatStorage", "0", -6))),
            "persistent");
        add("huge storage", view(tensor(0, tuple({1}), tuple({1}), storage("FloatStorage", "0", INT64_MAX))), "larger");
        add("missing storage", view(tensor(0, tuple({1}), tuple({1}), storage("FloatStorage", "9", 6))), "missing");
        add("complex", view(tensor(0, tuple({1}), tuple({1}), storage("ComplexFloatStorage", "0", 3))),
            "ComplexFloatStorage");
        add("two types of one storage",
            dict({{"a", plain_tensor()}, {"x", tensor(0, tuple({1}), tuple({1}), storage("IntStorage", "0", 6))}}),
            "another type");
        add("no storage", view(tensor(0, tuple({1}), tuple({1}), "N")), "storage");
        add("tensor of nothing", view("ctorch._utils\n_rebuild_tensor_v2\n)R"), "wrong number");
        add("parameter of a number", view("ctorch._utils\n_rebuild_parameter\n(K\x01tR"), "parameter");
        add("dict in itself", dict({{"a", plain_tensor()}}) + put(1) + text("b") + get(1) + "s", "inside each other");
        add("million values", "(" + repeated("N", 1'000'001) + "t", "values");
        add("million marks and more", repeated("(0", 2'000'001), "values");
    }
    void hostilePicklesAreRefused() {
        QFETCH(QByteArray, pickle);
        QFETCH(QString, part);
        const std::string message = reader_.refusal(archive_of(pickle.toStdString()));
        QVERIFY2(message.find("model.bin") != message.npos, message.c_str());
        QVERIFY2(message.find(part.toStdString()) != message.npos, message.c_str());
        QVERIFY2(message.size() < 500 && message.find('\n') == message.npos, message.c_str());
    }

    /// Small files that ask for much: each is refused at once.
    void amplificationIsRefused() {
        QElapsedTimer timer;
        timer.start();
        // Eight dicts, each with ten times the one before: a hundred million ways to the innermost.
        std::string laughs = "}" + put(1) + "0";
        for (int level = 0; level < 8; ++level) {
            laughs += "}(";
            for (const char key : std::string("0123456789")) {
                laughs += text(std::string(1, key)) + get(1);
            }
            laughs += "u" + put(1) + "0";
        }
        std::string message = reader_.refusal(archive_of(whole(laughs + get(1))));
        QVERIFY2(message.find("more entries") != message.npos, message.c_str());
        // One long list that becomes an OrderedDict again and again.
        const std::string list = "](" + repeated("](NNe", 1000) + "e" + "\x85" + put(1) + "0";
        const std::string function = "ccollections\nOrderedDict\n" + put(2) + "0";
        message = reader_.refusal(archive_of(whole(list + function + repeated(get(2) + get(1) + "R0", 10'000) + "N")));
        QVERIFY2(message.find("more values") != message.npos, message.c_str());
        QVERIFY(timer.elapsed() < (sanitized ? 60'000 : 3000));
    }

    void hostileArchivesAreRefused_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("part");
        const std::string pickle = whole(dict({{"a", plain_tensor()}}));
        const auto add = [](const char* name, const std::string& bytes, const char* part) {
            QTest::newRow(name) << as_array(bytes) << QString(part);
        };
        const auto with = [&](auto&& change) {
            ZipBytes zip;
            zip.add("archive/data.pkl", pickle);
            zip.add("archive/data/0", counted_bytes());
            change(zip);
            return zip.finish();
        };
        add("compressed", with([](ZipBytes& zip) { zip.add("archive/bomb", "xx", 8); }), "compressed");
        add("encrypted", with([](ZipBytes& zip) { zip.add("archive/secret", "xx", 0, 1); }), "encrypted");
        add("absolute", with([](ZipBytes& zip) { zip.add("/etc/passwd", "x"); }), "'/etc/passwd'");
        add("backslash", with([](ZipBytes& zip) { zip.add("..\\x", "x"); }), "elsewhere");
        add("parent inside", with([](ZipBytes& zip) { zip.add("archive/../x", "x"); }), "elsewhere");
        add("parent at the end", with([](ZipBytes& zip) { zip.add("archive/..", "x"); }), "elsewhere");
        add("twice", with([](ZipBytes& zip) { zip.add("archive/data/0", counted_bytes()); }), "twice");
        add("listed twice", with([&](ZipBytes& zip) { zip.list("archive/data.pkl", pickle.size(), 0); }), "overlaps");
        add("beyond the file", with([](ZipBytes& zip) { zip.list("archive/data/1", 24, 1 << 30); }), "outside");
        add("no header there", with([](ZipBytes& zip) { zip.list("archive/data/1", 24, 3); }), "not where");
        add("too long", with([](ZipBytes& zip) {
                const std::size_t header = zip.size();
                zip.add("archive/data/2", "x");
                zip.list("archive/data/2", 1000, header);
            }),
            "not where");
        add("entry inside another", with([](ZipBytes& zip) {
                const std::string inner = ZipBytes::local_header("archive/data/4") + counted_bytes();
                const std::size_t header = zip.size() + ZipBytes::local_header("archive/data/3").size();
                zip.add("archive/data/3", inner);
                zip.list("archive/data/4", counted_bytes().size(), header);
            }),
            "overlaps");
        add("big endian", with([](ZipBytes& zip) { zip.add("archive/byteorder", "big"); }), "big-endian");
        add("TorchScript", with([](ZipBytes& zip) { zip.add("archive/constants.pkl", "x"); }), "TorchScript");
        add("two pickles", with([&](ZipBytes& zip) { zip.add("other/data.pkl", pickle); }), "two files");
        add(
            "no pickle",
            [] {
                ZipBytes zip;
                zip.add("mimetype", "x");
                return zip.finish();
            }(),
            "no data.pkl");
        add("nothing in it", ZipBytes().finish(), "no data.pkl");
        ZipBytes zip;
        zip.add("archive/data.pkl", pickle);
        add("fewer entries than announced", zip.finish(3), "directory");
    }
    void hostileArchivesAreRefused() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, part);
        const std::string message = reader_.refusal(bytes.toStdString());
        QVERIFY2(message.find("model.bin") != message.npos, message.c_str());
        QVERIFY2(message.find(part.toStdString()) != message.npos, message.c_str());
    }

    void truncationAnywhereIsAnError() {
        for (const char* name : {"legacy_nonzip.pt", "state_dict_meta.pt", "protocol4.pt", "legacy_protocol4.pt"}) {
            const std::string bytes = read_file(pickle_fixture(name));
            for (std::size_t length = 0; length < bytes.size(); ++length) {
                const std::string message = reader_.refusal(bytes.substr(0, length));
                QVERIFY2(message.find("model.bin") != message.npos, message.c_str());
                QVERIFY2(message.find("not an Error") == message.npos, message.c_str());
            }
        }
    }

    void changedBytesNeverCrash() {
        std::mt19937 random(7);
        int refusals = 0;
        for (const char* name : {"legacy_nonzip.pt", "nested.pt", "dtypes.pt", "protocol4.pt"}) {
            const std::string bytes = read_file(pickle_fixture(name));
            for (int i = 0; i < 1000; ++i) {
                std::string changed = bytes;
                changed[random() % bytes.size()] ^= static_cast<char>(1 + random() % 255);
                const std::string message = reader_.refusal(changed);
                QVERIFY2(message.find("not an Error") == message.npos, message.c_str());
                refusals += message.empty() ? 0 : 1;
            }
        }
        QVERIFY2(refusals > 1000 && refusals < 3999, std::to_string(refusals).c_str());
    }
};

QTEST_APPLESS_MAIN(TestTorchFileHostile)
#include "tst_torch_file_hostile.moc"
