// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/safetensors.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <ostream>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <sys/mman.h>

#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/formats/file_bytes.h"
#include "core/formats/untrusted.h"

namespace tempera {

namespace {

using nlohmann::json;

constexpr std::uint64_t kLengthBytes = 8;          // of the header, before it
constexpr std::uint64_t kMaxHeader = 100'000'000;  // the official reader's limit
constexpr std::size_t kMaxDimensions = 32;         // LibTorch has 64; the time of its loops grows with the square
constexpr const char* kDamaged = "the file is damaged: download or export it again";

struct DtypeName {
    std::string_view name;
    at::ScalarType type;
};

constexpr std::array<DtypeName, 10> kDtypes = {{{"F64", at::kDouble},
                                                {"F32", at::kFloat},
                                                {"F16", at::kHalf},
                                                {"BF16", at::kBFloat16},
                                                {"I64", at::kLong},
                                                {"I32", at::kInt},
                                                {"I16", at::kShort},
                                                {"I8", at::kChar},
                                                {"U8", at::kByte},
                                                {"BOOL", at::kBool}}};

struct Entry {
    std::string name;
    at::ScalarType type;
    std::vector<std::int64_t> shape;
    std::uint64_t begin;
    std::uint64_t end;
};

[[noreturn]] void refuse(const std::string& problem, const std::string& where) {
    throw Error(problem, where, kDamaged);
}

/// nlohmann's parser keeps the last of two equal keys without a word; this throws at the second.
json parse_without_duplicates(const std::string& text, const std::string& where) {
    std::vector<std::set<std::string>> open_objects;
    const auto watch = [&](int, json::parse_event_t event, json& parsed) {
        if (event == json::parse_event_t::object_start) {
            open_objects.emplace_back();
        } else if (event == json::parse_event_t::object_end) {
            open_objects.pop_back();
        } else if (event == json::parse_event_t::key) {
            const std::string& key = parsed.get_ref<const std::string&>();
            if (!open_objects.back().insert(key).second) {
                refuse("the header names '" + key + "' twice", where);
            }
        }
        return true;
    };
    try {
        return json::parse(text, watch);
    } catch (const json::exception&) {
        refuse("the header is not valid JSON", where);
    }
}

std::string read_header(FileBytes& bytes) {
    const std::string& where = bytes.where();
    if (bytes.size() < kLengthBytes) {
        refuse("too short for a safetensors file", where);
    }
    const std::string start = bytes.text(0, kLengthBytes);
    refuse_stand_in(start, where);
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < kLengthBytes; ++i) {
        length |= std::uint64_t{static_cast<unsigned char>(start[i])} << (8 * i);
    }
    if (length > kMaxHeader) {
        throw Error("is not a safetensors file: it announces a header of " + std::to_string(length) + " bytes", where,
                    "check that this is the right file");
    }
    if (length > bytes.size() - kLengthBytes) {
        refuse("the file ends inside its header", where);
    }
    std::string header = bytes.text(kLengthBytes, length);
    // The JSON parser would skip a byte order mark and stop at a zero byte.
    const std::size_t first = header.find_first_not_of(" \t\r\n");
    if (first == std::string::npos || header[first] != '{' || header.find('\0') != std::string::npos) {
        refuse("the header is not a JSON object", where);
    }
    return header;
}

std::uint64_t unsigned_number(const json& value, const std::string& what, const std::string& where) {
    if (!value.is_number_unsigned()) {
        refuse(what + " is not a non-negative integer", where);
    }
    return value.get<std::uint64_t>();
}

at::ScalarType dtype_of(const json& value, const std::string& where) {
    if (!value.is_string()) {
        refuse("the dtype is not a text", where);
    }
    const std::string& name = value.get_ref<const std::string&>();
    const auto found = std::find_if(kDtypes.begin(), kDtypes.end(), [&](const auto& d) { return d.name == name; });
    if (found == kDtypes.end()) {
        throw Error("unsupported dtype " + name, where, "convert the file to F32, F16 or BF16");
    }
    return found->type;
}

/// Bytes of a tensor, nothing when a dimension, the element count or the size leaves 63 bits.
/// Zero dimensions are left out of the check so that strides, which ignore them, cannot overflow either.
std::optional<std::uint64_t> byte_count(const std::vector<std::int64_t>& shape, std::uint64_t element_size) {
    constexpr std::uint64_t limit = std::numeric_limits<std::int64_t>::max();
    std::uint64_t bytes = element_size;
    bool empty = false;
    for (const std::int64_t size : shape) {
        if (size == 0) {
            empty = true;
        } else if (bytes > limit / static_cast<std::uint64_t>(size)) {
            return std::nullopt;
        } else {
            bytes *= static_cast<std::uint64_t>(size);
        }
    }
    return empty ? 0 : bytes;
}

Entry parse_entry(const std::string& name, const json& value, const std::string& file) {
    const std::string where = file + ": tensor '" + name + "'";
    if (!value.is_object() || !value.contains("dtype") || !value.contains("shape") || !value.contains("data_offsets")) {
        refuse("dtype, shape or data_offsets is missing", where);
    }
    const json& shape = value["shape"];
    const json& offsets = value["data_offsets"];
    if (!shape.is_array() || !offsets.is_array() || offsets.size() != 2) {
        refuse("shape or data_offsets is not a list as it should be", where);
    }
    Entry entry{name,
                dtype_of(value["dtype"], where),
                {},
                unsigned_number(offsets[0], "the begin offset", where),
                unsigned_number(offsets[1], "the end offset", where)};
    if (shape.size() > kMaxDimensions) {
        refuse("it has more than " + std::to_string(kMaxDimensions) + " dimensions", where);
    }
    for (const json& size : shape) {
        const std::uint64_t number = unsigned_number(size, "a dimension", where);
        if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
            refuse("a dimension is too large", where);
        }
        entry.shape.push_back(static_cast<std::int64_t>(number));
    }
    const auto bytes = byte_count(entry.shape, c10::elementSize(entry.type));
    if (!bytes) {
        refuse("the shape is too large", where);
    }
    if (entry.end < entry.begin || entry.end - entry.begin != *bytes) {
        refuse("the data offsets do not fit the shape and dtype", where);
    }
    return entry;
}

