# A reward of one's own: bright pictures, or dark ones where the prompt asks for them.
#
#   python3 brightness_reward.py brightness.pt
#   tempera-run score --reward brightness=brightness.pt --prompt "a cat" picture.png
import sys
from typing import List

import torch


class Brightness(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("weights", torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1))

    def forward(self, images: torch.Tensor, prompts: List[str]) -> torch.Tensor:
        luma = (images * self.weights).sum(1).mean([1, 2])
        signs: List[float] = []
        for prompt in prompts:
            signs.append(-1.0 if "dark" in prompt else 1.0)
        return luma * torch.tensor(signs, device=images.device)


if __name__ == "__main__":
    torch.jit.script(Brightness()).save(sys.argv[1])
