// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include <torch/torch.h>
#include <QTest>

#include "core/base/error.h"
#include "tests/formats/torch_file_reader.h"

using namespace tempera;
using namespace pickle_bytes;

namespace {

/// A file of the layout before PyTorch 1.6.
std::string legacy(const std::string& pickle, const std::string& keys, const std::string& data, bool little = true) {
    return whole("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19") + whole(std::string("M\xe9\x03")) +
           whole(dict({{"little_endian", little ? "\x88" : "\x89"}})) + pickle + keys + data;
}

}  // namespace

class TestTorchFile : public QObject {
    Q_OBJECT

    TorchFileReader reader_;

private Q_SLOTS:
    void stateDictsOfBothLayoutsAreTheSame() {
        for (const char* name : {"state_dict_meta.pt", "legacy_nonzip.pt", "nested.pt"}) {
            const auto tensors = read_torch_file(pickle_fixture(name)).tensors;
            QCOMPARE(tensors.size(), 2u);
            const std::array<std::uint32_t, 8> expected{0xbb8da3e8, 0x3e9e9313, 0xbef34b7e, 0xbed98bc9,
                                                        0xbe63b4b1, 0x3e1e8953, 0xbc3b6b40, 0x3eea617a};
            QCOMPARE(tensors.at("weight").sizes(), (std::vector<std::int64_t>{2, 3}));
            QCOMPARE(std::memcmp(tensors.at("weight").data_ptr(), expected.data(), 24), 0);
            QCOMPARE(tensors.at("bias").sizes(), (std::vector<std::int64_t>{2}));
            QCOMPARE(std::memcmp(tensors.at("bias").data_ptr(), expected.data() + 6, 8), 0);
        }
    }

    void everyDtypeHasItsValues() {
        const auto tensors = read_torch_file(pickle_fixture("dtypes.pt")).tensors;
        QCOMPARE(tensors.size(), 9u);
        const std::array<std::pair<const char*, at::ScalarType>, 6> numbers{{{"a", at::kFloat},
                                                                             {"b", at::kHalf},
                                                                             {"c", at::kBFloat16},
                                                                             {"d", at::kDouble},
                                                                             {"e", at::kLong},
                                                                             {"f", at::kByte}}};
        for (const auto& [name, type] : numbers) {
            QVERIFY2(tensors.at(name).scalar_type() == type, name);
            QVERIFY2(at::equal(tensors.at(name), counted().to(type)), name);
        }
        QVERIFY(at::equal(tensors.at("g"), counted().gt(2.5)));
        QCOMPARE(tensors.at("h").dim(), 0);
        QCOMPARE(tensors.at("h").item<float>(), 3.5F);
        QCOMPARE(tensors.at("i").sizes(), (std::vector<std::int64_t>{0, 4}));
        QVERIFY(tensors.at("i").scalar_type() == at::kFloat);
    }

    void viewsKeepTheirStridesAndShareMemory() {
        const auto tensors = read_torch_file(pickle_fixture("views_shared_storage.pt")).tensors;
        QCOMPARE(tensors.size(), 4u);
        QVERIFY(at::equal(tensors.at("base"), counted()));
        QVERIFY(at::equal(tensors.at("t"), counted().t()));
        QCOMPARE(tensors.at("t").strides(), (std::vector<std::int64_t>{1, 3}));
        QVERIFY(at::equal(tensors.at("row"), counted().slice(0, 1, 2)));
        QVERIFY(at::equal(tensors.at("col"), counted().select(1, 1)));
        QVERIFY(tensors.at("t").storage().data() == tensors.at("base").storage().data());
        tensors.at("base").fill_(9);
        QVERIFY(at::equal(tensors.at("col"), at::full({2}, 9.0F)));
    }

