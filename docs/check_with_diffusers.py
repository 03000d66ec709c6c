#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Loads a model folder with diffusers and compares it with what Tempera computed.

    tempera-run sample --model animals --prompt cat --steps 10 --guidance 3 --seed 1 \
        --save-tensors sample.safetensors --out pictures
    python3 docs/check_with_diffusers.py resources/models/animals cat 3 sample.safetensors
"""
import sys

import diffusers
import torch
import transformers
from safetensors.torch import load_file

folder, prompt, guidance, tensors = sys.argv[1], sys.argv[2], float(sys.argv[3]), load_file(sys.argv[4])
torch.set_grad_enabled(False)
pipe = diffusers.StableDiffusionPipeline.from_pretrained(folder, safety_checker=None)
print(f"diffusers {diffusers.__version__}, transformers {transformers.__version__}, torch {torch.__version__}")


def embed(text):
    ids = pipe.tokenizer(text, padding="max_length", max_length=pipe.tokenizer.model_max_length, truncation=True,
                         return_tensors="pt").input_ids
    return pipe.text_encoder(ids)[0]


context = torch.cat([embed(""), embed(prompt)])
steps = [key for key in tensors if key.startswith("eps_cfg.")]
worst = 0.0
for step in range(len(steps)):
    latents = tensors[f"latents.{step}"][:1]
    time = int(tensors["timesteps"].flatten()[step])
    negative, positive = pipe.unet(torch.cat([latents] * 2), time, context).sample.chunk(2)
    worst = max(worst, float((negative + guidance * (positive - negative) - tensors[f"eps_cfg.{step}"][:1]).abs().max()))
print(f"guided noise over {len(steps)} steps: largest difference {worst:.2g}")

image = pipe.vae.decode(tensors[f"latents.{len(steps)}"][:1] / pipe.vae.config.scaling_factor).sample
image = ((image / 2 + 0.5).clamp(0, 1) * 255).round().to(torch.int)
stored = tensors["image_u8"][:1].to(torch.int)
if stored.shape != image.shape:
    stored = stored.permute(0, 3, 1, 2)
print(f"picture: largest difference {int((image - stored).abs().max())} of 255")

torch.manual_seed(1)
picture = pipe(prompt, num_inference_steps=20, guidance_scale=guidance).images[0]
print(f"whole pipeline ({type(pipe.scheduler).__name__}): a picture of {picture.size[0]} x {picture.size[1]}")
picture.save("diffusers.png")
