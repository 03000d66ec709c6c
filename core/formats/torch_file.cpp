// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/torch_file.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/formats/torch_archive.h"
#include "core/formats/untrusted.h"

namespace tempera {
namespace {

constexpr int kMaxDepth = 8;
constexpr std::size_t kMaxEntries = 1'000'000;
constexpr std::size_t kMaxTensors = 200'000;
constexpr std::size_t kMaxName = 1024;
constexpr std::size_t kMaxDimensions = 32;
constexpr std::array<std::string_view, 3> kWrappers{"state_dict", "model", "params"};
constexpr std::string_view kParallelPrefix = "module.";
constexpr const char* kDamaged = "the file is damaged: download or export it again";

using NamedCalls = std::map<std::string, const PickleCall*>;

const PickleDict* state_dict_of(const PickleValue& root, const std::string& where) {
    const PickleDict* outer = pickle_pointer<PickleDict*>(root);
    if (!outer) {
        throw Error("holds no state dict", where, "save the model with torch.save(model.state_dict(), ...)");
    }
    for (const std::string_view wrapper : kWrappers) {
        for (const auto& [key, value] : outer->items) {
            const auto* name = pickle_pointer<const std::string*>(key);
            const auto* inner = pickle_pointer<PickleDict*>(value);
            if (name && *name == wrapper && inner) {
                return inner;
            }
        }
    }
    return outer;
}

/// Finds the tensors in nested dicts. The dicts may be shared or hold themselves: what counts is
/// every entry on every way to it.
class TensorSearch {
public:
    explicit TensorSearch(const std::string& where) : where_(where) {}

    NamedCalls find(const PickleDict& dict) {
        collect(dict, "", 0);
        return std::move(found_);
    }

private:
    void collect(const PickleDict& dict, const std::string& prefix, int depth) {
        if (depth > kMaxDepth) {
            too_large("dicts inside each other");
        }
        entries_ += dict.items.size();
        if (entries_ > kMaxEntries || found_.size() > kMaxTensors) {
            too_large("entries");
        }
        for (const auto& [key, value] : dict.items) {
            const auto* name = pickle_pointer<const std::string*>(key);
            const auto* inner = pickle_pointer<PickleDict*>(value);
            const auto* call = pickle_pointer<const PickleCall*>(value);
            if (!name || (!inner && !call)) {
                continue;
            }
            if (prefix.size() + name->size() > kMaxName) {
                too_large("letters in a name");
            }
            if (inner) {
                collect(*inner, prefix + *name + ".", depth + 1);
            } else if (!found_.emplace(prefix + *name, call).second) {
                throw Error("names tensor '" + printable(prefix + *name) + "' twice", where_, kDamaged);
            }
        }
    }

    [[noreturn]] void too_large(const std::string& what) const {
        throw Error("holds more " + what + " than any state dict", where_, "use the model in the safetensors format");
    }

    const std::string& where_;
    NamedCalls found_;
    std::size_t entries_ = 0;
};

/// Makes the tensors whose construction the pickle describes (torch/_utils.py).
class TensorBuilder {
public:
    TensorBuilder(FileBytes& file, const TorchArchive& archive) : file_(file), archive_(archive) {}

    at::Tensor build(const std::string& name, const PickleCall& call) {
        tensor_ = file_.where() + ": tensor '" + printable(name) + "'";
        const PickleCall* made = &call;
        if (made->function->name == "torch._utils._rebuild_parameter") {  // (tensor, requires_grad, hooks)
            made =
                made->arguments->items.empty() ? nullptr : pickle_pointer<const PickleCall*>(made->arguments->items[0]);
        }
        if (!made || made->function->name == "torch._utils._rebuild_parameter") {
            refuse("a parameter is not made of a tensor");
        }
        return rebuild(made->arguments->items);
    }

private:
    /// (storage, offset, size, stride), and from _rebuild_tensor_v2 on (requires_grad, hooks, metadata).
    at::Tensor rebuild(const std::vector<PickleValue>& arguments) {
        if (arguments.size() < 4 || arguments.size() > 7) {
            refuse("it is described by the wrong number of values");
        }
        const auto* id = pickle_pointer<const PicklePersistentId*>(arguments[0]);
        const auto* offset = std::get_if<std::int64_t>(&arguments[1]);
        if (!id || !offset || *offset < 0) {
            refuse("its storage or offset is not readable");
        }
        if (arguments.size() == 7) {
            const auto* metadata = pickle_pointer<PickleDict*>(arguments[6]);
            if (metadata && !metadata->items.empty()) {
                refuse("it is a negated or conjugated view");
            }
        }
        const std::vector<std::int64_t> sizes = numbers(arguments[2]);
        const std::vector<std::int64_t> strides = numbers(arguments[3]);
        const TorchStorageId storage = storage_id(*id, tensor_);
        if (!check_reach(storage, *offset, sizes, strides)) {
            return at::empty(sizes, storage.type);
        }
        return load(storage).as_strided(sizes, strides, *offset);
    }

