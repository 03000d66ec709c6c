// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pickle_machine.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>

#include "core/base/error.h"
#include "core/formats/pickle_input.h"
#include "core/formats/pickle_opcodes.h"
#include "core/formats/untrusted.h"

namespace tempera {
namespace {

constexpr std::uint64_t kMaxSteps = 4'000'000;
constexpr std::size_t kMaxStack = 1'000'000;
constexpr std::size_t kMaxMemo = 1'000'000;
constexpr std::size_t kMaxName = 200;
constexpr int kNewestProtocol = 5;

constexpr std::string_view kOrderedDict = "collections.OrderedDict";
constexpr std::string_view kSize = "torch.Size";
constexpr std::array<std::string_view, 3> kRecordedCalls{
    "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_parameter"};

class Machine {
public:
    Machine(std::istream& stream, std::uint64_t max_bytes, const std::string& where)
        : input_(stream, max_bytes, where) {}

    Pickle run() {
        for (;;) {
            spend(1);
            const unsigned char opcode = input_.byte();
            if (opcode == kStop) {
                pickle_.root = pop();
                if (!stack_.empty() || !marks_.empty()) {
                    input_.damaged("values are left over at its end");
                }
                return std::move(pickle_);
            }
            if (!constant(opcode) && !container(opcode) && !memory(opcode) && !object(opcode)) {
                input_.damaged("opcode " + std::to_string(opcode) + " is not one that torch.save writes");
            }
        }
    }

private:
    void spend(std::uint64_t steps) {
        steps_ += steps;
        if (steps_ > kMaxSteps) {
            input_.too_large("values");
        }
    }

    [[noreturn]] void forbidden(const std::string& name) const {
        throw Error("it asks to run '" + printable(name) + "', which weights do not need and Tempera never does",
                    input_.where(), "use the model in the safetensors format, or a plain state dict of it");
    }

    // The stack. Values below the last mark are out of reach.

    void push(PickleValue value) {
        if (stack_.size() >= kMaxStack) {
            input_.too_large("values at once");
        }
        stack_.push_back(value);
    }

    PickleValue& top() {
        if (stack_.size() <= (marks_.empty() ? 0 : marks_.back())) {
            input_.damaged("a value is missing");
        }
        return stack_.back();
    }

    PickleValue pop() {
        const PickleValue value = top();
        stack_.pop_back();
        return value;
    }

    std::vector<PickleValue> pop_count(std::size_t count) {
        std::vector<PickleValue> values(count);
        for (std::size_t i = count; i-- > 0;) {
            values[i] = pop();
        }
        return values;
    }

    std::vector<PickleValue> pop_to_mark() {
        if (marks_.empty()) {
            input_.damaged("a mark is missing");
        }
        const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
        std::vector<PickleValue> values(first, stack_.end());
        stack_.erase(first, stack_.end());
        marks_.pop_back();
        return values;
    }

    template <class Kind>
    Kind* pop_as(const char* if_missing) {
        Kind* found = pickle_pointer<Kind*>(pop());
        if (!found) {
            input_.damaged(if_missing);
        }
        return found;
    }

    /// Keeps `item` in the pickle and pushes a pointer to it.
    template <class Pointer, class Item>
    void push_kept(std::deque<Item>& owner, Item item) {
        owner.push_back(std::move(item));
        push(static_cast<Pointer>(&owner.back()));
    }

    void push_text(std::uint64_t size) { push_kept<const std::string*>(pickle_.texts, input_.bytes(size)); }
    void push_bytes(std::uint64_t size) {
        push_kept<const PickleBytes*>(pickle_.byte_strings, PickleBytes{input_.bytes(size)});
    }
    void push_tuple(std::vector<PickleValue> items) {
        push_kept<PickleTuple*>(pickle_.tuples, PickleTuple{std::move(items)});
    }
    void push_global(const std::string& module, const std::string& name) {
        if (module.size() + name.size() > kMaxName) {
            input_.too_large("letters in a name");
        }
        push_kept<const PickleGlobal*>(pickle_.globals, PickleGlobal{module + "." + name});
    }

