// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tempera {

/// The opcodes of Python's pickle format that torch.save writes, by their names in pickletools.py.
enum PickleOpcode : unsigned char {
    kMark = '(',
    kStop = '.',
    kPop = '0',
    kNone = 'N',
    kNewTrue = 0x88,
    kNewFalse = 0x89,
    kBinInt = 'J',
    kBinInt1 = 'K',
    kBinInt2 = 'M',
    kLong1 = 0x8a,
    kBinFloat = 'G',
    kBinString = 'T',
    kShortBinString = 'U',
    kBinUnicode = 'X',
    kShortBinUnicode = 0x8c,
    kBinBytes = 'B',
    kShortBinBytes = 'C',
    kEmptyDict = '}',
    kEmptyList = ']',
    kEmptyTuple = ')',
    kEmptySet = 0x8f,
    kTuple = 't',
    kTuple1 = 0x85,
    kTuple2 = 0x86,
    kTuple3 = 0x87,
    kSetItem = 's',
    kSetItems = 'u',
    kAppend = 'a',
    kAppends = 'e',
    kAddItems = 0x90,
    kBinPut = 'q',
    kLongBinPut = 'r',
    kMemoize = 0x94,
    kBinGet = 'h',
    kLongBinGet = 'j',
    kGlobal = 'c',
    kStackGlobal = 0x93,
    kBinPersId = 'Q',
    kReduce = 'R',
    kNewObj = 0x81,
    kBuild = 'b',
    kProto = 0x80,
    kFrame = 0x95,
};

}  // namespace tempera
