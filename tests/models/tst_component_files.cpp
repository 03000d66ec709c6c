// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <fstream>
#include <string>

#include <torch/torch.h>
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

#include "core/formats/safetensors.h"
#include "core/models/weights.h"
#include "tests/helpers/error_text.h"

using namespace tempera;

namespace fs = std::filesystem;

/// Which file of a component folder is read.
class TestComponentFiles : public QObject {
    Q_OBJECT

    /// A pickle with one tensor: "a" in dict.pt, "w" in parameter.pt, "weight" and "bias" in nested.pt.
    static void copy_pickle(const char* name, const fs::path& target) {
        fs::copy_file(fs::path(TEMPERA_FIXTURES) / "17_pickle" / name, target, fs::copy_options::overwrite_existing);
    }

    static void write_tensor(const fs::path& file, const char* name) {
        write_safetensors(file, {{name, at::ones({1})}});
    }

    static void write_index(const fs::path& file, const nlohmann::json& map) {
        std::ofstream(file) << nlohmann::json{{"metadata", {{"total_size", 32}}}, {"weight_map", map}}.dump();
    }

    static std::string names_in(const fs::path& folder) {
        std::string names;
        for (const auto& [name, tensor] : read_component(folder).tensors) {
            names += name + " ";
        }
        return names;
    }

private Q_SLOTS:
    void picklesAreReadUnderBothNames() {
        for (const char* name : {"diffusion_pytorch_model.bin", "pytorch_model.bin", "pytorch_model.fp16.bin",
                                 "diffusion_pytorch_model.non_ema.bin"}) {
            QTemporaryDir temporary;
            const fs::path folder = temporary.path().toStdString();
            copy_pickle("dict.pt", folder / name);
            const auto tensors = read_component(folder).tensors;
            QCOMPARE(tensors.size(), 1u);
            QVERIFY(at::equal(tensors.at("a"), at::arange(6, at::kFloat).reshape({2, 3})));
        }
    }

    /// From the last choice to the first: each new file takes over.
    void filesAreChosenInOrder() {
        QTemporaryDir temporary;
        const fs::path folder = temporary.path().toStdString();
        write_tensor(folder / "model.non_ema.safetensors", "non_ema");
        QCOMPARE(names_in(folder), std::string("non_ema "));
        copy_pickle("dict.pt", folder / "pytorch_model.fp16.bin");
        QCOMPARE(names_in(folder), std::string("a "));
        write_tensor(folder / "model.fp16.safetensors", "fp16");
        QCOMPARE(names_in(folder), std::string("fp16 "));
        write_tensor(folder / "s.safetensors", "shard");
        write_index(folder / "model.safetensors.index.fp16.json", {{"shard", "s.safetensors"}});
        QCOMPARE(names_in(folder), std::string("fp16 "));
        copy_pickle("parameter.pt", folder / "pytorch_model.bin");
        QCOMPARE(names_in(folder), std::string("w "));
        write_index(folder / "model.safetensors.index.json", {{"shard", "s.safetensors"}});
        QCOMPARE(names_in(folder), std::string("shard "));
        write_tensor(folder / "model.safetensors", "whole");
        QCOMPARE(names_in(folder), std::string("whole "));
    }

    void shardsOfPicklesAreJoined() {
        QTemporaryDir temporary;
        const fs::path folder = temporary.path().toStdString();
        copy_pickle("dict.pt", folder / "pytorch_model-00001-of-00002.bin");
        copy_pickle("nested.pt", folder / "pytorch_model-00002-of-00002.bin");
        const nlohmann::json map = {{"a", "pytorch_model-00001-of-00002.bin"},
                                    {"weight", "pytorch_model-00002-of-00002.bin"},
                                    {"bias", "pytorch_model-00002-of-00002.bin"}};
        write_index(folder / "pytorch_model.bin.index.json", map);
        QCOMPARE(names_in(folder), std::string("a bias weight "));
        fs::remove(folder / "pytorch_model-00002-of-00002.bin");
        const QString message = error_text([&] { read_component(folder); });
        QVERIFY2(message.contains("pytorch_model-00002-of-00002.bin is missing"), qPrintable(message));
    }

    void shardsOfVariantsAreFoundUnderBothNames() {
        for (const char* index :
             {"diffusion_pytorch_model.safetensors.index.fp16.json",
              "diffusion_pytorch_model.fp16.safetensors.index.json", "diffusion_pytorch_model.bin.index.fp16.json"}) {
            QTemporaryDir temporary;
            const fs::path folder = temporary.path().toStdString();
            write_tensor(folder / "one.safetensors", "x");
            copy_pickle("dict.pt", folder / "two.bin");
            write_index(folder / index, {{"x", "one.safetensors"}, {"a", "two.bin"}});
            QCOMPARE(names_in(folder), std::string("a x "));
        }
    }

    void whatIsWrongIsSaid() {
        QTemporaryDir temporary;
        const fs::path folder = temporary.path().toStdString();
        QString message = error_text([&] { read_component(folder); });
        QVERIFY2(message.contains(temporary.path()) && message.contains(".bin"), qPrintable(message));
        copy_pickle("malicious_reduce.pt", folder / "pytorch_model.bin");
        message = error_text([&] { read_component(folder); });
        QVERIFY2(message.contains("pytorch_model.bin") && message.contains("posix.system"), qPrintable(message));
        std::ofstream(folder / "pytorch_model.bin") << "version https://git-lfs.github.com/spec/v1\n";
        message = error_text([&] { read_component(folder); });
        QVERIFY2(message.contains("git lfs pull"), qPrintable(message));
        write_tensor(folder / "one.safetensors", "x");
        write_index(folder / "pytorch_model.bin.index.json", {{"x", "one.safetensors"}, {"y", "one.safetensors"}});
        fs::remove(folder / "pytorch_model.bin");
        message = error_text([&] { read_component(folder); });
        QVERIFY2(message.contains("'y' is not in one.safetensors"), qPrintable(message));
    }
};

QTEST_APPLESS_MAIN(TestComponentFiles)
#include "tst_component_files.moc"
