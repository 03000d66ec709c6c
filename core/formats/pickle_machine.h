// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <istream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tempera {

struct PickleBytes;
struct PickleList;
struct PickleTuple;
struct PickleDict;
struct PickleGlobal;
struct PickleCall;
struct PicklePersistentId;

/// One value of a pickle: None, a boolean, an integer, a number, a text, or a pointer to something
/// larger that the Pickle owns. Values may be shared and, in a hostile file, hold themselves.
using PickleValue =
    std::variant<std::monostate, bool, std::int64_t, double, const std::string*, const PickleBytes*, PickleList*,
                 PickleTuple*, PickleDict*, const PickleGlobal*, const PickleCall*, const PicklePersistentId*>;

/// A byte string, or an integer of more than 64 bits as little-endian two's complement.
struct PickleBytes {
    std::string bytes;
};
/// A list or a set.
struct PickleList {
    std::vector<PickleValue> items;
};
struct PickleTuple {
    std::vector<PickleValue> items;
};
/// A dict or OrderedDict in the order of the file. A key that comes twice stands here twice.
struct PickleDict {
    std::vector<std::pair<PickleValue, PickleValue>> items;
};
/// The name of a Python class or function, "torch.FloatStorage". Only a name.
struct PickleGlobal {
    std::string name;
};
/// A call of a function on the list below, which was not made.
struct PickleCall {
    const PickleGlobal* function;
    const PickleTuple* arguments;
};
/// A reference to something beside the pickle; for torch.save a tuple that names a storage.
struct PicklePersistentId {
    PickleValue id;
};

/// The pointer of this type in `value`; null when it holds something else.
template <class Pointer>
Pointer pickle_pointer(const PickleValue& value) {
    const auto* found = std::get_if<Pointer>(&value);
    return found ? *found : nullptr;
}

/// What one pickle holds. Owns every value; may be moved, not copied.
struct Pickle {
    Pickle() = default;
    Pickle(Pickle&&) = default;
    Pickle& operator=(Pickle&&) = default;

    PickleValue root;
    std::deque<std::string> texts;
    std::deque<PickleBytes> byte_strings;
    std::deque<PickleList> lists;
    std::deque<PickleTuple> tuples;
    std::deque<PickleDict> dicts;
    std::deque<PickleGlobal> globals;
    std::deque<PickleCall> calls;
    std::deque<PicklePersistentId> persistent_ids;
};

/// Reads one pickle of protocol 2 to 5 (Python's pickletools.py describes the opcodes) from the
/// stream, of which it takes at most `max_bytes` and nothing behind the pickle's end. Nothing of
/// Python is ever run: `collections.OrderedDict` and `torch.Size` become plain values, calls of
/// `torch._utils._rebuild_tensor`, `_rebuild_tensor_v2` and `_rebuild_parameter` are kept as
/// PickleCall, and a call of anything else throws an Error with its name (the rule of
/// torch/_weights_only_unpickler.py). Opcodes, texts, stack and memo are limited, so a hostile
/// pickle can take some hundred megabytes of memory and a second at most.
/// Throws Error at `where` for everything that is not such a pickle.
Pickle read_pickle(std::istream& stream, std::uint64_t max_bytes, const std::string& where);

}  // namespace tempera