    std::vector<std::int64_t> numbers(const PickleValue& value) const {
        const auto* tuple = pickle_pointer<PickleTuple*>(value);
        const auto* list = pickle_pointer<PickleList*>(value);
        if ((!tuple && !list) || (tuple ? tuple->items : list->items).size() > kMaxDimensions) {
            refuse("its shape is not readable");
        }
        std::vector<std::int64_t> result;
        for (const PickleValue& item : tuple ? tuple->items : list->items) {
            const auto* number = std::get_if<std::int64_t>(&item);
            if (!number || *number < 0) {
                refuse("its shape holds something else than sizes");
            }
            result.push_back(*number);
        }
        return result;
    }

    /// Throws when an element lies beyond the storage or a product leaves 63 bits; false for a tensor
    /// without elements.
    bool check_reach(const TorchStorageId& storage, std::int64_t offset, const std::vector<std::int64_t>& sizes,
                     const std::vector<std::int64_t>& strides) const {
        if (sizes.size() != strides.size()) {
            refuse("its shape and strides differ in length");
        }
        std::int64_t count = 1;
        std::int64_t last = offset;
        bool empty = false;
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            if (sizes[i] == 0) {
                empty = true;
                continue;
            }
            std::int64_t way = 0;
            if (__builtin_mul_overflow(count, sizes[i], &count) ||
                __builtin_mul_overflow(sizes[i] - 1, strides[i], &way) || __builtin_add_overflow(last, way, &last)) {
                refuse("its shape is too large");
            }
        }
        if (empty) {
            return false;
        }
        if (last >= storage.size) {
            refuse("it reaches beyond the end of its storage");
        }
        if (count > storage.size) {
            refuse("it has more elements than its storage");
        }
        return true;
    }

    /// The whole storage as a tensor of one dimension, read at its first use.
    const at::Tensor& load(const TorchStorageId& storage) {
        if (const auto found = loaded_.find(storage.key); found != loaded_.end()) {
            if (found->second.first != storage.type || found->second.second.numel() != storage.size) {
                refuse("it sees its storage as another type or size than an earlier tensor");
            }
            return found->second.second;
        }
        const auto place = archive_.storages.find(storage.key);
        if (place == archive_.storages.end()) {
            refuse("its storage '" + printable(storage.key) + "' is missing");
        }
        if (place->second.bytes != static_cast<std::uint64_t>(storage.size) * c10::elementSize(storage.type)) {
            refuse("its storage '" + printable(storage.key) + "' has another size than announced");
        }
        // A bool that is neither 0 nor 1 is undefined behaviour in C++: read bytes, then compare.
        const bool is_bool = storage.type == at::kBool;
        at::Tensor data = at::empty({storage.size}, is_bool ? at::kByte : storage.type);
        file_.read(place->second.offset, data.data_ptr(), place->second.bytes);
        if (is_bool) {
            data = data.ne(0);
        }
        return loaded_.emplace(storage.key, std::make_pair(storage.type, data)).first->second.second;
    }

    [[noreturn]] void refuse(const std::string& problem) const { throw Error(problem, tensor_, kDamaged); }

    FileBytes& file_;
    const TorchArchive& archive_;
    std::map<std::string, std::pair<at::ScalarType, at::Tensor>> loaded_;
    std::string tensor_;  ///< the place for messages
};

}  // namespace

TensorFile read_torch_file(const std::filesystem::path& file) {
    FileBytes bytes(file);
    const TorchArchive archive = open_torch_archive(bytes);
    const NamedCalls found = TensorSearch(bytes.where()).find(*state_dict_of(archive.content.root, bytes.where()));
    if (found.empty()) {
        throw Error("holds no tensors in a state dict", bytes.where(), "check that this is the right file");
    }
    const bool parallel = std::all_of(found.begin(), found.end(),
                                      [](const auto& item) { return item.first.starts_with(kParallelPrefix); });
    TensorBuilder builder(bytes, archive);
    TensorFile result;
    for (const auto& [name, call] : found) {
        const std::string kept = parallel ? name.substr(kParallelPrefix.size()) : name;
        result.tensors.emplace(kept, builder.build(kept, *call));
    }
    return result;
}

}  // namespace tempera