    void otherFixturesLoad() {
        QVERIFY(at::equal(read_torch_file(pickle_fixture("dict.pt")).tensors.at("a"), counted()));
        const at::Tensor parameter = read_torch_file(pickle_fixture("parameter.pt")).tensors.at("w");
        QVERIFY(at::equal(parameter, counted()) && !parameter.requires_grad());
        const auto many = read_torch_file(pickle_fixture("many_keys_long_binput.pt")).tensors;
        QCOMPARE(many.size(), 300u);
        for (int i = 0; i < 300; ++i) {
            const std::string name = "layers." + std::to_string(i) + ".w";
            QVERIFY2(at::equal(many.at(name), at::full({2}, static_cast<float>(i))), name.c_str());
        }
        const auto modern = read_torch_file(pickle_fixture("protocol4.pt")).tensors;
        QVERIFY(at::equal(modern.at("weight"), counted().t()));
        QVERIFY(at::equal(modern.at("half"), counted().to(at::kHalf)));
        QCOMPARE(modern.at("count").item<std::int64_t>(), 7);
        const auto framed = read_torch_file(pickle_fixture("legacy_protocol4.pt")).tensors;
        QCOMPARE(framed.size(), 2u);
        QVERIFY(at::equal(framed.at("a"), counted()));
        QVERIFY(at::equal(framed.at("b"), counted()[1]));
    }

    void badFixturesAreRefused() {
        std::string message = TorchFileReader::refusal_of_file(pickle_fixture("malicious_reduce.pt"));
        QVERIFY2(message.find("malicious_reduce.pt") != message.npos && message.find("posix.system") != message.npos,
                 message.c_str());
        message = TorchFileReader::refusal_of_file(pickle_fixture("malicious_zip_traversal.pt"));
        QVERIFY2(message.find("../evil") != message.npos, message.c_str());
        message = TorchFileReader::refusal_of_file(pickle_fixture("truncated.pt"));
        QVERIFY2(message.find("its end is missing") != message.npos, message.c_str());
        QVERIFY(TorchFileReader::refusal_of_file("/nowhere/x.bin").find("/nowhere/x.bin") != message.npos);
        QVERIFY(!TorchFileReader::refusal_of_file(TEMPERA_FIXTURES).empty());  // a folder
    }

    void namesFollowTheNesting() {
        const std::string one = plain_tensor();
        const auto names = [&](const std::string& value) {
            std::string list;
            for (const auto& [name, tensor] : reader_.read(archive_of(whole(value))).tensors) {
                list += (at::equal(tensor, counted()) ? "" : "?") + name + " ";
            }
            return list;
        };
        QCOMPARE(names(dict({{"a", one}, {"epoch", integer(3)}, {"names", "]"}})), std::string("a "));
        QCOMPARE(names(dict({{"unet", dict({{"a", one}, {"b", one}})}, {"c", one}})), std::string("c unet.a unet.b "));
        QCOMPARE(names(dict({{"model", dict({{"a", one}})}, {"optimizer", dict({{"x", one}})}})), std::string("a "));
        QCOMPARE(names(dict({{"params", dict({{"a", one}})}, {"state_dict", dict({{"b", one}})}})), std::string("b "));
        QCOMPARE(names(dict({{"state_dict", one}})), std::string("state_dict "));
        QCOMPARE(names(dict({{"module.a", one}, {"module.b", one}})), std::string("a b "));
        QCOMPARE(names(dict({{"module.a", one}, {"b", one}})), std::string("b module.a "));
    }

