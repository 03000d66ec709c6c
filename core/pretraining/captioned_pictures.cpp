// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pretraining/captioned_pictures.h"

#include <algorithm>

#include <torch/torch.h>

#include "core/pretraining/captions.h"
#include "core/pretraining/pictures.h"

namespace tempera {

CaptionedPictures::CaptionedPictures(const StageOptions& options, std::int64_t first_picture, std::int64_t per_animal,
                                     const std::function<std::vector<std::int64_t>(const std::string&)>& encode)
    : per_animal_(options.pictures > 0 ? options.pictures : per_animal) {
    const AnimalGlyphs glyphs = AnimalGlyphs::load();
    const auto names = glyphs.names();
    animals_ = static_cast<std::int64_t>(names.size());
    pictures_ = picture_pool(glyphs, names, per_animal_, first_picture, options.seed);
    std::vector<at::Tensor> rows;
    for (const std::string& name : names) {
        for (const std::string& caption : captions_of(name))
            rows.push_back(at::tensor(encode(caption)));
    }
    ids_ = at::stack(rows);
    forms_ = ids_.size(0) / animals_;
}

CaptionedPictures::Batch CaptionedPictures::draw(std::int64_t most, at::Generator generator) const {
    const auto longs = at::TensorOptions(at::kLong);
    const at::Tensor animal = at::randperm(animals_, generator, longs).slice(0, 0, std::min(most, animals_));
    const at::Tensor picture = at::randint(per_animal_, animal.sizes(), generator, longs);
    const at::Tensor ids = captions(animal, generator);
    const at::Tensor images = pictures_.index_select(0, animal * per_animal_ + picture).to(at::kFloat).div(255);
    // Grain up to a tenth of the range, so that features do not hang on single pixels.
    const at::Tensor grain = at::rand({animal.size(0), 1, 1, 1}, generator) * 0.1;
    return {(images + grain * at::randn(images.sizes(), generator)).clamp(0, 1), ids};
}

at::Tensor CaptionedPictures::captions(const at::Tensor& animal, at::Generator generator) const {
    const at::Tensor form = at::randint(forms_, animal.sizes(), generator, at::TensorOptions(at::kLong));
    return ids_.index_select(0, animal * forms_ + form);
}

at::Tensor CaptionedPictures::names(const at::Tensor& animal) const {
    return ids_.index_select(0, animal * forms_);
}

}  // namespace tempera
