// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pretraining/judged_pictures.h"

#include <algorithm>
#include <sstream>

#include <torch/torch.h>

#include "core/base/digest.h"
#include "core/diffusion/diffusion_model.h"
#include "core/formats/image_tensor.h"
#include "core/formats/safetensors.h"
#include "core/pretraining/pictures.h"
#include "core/rewards/gold.h"
#include "core/runtime/random.h"

namespace tempera {

namespace {

/// Blurred, faded and grained by a random amount each.
at::Tensor spoilt(const at::Tensor& image01, at::Generator draw) {
    const at::Tensor amount = at::rand({4}, draw);
    const at::Tensor blurred =
        at::upsample_bilinear2d(at::avg_pool2d(image01.unsqueeze(0), {8, 8}), {image01.size(1), image01.size(2)}, false)
            .squeeze(0);
    const at::Tensor soft = at::lerp(image01, blurred, amount[0] * amount[1]);
    const at::Tensor faded = at::lerp(soft, soft.mean(0, true).expand_as(soft), amount[2] * amount[2]);
    return (faded + at::randn(image01.sizes(), draw) * amount[3] * amount[3] * 0.15).clamp(0, 1);
}

/// Collects the rows of Judged.
class JudgedRows {
public:
    JudgedRows(GoldReward& gold, const std::vector<std::string>& names) : gold_(gold), names_(names) {}

    void add(const at::Tensor& image01, std::size_t animal, JudgedKind kind) {
        images_.push_back(to_uint8(image01));
        scores_.push_back(static_cast<float>(gold_.judge(image01, names_[animal]).score()));
        animals_.push_back(static_cast<std::int64_t>(animal));
        kinds_.push_back(static_cast<std::int64_t>(kind));
    }

    Judged rows() const { return {at::stack(images_), at::tensor(scores_), at::tensor(animals_), at::tensor(kinds_)}; }

private:
    GoldReward& gold_;
    const std::vector<std::string>& names_;
    std::vector<at::Tensor> images_;
    std::vector<float> scores_;
    std::vector<std::int64_t> animals_;
    std::vector<std::int64_t> kinds_;
};

}  // namespace

// Samples for the judges of preferences are made as the presets of the policy-gradient methods make them, for
// that is what they will be asked about.

const JudgedPlan& aesthetic_plan() {
    static const JudgedPlan plan{"judged", "judged sample", {20, 1.0, 5.0}, 10, 4, 0, 6, 20000};
    return plan;
}

const JudgedPlan& preference_plan() {
    static const JudgedPlan plan{"preferences", "compared sample", {10, 1.0, 1.0}, 120, 0, 4, 6, 60000};
    return plan;
}

const JudgedPlan& held_out_plan() {
    static const JudgedPlan plan{"held-out", "held-out sample", {10, 1.0, 1.0}, 0, 16, 0, 0, 0};
    return plan;
}

std::map<std::string, std::string> judged_origin(const JudgedPlan& plan, std::uint64_t seed,
                                                 const std::string& model_hash) {
    std::ostringstream text;
    text << plan.stream << "; steps " << plan.sampler.num_steps << ", eta " << plan.sampler.eta << ", guidance "
         << plan.sampler.guidance_scale << "; " << plan.learned << " learned, " << plan.held_out << " held out, "
         << plan.mismatched << " mismatched, " << plan.drawn << " drawn from " << plan.first_picture;
    return {{"format", "pt"}, {"model", model_hash}, {"plan", text.str()}, {"seed", std::to_string(seed)}};
}

at::Tensor Judged::rows(JudgedKind of) const {
    return kind.eq(static_cast<std::int64_t>(of)).nonzero().squeeze(1);
}

std::optional<Judged> judged_pictures(const StageOptions& options, const JudgedPlan& plan) {
    const auto file = options.work / (plan.name + ".safetensors");
    const torch::NoGradGuard no_grad;
    DiffusionModel model = DiffusionModel::load((options.models / "animals").string(), at::kCPU);
    const auto origin = judged_origin(plan, options.seed, model.hash);
    if (std::filesystem::exists(file)) {
        const TensorFile stored = read_safetensors(file);
        if (stored.metadata == origin) {
            return Judged{stored.tensors.at("images"), stored.tensors.at("scores"), stored.tensors.at("animal"),
                          stored.tensors.at("kind")};
        }
    }
    const AnimalGlyphs glyphs = AnimalGlyphs::load();
    const auto names = glyphs.names();
    const auto prompts = glyphs.names(AnimalSplit::paper);
    GoldReward gold;
    JudgedRows rows(gold, names);
    WorkHooks hooks;
    hooks.stop_asked = options.stop_asked;
    const auto place_of = [&](const std::string& name) {
        return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
    };
    for (std::size_t n = 0; n < prompts.size(); ++n) {
        const std::string& name = prompts[n];
        const std::size_t place = place_of(name);
        std::vector<std::uint64_t> seeds;
        for (std::int64_t i = 0; i < plan.learned + plan.held_out; ++i) {
            seeds.push_back(stream_seed(options.seed, plan.stream, n, static_cast<std::uint64_t>(i)));
        }
        const auto latents = sample_latents(model, plan.sampler, std::vector(seeds.size(), name), seeds, hooks);
        if (!latents)
            return std::nullopt;
        const at::Tensor samples = model.decode(*latents);
        for (std::int64_t i = 0; i < samples.size(0); ++i) {
            rows.add(samples[i], place, i < plan.learned ? JudgedKind::learned : JudgedKind::held_out);
        }
        at::Generator draw = make_stream(options.seed, plan.stream + ": other prompts", n);
        for (std::int64_t i = 0; i < plan.mismatched; ++i) {
            // One of the others, each as likely.
            const auto others = static_cast<std::int64_t>(prompts.size()) - 1;
            const auto step = 1 + static_cast<std::size_t>(at::randint(others, {1}, draw).item<std::int64_t>());
            rows.add(samples[i], place_of(prompts[(n + step) % prompts.size()]), JudgedKind::mismatched);
        }
        for (std::int64_t i = 0; i < plan.drawn; ++i) {
            const at::Tensor picture = animal_picture(glyphs, name, plan.first_picture + i, options.seed);
            rows.add(spoilt(picture, make_stream(options.seed, "spoil " + name, 0, static_cast<std::uint64_t>(i))),
                     place, JudgedKind::drawn);
        }
        if (options.progress) {
            options.progress({plan.name + ": judging samples", static_cast<std::int64_t>(n + 1),
                              static_cast<std::int64_t>(prompts.size()), 0, 0});
        }
    }
    const Judged judged = rows.rows();
    std::filesystem::create_directories(options.work);
    write_safetensors(
        file, {{"images", judged.images}, {"scores", judged.scores}, {"animal", judged.animal}, {"kind", judged.kind}},
        origin);
    return judged;
}

}  // namespace tempera
