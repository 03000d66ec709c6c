// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QRegularExpression>
#include <QString>

namespace tempera {

/// The names of Stable Diffusion 1.x weights in its original single-file checkpoints, from those of
/// diffusers; for UNets of two layers per block, the only ones there are.
inline std::string compvis_unet_name(const std::string& name) {
    QString text = QString::fromStdString(name);
    const auto replace = [&](const char* old, const char* now) { text.replace(QString(old), QString(now)); };
    static const QRegularExpression down("^down_blocks\\.(\\d)\\.(resnets|attentions|downsamplers)\\.(\\d)\\.");
    static const QRegularExpression up("^up_blocks\\.(\\d)\\.(resnets|attentions|upsamplers)\\.(\\d)\\.");
    if (const auto match = down.match(text); match.hasMatch()) {
        const bool resample = match.captured(2) == "downsamplers";
        const int number = 1 + 3 * match.captured(1).toInt() + (resample ? 2 : match.captured(3).toInt());
        const QString rest = text.mid(match.capturedEnd());
        text = QString("input_blocks.%1.%2.%3").arg(number).arg(match.captured(2) == "attentions" ? 1 : 0).arg(rest);
        replace(".0.conv.", ".0.op.");
    } else if (const auto found = up.match(text); found.hasMatch()) {
        const bool resample = found.captured(2) == "upsamplers";
        const int block = found.captured(1).toInt();
        const int number = 3 * block + (resample ? 2 : found.captured(3).toInt());
        // Only the first block of the way up has no attention.
        const int place = found.captured(2) == "resnets" ? 0 : resample && block > 0 ? 2 : 1;
        text = QString("output_blocks.%1.%2.%3").arg(number).arg(place).arg(text.mid(found.capturedEnd()));
    } else {
        replace("mid_block.resnets.0.", "middle_block.0.");
        replace("mid_block.attentions.0.", "middle_block.1.");
        replace("mid_block.resnets.1.", "middle_block.2.");
        replace("conv_in.", "input_blocks.0.0.");
        replace("time_embedding.linear_1.", "time_embed.0.");
        replace("time_embedding.linear_2.", "time_embed.2.");
        replace("conv_norm_out.", "out.0.");
        replace("conv_out.", "out.2.");
    }
    if (!text.contains("transformer_blocks")) {
        static const QRegularExpression resnet("\\.(norm1|conv1|time_emb_proj|norm2|conv2|conv_shortcut)\\.");
        const QString inside = resnet.match(text).captured(1);
        const char* now = inside == "norm1"           ? "in_layers.0"
                          : inside == "conv1"         ? "in_layers.2"
                          : inside == "time_emb_proj" ? "emb_layers.1"
                          : inside == "norm2"         ? "out_layers.0"
                          : inside == "conv2"         ? "out_layers.3"
                                                      : "skip_connection";
        text.replace("." + inside + ".", QString(".%1.").arg(now));
    }
    return "model.diffusion_model." + text.toStdString();
}

/// The same for the autoencoder; `levels` is the number of its resolutions.
inline std::string compvis_vae_name(const std::string& name, int levels) {
    QString text = QString::fromStdString(name);
    static const QRegularExpression block("(down|up)_blocks\\.(\\d)\\.");
    if (const auto match = block.match(text); match.hasMatch()) {
        const bool up = match.captured(1) == "up";
        const int number = match.captured(2).toInt();
        const QString level = QString("%1.%2.").arg(match.captured(1)).arg(up ? levels - 1 - number : number);
        text.replace(match.captured(0), level);
        text.replace("resnets.", "block.").replace("conv_shortcut", "nin_shortcut");
        text.replace("downsamplers.0", "downsample").replace("upsamplers.0", "upsample");
    } else {
        text.replace("mid_block.resnets.0.", "mid.block_1.").replace("mid_block.resnets.1.", "mid.block_2.");
        text.replace("mid_block.attentions.0.", "mid.attn_1.").replace("conv_norm_out", "norm_out");
        text.replace("group_norm.", "norm.").replace("to_out.0.", "proj_out.");
        text.replace("to_q.", "q.").replace("to_k.", "k.").replace("to_v.", "v.");
    }
    return "first_stage_model." + text.toStdString();
}

inline std::string compvis_text_name(const std::string& name) {
    return "cond_stage_model.transformer." + name;
}

}  // namespace tempera
