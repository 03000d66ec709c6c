// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rewards/torchscript_reward.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <exception>
#include <sstream>
#include <utility>

#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/csrc/jit/serialization/import.h>
#include <torch/torch.h>

#include "core/base/error.h"

namespace tempera {

struct TorchScriptReward::Script {
    torch::jit::Module module;
    at::Device device;
};

namespace {

constexpr const char* kSignature = "forward(images: Tensor, prompts: List[str]) -> Tensor";

/// What went wrong, in one line. The interpreter puts the source before the module's own message, with an arrow to the
/// place, and LibTorch a backtrace after it.
std::string first_line_of(const std::exception& error) {
    const std::string text = error.what();
    const std::size_t arrow = text.rfind("<--- HERE");
    std::istringstream lines(arrow == std::string::npos ? text : text.substr(arrow));
    std::string first;
    std::getline(lines, first);
    if (arrow == std::string::npos) {
        return first;
    }
    // More source, then "RuntimeError: ..." or "builtins.ValueError: ...".
    const auto in_name = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.'; };
    for (std::string line; std::getline(lines, line);) {
        const std::size_t colon = line.find(": ");
        if (colon != std::string::npos &&
            std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon), in_name)) {
            return line;
        }
    }
    return text.substr(0, text.find('\n'));
}

torch::jit::Module load(const std::filesystem::path& file, const c10::Device& device) {
    if (!std::filesystem::is_regular_file(file)) {
        throw Error("there is no such file", file.string(),
                    "give the path of a TorchScript module, made with torch.jit.script(module).save(path)");
    }
    try {
        torch::jit::Module module = torch::jit::load(file.string(), device);
        module.eval();
        for (const at::Tensor& weight : module.parameters()) {
            weight.requires_grad_(false);
        }
        return module;
    } catch (const std::exception& error) {
        throw Error("is no TorchScript archive that this LibTorch can read (" + first_line_of(error) + ")",
                    file.string(),
                    "make one in Python with torch.jit.script(module).save(path); torch.save makes another kind of "
                    "file");
    }
}

/// Throws Error unless the module can be called as kSignature says; more arguments must have defaults.
void check_signature(const torch::jit::Module& module, const std::string& file) {
    const auto forward = module.find_method("forward");
    bool fits = false;
    if (forward) {
        const c10::FunctionSchema& schema = forward->function().getSchema();
        const std::vector<c10::Argument>& arguments = schema.arguments();  // the module itself is the first
        fits = arguments.size() >= 3 && arguments[1].type()->kind() == c10::TypeKind::TensorType &&
               *arguments[2].type() == *c10::ListType::ofStrings() && schema.returns().size() == 1 &&
               schema.returns()[0].type()->kind() == c10::TypeKind::TensorType;
        for (std::size_t i = 3; fits && i < arguments.size(); ++i) {
            fits = arguments[i].default_value().has_value();
        }
    }
    if (!fits) {
        throw Error(forward ? "its forward() has another signature" : "the module has no forward()", file,
                    std::string("declare it as ") + kSignature);
    }
}

}  // namespace

TorchScriptReward::TorchScriptReward(std::string name, const std::filesystem::path& file, const c10::Device& device)
    : name_(std::move(name)), file_(file.string()), script_(new Script{load(file, device), device}) {
    check_signature(script_->module, file_);
}

TorchScriptReward::~TorchScriptReward() = default;

at::Tensor TorchScriptReward::score(const at::Tensor& images01, const std::vector<std::string>& prompts) {
    check_reward_input(name_, images01, prompts);
    const std::string where = "reward " + name_ + " (" + file_ + ")";
    at::Tensor scores;
    try {
        const torch::jit::GraphOptimizerEnabledGuard plain(false);
        scores = script_->module.forward({images01.to(script_->device, at::kFloat), prompts}).toTensor();
    } catch (const std::exception& error) {
        throw Error("its forward() failed (" + first_line_of(error) + ")", where,
                    "correct the module, and check it with `tempera-run score`");
    }
    if (scores.dim() != 1 || scores.size(0) != images01.size(0) || !scores.is_floating_point()) {
        std::ostringstream given;
        given << "its forward() returned " << scores.scalar_type() << ' ' << scores.sizes() << " for "
              << images01.size(0) << " pictures";
        throw Error(given.str(), where, "return floating-point numbers of shape [pictures]");
    }
    if (at::GradMode::is_enabled() && images01.requires_grad() && !scores.requires_grad()) {
        throw Error("its scores carry no gradient to the pictures", where,
                    "leave torch.no_grad, detach and rounding out of forward(), or use a method that needs no gradient "
                    "of the reward, e.g. ddpo");
    }
    return scores.to(images01.device(), at::kFloat);
}

}  // namespace tempera
