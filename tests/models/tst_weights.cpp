// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>

#include <torch/torch.h>
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/models/layers.h"
#include "core/models/weights.h"
#include "core/runtime/random.h"

using namespace tempera;

namespace {

class PairImpl : public torch::nn::Module {
public:
    PairImpl() {
        linear = register_module("linear", Linear(3, 2));
        conv = register_module("conv", Conv2d(2, 4));
        point = register_module("point", Pointwise(2, 2, false));
    }
    Linear linear{nullptr};
    Conv2d conv{nullptr};
    Pointwise point{nullptr};
};
TORCH_MODULE(Pair);

Pair random_pair(std::uint64_t seed) {
    Pair pair;
    init_weights(*pair, make_stream(seed, "test"));
    return pair;
}

std::string message_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

bool mentions(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

class TestWeights : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void randomStartIsReproducible() {
        torch::manual_seed(1);
        const at::Tensor expected = at::rand({3});
        torch::manual_seed(1);
        const auto first = weights_of(*random_pair(4));
        QVERIFY(at::equal(at::rand({3}), expected));
        for (const auto& [name, tensor] : weights_of(*random_pair(4))) {
            QVERIFY2(at::equal(tensor, first.at(name)), name.c_str());
        }
        QVERIFY(!at::equal(weights_of(*random_pair(5)).at("linear.weight"), first.at("linear.weight")));
        QVERIFY(first.at("conv.weight").abs().max().item<double>() <= 1 / std::sqrt(18.0));
        QVERIFY(first.at("conv.weight").abs().max().item<double>() > 0.8 / std::sqrt(18.0));
    }

    void loadCopiesAndCasts() {
        auto source = weights_of(*random_pair(4));
        source["linear.weight"] = source["linear.weight"].to(at::kBFloat16);
        source["point.weight"] = source["point.weight"].view({2, 2});
        source["embeddings.position_ids"] = at::arange(3);
        Pair pair;
        use_channels_last(*pair);
        load_weights(*pair, source, "pair");
        QCOMPARE(pair->linear->weight.scalar_type(), at::kFloat);
        QVERIFY(at::equal(pair->linear->weight, source["linear.weight"].to(at::kFloat)));
        QVERIFY(pair->conv->weight.is_contiguous(at::MemoryFormat::ChannelsLast));
        QVERIFY(at::equal(pair->conv->weight, source["conv.weight"]));
        QCOMPARE(pair->point->weight.dim(), 4);
        const at::NoGradGuard no_grad;
        pair->linear->bias.fill_(9);
        QVERIFY(!at::equal(pair->linear->bias, source["linear.bias"]));
        load_weights(*pair, source, "pair", at::TensorOptions().dtype(at::kHalf));
        QCOMPARE(pair->linear->weight.scalar_type(), at::kHalf);
        QVERIFY(pair->linear->weight.requires_grad());
    }

    void problemsAreReportedWithTheirKeys() {
        Pair pair = random_pair(1);
        const at::Tensor before = pair->linear->weight.detach().clone();
        auto source = weights_of(*random_pair(4));
        source.erase("conv.bias");
        std::string message = message_of([&] { load_weights(*pair, source, "some.safetensors"); });
        QVERIFY2(mentions(message, "conv.bias") && mentions(message, "some.safetensors"), message.c_str());
        source["conv.bias"] = at::zeros({5});
        message = message_of([&] { load_weights(*pair, source, "some.safetensors"); });
        QVERIFY2(mentions(message, "conv.bias is [5] instead of [4]"), message.c_str());
        QVERIFY(at::equal(pair->linear->weight, before));
    }

    void weightsShareMemoryWithTheModel() {
        Pair pair = random_pair(1);
        weights_of(*pair).at("linear.bias").fill_(3);
        QCOMPARE(pair->linear->bias[0].item<double>(), 3.0);
        set_trainable(*pair, false);
        QVERIFY(!pair->conv->weight.requires_grad());
    }

    void foldersAreSearchedInOrder() {
        QTemporaryDir temporary;
        const std::filesystem::path folder = temporary.path().toStdString();
        std::string message = message_of([&] { read_component(folder); });
        QVERIFY2(mentions(message, folder.string().c_str()), message.c_str());
        write_safetensors(folder / "model.fp16.safetensors", {{"a", at::ones({1})}});
        QCOMPARE(read_component(folder).tensors.at("a").item<double>(), 1.0);
        write_safetensors(folder / "model.safetensors", {{"a", at::full({1}, 2)}});
        QCOMPARE(read_component(folder).tensors.at("a").item<double>(), 2.0);
    }

    void shardsMustAgreeWithTheirIndex() {
        QTemporaryDir temporary;
        const std::filesystem::path folder = temporary.path().toStdString();
        const auto write_index = [&](const nlohmann::json& map) {
            std::ofstream(folder / "model.safetensors.index.json") << nlohmann::json{{"weight_map", map}}.dump();
        };
        write_safetensors(folder / "one.safetensors", {{"a", at::ones({1})}});
        write_safetensors(folder / "two.safetensors", {{"b", at::ones({1})}, {"c", at::ones({1})}});
        write_index({{"a", "one.safetensors"}, {"b", "two.safetensors"}, {"c", "two.safetensors"}});
        QCOMPARE(read_component(folder).tensors.size(), 3u);
        write_index({{"a", "one.safetensors"}, {"b", "two.safetensors"}});
        QVERIFY(mentions(message_of([&] { read_component(folder); }), "'c'"));
        write_index({{"a", "two.safetensors"}, {"b", "two.safetensors"}, {"c", "two.safetensors"}});
        QVERIFY(mentions(message_of([&] { read_component(folder); }), "'a'"));
        write_index({{"a", "../one.safetensors"}});
        QVERIFY(mentions(message_of([&] { read_component(folder); }), "../one"));
        std::ofstream(folder / "model.safetensors.index.json") << "{";
        QVERIFY(mentions(message_of([&] { read_component(folder); }), "index"));
    }

    void configFileMustBeAnObject() {
        QTemporaryDir temporary;
        const std::filesystem::path folder = temporary.path().toStdString();
        QVERIFY(mentions(message_of([&] { read_config(folder); }), "config.json"));
        std::ofstream(folder / "config.json") << "[1]";
        QVERIFY(mentions(message_of([&] { read_config(folder); }), "config.json"));
    }
};

QTEST_APPLESS_MAIN(TestWeights)
#include "tst_weights.moc"
