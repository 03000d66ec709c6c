// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include <c10/core/ScalarType.h>

#include "core/formats/file_bytes.h"
#include "core/formats/pickle_machine.h"

namespace tempera {

/// What a persistent id of torch.save names: a run of elements that several tensors may share.
struct TorchStorageId {
    std::string key;
    at::ScalarType type;
    std::int64_t size;  ///< elements
};

/// Where the raw bytes of a storage lie in the file.
struct TorchStoragePlace {
    std::uint64_t offset;
    std::uint64_t bytes;
};

/// A torch.save file before its tensors are read.
struct TorchArchive {
    Pickle content;
    std::map<std::string, TorchStoragePlace> storages;  ///< by key; inside the file, none overlaps another
};

/// Opens both containers of torch.save (torch/serialization.py): the zip archive of PyTorch 1.6 and
/// later, and the five pickles with the data behind them of earlier ones. Throws Error for anything
/// else, by name where it is known: tar files before 0.1.10, TorchScript, big-endian data.
TorchArchive open_torch_archive(FileBytes& file);

/// The storage that `id` names. The device it was saved from does not matter. Throws Error at `where`
/// when it is not such a tuple, or of a dtype that Tempera does not read.
TorchStorageId storage_id(const PicklePersistentId& id, const std::string& where);

}  // namespace tempera