    void unusualOpcodesMeanWhatPythonMeans() {
        const std::string size = "ctorch\nSize\n(" + tuple({2, 3}) + "tR";
        QVERIFY(at::equal(
            reader_.read(archive_of(whole(dict({{"a", tensor(0, size, tuple({3, 1}))}})))).tensors.at("a"), counted()));
        // Python 2: byte strings, and an OrderedDict made of a list of lists.
        const std::string old_text = std::string("U\x01") + "a";
        const std::string python2 = "ccollections\nOrderedDict\n(](](" + old_text + plain_tensor() + "eetR";
        QVERIFY(at::equal(reader_.read(archive_of(whole(python2))).tensors.at("a"), counted()));
        // A value and a mark thrown away, a set, byte strings, a long number, a state that is ignored.
        const std::string rest = std::string("N0(0") + "\x8f(K\x01M\x01\x02\x90" + "0" + "C\x01x0" + "B" +
                                 little_endian(1, 4) + "x0" + "\x8a\x09" + std::string(9, '\x7f') + "0";
        QVERIFY(at::equal(reader_.read(archive_of(whole(rest + dict({{"a", plain_tensor()}}) + "}b"))).tensors.at("a"),
                          counted()));
        // A long number of one byte with a sign: a size of minus one.
        QVERIFY(
            reader_.refusal(archive_of(whole(dict({{"a", tensor(0, "(\x8a\x01\xfft", tuple({1}))}})))).find("sizes") !=
            std::string::npos);
    }

    void largeArchivesAndCommentsAreRead() {
        const std::string pickle = whole(dict({{"a", plain_tensor()}}));
        ZipBytes zip;
        zip.add64("archive/data.pkl", pickle);
        zip.add64("archive/data/0", counted_bytes());
        zip.add("archive/byteorder", "little");
        zip.add("archive/data/", "");
        QVERIFY(at::equal(reader_.read(zip.finish64()).tensors.at("a"), counted()));
        QVERIFY(at::equal(reader_.read(zip.finish(0, "a comment with PK\x05\x06 in it")).tensors.at("a"), counted()));
    }

    void legacyFilesAreChecked() {
        const std::string pickle = whole(dict({{"a", plain_tensor()}}));
        const std::string keys = whole("](" + text("0") + "e");
        const std::string data = little_endian(6, 8) + counted_bytes();
        QVERIFY(at::equal(reader_.read(legacy(pickle, keys, data)).tensors.at("a"), counted()));
        QCOMPARE(reader_.mismatch(legacy(pickle, keys, data, false), "big-endian"), std::string());
        QCOMPARE(reader_.mismatch(legacy(pickle, keys, little_endian(7, 8) + counted_bytes()), "size"), std::string());
        QCOMPARE(reader_.mismatch(legacy(pickle, keys, data.substr(0, 30)), "size"), std::string());
        QCOMPARE(reader_.mismatch(legacy(pickle, whole("](" + text("1") + "e"), data), "belongs to no tensor"),
                 std::string());
        QCOMPARE(reader_.mismatch(legacy(pickle, whole("]"), ""), "missing"), std::string());
        QCOMPARE(reader_.mismatch(legacy(pickle, whole("N"), ""), "list of storages"), std::string());
        QCOMPARE(reader_.mismatch(legacy(pickle, whole("](" + text("0") + text("0") + "e"), data + data), "twice"),
                 std::string());
        QCOMPARE(reader_.mismatch(whole("K\x01"), "not one of torch.save"), std::string());
    }

    void otherKindsOfFilesAreNamed() {
        QCOMPARE(
            reader_.mismatch("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "git lfs pull"),
            std::string());
        QCOMPARE(reader_.mismatch("<!DOCTYPE html>\n<html><body>404</body></html>", "web page"), std::string());
        QCOMPARE(reader_.mismatch("\n <HTML lang=\"en\">", "web page"), std::string());
        QCOMPARE(reader_.mismatch("", "empty"), std::string());
        QCOMPARE(reader_.mismatch("Entry not found", "not a file of torch.save"), std::string());
        QCOMPARE(reader_.mismatch(std::string("\x02\0\0\0\0\0\0\0{}", 10), "safetensors"), std::string());
        QCOMPARE(reader_.mismatch(std::string(257, 'x') + "ustar" + std::string(250, '\0'), "tar format"),
                 std::string());
        reader_.write("<!DOCTYPE html>\n<html>");
        QVERIFY_EXCEPTION_THROWN(read_safetensors(reader_.file()), Error);
    }
};

QTEST_APPLESS_MAIN(TestTorchFile)
#include "tst_torch_file.moc"
