// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/multiply_adds.h"

#include <vector>

namespace tempera {
namespace {

struct Plane {
    std::int64_t height = 0;
    std::int64_t width = 0;

    std::int64_t pixels() const { return height * width; }
    Plane doubled() const { return {2 * height, 2 * width}; }

    /// After a 3x3 convolution of stride 2; padding 0 adds one row and one column.
    Plane halved(std::int64_t padding) const {
        const std::int64_t added = padding == 0 ? 1 : 2 * padding;
        return {(height + added - 3) / 2 + 1, (width + added - 3) / 2 + 1};
    }
};

/// Walks through a model in the order of its forward pass.
class Count {
public:
    double copies = 1;      ///< rows that each sample has by now
    bool gradient = false;  ///< the backward pass goes through what comes next to its input

    void product(std::int64_t rows, std::int64_t in, std::int64_t out) { add(1.0 * rows * in * out); }

    /// A product whose input never needs a gradient.
    void side_product(std::int64_t rows, std::int64_t in, std::int64_t out) {
        total_.forward += copies * static_cast<double>(rows * in * out);
    }

    void convolution(const Plane& plane, std::int64_t in, std::int64_t out, std::int64_t kernel = 3) {
        product(plane.pixels(), in * kernel * kernel, out);
    }

    /// Scores and values; backward: gradients of probabilities, queries, keys and values.
    void attention(std::int64_t queries, std::int64_t keys, std::int64_t width) {
        const double each = 1.0 * queries * keys * width;
        total_.forward += copies * 2.0 * each;
        total_.backward += gradient ? copies * 4.0 * each : 0.0;
    }

    /// A low-rank branch: backward has the gradients of its two matrices, and of the inputs of the second and, where
    /// it is wanted, of the first.
    void branch(std::int64_t rows, std::int64_t in, std::int64_t out, std::int64_t rank, bool input_gradient) {
        const double down = copies * static_cast<double>(rows * in * rank);
        const double up = copies * static_cast<double>(rows * rank * out);
        total_.forward += down + up;
        total_.backward += down + 2.0 * up + (input_gradient ? down : 0.0);
    }

    void resnet(const Plane& plane, std::int64_t in, std::int64_t out, std::int64_t time_width) {
        convolution(plane, in, out);
        if (time_width > 0) {
            side_product(1, time_width, out);
        }
        convolution(plane, out, out);
        if (in != out) {
            convolution(plane, in, out, 1);
        }
    }

    const MultiplyAdds& total() const { return total_; }

private:
    void add(double each) {
        total_.forward += copies * each;
        total_.backward += gradient ? copies * each : 0.0;
    }

