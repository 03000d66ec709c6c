// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/torch_archive.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "core/base/error.h"
#include "core/formats/untrusted.h"
#include "core/formats/zip_directory.h"

namespace tempera {
namespace {

constexpr std::uint64_t kMaxPickle = std::uint64_t{64} << 20;
constexpr std::size_t kMaxKey = 256;
constexpr const char* kDamaged = "the file is damaged: download or export it again";
constexpr const char* kUseSafetensors = "use the model in the safetensors format";

constexpr std::array<std::pair<std::string_view, at::ScalarType>, 10> kStorageTypes{
    {{"torch.DoubleStorage", at::kDouble},
     {"torch.FloatStorage", at::kFloat},
     {"torch.HalfStorage", at::kHalf},
     {"torch.BFloat16Storage", at::kBFloat16},
     {"torch.LongStorage", at::kLong},
     {"torch.IntStorage", at::kInt},
     {"torch.ShortStorage", at::kShort},
     {"torch.CharStorage", at::kChar},
     {"torch.ByteStorage", at::kByte},
     {"torch.BoolStorage", at::kBool}}};

/// The prefix of "<prefix>/data.pkl", the one pickle with the content.
std::string find_prefix(const std::map<std::string, ZipEntry>& entries, const std::string& where) {
    constexpr std::string_view kPickleName = "/data.pkl";
    std::optional<std::string> prefix;
    for (const auto& [name, entry] : entries) {
        if (!name.ends_with(kPickleName) || name.find('/') != name.size() - kPickleName.size()) {
            continue;
        }
        if (prefix) {
            throw Error("the zip archive holds two files named data.pkl", where, kDamaged);
        }
        prefix = name.substr(0, name.size() - kPickleName.size());
    }
    if (!prefix) {
        throw Error("is a zip archive, but not one of torch.save: it holds no data.pkl", where,
                    "check that this is the right file");
    }
    return *prefix;
}

TorchArchive open_zip(FileBytes& file) {
    const std::map<std::string, ZipEntry> entries = read_zip_directory(file);
    const std::string prefix = find_prefix(entries, file.where());
    for (const auto& [name, entry] : entries) {
        if (name == prefix + "/constants.pkl" || name.starts_with(prefix + "/code/")) {
            throw Error("is a TorchScript program, not a state dict", file.where(), kUseSafetensors);
        }
    }
    if (const auto order = entries.find(prefix + "/byteorder");
        order != entries.end() && (order->second.size != 6 || file.text(order->second.offset, 6) != "little")) {
        throw Error("was saved on a big-endian computer", file.where(), kUseSafetensors);
    }
    const ZipEntry pickle = entries.at(prefix + "/data.pkl");
    TorchArchive archive;
    archive.content = read_pickle(file.stream_at(pickle.offset), std::min(pickle.size, kMaxPickle), file.where());
    const std::string folder = prefix + "/data/";
    for (const auto& [name, entry] : entries) {
        if (name.starts_with(folder)) {
            archive.storages[name.substr(folder.size())] = {entry.offset, entry.size};
        }
    }
    return archive;
}

/// Reads the pickles of a legacy file one behind the other.
class LegacyReader {
public:
    explicit LegacyReader(FileBytes& file) : file_(file) {}

    TorchArchive open() {
        if (!is_magic(next().root)) {
            throw Error("is a pickle, but not one of torch.save", file_.where(), "check that this is the right file");
        }
        const Pickle protocol = next();
        if (const auto* version = std::get_if<std::int64_t>(&protocol.root); !version || *version != kProtocol) {
            throw Error("is a torch.save file of an unknown version", file_.where(), kUseSafetensors);
        }
        check_byte_order(next());
        TorchArchive archive;
        archive.content = next();
        archive.storages = places(archive.content, next());
        return archive;
    }

private:
    static constexpr std::int64_t kProtocol = 1001;

    static bool is_magic(const PickleValue& value) {
        constexpr std::string_view kMagic = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";  // 0x1950a86a20f9469cfc6c
        const auto* number = pickle_pointer<const PickleBytes*>(value);
        return number && number->bytes == kMagic;
    }

    Pickle next() {
        std::istream& stream = file_.stream_at(position_);
        Pickle pickle = read_pickle(stream, std::min(file_.size() - position_, kMaxPickle), file_.where());
        position_ = static_cast<std::uint64_t>(std::streamoff(stream.tellg()));
        return pickle;
    }

