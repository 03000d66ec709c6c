// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include <torch/torch.h>

#include <QTest>

#include "core/formats/image.h"
#include "core/formats/safetensors.h"

namespace tempera {

// The pictures of fixture 15_preprocess and what the reference made of them.

inline std::filesystem::path preprocess_folder() {
    return std::filesystem::path(TEMPERA_FIXTURES) / "15_preprocess";
}

inline const std::map<std::string, at::Tensor>& preprocess_tensors() {
    static const auto tensors = read_safetensors(preprocess_folder() / "io.safetensors").tensors;
    return tensors;
}

/// Of uint8 [height, width, 3].
inline Image image_of_rows(const at::Tensor& hwc) {
    const at::Tensor bytes = hwc.contiguous();
    const auto* first = bytes.data_ptr<std::uint8_t>();
    return {static_cast<int>(hwc.size(1)), static_cast<int>(hwc.size(0)), {first, first + bytes.numel()}};
}

/// The picture called `name`; the large one is stored as a PNG.
inline Image preprocess_input(const std::string& name) {
    return name == "sq512" ? read_image(preprocess_folder() / "sq512.png")
                           : image_of_rows(preprocess_tensors().at(name + ".in_u8"));
}

/// One test row for each picture, in the column `name`.
inline void preprocess_rows() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"oddcrop", "sq256", "sq28", "sq512", "tall", "up", "wide"}) {
        QTest::newRow(name) << name;
    }
}

}  // namespace tempera
