// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <map>
#include <string>

#include <ATen/core/Tensor.h>

namespace tempera {

/// The content of one file of tensors. They are on the CPU and own their memory; from a .safetensors
/// file they are contiguous and share nothing, from a torch.save file (torch_file.h) they may be views.
struct TensorFile {
    std::map<std::string, at::Tensor> tensors;
    std::map<std::string, std::string> metadata;  ///< the `__metadata__` object
};

/// Reads a file in the safetensors layout (huggingface/safetensors, README.md "Format"): a 64-bit
/// little-endian header length, a JSON header, the raw tensor data. Strict: every rule of the
/// official reader is checked before memory is allocated, and duplicate names are refused too.
/// Reads F64 F32 F16 BF16 I64 I32 I16 I8 U8 BOOL; any other dtype is named in the error.
/// Throws Error naming the file and, where there is one, the tensor; a Git LFS pointer or a web page
/// saved under this name gets a sentence of its own. Of the tensors, only those are read whose name
/// `wanted` accepts (all, when it is empty); the rest costs neither time nor memory.
TensorFile read_safetensors(const std::filesystem::path& file,
                            const std::function<bool(const std::string&)>& wanted = {});

/// The tensors of such a file without their values: shape and dtype on the meta device. The header is
/// checked as strictly; the data are not read.
std::map<std::string, at::Tensor> read_safetensors_shapes(const std::filesystem::path& file);

/// The bytes of a file that read_safetensors reads back bit for bit: tensors by descending element
/// size, then by name (so all are aligned), header padded with spaces to a multiple of 8,
/// `format` = "pt" added to the metadata as transformers demands. Equal input gives equal bytes.
/// Throws Error when a tensor is undefined, has a dtype that read_safetensors does not read, or a
/// name is not UTF-8 or is `__metadata__`.
std::string serialize_safetensors(const std::map<std::string, at::Tensor>& tensors,
                                  const std::map<std::string, std::string>& metadata = {});

/// The same bytes tensor by tensor into `stream`, for files that had better not be in memory as a whole.
/// Whether writing worked, the stream knows.
void stream_safetensors(std::ostream& stream, const std::map<std::string, at::Tensor>& tensors,
                        const std::map<std::string, std::string>& metadata = {});

/// Writes serialize_safetensors atomically: the old file or the new one, never a part.
void write_safetensors(const std::filesystem::path& file, const std::map<std::string, at::Tensor>& tensors,
                       const std::map<std::string, std::string>& metadata = {});

}  // namespace tempera
