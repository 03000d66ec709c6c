// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>

#include <torch/torch.h>
#include <QTemporaryDir>

#include "core/base/error.h"
#include "core/formats/torch_file.h"
#include "tests/formats/pickle_bytes.h"

inline std::filesystem::path pickle_fixture(const std::string& name) {
    return std::filesystem::path(TEMPERA_FIXTURES) / "17_pickle" / name;
}

/// [[0, 1, 2], [3, 4, 5]], and its bytes.
inline at::Tensor counted() {
    return at::arange(6, at::kFloat).reshape({2, 3});
}

inline std::string counted_bytes() {
    std::string bytes;
    for (int i = 0; i < 6; ++i) {
        bytes += little_endian(std::bit_cast<std::uint32_t>(static_cast<float>(i)), 4);
    }
    return bytes;
}

/// A torch.save archive with this pickle and the counted tensor as storage "0".
inline std::string archive_of(const std::string& pickle) {
    ZipBytes zip;
    zip.add("archive/data.pkl", pickle);
    zip.add("archive/data/0", counted_bytes());
    zip.add("archive/version", "3\n");
    return zip.finish();
}

/// Reads bytes as the content of a file "model.bin".
class TorchFileReader {
public:
    const std::filesystem::path& file() const { return file_; }

    /// The file is made anew: to overwrite it would make some file systems flush every time.
    void write(const std::string& bytes) const {
        std::filesystem::remove(file_);
        std::ofstream(file_, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }

    tempera::TensorFile read(const std::string& bytes) const {
        write(bytes);
        return tempera::read_torch_file(file_);
    }

    /// The message of the Error that reading gives; empty when it loads. Any other exception says so.
    std::string refusal(const std::string& bytes) const {
        write(bytes);
        return refusal_of_file(file_);
    }

    static std::string refusal_of_file(const std::filesystem::path& file) {
        try {
            tempera::read_torch_file(file);
        } catch (const tempera::Error& error) {
            return error.what();
        } catch (const std::exception& error) {
            return std::string("not an Error: ") + error.what();
        }
        return "";
    }

    /// Empty when reading is refused with `part` in the sentence.
    std::string mismatch(const std::string& bytes, const std::string& part) const {
        const std::string message = refusal(bytes);
        return message.find(part) != message.npos ? "" : "instead of '" + part + "': " + message;
    }

private:
    QTemporaryDir folder_;
    std::filesystem::path file_ = folder_.filePath("model.bin").toStdString();
};
