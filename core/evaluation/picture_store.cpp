// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/picture_store.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>

#include "core/formats/image_tensor.h"

namespace tempera {

namespace {

std::string image_path(const SampleRow& row) {
    char name[64];
    std::snprintf(name, sizeof name, "images/%s-%04lld-%03lld.png", to_string(row.kind),
                  static_cast<long long>(row.epoch), static_cast<long long>(row.index));
    return name;
}

Image thumbnail_of(const Image& image) {
    const double factor = static_cast<double>(thumbnail_size) / std::max(image.width, image.height);
    const auto shrunk = [factor](int side) { return std::max(1, static_cast<int>(std::lround(side * factor))); };
    return scaled(image, shrunk(image.width), shrunk(image.height));
}

}  // namespace

EncodedPicture encode_picture(const Image& image) {
    const std::string png = encode_png(image);
    const bool small = std::max(image.width, image.height) <= thumbnail_size;
    return {png, small ? png : encode_png(thumbnail_of(image))};
}

void store_picture(RunWriter& writer, SampleRow row, const at::Tensor& chw01,
                   const std::map<std::string, double>& scores) {
    const Image image = to_image(chw01);
    row.image = image_path(row);
    row.width = image.width;
    row.height = image.height;
    const EncodedPicture encoded = encode_picture(image);
    const std::int64_t id = writer.sample(row, encoded.png, encoded.thumbnail);
    for (const auto& [reward, value] : scores) {
        writer.score(id, reward, value);
    }
}

}  // namespace tempera