    void push_long(std::size_t size) {
        if (size > 8) {
            push_bytes(size);
            return;
        }
        std::uint64_t value = input_.little_endian(static_cast<int>(size));
        if (size > 0 && size < 8 && (value >> (8 * size - 1)) != 0) {
            value |= ~std::uint64_t{0} << (8 * size);  // the sign
        }
        push(static_cast<std::int64_t>(value));
    }

    // The opcodes, in four groups. Each function says whether the opcode was one of its own.

    bool constant(unsigned char opcode) {
        switch (opcode) {
            case kNone:
                push(std::monostate{});
                return true;
            case kNewTrue:
            case kNewFalse:
                push(opcode == kNewTrue);
                return true;
            case kBinInt:
                push(std::int64_t{static_cast<std::int32_t>(input_.little_endian(4))});
                return true;
            case kBinInt1:
            case kBinInt2:
                push(static_cast<std::int64_t>(input_.little_endian(opcode == kBinInt1 ? 1 : 2)));
                return true;
            case kLong1:
                push_long(input_.byte());
                return true;
            case kBinFloat:
                push(input_.big_endian_double());
                return true;
            case kShortBinString:
            case kShortBinUnicode:
                push_text(input_.byte());
                return true;
            case kBinString:
            case kBinUnicode:
                push_text(input_.little_endian(4));
                return true;
            case kShortBinBytes:
                push_bytes(input_.byte());
                return true;
            case kBinBytes:
                push_bytes(input_.little_endian(4));
                return true;
            default:
                return false;
        }
    }

    bool container(unsigned char opcode) {
        switch (opcode) {
            case kMark:
                marks_.push_back(stack_.size());
                return true;
            case kEmptyDict:
                push_kept<PickleDict*>(pickle_.dicts, PickleDict{});
                return true;
            case kEmptyList:
            case kEmptySet:
                push_kept<PickleList*>(pickle_.lists, PickleList{});
                return true;
            case kEmptyTuple:
                push_tuple({});
                return true;
            case kTuple1:
            case kTuple2:
            case kTuple3:
                push_tuple(pop_count(static_cast<std::size_t>(opcode - kTuple1 + 1)));
                return true;
            case kTuple:
                push_tuple(pop_to_mark());
                return true;
            case kSetItem:
                set_items(pop_count(2));
                return true;
            case kSetItems:
                set_items(pop_to_mark());
                return true;
            case kAppend:
                append_items(pop_count(1));
                return true;
            case kAppends:
            case kAddItems:
                append_items(pop_to_mark());
                return true;
            default:
                return false;
        }
    }

    void set_items(const std::vector<PickleValue>& values) {
        PickleDict* dict = pop_as<PickleDict>("a dict is missing");
        if (values.size() % 2 != 0) {
            input_.damaged("a key has no value");
        }
        for (std::size_t i = 0; i < values.size(); i += 2) {
            dict->items.emplace_back(values[i], values[i + 1]);
        }
        push(dict);
    }

    void append_items(const std::vector<PickleValue>& values) {
        PickleList* list = pop_as<PickleList>("a list is missing");
        list->items.insert(list->items.end(), values.begin(), values.end());
        push(list);
    }

    bool memory(unsigned char opcode) {
        switch (opcode) {
            case kPop:
                if (!marks_.empty() && marks_.back() == stack_.size()) {
                    marks_.pop_back();
                } else {
                    pop();
                }
                return true;
            case kBinPut:
            case kLongBinPut:
                remember(input_.little_endian(opcode == kBinPut ? 1 : 4));
                return true;
            case kMemoize:
                remember(memo_.size());
                return true;
            case kBinGet:
            case kLongBinGet: {
                const auto found = memo_.find(input_.little_endian(opcode == kBinGet ? 1 : 4));
                if (found == memo_.end()) {
                    input_.damaged("it refers to a value that was not there yet");
                }
                push(found->second);
                return true;
            }
            default:
                return false;
        }
    }

