// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <c10/core/Device.h>

#include "core/rewards/reward.h"

namespace tempera {

/// A judge of the user's own: a TorchScript archive (`torch.jit.script(module).save(file)`) whose module has
///
///     forward(images: Tensor[B,3,H,W] fp32 in 0..1, prompts: List[str]) -> Tensor[B]
///
/// See docs/own-rewards.md. That a score depends on its picture and prompt alone, never on the rest of the
/// batch, is the module's own duty: it is in evaluation mode, so batch norm and dropout keep to it.
///
/// Differentiable; the weights are frozen. Runs without the optimisations of TorchScript's executor, which begin
/// at the second call: a run that was resumed would differ in the last digits from one that was not.
class TorchScriptReward : public Reward {
public:
    /// Throws Error when the file is missing, is no TorchScript archive, or has no such forward().
    TorchScriptReward(std::string name, const std::filesystem::path& file, const c10::Device& device);
    ~TorchScriptReward() override;

    std::string name() const override { return name_; }
    bool differentiable() const override { return true; }

    /// Throws Error with the module's own message when it fails, and when what it returns is not B floating-point
    /// numbers, or carries no gradient where one is asked for (grad mode, and images01 requires it).
    at::Tensor score(const at::Tensor& images01, const std::vector<std::string>& prompts) override;

private:
    struct Script;  // torch::jit::Module; its headers are heavy

    std::string name_;
    std::string file_;
    std::unique_ptr<Script> script_;
};

}  // namespace tempera
