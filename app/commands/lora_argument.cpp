// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/lora_argument.h"

#include <charconv>
#include <filesystem>

#include "core/base/error.h"
#include "core/models/lora.h"
#include "core/models/lora_files.h"

namespace tempera {

void apply_lora(DiffusionModel& model, const std::string& argument, bool merge) {
    std::string path = argument;
    double scale = 1;
    const std::size_t colon = argument.rfind(':');
    if (colon != std::string::npos && !std::filesystem::exists(argument)) {
        const char* end = argument.data() + argument.size();
        const auto parsed = std::from_chars(argument.data() + colon + 1, end, scale);
        if (parsed.ec != std::errc() || parsed.ptr != end) {
            throw Error("'" + argument.substr(colon + 1) + "' is no scale", "--lora", "write --lora FILE:0.8");
        }
        path = argument.substr(0, colon);
    }
    const std::filesystem::path file = find_lora_file(path);
    const LoraAdapter adapter = LoraAdapter::from_file(model.unet, file);
    adapter.check_effect(model.unet, file.string());
    if (merge) {
        adapter.merge(model.unet, scale);
    } else {
        adapter.attach_beside(model.unet, scale);
    }
}

}  // namespace tempera
