// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include "core/models/clip.h"
#include "core/pretraining/captioned_pictures.h"
#include "core/pretraining/stage.h"
#include "core/text/clip_tokenizer.h"

namespace tempera {

/// The tokenizer of the captions, from animals/tokenizer/.
ClipTokenizer caption_tokenizer(const StageOptions& options);

/// The text side of a configuration, for that tokenizer: layers, width and heads are the tower's.
CLIPTextConfig text_config(const CLIPTowerConfig& tower, const ClipTokenizer& tokenizer);

/// exp() of the stored logarithm, which is kept from growing beyond that of 100 (Radford et al. 2021, 2.5).
at::Tensor logit_scale(const CLIPModel& clip);

/// Which name of the batch belongs to which picture, and the reverse: image and text features [B, E] of
/// length 1, row i of one with row i of the other (Radford et al. 2021, figure 3).
at::Tensor contrastive_loss(const at::Tensor& image, const at::Tensor& text, const at::Tensor& logit_scale);

/// Trains a small CLIP on drawn pictures and names. Null when stopped. Needs the tokenizer.
CLIPModel train_clip(const StageOptions& options);

}  // namespace tempera