/// Sorted by offset, they must cover the data exactly: neither holes, nor overlaps, nor a rest.
void check_coverage(std::vector<Entry>& entries, std::uint64_t data_size, const std::string& where) {
    std::sort(entries.begin(), entries.end(), [](const Entry& left, const Entry& right) {
        return std::tie(left.begin, left.end) < std::tie(right.begin, right.end);
    });
    std::uint64_t expected = 0;
    for (const Entry& entry : entries) {
        if (entry.begin != expected) {
            refuse("the data of tensor '" + entry.name + "' leaves a hole or overlaps another tensor", where);
        }
        expected = entry.end;
    }
    if (expected != data_size) {
        refuse("the file holds " + std::to_string(data_size) + " bytes of tensor data, its header describes " +
                   std::to_string(expected),
               where);
    }
}

/// Memory of its own for a large tensor, given back to the system with it. The allocator would keep what
/// is freed among other blocks: a model that is cast tensor by tensor would then be in memory 1.6 times.
at::Tensor new_tensor(const std::vector<std::int64_t>& shape, at::ScalarType type, std::uint64_t bytes) {
    constexpr std::uint64_t kLarge = 64 << 10;
    void* memory =
        bytes < kLarge ? MAP_FAILED : mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        return at::empty(shape, type);
    }
    return at::from_blob(
        memory, shape, [bytes](void* start) { munmap(start, bytes); }, at::TensorOptions(type));
}

at::Tensor read_tensor(FileBytes& file, std::uint64_t data_begin, const Entry& entry) {
    // A bool that is neither 0 nor 1 is undefined behaviour in C++: read bytes, then compare.
    const bool is_bool = entry.type == at::kBool;
    const at::Tensor tensor = new_tensor(entry.shape, is_bool ? at::kByte : entry.type, entry.end - entry.begin);
    file.read(data_begin + entry.begin, tensor.data_ptr(), entry.end - entry.begin);
    return is_bool ? tensor.ne(0) : tensor;
}

std::string_view name_of(at::ScalarType type, const std::string& tensor) {
    const auto found = std::find_if(kDtypes.begin(), kDtypes.end(), [&](const auto& d) { return d.type == type; });
    if (found == kDtypes.end()) {
        throw Error(std::string("dtype ") + c10::toString(type) + " cannot be written", "tensor '" + tensor + "'",
                    "convert the tensor first");
    }
    return found->name;
}

/// Header of a checked file: what it describes, where the data begin.
struct Layout {
    std::vector<Entry> entries;  ///< by offset
    std::map<std::string, std::string> metadata;
    std::uint64_t data_begin = 0;
};