    void remember(std::uint64_t index) {
        if (memo_.size() >= kMaxMemo) {
            input_.too_large("values to remember");
        }
        memo_[index] = top();
    }

    bool object(unsigned char opcode) {
        switch (opcode) {
            case kProto:
                if (input_.byte() > kNewestProtocol) {
                    input_.damaged("its protocol is newer than 5");
                }
                return true;
            case kFrame:
                input_.little_endian(8);  // only a hint of how much to read ahead
                return true;
            case kGlobal: {
                const std::string module = input_.line();
                push_global(module, input_.line());
                return true;
            }
            case kStackGlobal: {
                const auto* name = pop_as<const std::string>("a name is missing");
                push_global(*pop_as<const std::string>("a module is missing"), *name);
                return true;
            }
            case kBinPersId:
                push_kept<const PicklePersistentId*>(pickle_.persistent_ids, PicklePersistentId{pop()});
                return true;
            case kReduce:
            case kNewObj: {
                const auto* arguments = pop_as<PickleTuple>("a tuple of arguments is missing");
                call(pop_as<const PickleGlobal>("a function to call is missing"), arguments);
                return true;
            }
            case kBuild:
                pop();
                check_state_target(top());
                return true;
            default:
                return false;
        }
    }

    void call(const PickleGlobal* function, const PickleTuple* arguments) {
        const std::vector<PickleValue>& items = arguments->items;
        if (function->name == kOrderedDict && items.size() <= 1) {
            PickleDict dict;
            if (!items.empty()) {
                dict.items = pairs_of(items[0]);
            }
            push_kept<PickleDict*>(pickle_.dicts, std::move(dict));
        } else if (function->name == kSize && items.size() == 1) {
            push(items[0]);
        } else if (std::find(kRecordedCalls.begin(), kRecordedCalls.end(), function->name) != kRecordedCalls.end()) {
            push_kept<const PickleCall*>(pickle_.calls, PickleCall{function, arguments});
        } else {
            forbidden(function->name);
        }
    }

    /// Python 2 gave the content of an OrderedDict as a list of lists of two.
    std::vector<std::pair<PickleValue, PickleValue>> pairs_of(const PickleValue& value) {
        const PickleList* list = pickle_pointer<PickleList*>(value);
        if (!list) {
            input_.damaged("an OrderedDict is not made of a list");
        }
        spend(list->items.size());  // the one list may be asked for again and again
        std::vector<std::pair<PickleValue, PickleValue>> pairs;
        for (const PickleValue& item : list->items) {
            const PickleList* pair = pickle_pointer<PickleList*>(item);
            if (!pair || pair->items.size() != 2) {
                input_.damaged("an OrderedDict is not made of pairs");
            }
            pairs.emplace_back(pair->items[0], pair->items[1]);
        }
        return pairs;
    }

    /// The state of an OrderedDict (torch's `_metadata`) is of no use here; other objects are not made.
    void check_state_target(const PickleValue& target) const {
        if (const auto* global = pickle_pointer<const PickleGlobal*>(target)) {
            forbidden(global->name);
        }
        if (const auto* made = pickle_pointer<const PickleCall*>(target)) {
            forbidden(made->function->name + ".__setstate__");
        }
        if (!std::holds_alternative<PickleDict*>(target)) {
            input_.damaged("it gives a state to a plain value");
        }
    }

    PickleInput input_;
    Pickle pickle_;
    std::uint64_t steps_ = 0;
    std::vector<PickleValue> stack_;
    std::vector<std::size_t> marks_;
    std::unordered_map<std::uint64_t, PickleValue> memo_;
};

}  // namespace

Pickle read_pickle(std::istream& stream, std::uint64_t max_bytes, const std::string& where) {
    return Machine(stream, max_bytes, where).run();
}

}  // namespace tempera
