// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>

#include <torch/torch.h>
#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/formats/safetensors.h"

using namespace tempera;

namespace {

std::filesystem::path fixture(const std::string& name) {
    return std::filesystem::path(TEMPERA_FIXTURES) / "18_safetensors" / name;
}

void write_bytes(const std::filesystem::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::string file_with_header(const std::string& header, std::size_t data_size) {
    std::string bytes(8, '\0');
    bytes[0] = static_cast<char>(header.size() & 0xFF);
    bytes[1] = static_cast<char>(header.size() >> 8);
    return bytes + header + std::string(data_size, '\0');
}

std::map<std::string, at::Tensor> one_of_each_dtype() {
    std::map<std::string, at::Tensor> tensors;
    for (const auto type :
         {at::kDouble, at::kFloat, at::kHalf, at::kBFloat16, at::kLong, at::kInt, at::kShort, at::kChar, at::kByte}) {
        const at::Tensor values = at::arange(-3, 9, at::kDouble).reshape({3, 4});
        tensors[std::string("t.") + c10::toString(type)] = (type == at::kByte ? values + 3 : values).to(type);
    }
    tensors["bool"] = at::arange(5).remainder(2).to(at::kBool);
    tensors["scalar"] = at::scalar_tensor(0.1, at::kFloat);
    tensors["empty"] = at::empty({0, 3}, at::kFloat);
    tensors["nan"] = at::full({2}, std::nan(""), at::kFloat);
    return tensors;
}

/// The message of the Error that reading gives; empty when it loads.
std::string refusal(const std::filesystem::path& file) {
    try {
        read_safetensors(file);
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

bool same_bits(const at::Tensor& left, const at::Tensor& right) {
    return left.scalar_type() == right.scalar_type() && left.sizes() == right.sizes() &&
           (left.nbytes() == 0 || std::memcmp(left.data_ptr(), right.data_ptr(), left.nbytes()) == 0);
}

}  // namespace

class TestSafetensors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void badFilesAreRefusedByName_data() {
        QTest::addColumn<QString>("file");
        const QDir folder(QString::fromStdString(fixture("").string()));
        const QStringList files = folder.entryList({"bad_*", "warn_*", "lfs_*"});
        QCOMPARE(files.size(), 20);
        for (const QString& file : files) {
            QTest::newRow(qPrintable(file)) << file;
        }
    }
    void badFilesAreRefusedByName() {
        QFETCH(QString, file);
        const std::string message = refusal(fixture(file.toStdString()));
        QVERIFY2(message.find(file.toStdString()) != std::string::npos, message.c_str());
        if (file.startsWith("lfs_")) {
            QVERIFY(message.find("git lfs pull") != std::string::npos);
        }
        if (file.contains("unknown_dtype")) {
            QVERIFY(message.find("Q32") != std::string::npos);
        }
        if (file.startsWith("warn_")) {
            QVERIFY(message.find("twice") != std::string::npos);
        }
    }

    void goodFilesLoad() {
        QVERIFY(read_safetensors(fixture("ok_empty.safetensors")).tensors.empty());
        for (const char* name : {"ok_trailing_spaces.safetensors", "ok_unpadded_odd_header.safetensors"}) {
            const TensorFile file = read_safetensors(fixture(name));
            QCOMPARE(file.tensors.size(), 1u);
            QVERIFY(at::equal(file.tensors.at("a"), at::zeros({2})));
        }
        const TensorFile unordered = read_safetensors(fixture("ok_unordered_header.safetensors"));
        QCOMPARE(unordered.tensors.size(), 2u);
    }

    void everyDtypeHasItsValues() {
        const TensorFile file = read_safetensors(fixture("ok_all_dtypes.safetensors"));
        QCOMPARE(file.metadata.at("k"), std::string("v \xc3\xa9 \n \""));
        QCOMPARE(file.tensors.size(), 10u);
        QCOMPARE(file.tensors.at("empty").sizes(), (std::vector<std::int64_t>{0, 3}));
        QCOMPARE(file.tensors.at("scalar").dim(), 0);
        const at::Tensor expected = file.tensors.at("f64");
        QVERIFY(expected.scalar_type() == at::kDouble);
        for (const char* name : {"f32", "f16", "bf16"}) {
            QVERIFY2(at::allclose(file.tensors.at(name).to(at::kDouble), expected, 1e-2, 1e-2), name);
        }
        QVERIFY(file.tensors.at("bool").scalar_type() == at::kBool);
        QVERIFY(file.tensors.at("u8").scalar_type() == at::kByte);
        QVERIFY(file.tensors.at("i32").to(at::kLong).equal(file.tensors.at("i64")));
    }

    void unalignedDataAndAllOffsetsAreRight() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("order.safetensors").toStdString();
        std::string bytes = file_with_header(
            R"({"b":{"dtype":"I16","shape":[2],"data_offsets":[1,5]},"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]}})",
            0);
        bytes += std::string("\x07\x01\x00\xff\xff", 5);
        write_bytes(file, bytes);
        const TensorFile read = read_safetensors(file);
        QCOMPARE(read.tensors.at("a").item<int>(), 7);
        QVERIFY(read.tensors.at("b").equal(at::tensor({1, -1}, at::kShort)));
    }

    void roundTripIsBitExact() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("all.safetensors").toStdString();
        const auto tensors = one_of_each_dtype();
        write_safetensors(file, tensors, {{"zeta", "1"}, {"alpha", "\"ü\n"}});
        const TensorFile read = read_safetensors(file);
        QCOMPARE(read.metadata,
                 (std::map<std::string, std::string>{{"alpha", "\"ü\n"}, {"format", "pt"}, {"zeta", "1"}}));
        QCOMPARE(read.tensors.size(), tensors.size());
        for (const auto& [name, tensor] : tensors) {
            QVERIFY2(same_bits(read.tensors.at(name), tensor), name.c_str());
        }
        QCOMPARE(serialize_safetensors(read.tensors, read.metadata), read_file(file));
    }

    void partsOfAFileAreRead() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("all.safetensors").toStdString();
        auto tensors = one_of_each_dtype();
        tensors["large"] = at::arange(50'000, at::kInt);
        std::ofstream stream(file, std::ios::binary);
        stream_safetensors(stream, tensors, {{"k", "v"}});
        stream.close();
        QVERIFY(read_file(file) == serialize_safetensors(tensors, {{"k", "v"}}));

        const auto shapes = read_safetensors_shapes(file);
        QCOMPARE(shapes.size(), tensors.size());
        for (const auto& [name, tensor] : tensors) {
            QVERIFY2(shapes.at(name).is_meta() && shapes.at(name).sizes() == tensor.sizes() &&
                         shapes.at(name).scalar_type() == tensor.scalar_type(),
                     name.c_str());
            const auto alone = read_safetensors(file, [&](const std::string& other) { return other == name; });
            QCOMPARE(alone.tensors.size(), 1u);
            QCOMPARE(alone.metadata.at("k"), std::string("v"));
            QVERIFY2(same_bits(alone.tensors.at(name), tensor), name.c_str());
        }
        std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);
        QVERIFY_THROWS_EXCEPTION(Error, read_safetensors_shapes(file));
    }

    void layoutIsAligned() {
        const std::string bytes = serialize_safetensors({{"a", at::ones({3}, at::kByte)}, {"b", at::ones({1})}});
        const auto header_size = static_cast<std::size_t>(static_cast<unsigned char>(bytes[0]));
        QCOMPARE(header_size % 8, 0u);
        QCOMPARE(bytes.size(), 8 + header_size + 7);
        QCOMPARE(bytes.substr(bytes.size() - 3), std::string("\1\1\1"));  // wide elements come first
    }

    void viewsAndGradientsAreWrittenByValue() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("view.safetensors").toStdString();
        const at::Tensor base = at::arange(6, at::kFloat).reshape({2, 3});
        write_safetensors(file, {{"t", base.t().requires_grad_()}});
        QVERIFY(read_safetensors(file).tensors.at("t").equal(base.t()));
    }

    void truncationAnywhereIsAnError() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("cut.safetensors").toStdString();
        const std::string whole = read_file(fixture("ok_all_dtypes.safetensors"));
        for (std::size_t length = 0; length < whole.size(); ++length) {
            write_bytes(file, whole.substr(0, length));
            QVERIFY2(refusal(file).find("cut.safetensors") != std::string::npos, std::to_string(length).c_str());
        }
    }

    void hostileHeadersAreRefused_data() {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<int>("size");
        QTest::newRow("float dimension") << QByteArray(R"({"a":{"dtype":"U8","shape":[2.0],"data_offsets":[0,2]}})")
                                         << 2;
        QTest::newRow("text offset") << QByteArray(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":["0",1]}})") << 1;
        QTest::newRow("three offsets") << QByteArray(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,1]}})") << 1;
        QTest::newRow("no shape") << QByteArray(R"({"a":{"dtype":"U8","data_offsets":[0,1]}})") << 1;
        QTest::newRow("entry is a list") << QByteArray(R"({"a":[]})") << 0;
        QTest::newRow("dtype number") << QByteArray(R"({"a":{"dtype":1,"shape":[1],"data_offsets":[0,1]}})") << 1;
        QTest::newRow("duplicate inner key")
            << QByteArray(R"({"a":{"dtype":"U8","dtype":"I8","shape":[1],"data_offsets":[0,1]}})") << 1;
        QTest::newRow("huge but empty")
            << QByteArray(
                   R"({"a":{"dtype":"U8","shape":[0,4611686018427387905,4611686018427387905],"data_offsets":[0,0]}})")
            << 0;
        QTest::newRow("many dimensions") << QByteArray(R"({"a":{"dtype":"U8","shape":[)" +
                                                       QByteArray("1,").repeated(2000) + R"(1],"data_offsets":[0,1]}})")
                                         << 1;
        QTest::newRow("beyond 64 bits")
            << QByteArray(R"({"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,1]}})") << 1;
        QTest::newRow("metadata is a list") << QByteArray(R"({"__metadata__":[]})") << 0;
        QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf{}") << 0;
        QTest::newRow("zero byte") << QByteArray("{}\0\0", 4) << 0;
        QTest::newRow("deep nesting") << QByteArray("{\"a\":" + QByteArray(20000, '[')) << 0;
        QTest::newRow("empty header") << QByteArray() << 0;
    }
    void hostileHeadersAreRefused() {
        QFETCH(QByteArray, header);
        QFETCH(int, size);
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("hostile.safetensors").toStdString();
        write_bytes(file, file_with_header(header.toStdString(), static_cast<std::size_t>(size)));
        QVERIFY(refusal(file).find("hostile.safetensors") != std::string::npos);
    }

    void missingFileIsAnError() {
        QVERIFY(refusal("/nowhere/x.safetensors").find("/nowhere/x.safetensors") != std::string::npos);
        QVERIFY(!refusal(TEMPERA_FIXTURES).empty());  // a folder
    }

    void whatCannotBeReadIsNotWritten() {
        QVERIFY_EXCEPTION_THROWN(serialize_safetensors({{"c", at::zeros({1}, at::kComplexFloat)}}), Error);
        QVERIFY_EXCEPTION_THROWN(serialize_safetensors({{"__metadata__", at::zeros({1})}}), Error);
        QVERIFY_EXCEPTION_THROWN(serialize_safetensors({{"undefined", at::Tensor()}}), Error);
        QVERIFY_EXCEPTION_THROWN(serialize_safetensors({{"\xff", at::zeros({1})}}), Error);
    }
};

QTEST_APPLESS_MAIN(TestSafetensors)
#include "tst_safetensors.moc"
