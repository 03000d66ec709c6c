// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/tensor_table.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

#include <torch/torch.h>

#include "core/formats/tensor_file.h"
#include "core/formats/torch_file.h"

namespace tempera {
namespace {

/// Elements that are looked at together: the temporaries stay in the cache.
constexpr std::int64_t kChunk = 1 << 18;

/// Bytes of a safetensors file that are in memory together.
constexpr std::size_t kBatch = std::size_t{256} << 20;

void count_odd_values(const at::Tensor& tensor, TensorInfo& info) {
    const at::Tensor flat = tensor.reshape(-1);
    for (std::int64_t begin = 0; begin < flat.numel(); begin += kChunk) {
        at::Tensor chunk = flat.slice(0, begin, std::min(begin + kChunk, flat.numel()));
        if (info.dtype != at::kDouble) {
            chunk = chunk.to(at::kFloat);
        }
        if (!at::isfinite(chunk).all().item<bool>()) {
            info.nan_count += at::isnan(chunk).sum().item<std::int64_t>();
            info.infinite_count += at::isinf(chunk).sum().item<std::int64_t>();
        }
    }
}

TensorInfo look_at(const at::Tensor& tensor) {
    TensorInfo info;
    info.dtype = tensor.scalar_type();
    info.shape = tensor.sizes().vec();
    if (info.floating()) {
        count_odd_values(tensor, info);
    }
    if (tensor.numel() == 1) {
        info.value = tensor.item<double>();
    }
    return info;
}

/// Looks at the tensors one by one and lets go of each. `done` hears how many `result` holds, and how many
/// there are in the file.
void look_at_all(TensorFile file, ScannedFile& result, const std::function<void(std::size_t, std::size_t)>& done) {
    result.metadata = std::move(file.metadata);
    const std::size_t all = file.tensors.size();
    while (!file.tensors.empty()) {
        const auto first = file.tensors.begin();
        result.tensors.emplace(first->first, look_at(first->second));
        file.tensors.erase(first);
        done(result.tensors.size(), all);
    }
}

/// The names in groups of at most kBatch bytes, or of one tensor; one group when there are none.
std::vector<std::set<std::string>> batches_of(const std::map<std::string, at::Tensor>& shapes) {
    std::vector<std::set<std::string>> batches(1);
    std::size_t bytes = 0;
    for (const auto& [name, tensor] : shapes) {
        const std::size_t size = static_cast<std::size_t>(tensor.numel()) * tensor.element_size();
        if (!batches.back().empty() && bytes + size > kBatch) {
            batches.emplace_back();
            bytes = 0;
        }
        batches.back().insert(name);
        bytes += size;
    }
    return batches;
}

void report(const std::function<void(double)>& progress, std::size_t done, std::size_t all) {
    if (progress) {
        progress(static_cast<double>(done) / static_cast<double>(all));
    }
}

}  // namespace

std::int64_t TensorInfo::elements() const {
    std::int64_t count = 1;
    for (const std::int64_t size : shape) {
        if (size == 0) {
            return 0;
        }
        count *= size;
    }
    return count;
}

ScannedFile scan_tensor_file(const std::filesystem::path& file, const std::function<void(double)>& progress) {
    const at::NoGradGuard no_grad;
    ScannedFile result;
    if (is_torch_file(file)) {
        look_at_all(read_torch_file(file), result,
                    [&](std::size_t done, std::size_t all) { report(progress, done, all); });
        return result;
    }
    const std::vector<std::set<std::string>> batches = batches_of(read_safetensors_shapes(file));
    std::size_t all = 0;
    for (const std::set<std::string>& batch : batches) {
        all += batch.size();
    }
    for (const std::set<std::string>& batch : batches) {
        look_at_all(read_safetensors(file, [&batch](const std::string& name) { return batch.contains(name); }), result,
                    [&](std::size_t done, std::size_t) { report(progress, done, all); });
    }
    return result;
}

TensorTable table_of(const std::map<std::string, at::Tensor>& tensors) {
    TensorTable table;
    for (const auto& [key, tensor] : tensors) {
        table[key] = {tensor.scalar_type(), tensor.sizes().vec(), 0, 0, {}};
    }
    return table;
}

std::string dtype_name(at::ScalarType dtype) {
    switch (dtype) {
        case at::kDouble:
            return "float64";
        case at::kFloat:
            return "float32";
        case at::kHalf:
            return "float16";
        case at::kBFloat16:
            return "bfloat16";
        case at::kLong:
            return "int64";
        case at::kInt:
            return "int32";
        case at::kShort:
            return "int16";
        case at::kChar:
            return "int8";
        case at::kByte:
            return "uint8";
        case at::kBool:
            return "bool";
        default:
            return c10::toString(dtype);
    }
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
    std::string text;
    for (const std::int64_t size : shape) {
        text += (text.empty() ? "" : ", ") + std::to_string(size);
    }
    return "[" + text + "]";
}

std::string listed(const std::vector<std::string>& items) {
    constexpr std::size_t kShown = 5;
    std::string text;
    for (std::size_t i = 0; i < std::min(items.size(), kShown); ++i) {
        text += (i == 0 ? "" : ", ") + items[i];
    }
    return items.size() > kShown ? text + " and " + std::to_string(items.size() - kShown) + " more" : text;
}

bool has_prefix(const TensorTable& tensors, std::string_view prefix) {
    const auto found = tensors.lower_bound(std::string(prefix));
    return found != tensors.end() && found->first.starts_with(prefix);
}

std::size_t count_prefix(const TensorTable& tensors, std::string_view prefix) {
    std::size_t count = 0;
    for (auto item = tensors.lower_bound(std::string(prefix)); item != tensors.end() && item->first.starts_with(prefix);
         ++item) {
        ++count;
    }
    return count;
}

std::int64_t series_length(const TensorTable& tensors, std::string_view prefix) {
    std::int64_t length = 0;
    for (auto item = tensors.lower_bound(std::string(prefix)); item != tensors.end() && item->first.starts_with(prefix);
         ++item) {
        // No model has 1000 blocks: what a stranger's key counts to is never trusted with memory.
        int number = 0;
        const char* end = item->first.data() + item->first.size();
        const auto parsed = std::from_chars(item->first.data() + prefix.size(), end, number);
        if (parsed.ec == std::errc() && parsed.ptr != end && *parsed.ptr == '.' && number >= 0 && number < 1000) {
            length = std::max<std::int64_t>(length, number + 1);
        }
    }
    return length;
}

std::int64_t dimension(const TensorTable& tensors, const std::string& key, std::size_t axis, std::int64_t fallback) {
    const auto found = tensors.find(key);
    return found != tensors.end() && axis < found->second.shape.size() ? found->second.shape[axis] : fallback;
}

}  // namespace tempera