    void check_byte_order(const Pickle& system) const {
        const auto* facts = pickle_pointer<PickleDict*>(system.root);
        for (const auto& [key, value] : facts ? facts->items : decltype(facts->items)()) {
            const auto* name = pickle_pointer<const std::string*>(key);
            const auto* little = std::get_if<bool>(&value);
            if (name && *name == "little_endian" && little && !*little) {
                throw Error("was saved on a big-endian computer", file_.where(), kUseSafetensors);
            }
        }
    }

    /// The data of each key: a 64-bit count of elements, then the elements. Their size is known only
    /// from the persistent ids in the content.
    std::map<std::string, TorchStoragePlace> places(const Pickle& content, const Pickle& keys) {
        std::map<std::string, TorchStorageId> ids;
        for (const PicklePersistentId& id : content.persistent_ids) {
            TorchStorageId named = storage_id(id, file_.where());
            ids.emplace(named.key, named);
        }
        const auto* list = pickle_pointer<PickleList*>(keys.root);
        if (!list) {
            refuse("the list of storages is missing");
        }
        std::map<std::string, TorchStoragePlace> places;
        for (const PickleValue& item : list->items) {
            const auto* key = pickle_pointer<const std::string*>(item);
            const auto id = key ? ids.find(*key) : ids.end();
            if (id == ids.end()) {
                refuse("a storage belongs to no tensor");
            }
            const std::uint64_t bytes = static_cast<std::uint64_t>(id->second.size) * c10::elementSize(id->second.type);
            if (element_count() != static_cast<std::uint64_t>(id->second.size) || bytes > file_.size() - position_) {
                refuse("storage '" + printable(*key) + "' does not have the size that its tensors need");
            }
            if (!places.emplace(*key, TorchStoragePlace{position_, bytes}).second) {
                refuse("storage '" + printable(*key) + "' comes twice");
            }
            position_ += bytes;
        }
        return places;
    }

    std::uint64_t element_count() {
        std::uint64_t count = 0;
        int shift = 0;
        for (const char byte : file_.text(position_, 8)) {
            count |= std::uint64_t{static_cast<unsigned char>(byte)} << shift;
            shift += 8;
        }
        position_ += 8;
        return count;
    }

    [[noreturn]] void refuse(const std::string& problem) const { throw Error(problem, file_.where(), kDamaged); }

    FileBytes& file_;
    std::uint64_t position_ = 0;
};

}  // namespace

TorchArchive open_torch_archive(FileBytes& file) {
    const std::string start = file.text(0, std::min<std::uint64_t>(file.size(), 512));
    refuse_stand_in(start, file.where());
    if (start.starts_with("PK")) {
        return open_zip(file);
    }
    if (start.starts_with('\x80')) {
        return LegacyReader(file).open();
    }
    if (start.size() > 262 && start.substr(257, 5) == "ustar") {
        throw Error("is of the tar format of the first PyTorch", file.where(), kUseSafetensors);
    }
    if (start.size() > 8 && start[8] == '{') {
        throw Error("looks like a safetensors file with another ending", file.where(), "rename it to .safetensors");
    }
    throw Error(start.empty() ? "is empty" : "is not a file of torch.save", file.where(),
                "check that this is the right file, and download or export it again");
}

TorchStorageId storage_id(const PicklePersistentId& id, const std::string& where) {
    const auto* tuple = pickle_pointer<PickleTuple*>(id.id);
    const std::size_t count = tuple ? tuple->items.size() : 0;
    if (count != 5 && count != 6) {
        throw Error("a persistent id does not name a storage", where, kDamaged);
    }
    const auto& items = tuple->items;
    const auto* kind = pickle_pointer<const std::string*>(items[0]);
    const auto* type = pickle_pointer<const PickleGlobal*>(items[1]);
    const auto* key = pickle_pointer<const std::string*>(items[2]);
    const auto* size = std::get_if<std::int64_t>(&items[4]);
    if (!kind || *kind != "storage" || !type || !key || !size || *size < 0 || key->size() > kMaxKey) {
        throw Error("a persistent id does not name a storage", where, kDamaged);
    }
    if (count == 6 && !std::holds_alternative<std::monostate>(items[5])) {
        throw Error("holds views of storages as the first PyTorch wrote them", where, kUseSafetensors);
    }
    const auto found = std::find_if(kStorageTypes.begin(), kStorageTypes.end(),
                                    [&](const auto& known) { return known.first == type->name; });
    if (found == kStorageTypes.end()) {
        throw Error("holds tensors of the unsupported type " + printable(type->name), where,
                    "convert the model to float32, float16 or bfloat16");
    }
    if (*size > std::numeric_limits<std::int64_t>::max() / 8) {
        throw Error("a storage is larger than any file", where, kDamaged);
    }
    return {*key, found->second, *size};
}

}  // namespace tempera