    MultiplyAdds total_;
};

/// The text that cross-attention sees, and the adapter.
struct Surroundings {
    std::int64_t tokens = 0;
    std::int64_t text_width = 0;
    std::int64_t rank = 0;
};

void attention_layer(Count& count, std::int64_t queries, std::int64_t width, bool sees_text,
                     const Surroundings& around) {
    const std::int64_t keys = sees_text ? around.tokens : queries;
    const std::int64_t key_width = sees_text ? around.text_width : width;
    const auto project = [&](std::int64_t rows, std::int64_t in, bool input_gradient) {
        if (input_gradient) {
            count.product(rows, in, width);
        } else {
            count.side_product(rows, in, width);
        }
        if (around.rank > 0) {
            count.branch(rows, in, width, around.rank, input_gradient);
        }
    };
    project(queries, width, count.gradient);
    project(keys, key_width, count.gradient && !sees_text);
    project(keys, key_width, count.gradient && !sees_text);
    // From the first adapter on everything needs a gradient.
    count.gradient = count.gradient || around.rank > 0;
    count.attention(queries, keys, width);
    project(queries, width, count.gradient);
}

void transformer(Count& count, const Plane& plane, const UNetConfig& config, std::size_t level, bool only_cross,
                 const Surroundings& around) {
    const std::int64_t width = config.block_out_channels[level];
    Surroundings own = around;
    own.text_width = config.cross_attention_dim[level];
    count.product(plane.pixels(), width, width);
    for (std::int64_t i = 0; i < config.transformer_layers_per_block[level]; ++i) {
        attention_layer(count, plane.pixels(), width, only_cross, own);
        attention_layer(count, plane.pixels(), width, true, own);
        count.product(plane.pixels(), width, 8 * width);
        count.product(plane.pixels(), 4 * width, width);
    }
    count.product(plane.pixels(), width, width);
}

}  // namespace

MultiplyAdds unet_multiply_adds(const UNetConfig& config, const UNetCall& call) {
    struct Skip {
        Plane plane;
        std::int64_t channels = 0;
    };
    const std::size_t levels = config.block_out_channels.size();
    const std::int64_t first = config.block_out_channels.front();
    const std::int64_t time_width = 4 * first;
    const Surroundings around{call.tokens, 0, call.lora_rank};
    const auto attends = [](const std::string& block_type) { return block_type.starts_with("CrossAttn"); };
    Count count;
    count.side_product(1, first, time_width);
    count.side_product(1, time_width, time_width);
    count.gradient = call.latent_gradient;
    Plane plane{call.height, call.width};
    count.convolution(plane, config.in_channels, first);
    std::vector<Skip> skips{{plane, first}};
    std::int64_t channels = first;
    for (std::size_t level = 0; level < levels; ++level) {
        const bool attention = attends(config.down_block_types[level]);
        if (attention) {
            count.copies = static_cast<double>(call.contexts);
        }
        for (std::int64_t i = 0; i < config.layers_per_block[level]; ++i) {
            count.resnet(plane, channels, config.block_out_channels[level], time_width);
            channels = config.block_out_channels[level];
            if (attention) {
                transformer(count, plane, config, level, config.only_cross_attention[level], around);
            }
            skips.push_back({plane, channels});
        }
        if (level + 1 < levels) {
            plane = plane.halved(config.downsample_padding);
            count.convolution(plane, channels, channels);
            skips.push_back({plane, channels});
        }
    }
    count.copies = static_cast<double>(call.contexts);
    count.resnet(plane, channels, channels, time_width);
    transformer(count, plane, config, levels - 1, false, around);
    count.resnet(plane, channels, channels, time_width);
    for (std::size_t block = 0; block < levels; ++block) {
        const std::size_t level = levels - 1 - block;
        const std::int64_t out = config.block_out_channels[level];
        for (std::int64_t i = 0; i <= config.layers_per_block[level]; ++i) {
            count.resnet(plane, channels + skips.back().channels, out, time_width);
            skips.pop_back();
            channels = out;
            if (attends(config.up_block_types[block])) {
                transformer(count, plane, config, level, config.only_cross_attention[level], around);
            }
        }
        if (level > 0) {
            plane = skips.back().plane;
            count.convolution(plane, channels, channels);
        }
    }
    count.convolution(plane, channels, config.out_channels);
    return count.total();
}

MultiplyAdds vae_decode_multiply_adds(const AutoencoderKLConfig& config, std::int64_t height, std::int64_t width) {
    Count count;
    count.gradient = true;
    Plane plane{height, width};
    std::int64_t channels = config.block_out_channels.back();
    count.convolution(plane, config.latent_channels, config.latent_channels, 1);
    count.convolution(plane, config.latent_channels, channels);
    count.resnet(plane, channels, channels, 0);
    for (int projection = 0; projection < 4; ++projection) {
        count.product(plane.pixels(), channels, channels);
    }
    count.attention(plane.pixels(), plane.pixels(), channels);
    count.resnet(plane, channels, channels, 0);
    for (std::size_t level = config.block_out_channels.size(); level-- > 0;) {
        for (std::int64_t i = 0; i <= config.layers_per_block; ++i) {
            count.resnet(plane, channels, config.block_out_channels[level], 0);
            channels = config.block_out_channels[level];
        }
        if (level > 0) {
            plane = plane.doubled();
            count.convolution(plane, channels, channels);
        }
    }
    count.convolution(plane, channels, config.out_channels);
    return count.total();
}

MultiplyAdds clip_image_multiply_adds(const CLIPConfig& config) {
    const CLIPVisionConfig& vision = config.vision;
    const std::int64_t width = vision.tower.hidden_size;
    const std::int64_t side = vision.image_size / vision.patch_size;
    const std::int64_t tokens = side * side + 1;
    Count count;
    count.gradient = true;
    count.product(side * side, vision.num_channels * vision.patch_size * vision.patch_size, width);
    for (std::int64_t layer = 0; layer < vision.tower.num_hidden_layers; ++layer) {
        for (int projection = 0; projection < 4; ++projection) {
            count.product(tokens, width, width);
        }
        count.attention(tokens, tokens, width);
        count.product(tokens, width, vision.tower.intermediate_size);
        count.product(tokens, vision.tower.intermediate_size, width);
    }
    count.product(1, width, config.projection_dim);
    return count.total();
}

}  // namespace tempera