Layout read_layout(FileBytes& bytes) {
    const std::string& where = bytes.where();
    const std::string text = read_header(bytes);
    const json header = parse_without_duplicates(text, where);

    Layout layout;
    layout.data_begin = kLengthBytes + text.size();
    for (const auto& [name, value] : header.items()) {
        if (name != "__metadata__") {
            layout.entries.push_back(parse_entry(name, value, where));
            continue;
        }
        if (!value.is_object()) {
            refuse("__metadata__ is not an object", where);
        }
        for (const auto& [key, entry] : value.items()) {
            if (!entry.is_string()) {
                refuse("__metadata__ value '" + key + "' is not a text", where);
            }
            layout.metadata[key] = entry.get<std::string>();
        }
    }
    check_coverage(layout.entries, bytes.size() - layout.data_begin, where);
    return layout;
}

/// Hands the bytes of a file over in pieces: the header, then tensor after tensor, so that of tensors that
/// are not contiguous or not on the CPU only one copy exists at a time.
void produce(const std::map<std::string, at::Tensor>& tensors, const std::map<std::string, std::string>& metadata,
             const std::function<void(std::string_view)>& take) {
    std::vector<std::pair<std::string, at::Tensor>> ordered;
    for (const auto& [name, tensor] : tensors) {
        if (name == "__metadata__" || !tensor.defined()) {
            throw Error("cannot be written: the name is reserved or the tensor is undefined", "tensor '" + name + "'",
                        "give the tensor another name and a value");
        }
        ordered.emplace_back(name, tensor);
    }
    std::stable_sort(ordered.begin(), ordered.end(), [](const auto& left, const auto& right) {
        return left.second.element_size() > right.second.element_size();
    });

    std::map<std::string, std::string> marked = metadata;
    marked.emplace("format", "pt");
    nlohmann::ordered_json header;
    header["__metadata__"] = marked;
    std::uint64_t offset = 0;
    for (const auto& [name, tensor] : ordered) {
        const std::uint64_t end = offset + static_cast<std::uint64_t>(tensor.numel()) * tensor.element_size();
        header[name] = {{"dtype", name_of(tensor.scalar_type(), name)},
                        {"shape", tensor.sizes().vec()},
                        {"data_offsets", {offset, end}}};
        offset = end;
    }
    std::string text;
    try {
        text = header.dump();
    } catch (const json::exception&) {
        throw Error("a tensor name or metadata text is not UTF-8", "safetensors header", "rename the tensor");
    }
    text.append((8 - text.size() % 8) % 8, ' ');

    std::string length;
    for (int i = 0; i < 8; ++i) {
        length += static_cast<char>(text.size() >> (8 * i) & 0xFF);
    }
    take(length);
    take(text);
    for (const auto& [name, tensor] : ordered) {
        const at::Tensor plain = tensor.detach().to(at::kCPU).contiguous();
        take(std::string_view(static_cast<const char*>(plain.data_ptr()), plain.nbytes()));
    }
}

}  // namespace

std::map<std::string, at::Tensor> read_safetensors_shapes(const std::filesystem::path& file) {
    FileBytes bytes(file);
    std::map<std::string, at::Tensor> shapes;
    for (const Entry& entry : read_layout(bytes).entries) {
        shapes[entry.name] = at::empty(entry.shape, at::TensorOptions(entry.type).device(at::kMeta));
    }
    return shapes;
}

TensorFile read_safetensors(const std::filesystem::path& file, const std::function<bool(const std::string&)>& wanted) {
    FileBytes bytes(file);
    Layout layout = read_layout(bytes);
    TensorFile result;
    result.metadata = std::move(layout.metadata);
    for (const Entry& entry : layout.entries) {
        if (!wanted || wanted(entry.name)) {
            result.tensors[entry.name] = read_tensor(bytes, layout.data_begin, entry);
        }
    }
    return result;
}

std::string serialize_safetensors(const std::map<std::string, at::Tensor>& tensors,
                                  const std::map<std::string, std::string>& metadata) {
    std::size_t size = 0;
    for (const auto& [name, tensor] : tensors) {
        size += tensor.defined() ? static_cast<std::size_t>(tensor.numel()) * tensor.element_size() + 256 : 0;
    }
    std::string bytes;
    bytes.reserve(size);
    produce(tensors, metadata, [&](std::string_view piece) { bytes += piece; });
    return bytes;
}

void stream_safetensors(std::ostream& stream, const std::map<std::string, at::Tensor>& tensors,
                        const std::map<std::string, std::string>& metadata) {
    produce(tensors, metadata,
            [&](std::string_view piece) { stream.write(piece.data(), static_cast<std::streamsize>(piece.size())); });
}

void write_safetensors(const std::filesystem::path& file, const std::map<std::string, at::Tensor>& tensors,
                       const std::map<std::string, std::string>& metadata) {
    write_file_atomically(file, serialize_safetensors(tensors, metadata));
}

}  // namespace tempera
