// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pretraining/preview.h"

#include <torch/torch.h>

#include "core/base/files.h"
#include "core/diffusion/diffusion_model.h"
#include "core/diffusion/rollout.h"
#include "core/formats/image_tensor.h"
#include "core/rewards/animal_glyphs.h"

namespace tempera {

at::Tensor contact_sheet(const at::Tensor& pictures, std::int64_t columns) {
    constexpr std::int64_t kGap = 2;
    const std::int64_t rows = (pictures.size(0) + columns - 1) / columns;
    const std::int64_t height = pictures.size(2) + kGap, width = pictures.size(3) + kGap;
    at::Tensor sheet = at::ones({3, rows * height - kGap, columns * width - kGap});
    for (std::int64_t i = 0; i < pictures.size(0); ++i) {
        sheet.narrow(1, i / columns * height, height - kGap)
            .narrow(2, i % columns * width, width - kGap)
            .copy_(pictures[i]);
    }
    return sheet;
}

void write_preview(const std::filesystem::path& folder, const std::filesystem::path& png, std::uint64_t seed) {
    const torch::NoGradGuard no_grad;
    DiffusionModel model = DiffusionModel::load(folder.string(), at::kCPU);
    const std::vector<std::string> names = AnimalGlyphs::load().names();
    std::vector<std::uint64_t> seeds;
    for (std::size_t i = 0; i < names.size(); ++i)
        seeds.push_back(seed + i);
    SamplerSettings settings;
    settings.num_steps = 20;
    const auto latents = sample_latents(model, settings, names, seeds);
    write_file_atomically(png, encode_png(to_image(contact_sheet(model.decode(*latents), 15))));
}

}  // namespace tempera
